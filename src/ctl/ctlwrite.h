/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ctl/ctl.h"

/* The verbs that change something: done by the daemon (pipeline/operate.h on
 * the operator socket), or by this process where none runs. EX_TEMPFAIL when
 * the daemon holds the state folder and does not answer. */
int ctlwrite_run(struct ctl *ctl);

/* The same without a look at the operands: verb and operands as they are. */
int ctlwrite_verb(struct ctl *ctl);

/* The same for a request in words (NULL-terminated, taken) that are not simply
 * the verb and its operands. */
int ctlwrite_ask(struct ctl *ctl, char **take_words);

/* The same with a sealed memfd for the verb to read, taken; -1: none. */
int ctlwrite_ask_with(struct ctl *ctl, char **take_words, int take_input);

/* "deliver": the mail on standard input, with LF or CRLF line ends; an mbox
 * "From " line at its top is dropped. Statuses are meant for a mail server's
 * pipe: EX_TEMPFAIL and EX_IOERR mean try later. */
int ctlwrite_deliver(struct ctl *ctl);
