/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets must name exactly the UIDs that were given. */
#include "imap/uidset.h"

#include "util-mailbox.h"

struct row {
	const char *name;
	guint32 uids[8];
	const char *set;
};

static const struct row rows[] = {
	{ "one", { 7 }, "7" },
	{ "run", { 7, 8, 9 }, "7:9" },
	{ "pair", { 7, 8 }, "7:8" },
	{ "gap", { 7, 9 }, "7,9" },
	{ "unsorted with doubles", { 9, 3, 4, 9, 3, 1 }, "1,3:4,9" },
	{ "the largest", { 4294967295u, 4294967294u, 1 },
	    "1,4294967294:4294967295" },
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint i = 0; row->uids[i] != 0; i++)
		g_array_append_val(uids, row->uids[i]);
	g_autoptr(GPtrArray) sets = uidset_format(uids);
	g_assert_cmpuint(sets->len, ==, 1);
	g_assert_cmpstr(g_ptr_array_index(sets, 0), ==, row->set);
}

static void
test_nothing(void)
{
	g_autoptr(GArray) uids = mailbox_uids(0);
	guint32 zero = 0;
	g_autoptr(GPtrArray) none = uidset_format(uids);

	g_assert_cmpuint(none->len, ==, 0);
	g_array_append_val(uids, zero);
	g_autoptr(GPtrArray) ignored = uidset_format(uids);
	g_assert_cmpuint(ignored->len, ==, 0);
}

/* Checks that the set names the next UIDs; answers how many. */
static guint
check_set(const char *set, const GArray *uids, guint named)
{
	g_auto(GStrv) ranges = g_strsplit(set, ",", -1);
	guint start = named;

	g_assert_cmpuint(strlen(set), <=, 1400);
	for (char **at = ranges; *at != NULL; at++) {
		char *end;
		guint64 uid = g_ascii_strtoull(*at, &end, 10), last = uid;

		if (*end == ':')
			last = g_ascii_strtoull(end + 1, NULL, 10);
		for (; uid <= last; uid++, named++)
			g_assert_cmpuint(g_array_index(uids, guint32, named),
			    ==, uid);
	}
	return named - start;
}

/* However many there are: every UID once, and no command too long. */
static void
test_bounds(gconstpointer data)
{
	guint32 step = GPOINTER_TO_UINT(data);
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	guint named = 0;

	for (guint32 i = 0; i < 1700; i++) {
		guint32 uid = 4000000000u + i * step + (i % 7 == 0);

		g_array_append_val(uids, uid);
	}
	uidset_sort(uids);
	g_autoptr(GPtrArray) sets = uidset_format(uids);
	for (guint i = 0; i < sets->len; i++)
		named += check_set(g_ptr_array_index(sets, i), uids, named);
	g_assert_cmpuint(named, ==, uids->len);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/uidset/row/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/uidset/nothing", test_nothing);
	g_test_add_data_func("/uidset/bounds/neighbours", GUINT_TO_POINTER(1),
	    test_bounds);
	g_test_add_data_func("/uidset/bounds/gaps", GUINT_TO_POINTER(3),
	    test_bounds);
	return g_test_run();
}
