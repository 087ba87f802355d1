/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in the place of Content-IDs. */
#include "mime/inlined.h"

#include "mime/fields.h"

#define PART(id, name)                                                     \
	"--b\nContent-Type: image/png; name=\"" name "\"\nContent-ID: " id \
	"\n\nx\n"

static const char mail[] =
    "Content-Type: multipart/related; boundary=b\n\n" PART("<p1@x>", "a.png")
        PART("<p2>", "../../b.png") PART("<nameless>", "") "--b--\n";

static const struct {
	const char *name, *text, *named;
} rows[] = {
	{ "nothing", "Hi\n", "Hi\n" },
	{ "one", "See [cid:p1@x].\n", "See [a.png].\n" },
	{ "two", "[cid:p1@x][cid:p2]\n", "[a.png][b.png]\n" },
	{ "said", "[cid:p1@x A cat]\n", "[a.png: A cat]\n" },
	{ "said its name", "[cid:p1@x a.png]\n", "[a.png]\n" },
	{ "unknown", "[cid:p9]\n", "[cid:p9]\n" },
	{ "no name", "[cid:nameless]\n", "[cid:nameless]\n" },
	{ "no end", "[cid:p1@x\n]", "[cid:p1@x\n]" },
	{ "inside another", "[cid:[cid:p2]]", "[cid:[b.png]]" },
	{ "empty", "[cid:]", "[cid:]" },
	{ "at the end", "[cid:", "[cid:" },
};

static void
test_rows(void)
{
	static const struct fields_limits limits = { 9999, 9999, 99 };
	g_autoptr(header) header = fields_cut(mail, sizeof mail - 1, &limits);
	g_autoptr(structure) root =
	    structure_read(mail, sizeof mail - 1, header);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(rows[i].text);

		g_test_message("%s", rows[i].name);
		inlined_name(root, text);
		g_assert_cmpstr(text->str, ==, rows[i].named);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	structure_init();
	g_test_add_func("/inlined/rows", test_rows);
	return g_test_run();
}
