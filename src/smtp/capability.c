/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a relay offers in its answer to EHLO (RFC 5321 4.1.1.1). Pure. It exists
 * so that the session asks for nothing that was not announced, and it must
 * never guess: what it does not know is passed over. */
#include "smtp/capability.h"

#include <stdbool.h>
#include <string.h>

static const struct {
	const char *name;
	guint bit;
} keywords[] = {
	{ "STARTTLS", CAPABILITY_STARTTLS },
	{ "PIPELINING", CAPABILITY_PIPELINING },
	{ "8BITMIME", CAPABILITY_8BITMIME },
	{ "SMTPUTF8", CAPABILITY_SMTPUTF8 },
	{ "ENHANCEDSTATUSCODES", CAPABILITY_ENHANCED },
	{ "SIZE", CAPABILITY_SIZE },
};

static const struct {
	const char *name;
	guint bit;
} mechanisms[] = {
	{ "PLAIN", CAPABILITY_PLAIN },
	{ "LOGIN", CAPABILITY_LOGIN },
	{ "XOAUTH2", CAPABILITY_XOAUTH2 },
};

static void
read_mechanism(const char *word, struct capability *out)
{
	for (guint i = 0; i < G_N_ELEMENTS(mechanisms); i++)
		if (g_ascii_strcasecmp(word, mechanisms[i].name) == 0)
			out->bits |= mechanisms[i].bit;
}

static void
read_keyword(char *const *words, struct capability *out)
{
	for (guint i = 0; i < G_N_ELEMENTS(keywords); i++)
		if (g_ascii_strcasecmp(words[0], keywords[i].name) == 0)
			out->bits |= keywords[i].bit;
	if (g_ascii_strcasecmp(words[0], "SIZE") == 0 && words[1] &&
	    g_ascii_isdigit(words[1][0]))
		out->size = g_ascii_strtoull(words[1], NULL, 10);
}

static void
read_line(const char *line, struct capability *out)
{
	g_auto(GStrv) words = g_strsplit_set(line, " \t", 64);
	bool auth;

	if (!words[0])
		return;
	/* "AUTH=LOGIN" is what servers say for clients of the 1990s; some say
	 * nothing else. */
	auth = g_ascii_strncasecmp(words[0], "AUTH=", 5) == 0;
	if (auth)
		read_mechanism(words[0] + 5, out);
	if (auth || g_ascii_strcasecmp(words[0], "AUTH") == 0)
		for (guint i = 1; words[i]; i++)
			read_mechanism(words[i], out);
	else
		read_keyword(words, out);
}

void
capability_read(const struct reply *answer, struct capability *out)
{
	*out = (struct capability){ 0 };
	for (guint i = 1; i < answer->lines->len; i++)
		read_line(answer->lines->pdata[i], out);
}

char *
capability_text(const struct capability *capability)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(keywords); i++)
		if (capability->bits & keywords[i].bit)
			g_string_append_printf(text, " %s", keywords[i].name);
	if (capability->size > 0)
		g_string_append_printf(text, "=%" G_GUINT64_FORMAT,
		    capability->size);
	for (guint i = 0; i < G_N_ELEMENTS(mechanisms); i++)
		if (capability->bits & mechanisms[i].bit)
			g_string_append_printf(text, " AUTH=%s",
			    mechanisms[i].name);
	return g_strdup(text->len > 0 ? text->str + 1 : "");
}
