/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two mails have in common, and how much that says. */
#include "desk/samematter.h"

#include <string.h>

#include "model/mention.h"

#define HASH \
	"0xabc0000000000000000000000000000000000000000000000000000000000001"

/* A mail as words: "order 123", "uid 5", "tx 0x..", "file a.pdf
 * application/pdf 9000 [inline]", with ";" between them. */
struct made {
	GPtrArray *mentions, *parts;
	struct samematter_mail mail;
};

static void
add_file(struct made *made, char *const *words)
{
	struct message_part *part = message_part_new();

	g_free(part->name);
	part->name = g_strdup(words[1]);
	g_free(part->mime);
	part->mime = g_strdup(words[2]);
	part->size = g_ascii_strtoull(words[3], NULL, 10);
	part->flags = words[4] ? MESSAGE_PART_INLINE : 0;
	memset(part->sha256, *words[1], sizeof part->sha256);
	g_ptr_array_add(made->parts, part);
}

static void
make(struct made *made, const char *words, const char *queue)
{
	static const struct {
		const char *word;
		enum mention_kind kind;
	} kinds[] = {
		{ "uid", MENTION_UID },
		{ "order", MENTION_ORDER },
		{ "tx", MENTION_TRANSACTION },
		{ "amount", MENTION_AMOUNT },
	};
	g_auto(GStrv) things = g_strsplit(words, ";", -1);

	made->mentions = mention_list_new();
	made->parts =
	    g_ptr_array_new_with_free_func((GDestroyNotify)message_part_free);
	for (guint i = 0; things[i]; i++) {
		g_auto(GStrv) thing = g_strsplit(things[i], " ", -1);

		if (g_strcmp0(thing[0], "file") == 0)
			add_file(made, thing);
		for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
			if (g_strcmp0(thing[0], kinds[k].word) == 0)
				g_ptr_array_add(made->mentions,
				    mention_new(kinds[k].kind,
				        MENTION_UNCHECKED, thing[1], ""));
	}
	made->mail = (struct samematter_mail){ .mentions = made->mentions,
		.parts = made->parts,
		.text = "",
		.queue = queue };
}

static void
made_clear(struct made *made)
{
	g_ptr_array_unref(made->mentions);
	g_ptr_array_unref(made->parts);
}

static const struct {
	const char *name, *one, *other;
	enum samematter_sign sign;
	const char *what;
	const char *queue; /* of the other; NULL: the same */
} rows[] = {
	{ "nothing", "", "", SAMEMATTER_NONE, NULL, NULL },
	{ "an order", "order AB12", "uid 7;order ab12", SAMEMATTER_ORDER,
	    "order AB12", NULL },
	{ "an order among several", "order 1;order 2", "order 3;order 2",
	    SAMEMATTER_ORDER, "order 2", NULL },
	{ "a transaction says more", "order 1;tx " HASH, "order 1;tx " HASH,
	    SAMEMATTER_TRANSACTION, "transaction " HASH, NULL },
	{ "an order, the transactions differ", "order 1;tx 0xa",
	    "order 1;tx 0xb", SAMEMATTER_ORDER, "order 1", NULL },
	{ "a UID", "uid 7", "uid 7", SAMEMATTER_UID, "UID 7, queue support",
	    NULL },
	{ "a UID elsewhere", "uid 7", "uid 7", SAMEMATTER_NONE, NULL, "cards" },
	{ "another UID", "uid 7", "uid 8", SAMEMATTER_NONE, NULL, NULL },
	{ "a UID is no order", "uid 7", "order 7", SAMEMATTER_NONE, NULL,
	    NULL },
	{ "an amount", "amount 5", "amount 5", SAMEMATTER_NONE, NULL, NULL },
	{ "one names an order, the other none", "uid 7;order 1", "uid 7",
	    SAMEMATTER_UID, "UID 7, queue support", NULL },
	{ "a file", "file a.pdf application/pdf 9000",
	    "file a.pdf application/pdf 9000", SAMEMATTER_FILE,
	    "the file a.pdf", NULL },
	{ "a file, and two orders", "order 1;file a.pdf application/pdf 9000",
	    "order 2;file a.pdf application/pdf 9000", SAMEMATTER_NONE, NULL,
	    NULL },
	{ "another file", "file a.pdf application/pdf 9000",
	    "file b.pdf application/pdf 9000", SAMEMATTER_NONE, NULL, NULL },
	{ "a tiny file", "file a.gif image/gif 4095",
	    "file a.gif image/gif 4095", SAMEMATTER_NONE, NULL, NULL },
	{ "a logo in the text", "file a.png image/png 20000 inline",
	    "file a.png image/png 20000 inline", SAMEMATTER_NONE, NULL, NULL },
	{ "a photo in the text", "file a.png image/png 200000 inline",
	    "file a.png image/png 200000 inline", SAMEMATTER_FILE,
	    "the file a.png", NULL },
	{ "a card", "file a.vcf text/vcard 9000", "file a.vcf text/vcard 9000",
	    SAMEMATTER_NONE, NULL, NULL },
	{ "a key", "file a.asc application/pgp-keys 9000",
	    "file a.asc application/pgp-keys 9000", SAMEMATTER_NONE, NULL,
	    NULL },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *what = NULL;
		struct made one, other;

		g_test_message("%s", rows[i].name);
		make(&one, rows[i].one, "support");
		make(&other, rows[i].other,
		    rows[i].queue ? rows[i].queue : "support");
		g_assert_cmpint(samematter_compare(&one.mail, &other.mail,
		                    &what),
		    ==, rows[i].sign);
		g_assert_cmpstr(what, ==, rows[i].what);
		made_clear(&one);
		made_clear(&other);
	}
}

/* The same UID, by the tickets' categories. */
static const struct {
	const char *name, *queue, *one, *other, *what;
} categories[] = {
	{ "the same, in another queue", "cards", "KYC", "kyc",
	    "UID 7, category KYC" },
	{ "two of one queue", "support", "KYC", "API", NULL },
	{ "one is unknown", "support", "KYC", "", "UID 7, queue support" },
	{ "one is unknown, in another queue", "cards", "", "KYC", NULL },
};

static void
test_categories(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(categories); i++) {
		g_autofree char *what = NULL;
		struct made one, other;

		g_test_message("%s", categories[i].name);
		make(&one, "uid 7", "support");
		make(&other, "uid 7", categories[i].queue);
		one.mail.category = categories[i].one;
		other.mail.category = categories[i].other;
		samematter_compare(&one.mail, &other.mail, &what);
		g_assert_cmpstr(what, ==, categories[i].what);
		made_clear(&one);
		made_clear(&other);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/samematter/rows", test_rows);
	g_test_add_func("/samematter/categories", test_categories);
	return g_test_run();
}
