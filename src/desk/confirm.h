/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "desk/decide.h"
#include "model/hold.h"

/* What an agent hears of a mail of his that is held: a confirm letter, whose
 * answer releases it, or a notice that says what to do instead. */
enum confirm_tell { CONFIRM_NOTHING, CONFIRM_LETTER, CONFIRM_NOTICE };

struct confirm_case {
	const struct settings *settings;
	guint32 cause;
	const char *agent; /* name; "" when it is nobody's */
	const char *from;  /* the one From address, folded, proved or not */
	guint32 class;     /* verdict_class */
	gboolean proved;   /* From, as an agent's mail needs it (agent_auth) */
	gint64 mail_age;   /* ms */
};

/* Nothing for a machine's mail, one older than DECIDE_OLD_MS, an agent who is
 * disabled, or a From that is none of his addresses: whoever can make docket
 * write letters will. */
enum confirm_tell confirm_tell(const struct confirm_case *what);

struct confirm_what {
	const struct settings *settings;
	const struct hold *hold;
	const struct message *message;
	const struct ticket *ticket;     /* NULL: none, or not yet */
	const struct decision *decision; /* what would be done; NULL unknown */
	const char *text;   /* what would go out, own tokens already scrubbed */
	const char *reason; /* why the sender is not believed */
	const char *marker, *word;
};

/* The text of a confirm letter: the marker line, why the mail is held, what to
 * write, and what would be sent to whom. Foreign text stands behind "| ", so
 * that it can not pass for ours. The caller frees. */
char *confirm_text(const struct confirm_what *what);

/* "[Desk] Please confirm your mail (hold 3)"; no word of the mail itself. The
 * caller frees. */
char *confirm_subject(const struct settings *settings, const struct hold *hold);

/* The text and subject of the notice that says why a mail is held and what to
 * do. The caller frees. */
char *confirm_notice_text(const struct confirm_what *what);
char *confirm_notice_subject(const struct settings *settings, guint64 hold);

/* Whether the word stands by itself, in either case, in what was typed above
 * the quoted letter: an out-of-office answer that quotes all of it releases
 * nothing. text: of the answer. Linear time. */
gboolean confirm_has_word(const char *text, const char *marker,
    const char *desk_address, const char *word);
