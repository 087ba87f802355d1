/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left of a clear-signed text without its armour. */
#include "mime/armor.h"

#include <string.h>

#include "model/message.h"

#define HEAD "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
#define TAIL                                             \
	"-----BEGIN PGP SIGNATURE-----\n\niQEz\n=abcd\n" \
	"-----END PGP SIGNATURE-----\n"

static const struct {
	const char *name, *text, *kept;
} rows[] = {
	{ "plain", "Hi\n", "Hi\n" },
	{ "signed", HEAD "My words.\n" TAIL, "My words.\n" },
	{ "words around it", "a\n" HEAD "b\n" TAIL "c\n", "a\nb\nc\n" },
	{ "no end", HEAD "b\n-----BEGIN PGP SIGNATURE-----\nx\n", "b\n" },
	{ "no signature", HEAD "b\n", HEAD "b\n" },
	{ "nothing else", HEAD TAIL, HEAD TAIL },
	{ "not at a line's start", "> " HEAD "b\n> " TAIL,
	    "> " HEAD "b\n> " TAIL },
	{ "signature first", TAIL HEAD "b\n", TAIL HEAD "b\n" },
	{ "no empty line",
	    "-----BEGIN PGP SIGNED MESSAGE-----\nb\n"
	    "-----BEGIN PGP SIGNATURE-----\nx\n",
	    "b\n" },
	{ "empty", "", "" },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) kept =
		    g_array_new(FALSE, FALSE, sizeof(struct message_range));
		struct message_range all = { 0, (guint32)strlen(rows[i].text) };
		g_autoptr(GString) left = g_string_new(NULL);

		g_test_message("%s", rows[i].name);
		if (all.length > 0)
			g_array_append_val(kept, all);
		armor_exclude(rows[i].text, kept);
		for (guint n = 0; n < kept->len; n++) {
			const struct message_range *range =
			    &g_array_index(kept, struct message_range, n);

			g_assert_cmpuint(range->length, >, 0);
			g_string_append_len(left, rows[i].text + range->offset,
			    range->length);
		}
		g_assert_cmpstr(left->str, ==, rows[i].kept);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/armor/rows", test_rows);
	return g_test_run();
}
