/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People of the directory: what their fields may be, and the record on disk. */
#include "model/person.h"

#include <string.h>

#include "util-golden.h"

static const struct {
	const char *field, *text, *value; /* as it is then; NULL: refused */
} rows[] = {
	{ "uid", "U-1042", "U-1042" },
	{ "uid", "jane.doe@x_y+z", "jane.doe@x_y+z" },
	{ "uid", "", NULL },
	{ "uid", "a b", NULL },
	{ "uid", "\xc3\xa4", NULL },
	{ "uid",
	    "12345678901234567890123456789012345678901234567890123456789012345",
	    NULL },
	{ "addresses", "Jane@Example.COM", "jane@example.com" },
	{ "addresses", "a@example.com; b@example.com\tc@example.com",
	    "a@example.com b@example.com c@example.com" },
	{ "addresses",
	    "j@b\xc3\xbc"
	    "cher.example",
	    "j@xn--bcher-kva.example" },
	{ "addresses", "", NULL },
	{ "addresses", " ; ", NULL },
	{ "addresses", "jane", NULL },
	{ "addresses", "a@example.com A@example.com", NULL },
	{ "addresses",
	    "a@x b@x c@x d@x e@x f@x g@x h@x i@x j@x k@x l@x m@x n@x o@x p@x "
	    "q@x r@x s@x t@x u@x",
	    NULL },
	{ "name", "Jane D\xc3\xb6", "Jane D\xc3\xb6" },
	{ "name", "", "" },
	{ "name", "a\nBcc: b", NULL },
	{ "language", "pt-BR", "pt-BR" },
	{ "language", "", "" },
	{ "language", "english", NULL },
	{ "time_zone", "Asia/Tokyo", "Asia/Tokyo" },
	{ "time_zone", "", "" },
	{ "time_zone", "Tokyo", NULL },
	{ "vip", "9", "9" },
	{ "vip", "", "0" },
	{ "vip", "10", NULL },
	{ "vip", "gold", NULL },
	{ "vip", "-1", NULL },
	{ "manager", "alice", "alice" },
	{ "manager", "Alice Smith", NULL },
	{ "deputy", "", "" },
	{ "code", "", "" },
	{ "code", "Blue Whale-4711", "Blue Whale-4711" },
	{ "code", "синий кит", "синий кит" },
	{ "code", "蓝色鲸鱼", "蓝色鲸鱼" },
	{ "code", "नीलाव", "नीलाव" },
	{ "code", "a_b-c", "a_b-c" },
	{ "code", "abc", NULL },
	{ "code", "12345678901234567890123456789012",
	    "12345678901234567890123456789012" },
	{ "code", "123456789012345678901234567890123", NULL },
	{ "code", "12345", NULL },
	{ "code", "12-34", NULL },
	{ "code", "123456", "123456" },
	{ "code", " blue", NULL },
	{ "code", "blue ", NULL },
	{ "code", "blue  whale", NULL },
	{ "code", "blue- whale", NULL },
	{ "code", "-blue", NULL },
	{ "code", "blue\nBcc: b", NULL },
	{ "code", "blue.example", NULL },
	{ "code", "blue@whale", NULL },
	{ "code",
	    "\xcc\x81"
	    "blue",
	    NULL },
	{ "code",
	    "blue\xe2\x80\xae"
	    "elahw",
	    NULL },
	{ "shoe_size", "42", NULL },
};

static void
test_fields(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(person) person = person_new();
		g_autofree char *before = person_get(person, rows[i].field);
		const char *problem = NULL;
		bool done =
		    person_set(person, rows[i].field, rows[i].text, &problem);
		g_autofree char *value = person_get(person, rows[i].field);

		g_test_message("%s %s", rows[i].field, rows[i].text);
		g_assert_cmpint(done, ==, rows[i].value != NULL);
		g_assert_cmpint(done, ==, problem == NULL);
		g_assert_cmpstr(value, ==,
		    rows[i].value ? rows[i].value : before);
	}
}

static void
set(struct person *person, const char *field, const char *text)
{
	const char *problem = NULL;

	g_assert_true(person_set(person, field, text, &problem));
}

static struct person *
sample(void)
{
	struct person *person = person_new();

	set(person, "uid", "U-7");
	set(person, "addresses", "jane@example.com jane@example.net");
	set(person, "name", "Jane D\xc3\xb6");
	set(person, "language", "ja");
	set(person, "time_zone", "Asia/Tokyo");
	set(person, "vip", "2");
	set(person, "manager", "alice");
	set(person, "deputy", "bob");
	set(person, "code", "Blue Whale-4711");
	return person;
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(person) person = person_decode(record, error);

	return person != NULL;
}

static void
test_golden(void)
{
	g_autoptr(person) written = sample();
	g_autoptr(GBytes) record = person_encode(written);
	GError *error = NULL;

	golden_check("person-v1", record);
	g_autoptr(GBytes) golden = golden_load("person-v1");
	g_autoptr(person) person = person_decode(golden, &error);
	g_assert_no_error(error);
	for (guint i = 0; person_field(i); i++) {
		g_autofree char *wanted = person_get(written, person_field(i));
		g_autofree char *have = person_get(person, person_field(i));

		g_assert_cmpstr(have, ==, wanted);
	}
	golden_mutate(golden, decode);
}

/* What person_set() refuses no record may have. */
static void
test_refused(void)
{
	g_autoptr(person) nobody = person_new();
	g_autoptr(person) high = sample();
	g_autoptr(GBytes) empty = person_encode(nobody);

	high->vip = PERSON_VIP_MAX + 1;
	g_autoptr(GBytes) record = person_encode(high);
	g_assert_null(person_decode(empty, NULL));
	g_assert_null(person_decode(record, NULL));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/person/fields", test_fields);
	g_test_add_func("/person/golden", test_golden);
	g_test_add_func("/person/refused", test_refused);
	return g_test_run();
}
