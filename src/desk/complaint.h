/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "desk/decide.h"

/* Complaints about the desk: a queue of their own (desk.complaints), away from
 * whom they are about. */

/* Most characters of new words that are looked at. */
#define COMPLAINT_WORDS_MAX 4000

/* Whether a subject, or the new words of a mail, say that their writer
 * complains: by a phrase of complaintwords.c in any language. Linear in the
 * text. */
bool complaint_says(const char *subject, const char *words);

/* Why a human's mail is a complaint (static): it was written to the queue of
 * complaints, or says so; NULL when it is none, or there is no such queue. */
const char *complaint_why(const struct decide_case *what);

/* The queue of complaints; NULL for none. */
const struct settings_queue *complaint_queue(const struct settings *settings);

/* Whom it is about, NULL-terminated, each once: who had or answered the ticket
 * that the complaint came on, and every agent whose public name is in its
 * words. The caller frees with g_strfreev(). */
char **complaint_about(const struct decide_case *what);

/* Whether the ticket is a complaint, and whether it is about that agent. */
bool complaint_is_ticket(const struct settings *settings,
    const struct ticket *ticket);
bool complaint_bars(const struct ticket *ticket, const char *agent);

/* Who has to agree before this answer goes out: the first of the queue's agents
 * who is there and neither wrote it nor is complained about; "" when there is
 * nobody, NULL when nobody has to. */
const char *complaint_second(const struct decide_case *what);
