/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of records: version, byte order, refusal of what is damaged. */
#include "model/codec.h"

#include <string.h>

#include "util-golden.h"

static const char *const types[] = { "(us)", "(usx)" };

static void
test_layout(void)
{
	static const guint8 wanted[] = { 1, 0x04, 0x03, 0x02, 0x01, 'h', 'i',
		0 };
	g_autoptr(GBytes) record =
	    codec_encode(1, g_variant_new("(us)", 0x01020304, "hi"));
	g_autoptr(GBytes) expected = g_bytes_new_static(wanted, sizeof wanted);
	g_assert_true(g_bytes_equal(record, expected));
}

static void
test_versions(void)
{
	g_autoptr(GBytes) old = codec_encode(1, g_variant_new("(us)", 7, "a"));
	g_autoptr(GBytes) new = codec_encode(2,
	    g_variant_new("(usx)", 7, "a", G_GINT64_CONSTANT(-1)));
	GError *error = NULL;
	guint8 version = 0;
	gint64 last = 0;
	g_autoptr(GVariant) first =
	    codec_decode(old, "thing", types, 2, &version, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(version, ==, 1);
	g_assert_true(g_variant_is_of_type(first, G_VARIANT_TYPE("(us)")));
	g_autoptr(GVariant) second =
	    codec_decode(new, "thing", types, 2, &version, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(version, ==, 2);
	g_variant_get_child(second, 2, "x", &last);
	g_assert_cmpint(last, ==, -1);
}

static void
test_newer(void)
{
	g_autoptr(GBytes) record =
	    codec_encode(3, g_variant_new("(us)", 7, "a"));
	GError *error = NULL;
	g_assert_null(codec_decode(record, "thing", types, 2, NULL, &error));
	g_assert_true(fail_is(error, FAIL_STORE));
	g_assert_nonnull(strstr(error->message, "thing record"));
	g_assert_nonnull(strstr(error->message, "upgrade"));
	g_clear_error(&error);
}

static void
test_refused(void)
{
	static const struct {
		const char *name, *octets;
		gsize size;
	} rows[] = {
		{ "empty", "", 0 },
		{ "version only", "\x01", 1 },
		{ "version 0", "\x00\x04\x03\x02\x01hi", 8 },
		{ "no NUL at the end", "\x01\x04\x03\x02\x01hi", 7 },
		{ "NUL inside a string", "\x01\x04\x03\x02\x01h\0i", 9 },
		{ "not UTF-8", "\x01\x04\x03\x02\x01h\xff", 8 },
		{ "number cut", "\x01\x04\x03", 3 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_autoptr(GBytes) record =
		    g_bytes_new(rows[i].octets, rows[i].size);
		GError *error = NULL;
		g_assert_null(codec_decode(record, "thing", types, 2, NULL,
		    &error));
		g_assert_true(fail_is(error, FAIL_STORE));
		g_clear_error(&error);
	}
}

/* Numbers of eight octets behind the version octet are read where they can be
 * read, wherever the record itself lies. */
static void
test_alignment(void)
{
	static const char *const wide[] = { "(tt)" };
	g_autoptr(GBytes) record = codec_encode(1,
	    g_variant_new("(tt)", G_GUINT64_CONSTANT(1),
	        G_GUINT64_CONSTANT(0x0102030405060708)));
	gsize size = 0;
	const guint8 *octets = g_bytes_get_data(record, &size);
	guint8 room[64];
	for (gsize shift = 0; shift < 8; shift++) {
		GError *error = NULL;
		guint64 second = 0;
		memcpy(room + shift, octets, size);
		g_autoptr(GBytes) moved =
		    g_bytes_new_static(room + shift, size);
		g_autoptr(GVariant) body =
		    codec_decode(moved, "wide", wide, 1, NULL, &error);
		g_assert_no_error(error);
		g_variant_get_child(body, 1, "t", &second);
		g_assert_cmpuint(second, ==, 0x0102030405060708);
	}
}

static void
test_strings(void)
{
	static const struct {
		const char *name, *text, *stored;
	} rows[] = {
		{ "plain", "plain", "plain" },
		{ "none", NULL, "" },
		{ "umlaut", "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "latin1", "gr\xfc", "gr\xef\xbf\xbd" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_autoptr(GVariant) value =
		    g_variant_ref_sink(codec_string(rows[i].text));
		g_assert_cmpstr(g_variant_get_string(value, NULL), ==,
		    rows[i].stored);
	}
	char one[] = "one", bad[] = "\xfe";
	char *list[] = { one, bad, NULL };
	g_autoptr(GVariant) two = g_variant_ref_sink(codec_strings(list));
	g_autoptr(GVariant) none = g_variant_ref_sink(codec_strings(NULL));
	g_assert_cmpuint(g_variant_n_children(two), ==, 2);
	g_assert_cmpuint(g_variant_n_children(none), ==, 0);
}

static gboolean
decode(GBytes *record, GError **error)
{
	static const char *const nested[] = { "(a(sas)ayv)" };
	g_autoptr(GVariant) body =
	    codec_decode(record, "nested", nested, 1, NULL, error);
	if (!body)
		return FALSE;
	/* Touches every octet of every child. */
	g_autofree char *text = g_variant_print(body, TRUE);
	return text != NULL;
}

static void
test_mutations(void)
{
	g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new_parsed(
	    "([('a', ['b', 'cc']), ('ddd', [])], [byte 1, 2, 3], <'x'>)"));
	g_assert_cmpstr(g_variant_get_type_string(body), ==, "(a(sas)ayv)");
	g_autoptr(GBytes) record = codec_encode(1, body);
	golden_mutate(record, decode);
}

/* The same octets as by GLib's formats, and the same strings back. */
static void
test_tuple(void)
{
	char *texts[] = { NULL, NULL };
	g_autoptr(GVariant) tuple =
	    g_variant_ref_sink(codec_tuple(g_variant_new_uint32(7),
	        codec_string("one"), codec_string("zwei"), codec_strings(NULL),
	        NULL));
	g_autoptr(GBytes) record = codec_encode(1, tuple);
	g_autoptr(GBytes) expected = codec_encode(1,
	    g_variant_new("(uss@as)", 7, "one", "zwei", codec_strings(NULL)));

	g_assert_true(g_bytes_equal(record, expected));
	codec_get_strings(tuple, 1, &texts[0], &texts[1], NULL);
	g_assert_cmpstr(texts[0], ==, "one");
	g_assert_cmpstr(texts[1], ==, "zwei");
	g_free(texts[0]);
	g_free(texts[1]);
}

/* Strings lie one behind the other, in a record that was read as in one that
 * has just been made, in a row of a list as in the body. */
static void
check_texts(GVariant *body)
{
	char *texts[] = { NULL, NULL, NULL };
	g_autoptr(GVariant) rows = g_variant_get_child_value(body, 1);
	g_autoptr(GVariant) second = g_variant_get_child_value(rows, 1);

	codec_get_strings(body, 2, &texts[0], &texts[1], &texts[2], NULL);
	g_assert_cmpstr(texts[0], ==, "");
	g_assert_cmpstr(texts[1], ==, "\xd0\xb6");
	g_assert_cmpstr(texts[2], ==, "last");
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	codec_get_strings(second, 1, &texts[0], NULL);
	g_assert_cmpstr(texts[0], ==, "two");
	g_free(texts[0]);
}

static void
test_texts(void)
{
	static const char *const rows[] = { "(ta(bs)sss)" };
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) made = g_variant_ref_sink(g_variant_new_parsed(
	    "(uint64 7, [(true, 'one'), (false, 'two')], '', '\xd0\xb6', 'last')"));
	g_autoptr(GBytes) record = codec_encode(1, made);
	g_autoptr(GVariant) read = codec_decode(record, "test", rows,
	    G_N_ELEMENTS(rows), NULL, &error);

	g_assert_no_error(error);
	check_texts(made);
	check_texts(read);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/codec/layout", test_layout);
	g_test_add_func("/codec/versions", test_versions);
	g_test_add_func("/codec/newer", test_newer);
	g_test_add_func("/codec/refused", test_refused);
	g_test_add_func("/codec/alignment", test_alignment);
	g_test_add_func("/codec/strings", test_strings);
	g_test_add_func("/codec/mutations", test_mutations);
	g_test_add_func("/codec/tuple", test_tuple);
	g_test_add_func("/codec/texts", test_texts);
	return g_test_run();
}
