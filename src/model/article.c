/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help articles as records. What customers are shown of one is plain text: it
 * must hold nothing that their mail program would take for anything else, so
 * Markdown's marks are taken away and not turned into something. */
#include "model/article.h"

#include <string.h>

#include "model/codec.h"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = { "(ssssssssb)" };

struct article *
article_new(void)
{
	struct article *article = g_new0(struct article, 1);
	char **const fields[] = { &article->language, &article->id,
		&article->title, &article->category, &article->keywords,
		&article->synonyms, &article->link, &article->text };

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		*fields[i] = g_strdup("");
	return article;
}

void
article_free(struct article *article)
{
	if (!article)
		return;
	g_free(article->language);
	g_free(article->id);
	g_free(article->title);
	g_free(article->category);
	g_free(article->keywords);
	g_free(article->synonyms);
	g_free(article->link);
	g_free(article->text);
	g_free(article);
}

GBytes *
article_encode(const struct article *article)
{
	return codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(@s@s@s@s@s@s@s@sb)",
	        codec_string(article->language), codec_string(article->id),
	        codec_string(article->title), codec_string(article->category),
	        codec_string(article->keywords),
	        codec_string(article->synonyms), codec_string(article->link),
	        codec_string(article->text), article->person));
}

struct article *
article_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "article", types,
	    G_N_ELEMENTS(types), NULL, error);
	struct article *article;

	if (!body)
		return NULL;
	article = g_new0(struct article, 1);
	g_variant_get(body, "(ssssssssb)", &article->language, &article->id,
	    &article->title, &article->category, &article->keywords,
	    &article->synonyms, &article->link, &article->text,
	    &article->person);
	return article;
}

static void
free_hit(gpointer data)
{
	struct article_hit *hit = data;

	article_free(hit->article);
	g_free(hit->passage);
	g_free(hit);
}

GPtrArray *
article_hits_new(void)
{
	return g_ptr_array_new_with_free_func(free_hit);
}

/* --- text that is shown -------------------------------------------------- */

/* "- ", "* ", "12. ": how long the mark is; 0: the line is no item. */
static gsize
item_mark(const char *line)
{
	gsize digits = strspn(line, "0123456789");

	if ((line[0] == '-' || line[0] == '*') && line[1] == ' ')
		return 2;
	return digits > 0 && digits < 4 && line[digits] == '.' &&
	        line[digits + 1] == ' '
	    ? digits + 2
	    : 0;
}

/* Between Chinese or Japanese characters a line's end is no blank. */
static bool
joins_without_blank(const GString *text, const char *next)
{
	const char *last = text->len > 0
	    ? g_utf8_find_prev_char(text->str, text->str + text->len)
	    : NULL;

	return !last || *last == '\n' || *last == ' ' ||
	    g_utf8_get_char(last) >= 0x2e80 || g_utf8_get_char(next) >= 0x2e80;
}

/* Without the marks of emphasis, code and headings. */
static void
append_plain(GString *out, const char *line)
{
	line += strspn(line, "#");
	line += strspn(line, " ");
	for (const char *p = line; *p; p++)
		if (*p != '*' && *p != '`')
			g_string_append_c(out, *p);
}

static void
append_line(GString *passage, const char *line)
{
	gsize mark = item_mark(line);

	if (mark > 0 && passage->len > 0)
		g_string_append_c(passage, '\n');
	else if (mark == 0 && !joins_without_blank(passage, line))
		g_string_append_c(passage, ' ');
	if (mark > 0)
		g_string_append_len(passage, line[0] == '*' ? "- " : line,
		    (gssize)mark);
	append_plain(passage, line + mark);
}

char **
article_passages(const struct article *article)
{
	g_auto(GStrv) lines = g_strsplit(article->text, "\n", -1);
	GPtrArray *passages = g_ptr_array_new();
	GString *passage = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);

		if (*line)
			append_line(passage, line);
		if (passage->len == 0 || (*line && lines[i + 1]))
			continue;
		g_ptr_array_add(passages, g_string_free(passage, FALSE));
		passage = g_string_new(NULL);
	}
	g_string_free(passage, TRUE);
	g_ptr_array_add(passages, NULL);
	return (char **)g_ptr_array_free(passages, FALSE);
}
