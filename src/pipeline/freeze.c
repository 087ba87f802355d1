/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A letter is frozen when it is decided upon: header and text as they will go
 * out, attachments as references into the stored mail. From then on nothing may
 * change a byte of it, so that a second sending is the first one again. */
#include "pipeline/freeze.h"
#include "base/address.h"
#include "base/base32.h"
#include "base/mac.h"
#include "desk/decide.h"
#include "mime/compose.h"
#include "outbox/kind.h"
#include "pipeline/codes.h"
#include "route/replyaddr.h"
#include "store/letters.h"

#define FREEZE_REFERENCES 12 /* newest letters of ours that are named */
#define FREEZE_MARKER_OCTETS 6

struct freeze_thread {
	const char *to;
	const struct keyring *ring;
	const struct settings_desk *desk;
	GPtrArray *ids;
};

char *
freeze_marker(const struct keyring *ring, guint8 key_id, guint64 ticket,
    guint32 seat, gint64 now)
{
	const struct keyring_key *key = keyring_find(ring, key_id, now);
	uint8_t digest[MAC_SHA256_SIZE];
	g_autofree char *what =
	    g_strdup_printf("docket marker 1 %" G_GUINT64_FORMAT " %u", ticket,
	        seat);

	if (key == NULL)
		return NULL;
	mac_hmac(key->key, what, strlen(what), digest);
	return base32_encode(digest, FREEZE_MARKER_OCTETS);
}

/* Newest first: the newest are kept. */
static bool
freeze_seen(struct letter *letter, void *context)
{
	struct freeze_thread *thread = context;

	if (address_equal(letter->to, thread->to)) {
		g_autofree char *token = token_short_again(thread->ring,
		    TOKEN_USE_ID, letter->number, letter->created);
		g_ptr_array_insert(thread->ids, 1, /* behind the root */
		    replyaddr_message_id(thread->desk, token));
	}
	return thread->ids->len <= FREEZE_REFERENCES;
}

/* The ids that this recipient has seen: the ticket's root, our letters to them,
 * their own mail. */
static GPtrArray *
freeze_references(const struct accept *accept, struct kv_txn *txn,
    const struct freeze_what *what, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	struct freeze_thread thread = { .to = what->to,
		.ring = accept->ring,
		.desk = &accept->settings->desk,
		.ids = ids };

	if (what->ticket != NULL) {
		g_ptr_array_add(ids,
		    replyaddr_root(thread.desk, what->ticket->number));
		if (!letters_each_to(txn, what->ticket->number, what->to,
		        freeze_seen, &thread, error))
			return NULL;
	}
	if (what->answers != NULL && *what->answers != '\0')
		g_ptr_array_add(ids, g_strdup(what->answers));
	return g_steal_pointer(&ids);
}

/* What holds a secret goes to nobody. A text that was too long to be shown goes
 * along to agents, who are to see all of it. An agent's own goes nowhere: his
 * notice is quoted in it. Neither does his signature's logo. */
static bool
freeze_goes_along(const struct freeze_what *what,
    const struct message_part *part)
{
	if ((part->flags & MESSAGE_PART_SECRET) != 0)
		return false;
	return what->kind == LETTER_NOTICE ||
	    (!(part->flags & MESSAGE_PART_TEXT) && !decide_is_logo(part));
}

/* Attachments go by reference: the record of the letter names the stored mail
 * and the place in it, the composed text only has the gap. */
static GPtrArray *
freeze_parts(const struct freeze_what *what, struct letter *letter)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0;
	     what->message != NULL && i < what->message->parts->len; i++) {
		const struct message_part *from =
		    g_ptr_array_index(what->message->parts, i);
		if (!freeze_goes_along(what, from))
			continue;
		struct compose_part *part = g_new0(struct compose_part, 1);
		part->name = from->name;
		part->mime = from->mime;
		part->where = (struct letter_attachment){ .raw = *what->raw,
			.offset = from->offset,
			.length = from->length,
			.encoding = from->encoding,
			.skip = from->skip,
			.size = from->size };
		g_ptr_array_add(parts, part);
		g_ptr_array_add(letter->attachments,
		    g_memdup2(&part->where, sizeof part->where));
	}
	return g_steal_pointer(&parts);
}

static bool
freeze_compose(const struct accept *accept, const struct freeze_what *what,
    const GPtrArray *ids, struct letter *letter, struct compose_result *built,
    GError **error)
{
	const struct settings_desk *desk = &accept->settings->desk;
	const struct kind *kind = kind_of(what->kind);
	g_autofree char *short_id =
	    token_short_issue(accept->ring, TOKEN_USE_ID, letter->number);
	g_autofree char *id = replyaddr_message_id(desk, short_id);
	g_autofree char *token = NULL;
	g_autofree char *reply_to = NULL;
	g_autoptr(GPtrArray) parts = freeze_parts(what, letter);

	if (what->reply.role != 0) {
		token = token_issue(accept->ring, &what->reply, letter->to);
		if (token == NULL)
			return fail_set(error, FAIL_PERMANENT,
			    "no token for ticket %" G_GUINT64_FORMAT,
			    what->reply.number);
		reply_to = replyaddr_make(desk, token);
	}
	struct compose_letter compose = {
		.from = { what->from_name, desk->address },
		.to = { what->to_name, what->to },
		.reply_to = reply_to != NULL ? reply_to : what->reply_to,
		.subject = what->subject,
		.message_id = id,
		.in_reply_to =
		    ids->len > 1 ? g_ptr_array_index(ids, ids->len - 2) : NULL,
		.references =
		    ids->len > 1 ? (const char *const *)ids->pdata : NULL,
		.date = what->now,
		.auto_submitted = kind->auto_submitted,
		.auto_suppress = kind->suppress,
		.language = what->language,
		.loop = kind->auto_submitted != NULL ? desk->address : NULL,
		.offers = replyaddr_domain(desk),
		.text = what->text,
		.parts = parts,
	};
	return compose_build(&compose, built, error);
}

/* The envelope sender. A null one ends loops for good; some relays refuse it,
 * hence the setting. All else must be able to come back to its letter. */
static char *
freeze_sender(const struct accept *accept, const struct freeze_what *what,
    guint64 number)
{
	bool null = kind_of(what->kind)->sender == KIND_SENDER_NULL &&
	    accept->settings->sending.auto_sender == SETTINGS_AUTO_SENDER_NULL;
	g_autofree char *token = null
	    ? NULL
	    : token_short_issue(accept->ring, TOKEN_USE_BOUNCE, number);

	return null ? g_strdup("")
	            : replyaddr_bounce(&accept->settings->desk, token);
}

static bool
freeze_whole(const struct accept *accept, struct kv_txn *txn,
    const struct freeze_what *what, guint64 *number_out, GError **error)
{
	g_autoptr(letter) letter = letter_new();
	g_auto(compose_result) built = { 0 };
	g_autoptr(GPtrArray) ids = freeze_references(accept, txn, what, error);

	if (ids == NULL)
		return false;
	g_ptr_array_add(ids, NULL);
	letter->number = letters_take_number(txn, error);
	if (letter->number == 0)
		return false;
	letter->ticket = what->ticket != NULL ? what->ticket->number : 0;
	letter->kind = what->kind;
	g_free(letter->to);
	letter->to = address_fold(what->to);
	g_free(letter->sender);
	letter->sender = freeze_sender(accept, what, letter->number);
	letter->created = what->now;
	letter->due = MAX(what->due, what->now);
	letter->share = letter_share(letter->ticket, letter->to);
	if (!freeze_compose(accept, what, ids, letter, &built, error))
		return false;
	g_assert(built.text != NULL && built.cuts != NULL);
	letter->utf8 = built.utf8;
	g_array_append_vals(letter->cuts, built.cuts->data, built.cuts->len);
	*number_out = letter->number;
	return archive_append(accept->store->archive, built.text->str,
	           built.text->len, NULL, &letter->text, error) &&
	    letters_put(txn, letter, error);
}

/* Every letter comes by here, so none can forget its recipient's code. */
bool
freeze_letter(const struct accept *accept, struct kv_txn *txn,
    const struct freeze_what *what, guint64 *number_out, GError **error)
{
	g_autofree char *text = codes_above(accept, txn, what, error);
	struct freeze_what whole = *what;

	whole.text = text;
	return text != NULL &&
	    freeze_whole(accept, txn, &whole, number_out, error);
}

char *
freeze_note_address(const struct accept *accept, guint64 ticket, guint32 seat,
    const char *agents_address)
{
	struct token note = {
		.role = TOKEN_NOTE, .seat = (guint16)seat, .number = ticket
	};
	g_autofree char *holder = address_fold(agents_address);
	g_autofree char *token = token_issue(accept->ring, &note, holder);

	return token != NULL ? replyaddr_make(&accept->settings->desk, token)
	                     : NULL;
}
