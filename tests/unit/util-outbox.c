/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bench of what sends letters. The relay is forked before the desk's store
 * is open: see util-smtp.h. */
#include "util-outbox.h"

#include <string.h>

#include "store/letters.h"

struct outbox_alive outbox_alive;

static void
on_alive(unsigned int seconds)
{
	outbox_alive.calls++;
	outbox_alive.least = MIN(outbox_alive.least, seconds);
	if (outbox_alive.then != NULL)
		outbox_alive.then(outbox_alive.calls);
}

struct deliver *
outbox_deliver(struct outbox *outbox, guint32 first, guint32 last)
{
	return deliver_new(outbox->desk->store, outbox->desk->settings,
	    outbox->secrets, first, last, on_alive);
}

/* A desk whose first relay follows the rules. */
void
outbox_open(struct outbox *outbox, const struct smtp_rule *rules,
    const char *conf)
{
	outbox->relay = smtp_relay_new(rules);
	outbox->desk = util_desk_new(conf);
	outbox->secrets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	    (GDestroyNotify)g_bytes_unref);
	g_hash_table_insert(outbox->secrets, g_strdup("relay:relay1"),
	    g_bytes_new("pass", 4));
	g_autofree char *state =
	    g_build_filename(outbox->desk->dir, "state", NULL);
	g_strlcpy(outbox->relay->seen->state_dir, state,
	    sizeof outbox->relay->seen->state_dir);
	smtp_relay_use(outbox->desk, 0, outbox->relay->port);
	outbox->deliver = outbox_deliver(outbox, 0, 255);
}

void
outbox_close(struct outbox *outbox)
{
	deliver_free(outbox->deliver);
	g_hash_table_unref(outbox->secrets);
	util_desk_free(outbox->desk);
	smtp_relay_free(outbox->relay);
}

void
outbox_put(struct outbox *outbox, const struct letter *letter)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(outbox->desk->store->kv, KV_WRITE, &error);

	g_assert_true(letters_put(txn, letter, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

void
outbox_add(struct outbox *outbox, guint64 number, const char *to,
    const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(letter) letter = letter_new();
	struct archive *archive = outbox->desk->store->archive;

	letter->number = number;
	letter->to = (g_free(letter->to), g_strdup(to));
	letter->sender =
	    (g_free(letter->sender), g_strdup("support@example.com"));
	letter->created = letter->due = UTIL_DESK_NOW;
	letter->share = letter_share(0, to);
	g_assert_true(archive_append(archive, text, strlen(text), NULL,
	    &letter->text, &error));
	g_assert_true(archive_sync(archive, &error));
	outbox_put(outbox, letter);
}

void
outbox_add_letters(struct outbox *outbox, guint n)
{
	for (guint i = 1; i <= n; i++) {
		g_autofree char *to = g_strdup_printf("c%u@example.org", i);
		outbox_add(outbox, i, to, "Subject: x\r\n\r\n.text\r\n");
	}
}

gint64
outbox_run(struct outbox *outbox)
{
	g_autoptr(GError) error = NULL;
	gint64 wake = -1;

	g_assert_true(deliver_round(outbox->deliver, &outbox->relay->seen->stop,
	    &wake, &error));
	g_assert_no_error(error);
	return wake;
}

guint
outbox_count(struct outbox *outbox, guint32 state)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(outbox->desk);
	guint n = 0;

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);
		n += letter->state == state;
	}
	return n;
}

void
outbox_assert_each_once(struct smtp_seen *seen, guint n)
{
	g_autoptr(GHashTable) once = g_hash_table_new(g_str_hash, g_str_equal);

	g_assert_cmpuint(seen->letters, ==, n);
	for (guint i = 0; i < n; i++)
		g_assert_true(g_hash_table_add(once, seen->to[i]));
}
