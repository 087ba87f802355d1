/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short ways to see what a test has brought about. Nothing here may change the
 * store, but for the mails that it says it takes in. */
#include "util-look.h"

#include <string.h>

#include "mime/parse.h"
#include "store/audit.h"
#include "store/holds.h"
#include "store/letters.h"
#include "store/tickets.h"

static struct kv_txn *
look_begin(struct util_desk *desk)
{
	g_autoptr(GError) error = NULL;
	struct kv_txn *txn = kv_begin(desk->store->kv, KV_READ, &error);

	g_assert_no_error(error);
	return txn;
}

struct ticket *
look_ticket(struct util_desk *desk, guint64 number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = look_begin(desk);
	struct ticket *ticket = tickets_get(txn, number, &error);

	g_assert_no_error(error);
	return ticket;
}

char *
look_state(struct util_desk *desk, guint64 number)
{
	g_autoptr(ticket) ticket = look_ticket(desk, number);
	g_autofree char *tags = g_strjoinv(",", ticket->tags);
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "%s %s '%s' %u [%s] %s",
	    ticket_status_name(ticket->status), ticket->queue, ticket->assignee,
	    ticket->priority, tags, ticket->language);
	for (guint i = 1; i < ticket->seats->len; i++) {
		const struct ticket_seat *seat =
		    g_ptr_array_index(ticket->seats, i);
		g_string_append_printf(out, " %s%s", seat->address,
		    seat->left ? "-" : "");
	}
	return g_string_free(out, FALSE);
}

struct entry *
look_entry(struct util_desk *desk, guint64 ticket, guint32 seq)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = look_begin(desk);
	struct entry *entry = tickets_get_entry(txn, ticket, seq, &error);

	g_assert_no_error(error);
	return entry;
}

struct hold *
look_hold(struct util_desk *desk, guint64 number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = look_begin(desk);
	struct hold *hold = holds_get(txn, number, &error);

	g_assert_no_error(error);
	return hold;
}

struct letter *
look_letter(struct util_desk *desk, guint64 number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = look_begin(desk);
	struct letter *letter = letters_get(txn, number, &error);

	g_assert_no_error(error);
	return letter;
}

guint
look_count(struct util_desk *desk, guint32 kind, const char *to)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(desk);
	guint n = 0;

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);
		n += letter->kind == kind &&
		    (to == NULL || g_str_equal(letter->to, to));
	}
	return n;
}

char *
look_field(struct util_desk *desk, const struct letter *letter,
    const char *name)
{
	g_autofree char *octets = util_desk_octets(desk, letter);

	return util_desk_field(octets, name);
}

char *
look_reply_to(struct util_desk *desk, guint32 kind, const char *to)
{
	g_autoptr(letter) letter = util_desk_letter(desk, kind, to);
	char *value = look_field(desk, letter, "Reply-To");

	g_assert_nonnull(value);
	g_strdelimit(value, "<>", ' ');
	return g_strstrip(value);
}

struct look_event {
	const char *action, *object;
	char *actor;
};

static bool
look_event(guint64 number, const struct audit_event *event, void *context)
{
	struct look_event *wanted = context;

	(void)number;
	if (g_str_equal(event->action, wanted->action) &&
	    g_str_equal(event->object, wanted->object)) {
		g_free(wanted->actor);
		wanted->actor = g_strdup(event->actor);
	}
	return true;
}

char *
look_audit(struct util_desk *desk, const char *action, const char *object)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = look_begin(desk);
	struct look_event wanted = { action, object, NULL };
	guint64 count = 0;

	g_assert_true(audit_each(txn, look_event, &wanted, &error));
	g_assert_true(audit_check(txn, &count, &error));
	g_assert_no_error(error);
	return wanted.actor;
}

char *
look_text(struct util_desk *desk, const struct letter *letter)
{
	const struct settings_limits *limits = &desk->settings->limits;
	struct parse_limits parse = { .mime_depth = limits->mime_depth,
		.mime_parts = limits->mime_parts,
		.attachments = limits->attachments,
		.attachment_bytes = limits->attachment_bytes,
		.attachments_bytes = limits->attachments_bytes,
		.addresses = limits->addresses,
		.references = limits->references,
		.encoded_words = limits->encoded_words,
		.text_bytes = limits->text_bytes };
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_autoptr(message) message =
	    parse_message(octets, strlen(octets), &parse);

	return g_strdup(message->text);
}

char *
look_reply(struct util_desk *desk, guint32 kind, const char *agent,
    enum util_auth auth, const char *more_header, const char *words)
{
	g_autoptr(letter) notice = util_desk_letter(desk, kind, agent);
	g_autofree char *to = look_reply_to(desk, kind, agent);
	g_autofree char *text = look_text(desk, notice);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GString) reply = g_string_new(words);

	g_string_append(reply,
	    "\n\nOn Mon, Mar 2, 2026 Example Support wrote:\n");
	for (guint i = 0; lines[i] != NULL; i++)
		g_string_append_printf(reply, "> %s\n", lines[i]);
	return util_desk_mail(agent, to, auth, more_header, reply->str);
}

char *
look_answer(struct util_desk *desk, const char *agent, const char *more_header,
    const char *words)
{
	return look_reply(desk, LETTER_NOTICE, agent, UTIL_SUBMISSION,
	    more_header, words);
}

char *
look_attach(const char *raw, const char *name, const char *content)
{
	static const char plain[] = "Content-Type: text/plain; charset=utf-8";
	const char *type = strstr(raw, plain);
	g_autofree char *encoded =
	    g_base64_encode((const guchar *)content, strlen(content));

	g_assert_nonnull(type);
	return g_strdup_printf(
	    "%.*sContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n"
	    "--b\r\n%s\r\n--b\r\nContent-Type: application/pdf\r\n"
	    "Content-Disposition: attachment; filename=\"%s\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n",
	    (int)(type - raw), raw, type, name, encoded);
}

void
look_first_mail(struct util_desk *desk)
{
	g_autofree char *raw = util_desk_mail(LOOK_CUSTOMER,
	    "support@example.com", UTIL_DMARC,
	    "Subject: Where is my deposit?\nMessage-ID: <one@example.org>\n",
	    "I sent 2 coins yesterday.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 1);

	g_assert_cmpint(mail->result, ==, ACCEPT_ENTRY);
	g_assert_cmpuint(mail->number, ==, 1);
}
