/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries: the record on disk, sources, and blobs within a record. */
#include "model/entry.h"

#include <string.h>

#include "model/codec.h"
#include "model/verdict.h"
#include "util-golden.h"

static void
set(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

static struct entry *
sample(void)
{
	char account[] = "account1", folder[] = "INBOX";
	struct entry_source source = { .account = account,
		.folder = folder,
		.uidvalidity = 12345,
		.uid = 678 };
	struct entry *entry = entry_new();
	entry->ticket = 1042;
	entry->seq = 2;
	entry->kind = ENTRY_THIRD_PARTY;
	entry->seat = 1;
	set(&entry->from_addr, "joe@example.net");
	set(&entry->from_name, "Joe");
	set(&entry->agent, "alice");
	entry->auth = VERDICT_AUTH_SUBMISSION;
	entry->class = VERDICT_LIST;
	set(&entry->message_id, "id7@example.net");
	entry->received = 1700000001000;
	entry->date = 1699999999;
	entry->raw =
	    (struct blob){ .segment = 3, .offset = 1024, .length = 4096 };
	memset(entry->raw.sha256, 0x11, 32);
	entry->record = (struct blob){ .segment = 4,
		.offset = G_GUINT64_CONSTANT(5000000000),
		.length = 17 };
	memset(entry->record.sha256, 0x22, 32);
	entry->shown = 99;
	entry_add_source(entry, &source);
	entry->more_sources = 7;
	set(&entry->remark, "long lines");
	g_ptr_array_add(entry->mentions,
	    mention_new(MENTION_ADDRESS, MENTION_WRONG, "1A1z", "Bitcoin"));
	return entry;
}

static void
test_golden(void)
{
	g_autoptr(entry) written = sample();
	g_autoptr(GBytes) record = entry_encode(written);
	golden_check("entry-v1", record);
	g_autoptr(GBytes) golden = golden_load("entry-v1");
	GError *error = NULL;
	g_autoptr(entry) entry = entry_decode(golden, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(entry->ticket, ==, 1042);
	g_assert_cmpuint(entry->seq, ==, 2);
	g_assert_cmpuint(entry->kind, ==, ENTRY_THIRD_PARTY);
	g_assert_cmpuint(entry->seat, ==, 1);
	g_assert_cmpstr(entry->from_addr, ==, "joe@example.net");
	g_assert_cmpstr(entry->from_name, ==, "Joe");
	g_assert_cmpstr(entry->agent, ==, "alice");
	g_assert_cmpuint(entry->auth, ==, VERDICT_AUTH_SUBMISSION);
	g_assert_cmpuint(entry->class, ==, VERDICT_LIST);
	g_assert_cmpstr(entry->message_id, ==, "id7@example.net");
	g_assert_cmpint(entry->received, ==, 1700000001000);
	g_assert_cmpint(entry->date, ==, 1699999999);
	g_assert_cmpuint(entry->raw.segment, ==, 3);
	g_assert_cmpuint(entry->raw.offset, ==, 1024);
	g_assert_cmpuint(entry->raw.length, ==, 4096);
	g_assert_cmpuint(entry->raw.sha256[31], ==, 0x11);
	g_assert_cmpuint(entry->record.segment, ==, 4);
	g_assert_cmpuint(entry->record.offset, ==, 5000000000);
	g_assert_cmpuint(entry->record.sha256[0], ==, 0x22);
	g_assert_cmpuint(entry->shown, ==, 99);
	g_assert_cmpstr(entry->remark, ==, "long lines");
	g_assert_cmpuint(entry->sources->len, ==, 1);
	const struct entry_source *source = entry->sources->pdata[0];
	g_assert_cmpuint(entry->more_sources, ==, 7);
	g_assert_cmpstr(source->account, ==, "account1");
	g_assert_cmpstr(source->folder, ==, "INBOX");
	g_assert_cmpuint(source->uidvalidity, ==, 12345);
	g_assert_cmpuint(source->uid, ==, 678);
}

static void
test_sources(void)
{
	g_autoptr(entry) entry = entry_new();
	char account[] = "a", folder[] = "f", other[] = "g";
	struct entry_source first = {
		.account = account, .folder = folder, .uidvalidity = 1, .uid = 2
	};
	struct entry_source second = first;
	second.folder = other;
	struct entry_source third = first;
	third.uid = 3;
	entry_add_source(entry, &first);
	entry_add_source(entry, &first);
	g_assert_cmpuint(entry->sources->len, ==, 1);
	entry_add_source(entry, &second);
	entry_add_source(entry, &third);
	entry_add_source(entry, &second);
	g_assert_cmpuint(entry->sources->len, ==, 3);
	g_assert_cmpuint(entry->more_sources, ==, 0);
	for (guint32 uid = 100; uid < 200; uid++) {
		third.uid = uid;
		entry_add_source(entry, &third);
	}
	g_assert_cmpuint(entry->sources->len, ==, ENTRY_SOURCES_MAX);
	g_assert_cmpuint(entry->more_sources, ==, 103 - ENTRY_SOURCES_MAX);
}

/* Numbers that no encoder of this version writes. */
static void
test_refused(void)
{
	static const struct {
		const char *name;
		gsize field;  /* of struct entry: a guint32 */
		guint32 last; /* that is still fine */
	} rows[] = {
		{ "kind", G_STRUCT_OFFSET(struct entry, kind),
		    ENTRY_UNREADABLE },
		{ "auth", G_STRUCT_OFFSET(struct entry, auth),
		    VERDICT_AUTH_CONFIRM },
		{ "class", G_STRUCT_OFFSET(struct entry, class), VERDICT_LOOP },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_autoptr(entry) written = sample();
		guint32 *field = G_STRUCT_MEMBER_P(written, rows[i].field);
		GError *error = NULL;
		*field = rows[i].last;
		g_autoptr(GBytes) good = entry_encode(written);
		g_autoptr(entry) entry = entry_decode(good, &error);
		g_assert_no_error(error);
		g_assert_nonnull(entry);
		*field = rows[i].last + 1;
		g_autoptr(GBytes) bad = entry_encode(written);
		g_assert_null(entry_decode(bad, &error));
		g_assert_true(fail_is(error, FAIL_STORE));
		g_clear_error(&error);
	}
}

static void
test_names(void)
{
	g_assert_cmpstr(entry_kind_name(ENTRY_CUSTOMER), ==, "customer");
	g_assert_cmpstr(entry_kind_name(ENTRY_UNREADABLE), ==, "unreadable");
	g_assert_cmpstr(entry_kind_name(7), ==, "unknown");
	g_assert_cmpstr(verdict_class_name(VERDICT_LOOP), ==, "loop");
	g_assert_cmpstr(verdict_class_name(8), ==, "unknown");
	g_assert_cmpstr(verdict_auth_name(VERDICT_AUTH_OPERATOR), ==,
	    "operator");
	g_assert_cmpstr(verdict_auth_name(VERDICT_AUTH_CONFIRM), ==, "confirm");
	g_assert_cmpstr(verdict_auth_name(5), ==, "unknown");
}

/* The digest's octets stand in the record in their order. */
static void
test_blob(void)
{
	struct blob blob = { .segment = 9, .offset = 2, .length = 3 }, back;
	g_autoptr(GVariant) encoded = NULL;

	for (guint i = 0; i < sizeof blob.sha256; i++)
		blob.sha256[i] = (uint8_t)(i + 1);
	encoded = g_variant_ref_sink(blob_encode(&blob));
	g_autoptr(GBytes) record = codec_encode(1, encoded);
	const guint8 *octets = g_bytes_get_data(record, NULL);
	g_assert_true(memcmp(octets + 1 + 2 * 8, blob.sha256,
	                  sizeof blob.sha256) == 0);
	blob_decode(encoded, &back);
	g_assert_cmpuint(back.segment, ==, 9);
	g_assert_cmpuint(back.offset, ==, 2);
	g_assert_cmpuint(back.length, ==, 3);
	g_assert_true(memcmp(back.sha256, blob.sha256, sizeof blob.sha256) ==
	    0);
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(entry) entry = entry_decode(record, error);
	return entry != NULL;
}

static void
test_mutations(void)
{
	g_autoptr(GBytes) golden = golden_load("entry-v1");
	golden_mutate(golden, decode);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/entry/golden", test_golden);
	g_test_add_func("/entry/sources", test_sources);
	g_test_add_func("/entry/refused", test_refused);
	g_test_add_func("/entry/names", test_names);
	g_test_add_func("/entry/blob", test_blob);
	g_test_add_func("/entry/mutations", test_mutations);
	return g_test_run();
}
