/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters: the record on disk, and what may not stand in it. */
#include "model/letter.h"

#include <string.h>

#include "model/message.h"
#include "util-golden.h"

static void
set(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

static struct letter_attachment *
add_attachment(struct letter *letter, guint64 cut)
{
	struct letter_attachment *part = g_new0(struct letter_attachment, 1);
	part->raw = (struct blob){ .segment = 2, .offset = 64, .length = 9000 };
	memset(part->raw.sha256, 0x33, 32);
	part->offset = 1000;
	part->length = 2000;
	part->encoding = MESSAGE_ENCODING_QUOTED_PRINTABLE;
	part->skip = 16;
	part->size = 300;
	g_ptr_array_add(letter->attachments, part);
	g_array_append_val(letter->cuts, cut);
	return part;
}

static struct letter *
sample(void)
{
	struct letter *letter = letter_new();
	letter->number = 5001;
	letter->ticket = 1042;
	letter->kind = LETTER_NOTICE;
	letter->state = LETTER_DOT;
	set(&letter->to, "alice@example.com");
	set(&letter->sender, "support+b@example.com");
	letter->utf8 = TRUE;
	letter->created = 1700000000000;
	letter->due = 1700000060000;
	letter->attempt = 2;
	letter->ambiguous = 1;
	letter->share = 200;
	letter->text =
	    (struct blob){ .segment = 1, .offset = 8, .length = 700 };
	memset(letter->text.sha256, 0x44, 32);
	add_attachment(letter, 500);
	add_attachment(letter, 600)->encoding = MESSAGE_ENCODING_BASE64;
	letter->done = 1700000099000;
	letter->code = 451;
	set(&letter->response, "4.3.0 try later");
	set(&letter->relay, "relay1");
	return letter;
}

static void
test_golden(void)
{
	g_autoptr(letter) written = sample();
	g_autoptr(GBytes) record = letter_encode(written);
	golden_check("letter-v1", record);
	g_autoptr(GBytes) golden = golden_load("letter-v1");
	GError *error = NULL;
	g_autoptr(letter) letter = letter_decode(golden, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(letter->number, ==, 5001);
	g_assert_cmpuint(letter->ticket, ==, 1042);
	g_assert_cmpuint(letter->kind, ==, LETTER_NOTICE);
	g_assert_cmpuint(letter->state, ==, LETTER_DOT);
	g_assert_cmpstr(letter->to, ==, "alice@example.com");
	g_assert_cmpstr(letter->sender, ==, "support+b@example.com");
	g_assert_true(letter->utf8);
	g_assert_cmpint(letter->created, ==, 1700000000000);
	g_assert_cmpint(letter->due, ==, 1700000060000);
	g_assert_cmpuint(letter->attempt, ==, 2);
	g_assert_cmpuint(letter->ambiguous, ==, 1);
	g_assert_cmpuint(letter->share, ==, 200);
	g_assert_cmpuint(letter->text.length, ==, 700);
	g_assert_cmpuint(letter->text.sha256[0], ==, 0x44);
	g_assert_cmpuint(letter->attachments->len, ==, 2);
	const struct letter_attachment *part = letter->attachments->pdata[0];
	g_assert_cmpuint(part->raw.length, ==, 9000);
	g_assert_cmpuint(part->raw.sha256[5], ==, 0x33);
	g_assert_cmpuint(part->offset, ==, 1000);
	g_assert_cmpuint(part->length, ==, 2000);
	g_assert_cmpuint(part->encoding, ==, MESSAGE_ENCODING_QUOTED_PRINTABLE);
	g_assert_cmpuint(part->skip, ==, 16);
	g_assert_cmpuint(part->size, ==, 300);
	g_assert_cmpuint(letter->cuts->len, ==, 2);
	g_assert_cmpuint(g_array_index(letter->cuts, guint64, 1), ==, 600);
	g_assert_cmpint(letter->done, ==, 1700000099000);
	g_assert_cmpuint(letter->code, ==, 451);
	g_assert_cmpstr(letter->response, ==, "4.3.0 try later");
	g_assert_cmpstr(letter->relay, ==, "relay1");
}

static void
test_server_words(void)
{
	/* A server may answer in any octets; the letter must still be kept. */
	g_autoptr(letter) written = sample();
	set(&written->response, "550 inconnu \xe9");
	g_autoptr(GBytes) record = letter_encode(written);
	GError *error = NULL;
	g_autoptr(letter) letter = letter_decode(record, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(letter->response, ==, "550 inconnu \xef\xbf\xbd");
}

enum damage {
	STATE,
	KIND,
	SHARE,
	ENCODING,
	PART_END,
	PART_BEGIN,
	PART_WRAP,
	PART_FILE,
	PART_FILE_WRAP,
	CUT_OUTSIDE,
	CUT_ORDER,
	CUT_MISSING,
	CUT_MORE,
	NONE
};

static void
damage(struct letter *letter, enum damage what)
{
	struct letter_attachment *part = letter->attachments->pdata[0];
	guint64 *cuts = &g_array_index(letter->cuts, guint64, 0);
	guint64 more = 650;
	switch (what) {
	case STATE:
		letter->state = LETTER_DROPPED + 1;
		break;
	case KIND:
		letter->kind = LETTER_ALARM + 1;
		break;
	case SHARE:
		letter->share = 256;
		break;
	case ENCODING:
		part->encoding = MESSAGE_ENCODING_UUENCODE + 1;
		break;
	case PART_END:
		part->length = 8001;
		break;
	case PART_BEGIN:
		part->offset = 9001;
		break;
	case PART_FILE:
		part->skip = 1701;
		break;
	case PART_FILE_WRAP:
		part->size = G_MAXUINT64 - 8;
		break;
	case PART_WRAP:
		part->length = G_MAXUINT64 - 500;
		break;
	case CUT_OUTSIDE:
		cuts[1] = 701;
		break;
	case CUT_ORDER:
		cuts[1] = 499;
		break;
	case CUT_MISSING:
		g_array_set_size(letter->cuts, 1);
		break;
	case CUT_MORE:
		g_array_append_val(letter->cuts, more);
		break;
	case NONE:
		break;
	}
}

static void
test_refused(void)
{
	static const struct {
		const char *name;
		enum damage what;
		const char *problem; /* NULL: fine */
	} rows[] = {
		{ "as it is", NONE, NULL },
		{ "unknown state", STATE, "state" },
		{ "unknown kind", KIND, "kind" },
		{ "unknown share", SHARE, "share" },
		{ "unknown encoding", ENCODING, "encoding" },
		{ "attachment ends behind", PART_END, "outside its mail" },
		{ "attachment begins behind", PART_BEGIN, "outside its mail" },
		{ "attachment wraps", PART_WRAP, "outside its mail" },
		{ "file behind its file", PART_FILE, "outside its file" },
		{ "file larger than all", PART_FILE_WRAP, "outside its file" },
		{ "cut behind the text", CUT_OUTSIDE, "outside the text" },
		{ "cuts not in order", CUT_ORDER, "order" },
		{ "a cut too few", CUT_MISSING, "differ in number" },
		{ "a cut too many", CUT_MORE, "differ in number" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_autoptr(letter) written = sample();
		damage(written, rows[i].what);
		g_autoptr(GBytes) record = letter_encode(written);
		GError *error = NULL;
		g_autoptr(letter) letter = letter_decode(record, &error);
		g_assert_true((letter != NULL) == (rows[i].problem == NULL));
		if (letter)
			continue;
		g_assert_true(fail_is(error, FAIL_STORE));
		g_assert_nonnull(strstr(error->message, rows[i].problem));
		g_clear_error(&error);
	}
}

/* The numbers alone, of any record that has them; of no other. */
static void
test_peek(void)
{
	g_autoptr(letter) written = sample();
	g_autoptr(GBytes) record = letter_encode(written);
	g_autoptr(GBytes) numbers = g_bytes_new_from_bytes(record, 0, 73);
	g_autoptr(GBytes) shorter = g_bytes_new_from_bytes(record, 0, 72);
	g_autoptr(GBytes) newer = g_bytes_new("\377", 1);
	g_autoptr(GError) error = NULL;
	struct letter letter;

	g_assert_true(letter_peek(record, &letter, &error));
	g_assert_true(letter_peek(numbers, &letter, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(letter.number, ==, 5001);
	g_assert_cmpuint(letter.ticket, ==, 1042);
	g_assert_cmpint(letter.due, ==, 1700000060000);
	g_assert_cmpuint(letter.state, ==, LETTER_DOT);
	g_assert_cmpuint(letter.share, ==, 200);
	g_assert_null(letter.to);
	g_assert_false(letter_peek(shorter, &letter, &error));
	g_assert_true(fail_is(error, FAIL_STORE));
	g_clear_error(&error);
	g_assert_false(letter_peek(newer, &letter, &error));
	g_assert_nonnull(strstr(error->message, "newer"));
}

static void
test_share(void)
{
	bool seen[256] = { false };
	guint different = 0;
	/* Part of what is on disk: these two must never change. */
	g_assert_cmpuint(letter_share(1, "jane@example.com"), ==, 176);
	g_assert_cmpuint(letter_share(2, "jane@example.com"), ==, 209);
	g_assert_cmpuint(letter_share(1, "JANE@example.com"), ==,
	    letter_share(1, "jane@example.com"));
	for (guint64 ticket = 0; ticket < 4096; ticket++) {
		guint32 share = letter_share(ticket, "jane@example.com");
		g_assert_cmpuint(share, <, 256);
		different += !seen[share];
		seen[share] = true;
	}
	g_assert_cmpuint(different, >, 250);
}

static void
test_names(void)
{
	g_assert_cmpstr(letter_state_name(LETTER_READY), ==, "ready");
	g_assert_cmpstr(letter_state_name(LETTER_DROPPED), ==, "dropped");
	g_assert_cmpstr(letter_state_name(6), ==, "unknown");
	g_assert_cmpstr(letter_kind_name(LETTER_ANSWER), ==, "answer");
	g_assert_cmpstr(letter_kind_name(LETTER_ALARM), ==, "alarm");
	g_assert_cmpstr(letter_kind_name(6), ==, "unknown");
}

static void
test_final(void)
{
	static const gboolean final[] = {
		[LETTER_READY] = FALSE,
		[LETTER_DOT] = FALSE,
		[LETTER_SENT] = TRUE,
		[LETTER_FAILED] = TRUE,
		[LETTER_HELD] = FALSE,
		[LETTER_DROPPED] = TRUE,
	};
	for (guint32 state = 0; state < G_N_ELEMENTS(final); state++)
		g_assert_true(letter_is_final(state) == final[state]);
}

static gboolean
decode(GBytes *record, GError **error)
{
	g_autoptr(letter) letter = letter_decode(record, error);
	return letter != NULL;
}

static void
test_mutations(void)
{
	g_autoptr(GBytes) golden = golden_load("letter-v1");
	golden_mutate(golden, decode);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/letter/golden", test_golden);
	g_test_add_func("/letter/server-words", test_server_words);
	g_test_add_func("/letter/refused", test_refused);
	g_test_add_func("/letter/peek", test_peek);
	g_test_add_func("/letter/share", test_share);
	g_test_add_func("/letter/names", test_names);
	g_test_add_func("/letter/final", test_final);
	g_test_add_func("/letter/mutations", test_mutations);
	return g_test_run();
}
