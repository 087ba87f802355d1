/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict on a doubtful mail. "Genuine" is said of a whole mail only, that
 * is in the log of what was sent and has not been changed; a text that somebody
 * quotes proves nothing, and a sender's name can be forged by anybody. In doubt
 * it must be "cannot tell", never a yes. */
#include "desk/authentic.h"

static const struct {
	const char *name, *phrase;
	bool report, how;
} verdicts[] = {
	[AUTHENTIC_GENUINE] = { "genuine", "verify-genuine", false, false },
	[AUTHENTIC_OTHER] = { "genuine, to another recipient", "verify-other",
	    true, false },
	[AUTHENTIC_CHANGED] = { "changed", "verify-changed", true, false },
	[AUTHENTIC_UNKNOWN] = { "not ours", "verify-unknown", true, false },
	[AUTHENTIC_OFFICIAL] = { "official", "verify-official", false, true },
	[AUTHENTIC_STRANGE] = { "not official", "verify-strange", true, false },
	[AUTHENTIC_INLINE] = { "cannot tell", "verify-inline", false, true },
	[AUTHENTIC_NOTHING] = { "nothing to look at", "verify-nothing", false,
	    true },
};

enum authentic_verdict
authentic_judge(const struct authentic_case *what)
{
	if (what->attached) {
		if (!what->ours)
			return AUTHENTIC_UNKNOWN;
		if (!what->same)
			return AUTHENTIC_CHANGED;
		return what->asker ? AUTHENTIC_GENUINE : AUTHENTIC_OTHER;
	}
	if (what->strange)
		return AUTHENTIC_STRANGE;
	if (what->inlined)
		return AUTHENTIC_INLINE;
	return what->official ? AUTHENTIC_OFFICIAL : AUTHENTIC_NOTHING;
}

const char *
authentic_name(enum authentic_verdict verdict)
{
	return verdicts[verdict].name;
}

bool
authentic_is_report(enum authentic_verdict verdict)
{
	return verdicts[verdict].report;
}

void
authentic_answer(const struct template *templates,
    enum authentic_verdict verdict, const struct authentic_words *words,
    char **subject_out, char **text_out)
{
	bool instant = verdict == AUTHENTIC_GENUINE;
	bool official = verdict == AUTHENTIC_OFFICIAL;
	const char *name = instant ? "instant" : official ? "official" : NULL;
	g_autofree char *line = template_phrase(templates,
	    verdicts[verdict].phrase, words->language, name,
	    instant ? words->instant : words->official, NULL);
	g_autofree char *how = verdicts[verdict].how
	    ? template_phrase(templates, "verify-how", words->language, NULL)
	    : NULL;

	template_render(templates, "verify", words->language, subject_out,
	    text_out, "verdict", line, "how", how, "desk_name",
	    words->desk_name, "desk_address", words->desk_address, NULL);
}
