/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that an agent forwards to the desk, from the mail to the letters: the
 * ticket is its author's, who has proved nothing; only an agent who is believed
 * can file one. */
#include "pipeline/filed.h"

#include <string.h>

#include "mime/parse.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/people.h"
#include "util-look.h"

#define ALICE "alice@example.com"
#define BOB "bob@example.com"
#define DORA "dora@example.net"
#define DESK "support@example.com"
#define INLINE                                               \
	"Please take this.\n\n"                              \
	"---------- Forwarded message ---------\n"           \
	"From: Dora Doe <" DORA ">\nDate: Mon, 2 Mar 2026\n" \
	"Subject: My invoice\nTo: <" ALICE ">\n\n"           \
	"Where is my invoice?\n"

/* The mail that is forwarded. */
#define DORAS                                                      \
	"From: Dora Doe <" DORA ">\nTo: " ALICE "\n"               \
	"Subject: My invoice\nMessage-ID: <dora-1@example.net>\n"  \
	"Date: Mon, 2 Mar 2026 09:00:00 +0000\n"                   \
	"MIME-Version: 1.0\n"                                      \
	"Content-Type: multipart/mixed; boundary=yy\n\n"           \
	"--yy\nContent-Type: text/plain\n\nWhere is my invoice?\n" \
	"--yy\nContent-Type: application/pdf; name=\"old.pdf\"\n"  \
	"Content-Disposition: attachment; filename=\"old.pdf\"\n"  \
	"Content-Transfer-Encoding: base64\n\ndGhlIGludm9pY2U=\n"  \
	"--yy--\n"

/* It as an attachment; text: what the agent typed. */
static char *
attached(const char *from, enum util_auth auth, const char *text)
{
	g_autofree char *body = g_strdup_printf(
	    "--xx\nContent-Type: text/plain\n\n%s\n"
	    "--xx\nContent-Type: message/rfc822\n"
	    "Content-Disposition: attachment; filename=\"mail.eml\"\n\n" DORAS
	    "--xx--\n",
	    text);

	return util_desk_mail(from, DESK, auth,
	    "MIME-Version: 1.0\nSubject: Fwd: My invoice\n"
	    "Message-ID: <hers@example.com>\nX-Mailer: Hers\n"
	    "Content-Type: multipart/mixed; boundary=xx\n",
	    body);
}

/* The same, encoded: clients do that, although they must not. */
static char *
attached_encoded(const char *from, enum util_auth auth, const char *text)
{
	g_autofree char *octets =
	    g_base64_encode((const guchar *)DORAS, strlen(DORAS));
	g_autofree char *body =
	    g_strdup_printf("--xx\nContent-Type: text/plain\n\n%s\n"
	                    "--xx\nContent-Type: message/rfc822\n"
	                    "Content-Disposition: attachment\n"
	                    "Content-Transfer-Encoding: base64\n\n%s\n--xx--\n",
	        text, octets);

	return util_desk_mail(from, DESK, auth,
	    "MIME-Version: 1.0\nSubject: Fwd: My invoice\n"
	    "Message-ID: <hers@example.com>\nX-Mailer: Hers\n"
	    "Content-Type: multipart/mixed; boundary=xx\n",
	    body);
}

static char *
inlined(const char *from, enum util_auth auth, const char *command)
{
	g_autofree char *text = g_strconcat(command, INLINE, NULL);

	return util_desk_mail(from, DESK, auth,
	    "Subject: Fwd: My invoice\nMessage-ID: <hers@example.com>\n"
	    "X-Mailer: Hers\n",
	    text);
}

/* The ticket is dora's; what she gets holds nothing of alice's mail. */
static void
assert_filed(struct util_desk *desk)
{
	g_autoptr(ticket) ticket = look_ticket(desk, 1);
	g_autoptr(entry) entry = look_entry(desk, 1, 0);
	const struct ticket_seat *seat = ticket->seats->pdata[0];

	g_assert_cmpstr(ticket->subject, ==, "My invoice");
	g_assert_cmpstr(seat->address, ==, DORA);
	g_assert_cmpstr(seat->name, ==, "Dora Doe");
	g_assert_false(seat->verified);
	g_assert_cmpuint(entry->kind, ==, ENTRY_CUSTOMER);
	g_assert_cmpstr(entry->from_addr, ==, DORA);
	g_assert_cmpstr(entry->agent, ==, "alice");
	g_assert_cmpuint(entry->auth, ==, VERDICT_AUTH_NONE);
	g_assert_cmpstr(entry->remark, ==, "filed by alice: Please take this.");
	g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, NULL), ==, 0);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, ALICE), ==, 1);
	g_assert_cmpuint(look_count(desk, LETTER_NOTICE, BOB), ==, 1);
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, BOB);
	g_autofree char *text = look_text(desk, notice);
	g_assert_nonnull(strstr(text, "Where is my invoice?"));
	g_assert_nonnull(strstr(text, "Filed by: alice"));
	g_assert_nonnull(strstr(text, "NOT VERIFIED"));
	g_assert_nonnull(strstr(text, "CUSTOMER: Dora Doe <" DORA ">"));
}

static void
assert_answer(struct util_desk *desk, const char *answers)
{
	g_autofree char *raw = look_answer(desk, ALICE, NULL, "It is here.");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 901);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_ANSWER, DORA);
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_autofree char *subject = util_desk_field(octets, "Subject");
	g_autofree char *in_reply_to = util_desk_field(octets, "In-Reply-To");
	g_assert_nonnull(strstr(octets, "It is here."));
	/* neutral, for dora has proved nothing */
	g_assert_null(strstr(subject, "invoice"));
	if (answers)
		g_assert_cmpstr(in_reply_to, ==, answers);
	g_assert_null(strstr(octets, "hers@"));
	g_assert_null(strstr(octets, ALICE));
	g_assert_null(strstr(octets, "X-Mailer"));
}

static void
test_inline(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = inlined(ALICE, UTIL_SUBMISSION, "#fwd\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 900);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	assert_filed(desk);
	assert_answer(desk, NULL);
}

/* The attached mail is preferred to what the text may say, and its files come
 * along. */
static void
test_attached(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw =
	    attached(ALICE, UTIL_SUBMISSION, "#fwd\nPlease take this.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 900);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	assert_filed(desk);
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, BOB);
	g_autofree char *octets = util_desk_octets(desk, notice);
	g_assert_cmpuint(notice->attachments->len, ==, 1);
	g_assert_nonnull(strstr(octets, "old.pdf"));
	g_assert_nonnull(strstr(octets, "dGhlIGludm9pY2U="));
	assert_answer(desk, "<dora-1@example.net>");
}

/* Files inside an encoded one have no place in the raw mail: what comes along
 * is the mail itself, under its subject. */
static void
test_attached_encoded(void)
{
	g_autoptr(util_desk) desk = util_desk_new(NULL);
	g_autofree char *raw = attached_encoded(ALICE, UTIL_SUBMISSION,
	    "#fwd\nPlease take this.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 900);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	assert_filed(desk);
	g_autoptr(letter) notice = util_desk_letter(desk, LETTER_NOTICE, BOB);
	g_autofree char *octets = util_desk_octets(desk, notice);
	g_assert_cmpuint(notice->attachments->len, ==, 1);
	g_assert_nonnull(strstr(octets, "My invoice.eml"));
	assert_answer(desk, "<dora-1@example.net>");
}

/* An acknowledgement, where the queue wants one for everybody, is neutral. */
static void
test_acknowledged(void)
{
	g_autoptr(util_desk) desk = util_desk_new(
	    "queues = ( { name = \"support\"; agents = [ \"alice\" ]; "
	    "acknowledge = \"all\"; } );\n");
	g_autofree char *raw = inlined(ALICE, UTIL_SUBMISSION, "#fwd\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 900);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_autoptr(letter) ack =
	    util_desk_letter(desk, LETTER_ACKNOWLEDGEMENT, DORA);
	g_autofree char *octets = util_desk_octets(desk, ack);
	g_assert_null(strstr(octets, "invoice"));
	g_assert_null(strstr(octets, "Dora"));
}

/* Who may not file: the mail is held, and no letter goes anywhere near dora. */
static void
test_held(void)
{
	static const struct {
		const char *name, *from;
		enum util_auth auth;
		const char *command;
		guint32 cause; /* 0: a ticket of the sender's own */
	} rows[] = {
		{ "not authenticated", ALICE, UTIL_NONE, "#fwd\n",
		    HOLD_AGENT_NO_TOKEN },
		{ "without the command", ALICE, UTIL_SUBMISSION, "",
		    HOLD_AGENT_NO_TOKEN },
		{ "with a typing error", ALICE, UTIL_SUBMISSION, "#fdw\n",
		    HOLD_AGENT_NO_TOKEN },
		{ "a customer", "carol@example.org", UTIL_DMARC, "#fwd\n", 0 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *raw =
		    inlined(rows[i].from, rows[i].auth, rows[i].command);
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 900);

		g_test_message("%s", rows[i].name);
		g_assert_cmpint(mail->result, ==,
		    rows[i].cause ? ACCEPT_HELD : ACCEPT_ENTRY);
		g_assert_cmpuint(look_count(desk, LETTER_ANSWER, NULL), ==, 0);
		g_assert_cmpuint(look_count(desk, LETTER_ACKNOWLEDGEMENT, DORA),
		    ==, 0);
		if (rows[i].cause) {
			g_autoptr(hold) hold = look_hold(desk, mail->number);
			g_assert_cmpuint(hold->cause, ==, rows[i].cause);
			continue;
		}
		g_autoptr(ticket) ticket = look_ticket(desk, mail->number);
		const struct ticket_seat *seat = ticket->seats->pdata[0];
		g_assert_cmpstr(seat->address, ==, rows[i].from);
	}
}

/* What leads to no author, or to the desk itself, is held. */
static void
test_no_author(void)
{
	static const char *const texts[] = {
		"#fwd\nDora asks for her invoice.\n",
		"#fwd\nFrom: Bob <" BOB ">\nSent: Monday\nTo: Alice\n"
		"Subject: x\n\nHi\n",
		"#fwd\nFrom: Desk <" DESK ">\nSent: Monday\nTo: Alice\n"
		"Subject: x\n\nHi\n",
	};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autofree char *raw = util_desk_mail(ALICE, DESK,
		    UTIL_SUBMISSION, NULL, texts[i]);
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 900);

		g_test_message("%s", texts[i]);
		g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
		g_autoptr(hold) hold = look_hold(desk, mail->number);
		g_assert_cmpuint(hold->cause, ==, HOLD_AGENT_NO_TOKEN);
	}
}

/* An agent's desk address needs no command; only he can use it. */
static void
test_desk_address(void)
{
	static const struct {
		const char *from;
		enum util_auth auth;
		guint32 cause;
	} rows[] = {
		{ ALICE, UTIL_SUBMISSION, 0 },
		{ ALICE, UTIL_NONE, HOLD_AGENT_UNVERIFIED },
		{ BOB, UTIL_SUBMISSION, HOLD_AGENT_STRANGER },
		{ "mallory@example.net", UTIL_DMARC, HOLD_AGENT_STRANGER },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(util_desk) desk = util_desk_new(NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(kv_txn) txn =
		    kv_begin(desk->store->kv, KV_WRITE, &error);
		struct token what = { .role = TOKEN_DESK };

		what.seat =
		    (guint16)people_agent_seat(txn, "alice", ALICE, &error);
		g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==,
		    KV_OK);
		g_autofree char *token = token_issue(desk->ring, &what, ALICE);
		g_autofree char *to =
		    replyaddr_make(&desk->settings->desk, token);
		g_autofree char *raw = util_desk_mail(rows[i].from, to,
		    rows[i].auth, NULL, INLINE);
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 900);

		g_test_message("%s %u", rows[i].from, rows[i].auth);
		if (rows[i].cause) {
			g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
			g_autoptr(hold) hold = look_hold(desk, mail->number);
			g_assert_cmpuint(hold->cause, ==, rows[i].cause);
		} else {
			g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
			assert_filed(desk);
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/filed/inline", test_inline);
	g_test_add_func("/filed/attached", test_attached);
	g_test_add_func("/filed/attached-encoded", test_attached_encoded);
	g_test_add_func("/filed/acknowledged", test_acknowledged);
	g_test_add_func("/filed/held", test_held);
	g_test_add_func("/filed/no-author", test_no_author);
	g_test_add_func("/filed/desk-address", test_desk_address);
	return g_test_run();
}
