/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A letter to one recipient: where its frozen bytes lie and how far it is.
 *
 * The bytes are fixed when the letter is written; what changes afterwards is
 * the state. Nothing here may alter text, attachments or cuts of a letter that
 * was decoded, or a second sending would differ from the first. */
#include "model/letter.h"

#include <string.h>

#include "base/mac.h"
#include "model/codec.h"
#include "model/message.h"

#define NUMBERS_TYPE "(ttxxxuuuuuuuu)"
#define ATTACHMENTS_TYPE "a(" BLOB_TYPE "ttutt)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(" NUMBERS_TYPE BLOB_TYPE "ssss" ATTACHMENTS_TYPE "at)",
};

/* As NUMBERS_TYPE. */
struct numbers {
	guint64 number, ticket;
	gint64 created, due, done;
	guint32 kind, state, attempt, ambiguous, share, code, utf8, none;
};
G_STATIC_ASSERT(sizeof(struct numbers) == 5 * 8 + 8 * 4);

/* For docketctl and logs; a state of a later version is no reason to print
 * nothing. */
const char *
letter_state_name(guint32 state)
{
	static const char *const names[] = { "ready", "dot", "sent", "failed",
		"held", "dropped" };
	return state < G_N_ELEMENTS(names) ? names[state] : "unknown";
}

const char *
letter_kind_name(guint32 kind)
{
	static const char *const names[] = { "answer", "acknowledgement",
		"desk", "confirm", "notice", "alarm" };
	return kind < G_N_ELEMENTS(names) ? names[kind] : "unknown";
}

/* A final letter has left the due index for good; only the operator may bring
 * it back. */
gboolean
letter_is_final(guint32 state)
{
	return state == LETTER_SENT || state == LETTER_FAILED ||
	    state == LETTER_DROPPED;
}

/* All strings NULL, for the decoder to fill. */
static struct letter *
letter_blank(void)
{
	struct letter *letter = g_new0(struct letter, 1);
	letter->attachments = g_ptr_array_new_with_free_func(g_free);
	letter->cuts = g_array_new(FALSE, FALSE, sizeof(guint64));
	return letter;
}

struct letter *
letter_new(void)
{
	struct letter *letter = letter_blank();
	letter->to = g_strdup("");
	letter->sender = g_strdup("");
	letter->response = g_strdup("");
	letter->relay = g_strdup("");
	return letter;
}

void
letter_free(struct letter *letter)
{
	if (!letter)
		return;
	g_free(letter->to);
	g_free(letter->sender);
	g_free(letter->response);
	g_free(letter->relay);
	g_ptr_array_unref(letter->attachments);
	g_array_unref(letter->cuts);
	g_free(letter);
}

/* The first octet of a digest, so that shares are even whatever the numbers
 * are, and the same after a restart with other senders: each takes a range of
 * them. The address is folded, or a customer who writes as Jane@ one day would
 * be served by two senders at once. */
guint32
letter_share(guint64 ticket, const char *recipient)
{
	g_autofree char *folded = g_ascii_strdown(recipient, -1);
	g_autofree char *text =
	    g_strdup_printf("%" G_GUINT64_FORMAT " %s", ticket, folded);
	uint8_t digest[MAC_SHA256_SIZE];
	mac_sha256(text, strlen(text), digest);
	return digest[0];
}

/* A reference and never the octets: a mail to 50 agents is stored once. */
static GVariant *
attachments_encode(const GPtrArray *attachments)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, CODEC_TYPE(ATTACHMENTS_TYPE));
	for (guint i = 0; i < attachments->len; i++) {
		const struct letter_attachment *part = attachments->pdata[i];
		g_variant_builder_add(&builder, "(@" BLOB_TYPE "ttutt)",
		    blob_encode(&part->raw), part->offset, part->length,
		    part->encoding, part->skip, part->size);
	}
	return g_variant_builder_end(&builder);
}

GBytes *
letter_encode(const struct letter *letter)
{
	GVariant *cuts = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64,
	    letter->cuts->data, letter->cuts->len, sizeof(guint64));
	struct numbers numbers = {
		.number = letter->number,
		.ticket = letter->ticket,
		.created = letter->created,
		.due = letter->due,
		.done = letter->done,
		.kind = letter->kind,
		.state = letter->state,
		.attempt = letter->attempt,
		.ambiguous = letter->ambiguous,
		.share = letter->share,
		.code = letter->code,
		.utf8 = letter->utf8 != FALSE,
	};
	GVariant *body =
	    codec_tuple(codec_numbers(NUMBERS_TYPE, &numbers, sizeof(numbers)),
	        blob_encode(&letter->text), codec_string(letter->to),
	        codec_string(letter->sender), codec_string(letter->response),
	        codec_string(letter->relay),
	        attachments_encode(letter->attachments), cuts, NULL);
	return codec_encode(G_N_ELEMENTS(types), body);
}

/* What is wrong with the attachment's numbers; NULL when nothing is. */
static const char *
attachment_problem(const struct letter_attachment *part)
{
	if (part->encoding > MESSAGE_ENCODING_UUENCODE)
		return "unknown encoding of an attachment";
	if (part->offset > part->raw.length ||
	    part->length > part->raw.length - part->offset)
		return "an attachment lies outside its mail";
	if (part->size > part->length || part->skip > part->length - part->size)
		return "an attachment lies outside its file";
	return NULL;
}

/* What is wrong, or NULL. The part in hand belongs to the array from the start,
 * so that nothing leaks whichever way this ends. */
static const char *
attachments_decode(GVariant *encoded, GPtrArray *attachments)
{
	gsize count = g_variant_n_children(encoded);
	for (gsize i = 0; i < count; i++) {
		g_autoptr(GVariant) raw = NULL;
		struct letter_attachment *part =
		    g_new0(struct letter_attachment, 1);
		g_ptr_array_add(attachments, part);
		g_variant_get_child(encoded, i, "(@" BLOB_TYPE "ttutt)", &raw,
		    &part->offset, &part->length, &part->encoding, &part->skip,
		    &part->size);
		blob_decode(raw, &part->raw);
		const char *problem = attachment_problem(part);
		if (problem)
			return problem;
	}
	return NULL;
}

/* Cuts stand in order inside the text, one an attachment. */
static const char *
cuts_decode(GVariant *encoded, struct letter *letter)
{
	gsize count = 0;
	const guint64 *cuts =
	    g_variant_get_fixed_array(encoded, &count, sizeof(guint64));
	if (count != letter->attachments->len)
		return "cuts and attachments differ in number";
	for (gsize i = 0; i < count; i++) {
		if (cuts[i] > letter->text.length)
			return "a cut lies outside the text";
		if (i > 0 && cuts[i] < cuts[i - 1])
			return "the cuts are not in order";
	}
	if (count > 0)
		g_array_append_vals(letter->cuts, cuts, (guint)count);
	return NULL;
}

/* Numbers that a later step uses as an index, or takes a decision by. */
static const char *
letter_problem(const struct letter *letter)
{
	if (letter->state > LETTER_DROPPED)
		return "unknown state";
	if (letter->kind > LETTER_ALARM)
		return "unknown kind";
	if (letter->share > 255)
		return "unknown share";
	return NULL;
}

static void
numbers_copy(const struct numbers *numbers, struct letter *letter)
{
	letter->number = numbers->number;
	letter->ticket = numbers->ticket;
	letter->created = numbers->created;
	letter->due = numbers->due;
	letter->done = numbers->done;
	letter->kind = numbers->kind;
	letter->state = numbers->state;
	letter->attempt = numbers->attempt;
	letter->ambiguous = numbers->ambiguous;
	letter->share = numbers->share;
	letter->code = numbers->code;
	letter->utf8 = numbers->utf8 != 0;
}

bool
letter_peek(GBytes *record, struct letter *out, GError **error)
{
	struct numbers numbers;
	g_autoptr(GVariant) tuple = codec_peek(record, "letter",
	    G_N_ELEMENTS(types), NUMBERS_TYPE, sizeof(numbers), error);

	if (!tuple)
		return false;
	codec_get_numbers(tuple, &numbers, sizeof(numbers));
	*out = (struct letter){ 0 };
	numbers_copy(&numbers, out);
	return true;
}

struct letter *
letter_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "letter", types,
	    G_N_ELEMENTS(types), NULL, error);
	struct numbers numbers;
	if (!body)
		return NULL;
	g_autoptr(letter) letter = letter_blank();
	g_autoptr(GVariant) text = g_variant_get_child_value(body, 1);
	g_autoptr(GVariant) attachments = g_variant_get_child_value(body, 6);
	g_autoptr(GVariant) cuts = g_variant_get_child_value(body, 7);
	codec_get_first(body, &numbers, sizeof(numbers));
	numbers_copy(&numbers, letter);
	codec_get_strings(body, 2, &letter->to, &letter->sender,
	    &letter->response, &letter->relay, NULL);
	blob_decode(text, &letter->text);
	const char *problem = letter_problem(letter);
	if (!problem)
		problem = attachments_decode(attachments, letter->attachments);
	if (!problem)
		problem = cuts_decode(cuts, letter);
	if (problem)
		return codec_refuse(error, "letter", problem);
	return g_steal_pointer(&letter);
}
