/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "desk/template.h"

/* "Is it really you?": what a customer is told of a doubtful mail or name. */

enum authentic_verdict {
	AUTHENTIC_GENUINE,  /* sent by us, to this customer, and as it was */
	AUTHENTIC_OTHER,    /* sent by us and as it was, to somebody else */
	AUTHENTIC_CHANGED,  /* has a mark of ours and is not what we sent */
	AUTHENTIC_UNKNOWN,  /* an attached mail that we have never sent */
	AUTHENTIC_OFFICIAL, /* all that was named is ours */
	AUTHENTIC_STRANGE,  /* something that was named is not */
	AUTHENTIC_INLINE,   /* forwarded within the text: cannot tell */
	AUTHENTIC_NOTHING,  /* nothing to look at */
};

struct authentic_case {
	bool attached; /* a whole mail, as a file */
	bool ours;     /* its Message-ID is that of a letter that went out */
	bool same;     /* and it is that letter (samemail.h) */
	bool asker;    /* who is asking was its recipient, and is proved */
	bool inlined;  /* a mail stands within the text */
	bool strange;  /* a name is not ours: its sender's, or one written */
	bool official; /* names were found, and all are */
};

enum authentic_verdict authentic_judge(const struct authentic_case *what);

/* In a word, for operators; and whether it is a report of phishing. */
const char *authentic_name(enum authentic_verdict verdict);
bool authentic_is_report(enum authentic_verdict verdict);

/* Subject and text of the answer. instant: when it was sent, in words;
 * official: what the settings call that was asked about; each NULL where the
 * verdict has none. Nothing of the doubtful mail can come in. The caller frees.
 */
struct authentic_words {
	const char *language, *instant, *official;
	const char *desk_name, *desk_address;
};
void authentic_answer(const struct template *templates,
    enum authentic_verdict verdict, const struct authentic_words *words,
    char **subject_out, char **text_out);
