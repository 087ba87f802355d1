/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own border's Received fields: which host wrote it, and who had logged in.
 * A client chooses its HELO name and may fill it with anything that looks like
 * the rest of the line, so every clause must be there once and in its place;
 * doubt costs one submission its proof and nothing more. */
#include "route/received.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"

#define WHITE " \t\r\n"
#define LOGIN "Authenticated sender: "

void
received_free(struct received *received)
{
	if (!received)
		return;
	g_free(received->by);
	g_free(received->client);
	g_free(received->with);
	g_free(received->authenticated);
	g_free(received);
}

/* A comment with its parentheses, or a word. */
struct item {
	const char *start;
	gsize length;
	bool comment;
};

static const char *
skip_comment(const char *p)
{
	guint depth = 0;

	for (; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
	}
	return NULL;
}

/* A quote begins nothing here: a stray one in a HELO name could hide what the
 * server wrote behind it. */
static const char *
skip_word(const char *p)
{
	return p + strcspn(p, WHITE "();");
}

/* The items up to the date, which a semicolon begins; NULL when something is
 * not closed. */
static GArray *
read_items(const char *p)
{
	g_autoptr(GArray) items =
	    g_array_new(FALSE, FALSE, sizeof(struct item));

	while (*p && *p != ';') {
		struct item item = { .start = p, .comment = *p == '(' };

		if (strchr(WHITE, *p)) {
			p++;
			continue;
		}
		if (*p == ')')
			return NULL;
		p = item.comment ? skip_comment(p) : skip_word(p);
		if (!p)
			return NULL;
		item.length = (gsize)(p - item.start);
		g_array_append_val(items, item);
	}
	return g_steal_pointer(&items);
}

static const struct item *
item_at(const GArray *items, guint index)
{
	return index < items->len ? &g_array_index(items, struct item, index)
	                          : NULL;
}

static bool
is_word(const struct item *item, const char *word)
{
	return item && !item->comment && item->length == strlen(word) &&
	    g_ascii_strncasecmp(item->start, word, item->length) == 0;
}

/* Whether a bracket in a HELO name may have swallowed the clause that says who
 * wrote the line: then the line is nobody's, and above all not to be passed
 * over in search of the border's. */
static bool
is_swallowed(const GArray *items, int by)
{
	static const char keyword[] = " by ";

	if (!is_word(item_at(items, 0), "from"))
		return false;
	for (guint i = 0; i < items->len; i++) {
		const struct item *item = item_at(items, i);

		if (item->comment &&
		    memmem(item->start, item->length, keyword, strlen(keyword)))
			return true;
	}
	return by < 0;
}

/* Where the only such keyword is; -1 when there is none, -2 when two. */
static int
find_word(const GArray *items, const char *word)
{
	int found = -1;

	for (guint i = 0; i < items->len; i++) {
		if (!is_word(item_at(items, i), word))
			continue;
		if (found >= 0)
			return -2;
		found = (int)i;
	}
	return found;
}

/* The word behind a keyword; "" when there is none. */
static char *
word_behind(const GArray *items, int keyword)
{
	const struct item *item =
	    keyword >= 0 ? item_at(items, (guint)keyword + 1) : NULL;

	return item && !item->comment ? g_strndup(item->start, item->length)
	                              : g_strdup("");
}

static bool
begins(const struct item *item, const char *text)
{
	return item && item->comment && item->length > strlen(text) + 1 &&
	    strncmp(item->start + 1, text, strlen(text)) == 0;
}

/* "(name [address])", which the server writes itself. */
static bool
is_client(const struct item *item)
{
	static const char end[] = "])";
	gsize size = strlen(end);

	return item && item->comment && item->length > size &&
	    memchr(item->start, '[', item->length) &&
	    memcmp(item->start + item->length - size, end, size) == 0;
}

/* "from HELO (client) (...) by", and only one of the comments names a client.
 */
static bool
has_client(const GArray *items, int by)
{
	if (by < 3 || !is_word(item_at(items, 0), "from") ||
	    item_at(items, 1)->comment || !is_client(item_at(items, 2)))
		return false;
	for (guint i = 3; i < (guint)by; i++)
		if (!item_at(items, i)->comment || is_client(item_at(items, i)))
			return false;
	return true;
}

/* The name in it; Postfix writes "unknown" for a name that does not lead back
 * to the address, and others write something behind the bracket. */
static char *
find_client(const GArray *items, int by)
{
	const struct item *client = item_at(items, 2);
	const char *space;

	if (!has_client(items, by))
		return NULL;
	space = memchr(client->start, ' ', client->length);
	return space && space[1] == '['
	    ? g_strndup(client->start + 1, (gsize)(space - client->start) - 1)
	    : NULL;
}

/* from HELO (client) (...) (Authenticated sender: address) by: the address. */
static char *
find_login(const GArray *items, int by)
{
	const struct item *last = by > 0 ? item_at(items, (guint)by - 1) : NULL;
	gsize skip = strlen(LOGIN) + 1;
	g_autofree char *address = NULL;

	if (!has_client(items, by) || !begins(last, LOGIN))
		return NULL;
	for (guint i = 3; i + 1 < (guint)by; i++)
		if (begins(item_at(items, i), LOGIN))
			return NULL;
	address = g_strndup(last->start + skip, last->length - skip - 1);
	return address_is_valid(address) ? address_fold(address) : NULL;
}

static char *
or_empty(char *take_text)
{
	return take_text ? take_text : g_strdup("");
}

struct received *
received_parse(const char *value)
{
	g_autoptr(GArray) items = read_items(value);
	int by = items ? find_word(items, "by") : -2;
	int with = items ? find_word(items, "with") : -2;
	struct received *received;
	g_autofree char *protocol = NULL;

	if (by == -2 || with == -2 || (with >= 0 && with < by) ||
	    is_swallowed(items, by))
		return NULL;
	received = g_new0(struct received, 1);
	protocol = word_behind(items, with);
	received->by = word_behind(items, by);
	received->with = g_ascii_strup(protocol, -1);
	received->client = or_empty(find_client(items, by));
	received->authenticated = or_empty(find_login(items, by));
	received->has_from = find_word(items, "from") != -1;
	return received;
}

gboolean
received_is_submission(const struct received *received)
{
	static const char *const protocols[] = { "ESMTPA", "ESMTPSA",
		"UTF8SMTPA", "UTF8SMTPSA", NULL };

	return g_strv_contains(protocols, received->with);
}

gboolean
received_is_handover(const struct received *received)
{
	static const char *const local[] = { "LMTP", "LMTPS", "LMTPA", "LMTPSA",
		NULL };

	return g_strv_contains(local, received->with) ||
	    (!received->has_from && g_str_equal(received->with, "SMTP") &&
	        g_hostname_is_ip_address(received->by));
}
