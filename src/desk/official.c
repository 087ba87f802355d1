/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to the desk and what only looks so. Nothing is guessed: a name
 * is ours when it stands in the settings, letter by letter, and whatever is not
 * there is not ours. A name in another alphabet is therefore never ours. */
#include "desk/official.h"

#include <string.h>

#include "base/address.h"
#include "base/script.h"

#define NAMES_MAX 50 /* looked at in one text */
#define TOP_LEVEL_MIN 2

/* What is in front of a name and says nothing. */
static const char *
bare(const char *name)
{
	static const char *const before[] = { "mailto:", "https://", "http://",
		"www." };

	for (guint i = 0; i < G_N_ELEMENTS(before); i++)
		if (g_ascii_strncasecmp(name, before[i], strlen(before[i])) ==
		    0)
			name += strlen(before[i]);
	return name;
}

/* In the form that is compared; the caller frees. */
static char *
normal(const char *name)
{
	char *text = g_ascii_strdown(bare(name), -1);

	while (g_str_has_suffix(text, "/") || g_str_has_suffix(text, "."))
		text[strlen(text) - 1] = '\0';
	return text;
}

/* Whether domain is that one or lies below it. */
static bool
is_below(const char *domain, const char *above)
{
	size_t n = strlen(domain), m = strlen(above);

	return n >= m && strcmp(domain + n - m, above) == 0 &&
	    (n == m || domain[n - m - 1] == '.');
}

/* "user@host" -> "host", "host:443/path?x" -> "host"; in place. What stands
 * before an @ in a link is no host, and is how people are deceived. */
static const char *
host_of(char *name)
{
	char *path = strpbrk(name, "/?#");
	char *at, *port;

	if (path)
		*path = '\0';
	at = strrchr(name, '@');
	name = at ? at + 1 : name;
	port = strchr(name, ':');
	if (port)
		*port = '\0';
	return name;
}

static bool
fits(const char *name, const char *entry)
{
	g_autofree char *ours = normal(entry);
	g_autofree char *host = g_strdup(name);

	if (strcmp(name, ours) == 0)
		return true;
	/* Only a domain speaks for what is below it. */
	return !strpbrk(ours, "@/") && strchr(ours, '.') && *name != '@' &&
	    is_below(host_of(host), ours);
}

/* What the desk calls it: never what was asked, in which a link may go on with
 * anything. NULL when it is not the desk's. */
static const char *
entry_of(const struct settings *settings, const char *name)
{
	g_autofree char *plain = normal(name);

	for (char **entry = settings->desk.official; *entry; entry++)
		if (fits(plain, *entry))
			return *entry;
	return address_is_valid(plain) &&
	        settings_is_own_address(settings, plain)
	    ? settings->desk.address
	    : NULL;
}

bool
official_is(const struct settings *settings, const char *name)
{
	return entry_of(settings, name) != NULL;
}

/* --- in a text ------------------------------------------------------------ */

/* Such scripts, and Hangul, put no blanks around a name. */
static bool
is_word(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isalnum((char)c) ||
		    strchr("@._:/?#&=+%-~", (char)c);
	return g_unichar_isalnum(c) && !script_is_unspaced(c) &&
	    g_unichar_get_script(c) != G_UNICODE_SCRIPT_HANGUL;
}

static bool
is_file(const char *name)
{
	static const char *const ends[] = { ".pdf", ".png", ".jpg", ".jpeg",
		".txt", ".eml", ".msg", ".doc", ".docx" };

	for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(name, ends[i]))
			return true;
	return false;
}

/* "example.com": ends in a top-level domain, and no sentence has been run into
 * the next ("end.Next"). */
static bool
is_domain(const char *host)
{
	const char *dot = strrchr(host, '.');
	size_t n = 0;

	if (!dot || dot == host || is_file(host))
		return false;
	while (g_ascii_islower(dot[1 + n]))
		n++;
	return n >= TOP_LEVEL_MIN && !dot[1 + n];
}

static bool
is_name(const char *word)
{
	g_autofree char *copy = g_strdup(bare(word));
	bool link =
	    g_ascii_strncasecmp(word, "http", 4) == 0 && strstr(word, "://");

	if (*word == '@')
		return strlen(word) > 2;
	if (strchr(word, '@') && word[strlen(word) - 1] != '@')
		return true;
	return link || is_domain(host_of(copy));
}

struct search {
	const struct settings *settings;
	const char *asker;
	GString *ours;
	char *strange;
	guint count;
};

static void
look_at(struct search *search, const char *begin, const char *end)
{
	static const char edge[] = ".:?#&=+%-~_/";

	while (begin < end && strchr(edge, *begin))
		begin++;
	while (end > begin && strchr(edge, end[-1]))
		end--;
	g_autofree char *word = g_strndup(begin, (gsize)(end - begin));
	if (!*word || !is_name(word) || search->count >= NAMES_MAX ||
	    (*search->asker &&
	        g_ascii_strcasecmp(bare(word), search->asker) == 0))
		return;
	search->count++;
	const char *entry = entry_of(search->settings, word);
	if (!entry && !search->strange)
		search->strange = g_steal_pointer(&word);
	if (entry && !strstr(search->ours->str, entry))
		g_string_append_printf(search->ours, "%s%s",
		    search->ours->len > 0 ? ", " : "", entry);
}

enum official_answer
official_find(const struct settings *settings, const char *text,
    const char *asker, char **named_out)
{
	g_autoptr(GString) ours = g_string_new(NULL);
	struct search search = { settings, asker, ours, NULL, 0 };
	const char *begin = text;

	for (const char *at = text;; at = g_utf8_next_char(at)) {
		if (*at && is_word(g_utf8_get_char(at)))
			continue;
		look_at(&search, begin, at);
		if (!*at)
			break;
		begin = g_utf8_next_char(at);
	}
	*named_out = search.strange;
	if (search.strange)
		return OFFICIAL_NOT;
	if (search.count == 0)
		return OFFICIAL_NOTHING;
	*named_out = g_strdup(ours->str);
	return OFFICIAL_ALL;
}
