/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret in a mail, from the raw octets to all who read it: agents, the
 * customer, the store; and who is told of it. */
#include "pipeline/redact.h"

#include <string.h>

#include "base/clock.h"
#include "mime/parse.h"
#include "util-look.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define DESK "support@example.com"
#define WIF "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
#define CARD "4111 1111 1111 1111"
#define ASKED "Subject: My card " CARD "\nMessage-ID: <one@example.org>\n"
#define WORDS "It does not work. My password is hunter2!\n"

static guint32 next_uid = 700;

static struct accept_mail *
take(struct util_desk *desk, const char *raw)
{
	return util_desk_take(desk, raw, next_uid++);
}

/* A letter's octets without its boundary, which is hexadecimal by chance. */
static char *
without_boundary(const char *octets)
{
	static const char word[] = "boundary=\"";
	const char *begin = strstr(octets, word);
	g_autofree char *boundary = begin != NULL
	    ? g_strndup(begin + strlen(word),
	          strcspn(begin + strlen(word), "\""))
	    : g_strdup("");
	GString *rest = g_string_new(octets);

	if (*boundary != '\0')
		g_string_replace(rest, boundary, "", 0);
	return g_string_free(rest, FALSE);
}

/* No letter and no record names it. */
static void
assert_nowhere(struct util_desk *desk, const char *secret)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);

	for (guint i = 0; i < letters->len; i++) {
		g_autofree char *octets =
		    util_desk_octets(desk, letters->pdata[i]);
		g_autofree char *text = look_text(desk, letters->pdata[i]);

		g_autofree char *rest = without_boundary(octets);

		g_assert_null(strstr(rest, secret));
		g_assert_null(strstr(text, secret));
	}
	g_assert_null(strstr(ticket->subject, secret));
	for (guint32 seq = 0; seq < ticket->entries; seq++) {
		g_autoptr(entry) entry = look_entry(desk, 1, seq);
		g_autoptr(GBytes) record =
		    archive_read(desk->store->archive, &entry->record, NULL);
		gsize size = 0;
		const char *octets = g_bytes_get_data(record, &size);

		g_assert_null(g_strstr_len(octets, (gssize)size, secret));
	}
}

/* Everywhere, and the raw mail is as it came. */
static void
test_everywhere(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, DESK, UTIL_DMARC, ASKED, WORDS);
	g_autofree char *mail =
	    look_attach(raw, WIF ".txt", "keep this: " WIF "\n");
	g_autoptr(accept_mail) taken = take(desk, mail);
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autoptr(letter) told = util_desk_letter(desk, LETTER_DESK, CAROL);
	g_autofree char *text = look_text(desk, notice);
	g_autofree char *letter = look_text(desk, told);
	g_autoptr(entry) entry = look_entry(desk, 1, 0);
	g_autoptr(GBytes) kept =
	    archive_read(desk->store->archive, &entry->raw, NULL);

	assert_nowhere(desk, "hunter2");
	assert_nowhere(desk, "4111");
	assert_nowhere(desk, WIF);
	g_assert_cmpuint(notice->attachments->len, ==, 0);
	g_assert_nonnull(strstr(text, "My password is [hidden: password]!"));
	g_assert_nonnull(strstr(text, "Subject: My card [hidden: card "));
	g_assert_nonnull(strstr(text, "- hidden (private key).txt ("));
	g_assert_nonnull(strstr(text, "kept back, it holds a secret"));
	g_assert_nonnull(strstr(text,
	    "Remark: hidden in it: private key, password, card number; the "
	    "customer was told"));
	g_assert_nonnull(strstr(letter, "- A private key: "));
	g_assert_nonnull(strstr(letter, "- A password: "));
	g_assert_nonnull(strstr(letter, "- A card number: "));
	g_assert_null(strstr(letter, "seed phrase"));
	g_assert_nonnull(g_strstr_len(g_bytes_get_data(kept, NULL),
	    (gssize)g_bytes_get_size(kept), WIF));
}

/* Quoted by the customer it is hidden again, and not told of again; quoted by
 * the agent there is nothing to hide. */
static void
test_quoted(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw =
	    util_desk_mail(CAROL, DESK, UTIL_DMARC, ASKED, WORDS);
	g_autoptr(accept_mail) first = take(desk, raw);
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *again = util_desk_mail(CAROL, to, UTIL_DMARC,
	    "Subject: Re: My card " CARD "\nIn-Reply-To: <one@example.org>\n",
	    "Any news?\n\nOn Mon, 2 Mar 2026 at 10:00, Carol wrote:\n"
	    "> It does not work. My password is hunter2!\n");
	g_autoptr(accept_mail) second = take(desk, again);
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *text = look_text(desk, notice);

	g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==, 1);
	g_assert_nonnull(strstr(text, "secrets were hidden in what it quotes"));
	assert_nowhere(desk, "hunter2");
	assert_nowhere(desk, "4111");
	g_autofree char *answer =
	    look_answer(desk, ALICE, NULL, "Your new password is s3same-77.\n");
	g_autoptr(accept_mail) answered = take(desk, answer);
	g_autoptr(letter) sent = util_desk_letter(desk, LETTER_ANSWER, CAROL);
	g_autofree char *words = look_text(desk, sent);
	g_assert_nonnull(strstr(words, "Your new password is s3same-77."));
	assert_nowhere(desk, "hunter2");
}

#define QUEUE(more)                                                      \
	"queues = ( { name = \"q\"; addresses = [ \"" DESK "\" ]; " more \
	" } );\n"

static const struct {
	const char *name, *conf, *header;
	enum util_auth auth;
	guint letters;
	const char *remark;
} rows[] = {
	{ "proved", NULL, NULL, UTIL_DMARC, 1, "the customer was told" },
	{ "not proved", NULL, NULL, UTIL_NONE, 0,
	    "not told: the sender is not authenticated" },
	{ "not proved, all are acknowledged", QUEUE("acknowledge = \"all\";"),
	    NULL, UTIL_NONE, 1, "the customer was told" },
	{ "switched off", QUEUE("letters = [ \"solved\" ];"), NULL, UTIL_DMARC,
	    0, "not told: the queue writes no such letters" },
	{ "no acknowledgements", QUEUE("acknowledge = \"never\";"), NULL,
	    UTIL_DMARC, 1, "the customer was told" },
	{ "a machine's", NULL, "Auto-Submitted: auto-generated\n", UTIL_DMARC,
	    0, "not told: no automatic answer to such mail" },
	{ "over a list", NULL, "List-Id: <l.example.org>\n", UTIL_DMARC, 0,
	    "not told: no automatic answer to such mail" },
};

static void
test_told(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(rows[i].conf);
		g_autofree char *raw = util_desk_mail(CAROL, DESK, rows[i].auth,
		    rows[i].header, WORDS);
		g_autoptr(accept_mail) taken = take(desk, raw);
		g_autoptr(entry) entry = look_entry(desk, 1, 0);

		g_test_message("%s", rows[i].name);
		g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==,
		    rows[i].letters);
		g_assert_nonnull(strstr(entry->remark, rows[i].remark));
		assert_nowhere(desk, "hunter2");
	}
}

/* Three an address and day, whatever comes. */
static void
test_cap(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);

	for (guint i = 0; i < 5; i++) {
		g_autofree char *raw =
		    util_desk_mail(CAROL, DESK, UTIL_DMARC, NULL, WORDS);
		g_autofree char *words = g_strdup_printf("%s%u\n", raw, i);
		g_autoptr(accept_mail) taken = take(desk, words);
	}
	g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==, 3);
	clock_set_for_test(UTIL_DESK_NOW + G_GINT64_CONSTANT(90000000),
	    90000000);
	g_autofree char *raw =
	    util_desk_mail(CAROL, DESK, UTIL_DMARC, NULL, WORDS "and more\n");
	g_autoptr(accept_mail) later = take(desk, raw);
	g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==, 4);
}

/* What an agent forwards is hidden too, in his mail and in the one inside. */
static void
test_forwarded(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw =
	    util_desk_mail(ALICE, DESK, UTIL_SUBMISSION, "Subject: Fwd: Help\n",
	        "#fwd\n\n---------- Forwarded message ---------\n"
	        "From: Carol <" CAROL ">\nDate: Mon, 2 Mar 2026\n"
	        "Subject: Help\nTo: <" ALICE ">\n\n" WORDS);
	g_autoptr(accept_mail) taken = take(desk, raw);
	g_autoptr(ticket) ticket = look_ticket(desk, 1);

	g_assert_cmpint(taken->result, ==, ACCEPT_ENTRY);
	g_assert_nonnull(ticket);
	assert_nowhere(desk, "hunter2");
	g_assert_cmpuint(look_count(desk, LETTER_DESK, CAROL), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/redact/everywhere", test_everywhere);
	g_test_add_func("/redact/quoted", test_quoted);
	g_test_add_func("/redact/told", test_told);
	g_test_add_func("/redact/cap", test_cap);
	g_test_add_func("/redact/forwarded", test_forwarded);
	return g_test_run();
}
