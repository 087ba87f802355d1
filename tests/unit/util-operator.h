/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "pipeline/operate.h"
#include "util-desk.h"
#include <glib.h>

/* A desk with ticket 1 and its letters 1 to 3 (acknowledgement, two notices),
 * and an operator at it. open and close have the form of g_test_add(). */
#define OPERATOR_ACTOR "uid 7"

struct operator
{
	struct util_desk *desk;
	struct inbox inbox;
};

void operator_open(struct operator* operator, gconstpointer data);
void operator_close(struct operator* operator, gconstpointer data);

/* Carries out words, separated by blanks; the answer's text, the caller's. */
char *operator_say(struct operator* operator, const char * words, int input,
    int *status_out);

/* The same, and asserts status and answer. */
void operator_says(struct operator* operator, const char * words, int status,
    const char *answer);

/* Asserts whose name stands at that action about that object; NULL: nobody's.
 */
void operator_audited(struct operator* operator, const char * action,
    const char *object, const char *actor);

/* Takes a raw mail in and asserts the result; the ticket's or hold's number. */
guint64 operator_takes(struct operator* operator, const char * raw,
    enum accept_result wanted);
