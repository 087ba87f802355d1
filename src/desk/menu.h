/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "desk/decide.h"
#include "desk/template.h"

/* A queue's menu: a mail that is a keyword, or nothing at all, is answered with
 * help articles or the list of topics, and opens no ticket until its writer
 * asks for a person or says more. */

/* Letters of the menu to one address in 24 hours; the next mail opens a ticket.
 */
#define MENU_A_DAY 5

/* What a keyword is at most: words with blanks between them, and characters,
 * of which those of scripts without blanks count several times. */
#define MENU_WORDS 3
#define MENU_CHARACTERS 40

/* Titles that one letter lists. */
#define MENU_TOPICS 60

/* What became of a mail that opened no ticket. */
enum menu_end {
	MENU_ARTICLES, /* answered with articles */
	MENU_TOPICS_SHOWN,
	MENU_SOLVED,  /* a reply: an article solved it */
	MENU_THANKS,  /* a reply: only thanks */
	MENU_MACHINE, /* a machine's answer to such a letter */
	MENU_ENDS
};

/* "articles, queue help": the detail of the mail that is kept. The caller
 * frees. And which one a detail is, of that queue (NULL: any); MENU_ENDS for
 * none. */
char *menu_detail(enum menu_end end, const char *queue);
enum menu_end menu_read(const char *detail, const char *queue);

/* Looks whether a new mail is for its queue's menu. True: the decision is
 * DECIDE_MENU, and where it has a question, menu_offer() is to be asked what to
 * answer. A keyword that asks for a person only marks the ticket. */
bool menu_takes(struct decision *decision, const struct decide_case *what);

/* What was found: hits (struct article_hit, best first, all of them sure) for
 * the decision's question, topics (struct article) all that there are in its
 * language. False: a person is to answer, and the mail has to be decided upon
 * without the menu. */
bool menu_offer(struct decision *decision, GPtrArray *hits, GPtrArray *topics);

/* What the letter says of the topics: their titles by category. The caller
 * frees. */
char *menu_text(const struct template *templates, const char *language,
    const GPtrArray *topics);
