/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which attachment a name means. */
#include "ctl/ctlextract.h"

static const char *const names[] = { "image.png", "report.pdf", "image.png",
	"2" };

static const struct {
	const char *name;
	int place; /* in names, -1 none */
} rows[] = {
	{ "report.pdf", 1 },
	{ "image.png", 0 }, /* the first of two */
	{ "1", 0 },
	{ "3", 2 }, /* by place, for the second of two */
	{ "2", 3 }, /* a name counts before a place */
	{ "4", 3 },
	{ "5", -1 },
	{ "0", -1 },
	{ "", -1 },
	{ "REPORT.PDF", -1 },
};

static void
test_find(void)
{
	g_autoptr(message) message = message_new();

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		struct message_part *part = message_part_new();
		g_free(part->name);
		part->name = g_strdup(names[i]);
		g_ptr_array_add(message->parts, part);
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct message_part *part =
		    ctlextract_find(message, rows[i].name);
		g_test_message("%s", rows[i].name);
		g_assert_true(part ==
		    (rows[i].place < 0 ? NULL
		                       : message->parts->pdata[rows[i].place]));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ctlextract/find", test_find);
	return g_test_run();
}
