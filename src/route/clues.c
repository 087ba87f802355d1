/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clues in a mail: tokens in recipient fields, ids in In-Reply-To and
 * References. What is gathered here is only where to look, in a fixed order and
 * within limits; nothing here may take a clue for a proof, but that ids and
 * bounce addresses are of our own making. */
#include "route/clues.h"

#include <stdbool.h>
#include <string.h>

#include "route/addrscan.h"
#include "route/replyaddr.h"
#include "route/subject.h"

static const char *const recipient_fields[] = { "To", "Cc", "Delivered-To",
	"X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To" };

/* What the search for clues carries along. */
struct search {
	const struct settings *conf;
	const struct keyring *ring;
	gint64 now;
	GPtrArray *clues;
	gint64 addresses; /* looked at so far */
};

static void
free_clue(gpointer data)
{
	struct thread_clue *clue = data;

	g_free(clue->text);
	g_free(clue->holder);
	g_free(clue->agent);
	g_free(clue);
}

static bool
is_same_clue(const struct thread_clue *a, const struct thread_clue *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case THREAD_TOKEN:
		/* The MAC covers all the rest, and ends differ in case only. */
		return memcmp(a->token.mac, b->token.mac, TOKEN_MAC_SIZE) == 0;
	case THREAD_BOUNCE:
	case THREAD_OWN_ID:
		return a->letter == b->letter;
	case THREAD_FOREIGN_ID:
		return strcmp(a->text, b->text) == 0;
	case THREAD_NUMBER:
		return a->token.number == b->token.number;
	}
	return false;
}

static void
add_clue(struct search *search, const struct thread_clue *found)
{
	struct thread_clue *clue;

	for (guint i = 0; i < search->clues->len; i++)
		if (is_same_clue(search->clues->pdata[i], found))
			return;
	clue = g_new(struct thread_clue, 1);
	*clue = *found;
	clue->text = g_strdup(found->text);
	g_ptr_array_add(search->clues, clue);
}

static void
look_at_address(struct search *search, const char *where, char *address)
{
	struct thread_clue clue = { .where = where, .text = address };
	gsize length = 0;
	const char *token = replyaddr_find(search->conf, address, &length);

	if (!token)
		return;
	clue.kind = THREAD_TOKEN;
	if (token_parse(token, length, &clue.token)) {
		add_clue(search, &clue);
		return;
	}
	clue.kind = THREAD_BOUNCE;
	clue.letter = token_short_read(token, length, search->ring, search->now,
	    TOKEN_USE_BOUNCE);
	if (clue.letter != 0)
		add_clue(search, &clue);
}

static void
look_at_recipients(struct search *search, const char *where,
    const struct header *header)
{
	gint64 most = search->conf->limits.addresses;

	for (guint i = 0; i < header->fields->len; i++) {
		const struct header_field *field = header->fields->pdata[i];
		const char *cursor = field->value;

		if (g_ascii_strcasecmp(field->name, where) != 0)
			continue;
		while (search->addresses < most) {
			g_autofree char *address = addrscan_next(&cursor);

			if (!address)
				break;
			search->addresses++;
			look_at_address(search, where, address);
		}
	}
}

static void
look_at_id(struct search *search, const char *where, char *id)
{
	struct thread_clue clue = { .where = where, .text = id };
	gsize length = 0;
	const char *token =
	    replyaddr_in_message_id(&search->conf->desk, id, &length);

	if (replyaddr_is_root(&search->conf->desk, id))
		return;
	if (token)
		clue.letter = token_short_read(token, length, search->ring,
		    search->now, TOKEN_USE_ID);
	clue.kind = clue.letter != 0 ? THREAD_OWN_ID : THREAD_FOREIGN_ID;
	add_clue(search, &clue);
}

/* The newest id stands last in both fields. */
static void
look_at_ids(struct search *search, const char *where,
    const struct header *header, gint64 *left)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	guint count = header_count(header, where);

	for (guint i = 0; i < count; i++)
		addrscan_ids(header_find(header, where, i), ids);
	for (guint i = ids->len; i > 0 && *left > 0; i--, --*left)
		look_at_id(search, where, ids->pdata[i - 1]);
}

GPtrArray *
clues_gather(const struct header *header, const struct settings *conf,
    const struct keyring *ring, gint64 now)
{
	struct search search = { .conf = conf, .ring = ring, .now = now };
	gint64 left = conf->limits.references;

	search.clues = g_ptr_array_new_with_free_func(free_clue);
	for (guint i = 0; i < G_N_ELEMENTS(recipient_fields); i++)
		look_at_recipients(&search, recipient_fields[i], header);
	look_at_ids(&search, "In-Reply-To", header, &left);
	look_at_ids(&search, "References", header, &left);
	return search.clues;
}

void
clues_add_subject(GPtrArray *clues, const char *subject,
    const struct settings *conf)
{
	struct search search = { .conf = conf, .clues = clues };
	guint64 number = subject_number(subject, conf->desk.name);
	g_autofree char *text = g_strdup_printf("#%" G_GUINT64_FORMAT, number);
	struct thread_clue clue = { .kind = THREAD_NUMBER,
		.where = "Subject",
		.text = text,
		.token.number = number };

	if (number != 0)
		add_clue(&search, &clue);
}
