/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which language somebody is written to. What the customer or the desk has
 * said counts more than what can be guessed from a few words; a guess must
 * never change what was said. */
#include "desk/tongue.h"

const char *
tongue_find(const struct tongue_case *what, const char **why_out)
{
	const struct {
		const char *language, *why;
	} ways[] = {
		{ what->person ? what->person->language : NULL,
		    "the directory" },
		{ what->earlier, "earlier tickets" },
		{ what->message ? what->message->language : NULL, "the mail" },
		{ what->queue ? what->queue->language : NULL, TONGUE_DEFAULT },
	};

	for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
		if (!ways[i].language || !*ways[i].language)
			continue;
		*why_out = ways[i].why;
		return ways[i].language;
	}
	*why_out = "nothing is known";
	return "";
}
