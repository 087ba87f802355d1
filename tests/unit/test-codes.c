/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's own code: in each letter to a registered address, in none to
 * anybody else, and out of every mail that quotes one. */
#include "pipeline/codes.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "store/directory.h"
#include "util-look.h"
#include "util-rules.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define DESK "support@example.com"
#define CODE "Blue Whale-4711"
#define LINE "Your anti-phishing code: " CODE ". Every message"
#define HIDDEN "[hidden: anti-phishing code]"

static guint32 next_uid = 300;

static void
add_person(struct util_desk *desk, const char *uid, const char *addresses,
    const char *code)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(person) person = person_new();
	const char *problem = NULL;

	g_assert_true(person_set(person, "uid", uid, &problem));
	g_assert_true(person_set(person, "addresses", addresses, &problem));
	g_assert_true(person_set(person, "code", code, &problem));
	g_autoptr(kv_txn) txn = kv_begin(desk->store->kv, KV_WRITE, &error);
	g_assert_true(directory_put(txn, person, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static struct util_desk *
new_desk(const char *extra)
{
	struct util_desk *desk = util_desk_new(extra);

	add_person(desk, "U1", CAROL " carol@work.example", CODE);
	add_person(desk, "U2", "dora@example.net", "");
	return desk;
}

static struct accept_mail *
take(struct util_desk *desk, const char *from, const char *to,
    const char *header, const char *text)
{
	g_autofree char *raw =
	    util_desk_mail(from, to, UTIL_DMARC, header, text);

	return util_desk_take(desk, raw, next_uid++);
}

/* What agents read, and what is kept, has no code. */
static void
assert_hidden(struct util_desk *desk, const struct accept_mail *mail)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	gsize size = 0;
	const char *record = g_bytes_get_data(mail->record, &size);

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = letters->pdata[i];
		g_autofree char *text = look_text(desk, letter);

		if (letter->kind == LETTER_NOTICE)
			g_assert_null(strstr(text, CODE));
	}
	g_assert_null(g_strstr_len(record, (gssize)size, CODE));
}

/* Above the words of acknowledgement and answer; in no notice. */
static void
test_letters(void)
{
	g_autoptr(util_desk) desk = new_desk(NULL);
	g_autoptr(accept_mail) first =
	    take(desk, CAROL, DESK, "Subject: x\n", "Where is it?\n");
	g_autofree char *answer =
	    look_answer(desk, ALICE, NULL, "It is on its way.\n");
	g_autoptr(accept_mail) answered =
	    util_desk_take(desk, answer, next_uid++);
	g_autoptr(letter) ack =
	    util_desk_letter(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autoptr(letter) sent = util_desk_letter(desk, LETTER_ANSWER, CAROL);
	g_autofree char *octets = util_desk_octets(desk, sent);
	g_autofree char *ack_text = look_text(desk, ack);
	g_autofree char *text = look_text(desk, sent);

	g_assert_true(g_str_has_prefix(ack_text, LINE));
	g_assert_true(g_str_has_prefix(text, LINE));
	rules_assert_holds(text, "It is on its way.");
	/* and in the HTML form */
	rules_assert_holds(octets, "<p dir=3D\"auto\">Your anti-phishing");
	assert_hidden(desk, answered);
}

/* To whom it goes: to the person's addresses, each their own. */
static void
test_recipients(void)
{
	static const struct {
		const char *name, *to, *language, *want;
		guint32 kind;
	} rows[] = {
		{ "main address", CAROL, "en", LINE, LETTER_ANSWER },
		{ "another address", "Carol@Work.example", "en", LINE,
		    LETTER_DESK },
		{ "in his language", CAROL, "de",
		    "Ihr Anti-Phishing-Code: " CODE, LETTER_DESK },
		{ "the verify answer", CAROL, "ru",
		    "Ваш антифишинговый код: " CODE, LETTER_CONFIRM },
		{ "a language of none", CAROL, "xx", LINE, LETTER_ANSWER },
		{ "no language", CAROL, NULL, LINE, LETTER_ANSWER },
		{ "registered without a code", "dora@example.net", "en",
		    "words\n", LETTER_ANSWER },
		{ "a stranger", "eve@example.net", "en", "words\n",
		    LETTER_ANSWER },
		{ "an agent who is a customer as well", ALICE, "en", "words\n",
		    LETTER_CONFIRM },
		{ "a notice", CAROL, "en", "words\n", LETTER_NOTICE },
		{ "an alarm", CAROL, "en", "words\n", LETTER_ALARM },
	};
	g_autoptr(util_desk) desk = new_desk(NULL);

	add_person(desk, "U9", ALICE, "red-4711");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct freeze_what what = { .kind = rows[i].kind,
			.to = rows[i].to,
			.language = rows[i].language,
			.text = "words\n" };
		g_autoptr(GError) error = NULL;
		g_autoptr(kv_txn) txn =
		    kv_begin(desk->store->kv, KV_READ, &error);
		g_autofree char *text =
		    codes_above(&desk->accept, txn, &what, &error);

		g_test_message("%s", rows[i].name);
		g_assert_no_error(error);
		g_assert_true(g_str_has_prefix(text, rows[i].want));
		g_assert_true(g_str_has_suffix(text, "words\n"));
	}
}

/* Who quotes it, and by what it is known whose it is. */
static void
test_hidden(void)
{
	static const struct {
		const char *name, *from;
		bool to_token, by_id;
		const char *text, *want;
	} rows[] = {
		{ "himself, new words", CAROL, false, false,
		    "Is " CODE " right?\n", "Is " HIDDEN " right?" },
		{ "his other address, quoted", "carol@work.example", false,
		    false, "> code: blue\n> whale-4711. Ev\n",
		    "> code: " HIDDEN ". Ev" },
		{ "somebody to whom he passed the letter, by its address",
		    "eve@example.net", true, false, "> " CODE "\n",
		    "> " HIDDEN },
		{ "an address not registered, by its Message-ID",
		    "carol@home.example", false, true, "> " CODE "\n",
		    "> " HIDDEN },
		{ "who has nothing to do with him", "eve@example.net", false,
		    false, CODE "\n", CODE },
	};
	g_autoptr(util_desk) desk = new_desk(NULL);
	g_autoptr(accept_mail) first =
	    take(desk, CAROL, DESK, "Subject: x\n", "Where is it?\n");
	g_autofree char *token =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autoptr(letter) ack =
	    util_desk_letter(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *id = look_field(desk, ack, "Message-ID");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *header = rows[i].by_id
		    ? g_strdup_printf("Subject: x\nIn-Reply-To: %s\n", id)
		    : g_strdup("Subject: about " CODE "\n");
		g_autoptr(accept_mail) mail = take(desk, rows[i].from,
		    rows[i].to_token ? token : DESK, header, rows[i].text);
		g_autoptr(GError) error = NULL;
		g_autoptr(message) kept =
		    message_decode(mail->record, mail->size, &error);
		bool hidden = strstr(rows[i].want, HIDDEN) != NULL;

		g_test_message("%s", rows[i].name);
		g_assert_no_error(error);
		rules_assert_holds(kept->text, rows[i].want);
		if (hidden)
			assert_hidden(desk, mail);
		/* he has disclosed nothing, and hears of nothing */
		g_assert_cmphex(kept->flags & MESSAGE_FLAG_HIDDEN, ==, 0);
	}
	g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==, 0);
}

/* Files that hold it, or are a letter of ours, stay back; others go along. */
static void
test_files(void)
{
	g_autoptr(util_desk) desk = new_desk(NULL);
	g_autoptr(accept_mail) first =
	    take(desk, CAROL, DESK, "Subject: x\n", "Where is it?\n");
	g_autoptr(letter) ack =
	    util_desk_letter(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *id = look_field(desk, ack, "Message-ID");
	g_autofree char *letter =
	    g_strdup_printf("Message-ID: %s\n\n?? in base64 ??\n", id);
	const struct {
		const char *name, *from, *file;
		bool kept_back;
	} rows[] = {
		{ "a harmless one", CAROL, "nothing in it\n", false },
		{ "with the code", CAROL, "code: " CODE "\n", true },
		{ "broken as quoted-printable", CAROL, "Blue Wh=\nale-4711\n",
		    true },
		{ "our letter, encoded, from anybody", "eve@example.net",
		    letter, true },
		{ "somebody else's mail", "eve@example.net",
		    "Message-ID: <docket.aaaa@example.com>\n", false },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *raw = util_desk_mail(rows[i].from, DESK,
		    UTIL_DMARC, "Subject: file\n", "See the file.\n");
		g_autofree char *whole =
		    look_attach(raw, "file.txt", rows[i].file);
		g_autoptr(accept_mail) mail =
		    util_desk_take(desk, whole, next_uid++);
		const struct message_part *part =
		    g_ptr_array_index(mail->message->parts, 0);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint((part->flags & MESSAGE_PART_SECRET) != 0, ==,
		    rows[i].kept_back);
	}
}

/* An agent who forwards what a customer wrote to him. */
static void
test_forwarded(void)
{
	g_autoptr(util_desk) desk = new_desk(NULL);
	g_autofree char *raw =
	    util_desk_mail(ALICE, DESK, UTIL_SUBMISSION, "Subject: Fwd: x\n",
	        "#fwd\n\n---------- Forwarded message ---------\n"
	        "From: Carol <" CAROL ">\nDate: Mon, 2 Mar 2026 at 09:00\n"
	        "Subject: x\nTo: <" ALICE ">\n\nMy code is " CODE ", right?\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, next_uid++);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	assert_hidden(desk, mail);
	rules_assert_holds(mail->original->text, HIDDEN);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	clock_set_for_test(UTIL_DESK_NOW, 1000);
	g_test_add_func("/codes/letters", test_letters);
	g_test_add_func("/codes/recipients", test_recipients);
	g_test_add_func("/codes/hidden", test_hidden);
	g_test_add_func("/codes/files", test_files);
	g_test_add_func("/codes/forwarded", test_forwarded);
	return g_test_run();
}
