/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents that must not lie in every agent's mailbox. Who took which and when
 * stands in the audit, by the file's digest and not by its name, which is the
 * customer's. Whoever hands one out goes through here, so that no way is
 * without its record. */
#include "pipeline/handout.h"
#include "base/address.h"
#include "base/clock.h"
#include "desk/banner.h"
#include "desk/display.h"
#include "model/letter.h"
#include "pipeline/freeze.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/rates.h"
#include "store/tickets.h"
#include <string.h>

#define HANDOUT_DAY_MS (24 * G_GINT64_CONSTANT(3600000))
#define HANDOUT_DIGEST 8 /* octets of the digest that are written down */

void
handout_clear(handout *file)
{
	g_clear_pointer(&file->entry, entry_free);
	g_clear_pointer(&file->message, message_free);
	file->part = NULL;
}

/* Digits and nothing else: g_ascii_string_to_unsigned() takes no sign. */
bool
handout_place(const char *text, guint32 *seq_out, guint *index_out)
{
	g_auto(GStrv) parts = g_strsplit(text, "/", 3);
	guint64 seq = 0, index = 0;

	if (g_strv_length(parts) != 2 ||
	    !g_ascii_string_to_unsigned(parts[0], 10, 0, G_MAXINT32, &seq,
	        NULL) ||
	    !g_ascii_string_to_unsigned(parts[1], 10, 0, G_MAXINT32, &index,
	        NULL))
		return false;
	*seq_out = (guint32)seq;
	*index_out = (guint)index;
	return true;
}

/* A file that holds a key goes to nobody by itself. */
static bool
handout_is_open(const handout *file, guint64 ticket, GError **error)
{
	return (file->part->flags & MESSAGE_PART_SECRET) == 0 ||
	    fail_set(error, FAIL_PERMANENT,
	        "this file holds a secret of the customer's and is kept back; "
	        "the whole mail: docketctl raw %" G_GUINT64_FORMAT
	        "/%u --reason ...",
	        ticket, file->entry->seq);
}

bool
handout_find(struct kv_txn *txn, struct archive *archive, guint64 ticket,
    const char *place, handout *out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) record = NULL;
	guint32 seq = 0;
	guint index = 0;

	if (!handout_place(place, &seq, &index)) {
		fail_set(error, FAIL_PERMANENT,
		    "%s: ENTRY/FILE is wanted, such as 3/1", place);
		return false;
	}
	out->entry = tickets_get_entry(txn, ticket, seq, &problem);
	if (problem == NULL && out->entry != NULL &&
	    out->entry->record.segment != 0)
		record = archive_read(archive, &out->entry->record, &problem);
	if (record != NULL)
		out->message =
		    message_decode(record, out->entry->raw.length, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (out->entry == NULL || out->message == NULL ||
	    index > out->message->parts->len) {
		fail_set(error, FAIL_PERMANENT,
		    "ticket %" G_GUINT64_FORMAT ": there is no file %s", ticket,
		    place);
		return false;
	}
	if (index > 0)
		out->part = g_ptr_array_index(out->message->parts, index - 1);
	return out->part == NULL || handout_is_open(out, ticket, error);
}

static char *
handout_reason(const handout *file, const char *why)
{
	const uint8_t *digest =
	    file->part != NULL ? file->part->sha256 : file->entry->raw.sha256;
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "entry %u, %s, sha256 ", file->entry->seq,
	    file->part != NULL ? "a file" : "the whole mail");
	for (guint i = 0; i < HANDOUT_DIGEST; i++)
		g_string_append_printf(out, "%02x", digest[i]);
	if (why != NULL)
		g_string_append_printf(out, ": %s", why);
	return g_string_free(out, FALSE);
}

/* Whether who may have one more. */
static bool
handout_allowed(const struct accept *accept, struct kv_txn *txn,
    const char *who, GError **error)
{
	gint64 most = accept->settings->desk.attachments_per_day;
	struct rates_what what = { RATES_FILES, who, HANDOUT_DAY_MS };
	guint before = 0;

	if (!rates_count(txn, &what, clock_now(), &before, error))
		return false;
	return most == 0 || before < most ||
	    fail_set(error, FAIL_PERMANENT,
	        "%s: %u files within 24 hours; attachments_per_day allows no "
	        "more",
	        who, before);
}

bool
handout_note(const struct accept *accept, struct kv_txn *txn,
    const handout *file, const char *who, const char *why, GError **error)
{
	g_autofree char *reason = handout_reason(file, why);
	g_autofree char *object =
	    g_strdup_printf("ticket %" G_GUINT64_FORMAT, file->entry->ticket);

	return handout_allowed(accept, txn, who, error) &&
	    rates_add(txn, RATES_FILES, who, clock_now(), error) &&
	    audit_note(txn, who,
	        file->part != NULL ? "attachment.get" : "mail.raw", object,
	        reason, error);
}

/* Whether a whole mail is asked for with a reason, and a file without. */
static bool
handout_fits(const handout *file, const char *why, GError **error)
{
	if (why == NULL)
		return file->part != NULL ||
		    fail_set(error, FAIL_PERMANENT,
		        "files count from 1; the whole mail: docketctl raw");
	return (file->part == NULL && *why != '\0') ||
	    fail_set(error, FAIL_PERMANENT, "raw: a reason is wanted");
}

static bool
handout_grant(struct operate *operate, guint64 ticket, const char *const *asked,
    GString *out, GError **error)
{
	const char *place = asked[0], *why = asked[1];
	struct store *store = operate->inbox->store;
	g_autoptr(kv_txn) txn = kv_begin(store->kv, KV_WRITE, error);
	g_auto(handout) file = { 0 };

	if (txn == NULL ||
	    !handout_find(txn, store->archive, ticket, place, &file, error) ||
	    !handout_fits(&file, why, error) ||
	    !handout_note(&operate->inbox->accept, txn, &file, operate->actor,
	        why, error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	/* What follows a raw mail's is the mail. */
	if (why == NULL)
		g_string_append_printf(out,
		    "ticket %" G_GUINT64_FORMAT ", %s: noted\n", ticket, place);
	return true;
}

bool
handout_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	guint64 ticket = 0;

	if (argv[0] == NULL || argv[1] == NULL || argv[2] == NULL ||
	    !g_str_equal(argv[0], argv[3] != NULL ? "raw" : "grant"))
		return fail_set(error, FAIL_PERMANENT,
		    "attachment: a ticket and ENTRY/FILE are wanted");
	if (!g_ascii_string_to_unsigned(argv[1], 10, 1, G_MAXINT64, &ticket,
	        NULL))
		return fail_set(error, FAIL_PERMANENT,
		    "attachment: a number is wanted");
	return handout_grant(operate, ticket, argv + 2, out, error);
}

/* --- by mail -------------------------------------------------------------- */

/* A mail that has that file and no other; the part stays the file's. */
static struct message *
handout_only(const handout *file)
{
	struct message *only = message_new();

	g_ptr_array_set_free_func(only->parts, NULL);
	g_ptr_array_add(only->parts, (gpointer)(guintptr)file->part);
	return only;
}

static bool
handout_write(const struct accept *accept, struct kv_txn *txn,
    const struct ticket *ticket, const struct settings_agent *agent,
    const handout *file, GError **error)
{
	gint64 now = clock_now();
	const struct keyring_key *key = keyring_signing(accept->ring);
	const char *to = agent->addresses[0];
	guint32 seat = people_agent_seat(txn, agent->name, to, error);
	g_autoptr(message) only = handout_only(file);
	guint64 number = 0;

	if (seat == 0)
		return false;
	g_autofree char *name =
	    display_clean(file->part->name, DISPLAY_ONE_LINE);
	g_autofree char *words = g_strdup_printf(
	    "The file that you asked for: %s\n\nIt was noted that you have got "
	    "it.\n",
	    name);
	g_autofree char *marker =
	    freeze_marker(accept->ring, key->id, ticket->number, seat, now);
	struct banner_what banner = { .settings = accept->settings,
		.ticket = ticket,
		.text = words,
		.marker = marker };
	g_autofree char *text = banner_letter(&banner);
	g_autofree char *subject = banner_subject(accept->settings, ticket);
	struct freeze_what what = { .kind = LETTER_NOTICE,
		.ticket = ticket,
		.to = to,
		.to_name = agent->name,
		.from_name = accept->settings->desk.name,
		.reply = { .role = TOKEN_AGENT,
		    .seat = (guint16)seat,
		    .number = ticket->number },
		.subject = subject,
		.text = text,
		.message = only,
		.raw = &file->entry->raw,
		.now = now };
	return freeze_letter(accept, txn, &what, &number, error);
}

/* For an agent, to whom single files are sent and no whole mails. */
static bool
handout_find_part(const struct accept *accept, struct kv_txn *txn,
    const struct ticket *ticket, const char *place, handout *out,
    GError **error)
{
	if (!handout_find(txn, accept->store->archive, ticket->number, place,
	        out, error))
		return false;
	if (out->part != NULL)
		return true;
	fail_set(error, FAIL_PERMANENT,
	    "%s: ENTRY/FILE is wanted; files count from 1", place);
	return false;
}

bool
handout_check(const struct accept *accept, struct kv_txn *txn,
    const struct ticket *ticket, const struct settings_agent *agent,
    const char *place, GError **error)
{
	g_autofree char *who = g_strconcat("agent ", agent->name, NULL);
	g_auto(handout) file = { 0 };

	return handout_find_part(accept, txn, ticket, place, &file, error) &&
	    handout_allowed(accept, txn, who, error);
}

bool
handout_send(struct accept *accept, struct kv_txn *txn,
    const struct ticket *ticket, const struct settings_agent *agent,
    const char *place, GError **error)
{
	g_autofree char *who = g_strconcat("agent ", agent->name, NULL);
	g_auto(handout) file = { 0 };

	return handout_find_part(accept, txn, ticket, place, &file, error) &&
	    handout_note(accept, txn, &file, who, NULL, error) &&
	    handout_write(accept, txn, ticket, agent, &file, error);
}
