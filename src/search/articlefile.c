/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help articles as files. Whoever writes them is no programmer: every mistake
 * is told by file and line, and in words that say what to write. Nothing is
 * guessed or passed over, since a keyword that is lost is an article that is
 * never found. */
#include "search/articlefile.h"

#include <string.h>

#include "base/strings.h"

#define SUFFIX ".md"

/* An article while it is read. */
struct reading {
	const char *path;
	guint line;
	struct article *article;
};

#define COMPLAIN(in, ...) complain(in, error, __VA_ARGS__)

static bool G_GNUC_PRINTF(3, 4)
    complain(const struct reading *in, GError **error, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list arguments;

	va_start(arguments, format);
	what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return fail_set(error, FAIL_PERMANENT, "%s:%u: %s", in->path, in->line,
	    what);
}

bool
articlefile_is_language(const char *name)
{
	gsize length = strlen(name);

	return length >= 2 && length <= ARTICLE_LANGUAGE_MAX &&
	    strspn(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-") ==
	    length &&
	    g_ascii_islower(*name);
}

bool
articlefile_is_article(const char *name)
{
	gsize length = strspn(name, G_CSET_a_2_z G_CSET_DIGITS "-");

	return length > 0 && length <= ARTICLE_ID_MAX &&
	    strcmp(name + length, SUFFIX) == 0;
}

/* Where a header's value goes; NULL when there is no such name. */
static char **
field(struct article *article, const char *name)
{
	const struct {
		const char *name;
		char **value;
	} fields[] = {
		{ "title", &article->title },
		{ "category", &article->category },
		{ "keywords", &article->keywords },
		{ "synonyms", &article->synonyms },
		{ "link", &article->link },
	};

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].value;
	return NULL;
}

static bool
check_link(const struct reading *in, const char *link, GError **error)
{
	if (!g_str_has_prefix(link, "https://") &&
	    !g_str_has_prefix(link, "http://"))
		return COMPLAIN(in, "link: it must begin with https://");
	if (strlen(link) > ARTICLE_LINK_MAX || strpbrk(link, " <>\"\t"))
		return COMPLAIN(in, "link: it is too long, or has a blank");
	return true;
}

/* "withdrawal = payout = cash out, fee = charge" */
static bool
check_synonyms(const struct reading *in, const char *value, GError **error)
{
	g_auto(GStrv) groups = g_strsplit(value, ",", -1);

	for (guint i = 0; groups[i]; i++)
		if (!strchr(groups[i], '='))
			return COMPLAIN(in,
			    "synonyms: \"%s\": words that mean the same stand "
			    "apart by =, as in fee = charge, bot = robot",
			    g_strstrip(groups[i]));
	return true;
}

static bool
check_value(const struct reading *in, const char *name, const char *value,
    GError **error)
{
	if (*value == '\0')
		return COMPLAIN(in, "%s: it is empty", name);
	if (strcmp(name, "link") == 0)
		return check_link(in, value, error);
	if (strcmp(name, "synonyms") == 0)
		return check_synonyms(in, value, error);
	if (strcmp(name, "keywords") != 0 && strlen(value) > ARTICLE_TITLE_MAX)
		return COMPLAIN(in, "%s: more than %d octets", name,
		    ARTICLE_TITLE_MAX);
	return true;
}

static bool
read_person(const struct reading *in, const char *value, GError **error)
{
	in->article->person = strcmp(value, "yes") == 0;
	return in->article->person || strcmp(value, "no") == 0 ||
	    COMPLAIN(in, "person: yes or no is wanted");
}

static bool
read_header(const struct reading *in, char *line, GError **error)
{
	char *value = strchr(line, ':'), **to;

	if (!value)
		return COMPLAIN(in,
		    "\"NAME: VALUE\" is wanted, and an empty line before the "
		    "text");
	*value++ = '\0';
	g_strstrip(line);
	g_strstrip(value);
	if (strcmp(line, "person") == 0)
		return read_person(in, value, error);
	to = field(in->article, line);
	if (!to)
		return COMPLAIN(in,
		    "%s: there are title, category, keywords, synonyms, "
		    "link and person",
		    line);
	if (**to)
		return COMPLAIN(in, "%s: it is there twice", line);
	if (!check_value(in, line, value, error))
		return false;
	strings_set(to, value);
	return true;
}

static bool
check_whole(struct reading *in, GError **error)
{
	const struct article *article = in->article;

	in->line = 1;
	if (!*article->title || !*article->category)
		return COMPLAIN(in, "%s: it is missing",
		    *article->title ? "category" : "title");
	if (!*article->text)
		return COMPLAIN(in, "it has no text");
	return true;
}

/* Control characters have no place in a letter. */
static bool
check_octets(struct reading *in, const char *text, GError **error)
{
	in->line = 1;
	if (strlen(text) > ARTICLE_FILE_MAX)
		return COMPLAIN(in, "larger than %d octets", ARTICLE_FILE_MAX);
	if (!g_utf8_validate(text, -1, NULL))
		return COMPLAIN(in, "it is not in UTF-8");
	for (const char *p = text; *p; p++) {
		if (g_ascii_iscntrl(*p) && !strchr("\n\r\t", *p))
			return COMPLAIN(in, "a control character");
		in->line += *p == '\n';
	}
	return true;
}

static bool
read_text(struct reading *in, const char *text, GError **error)
{
	g_auto(GStrv) lines = NULL;
	g_autofree char *body = NULL;
	guint at = 0;

	if (!check_octets(in, text, error))
		return false;
	lines = g_strsplit(text, "\n", -1);
	for (; lines[at] && *g_strchomp(lines[at]); at++) {
		in->line = at + 1;
		if (!read_header(in, lines[at], error))
			return false;
	}
	body = g_strjoinv("\n", lines + at);
	strings_set(&in->article->text, g_strstrip(body));
	return check_whole(in, error);
}

struct article *
articlefile_read(const char *path, const char *text, GError **error)
{
	g_autoptr(article) article = article_new();
	const char *name = strchr(path, '/');
	struct reading in = { .path = path, .line = 1, .article = article };

	if (!name)
		name = path + strlen(path);
	g_free(article->language);
	article->language = g_strndup(path, (gsize)(name - path));
	if (*name)
		name++;
	if (!articlefile_is_language(article->language) ||
	    !articlefile_is_article(name)) {
		(void)COMPLAIN(&in,
		    "a file LANGUAGE/NAME.md is wanted, as in "
		    "en/two-factor-reset.md");
		return NULL;
	}
	g_free(article->id);
	article->id = g_strndup(name, strlen(name) - strlen(SUFFIX));
	if (!read_text(&in, text, error))
		return NULL;
	return g_steal_pointer(&article);
}
