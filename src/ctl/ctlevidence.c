/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said on a ticket, for somebody who has to believe it: mails as they
 * came, letters as they went out, the audit's records and the digest of every
 * one between. Read in one transaction, so that it is what one moment saw.
 * Nothing is written before the audit says who got it. */
#include "ctl/ctlevidence.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "base/mac.h"
#include "ctl/ctljson.h"
#include "ctl/ctltar.h"
#include "ctl/ctlwrite.h"
#include "pipeline/letterstream.h"
#include "store/audit.h"
#include "store/holds.h"
#include "store/letters.h"
#include "store/tickets.h"

#define NUMBER "%" G_GUINT64_FORMAT

static const char page[] =
    "Evidence of ticket " NUMBER "\n"
    "\n"
    "This folder holds what docket has of one ticket, as one moment saw it.\n"
    "\n"
    "To check that nothing in it was changed since, in this folder:\n"
    "\n"
    "    sha256sum -c SHA256SUMS\n"
    "\n"
    "Every line must end in \"OK\". That SHA256SUMS itself is the one that was\n"
    "made is for whoever handed it to you to say: have them read you the digest\n"
    "that \"sha256sum SHA256SUMS\" prints, by another way.\n"
    "\n"
    "ticket.json    the ticket: who takes part, its state, when it changed\n"
    "mails/         each mail as it came, octet for octet: number on the ticket\n"
    "               and kind; held-N: one that was held. The fields on top\n"
    "               (Received, Authentication-Results, DKIM-Signature) say who\n"
    "               sent it; a DKIM signature can still be checked with the key\n"
    "               of the sender's domain\n"
    "letters/       each letter as it was sent, octet for octet: number, kind\n"
    "               and what became of it; letters.json has recipient, times and\n"
    "               the answer of the server that took it\n"
    "audit/         who did what to this ticket, when and why\n"
    "\n"
    "The audit is a chain: each record begins with the SHA-256 of the record\n"
    "before, so that none can be changed, left out or moved without all behind\n"
    "it. audit/chain.txt has the digest of every record from the first of this\n"
    "ticket to the newest of all (they are of other tickets and stay out);\n"
    "audit/NUMBER.record is a record of this ticket as it is stored. To check\n"
    "one, here 12:\n"
    "\n"
    "    sha256sum audit/000000000012.record    is row 12 of chain.txt\n"
    "    \"before\" of 12 in audit/audit.json     is row 11, and stands in the\n"
    "                                            record itself\n"
    "\n"
    "The desk checks its whole chain with \"docketctl verify --audit\"; digests\n"
    "of chain.txt that were handed out, or noted, before must still be in it.\n"
    "\n"
    "These are the customer's mails with all that is in them. Keep them so.\n";

struct evidence {
	struct ctl *ctl;
	struct kv_txn *txn;
	struct ctltar *tar;
	guint64 number;
	json_t *rows; /* of letters, or of the audit */
	char *object; /* of the audit's records */
	GString *chain;
	GError *problem; /* of a visit, which can only stop */
};

static bool
add_json(struct evidence *evidence, const char *name, const json_t *value,
    GError **error)
{
	g_autofree char *words = json_dumps(value, JSON_INDENT(2));
	g_autofree char *text = g_strconcat(words, "\n", NULL);

	return ctltar_add(evidence->tar, name, text, strlen(text), error);
}

/* A mail as it came; one that was erased, or never was one, is left out. */
static bool
add_raw(struct evidence *evidence, const char *name, const struct blob *raw,
    GError **error)
{
	if (raw->segment == 0)
		return true;
	g_autoptr(GBytes) octets =
	    archive_read(evidence->ctl->store->archive, raw, error);
	if (!octets)
		return false;
	gsize size = 0;
	const void *data = g_bytes_get_data(octets, &size);
	return ctltar_add(evidence->tar, name, data, size, error);
}

static bool
add_ticket(struct evidence *evidence, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(ticket) ticket =
	    tickets_get(evidence->txn, evidence->number, &problem);
	bool done = ticket != NULL;

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (!ticket)
		return fail_set(error, FAIL_PERMANENT, "no such ticket");
	json_t *row = ctljson_ticket(ticket, evidence->ctl->zone);
	ctljson_add_seats(row, ticket);
	done = add_json(evidence, "ticket.json", row, error);
	json_decref(row);
	for (guint32 i = 0; done && i < ticket->entries; i++) {
		g_autoptr(entry) entry = tickets_get_entry(evidence->txn,
		    evidence->number, i, error);
		if (!entry)
			return false;
		g_autofree char *name = g_strdup_printf("mails/%04u-%s.eml", i,
		    entry_kind_name(entry->kind));
		done = add_raw(evidence, name, &entry->raw, error);
	}
	return done;
}

static bool
visit_hold(struct hold *hold, void *context)
{
	struct evidence *evidence = context;
	g_autofree char *name =
	    g_strdup_printf("mails/held-" NUMBER ".eml", hold->number);

	return hold->ticket != evidence->number ||
	    add_raw(evidence, name, &hold->raw, &evidence->problem);
}

/* A letter is written anew from what was frozen: the octets that were sent. */
static bool
visit_letter(struct letter *letter, void *context)
{
	struct evidence *evidence = context;
	g_autofree char *name =
	    g_strdup_printf("letters/%08" G_GUINT64_FORMAT "-%s-%s.eml",
	        letter->number, letter_kind_name(letter->kind),
	        letter_state_name(letter->state));
	g_autoptr(letterstream) stream =
	    letterstream_new(evidence->ctl->store->archive, letter);
	g_autoptr(GByteArray) octets = g_byte_array_new();
	const void *data = NULL;
	gsize size = 0;

	do {
		if (!letterstream_next(stream, &data, &size,
		        &evidence->problem))
			return false;
		g_byte_array_append(octets, data, (guint)size);
	} while (size > 0);
	json_array_append_new(evidence->rows,
	    ctljson_letter(letter, evidence->ctl->zone));
	return ctltar_add(evidence->tar, name, octets->data, octets->len,
	    &evidence->problem);
}

/* A visit that failed has stopped the walk without an error of its own. */
static bool
ended(struct evidence *evidence, bool walked, GError **error)
{
	if (!evidence->problem)
		return walked;
	g_propagate_error(error, g_steal_pointer(&evidence->problem));
	return false;
}

static bool
add_letters(struct evidence *evidence, GError **error)
{
	bool walked = letters_each_of_ticket(evidence->txn, evidence->number,
	    KV_UP, visit_letter, evidence, error);

	return ended(evidence, walked, error) &&
	    add_json(evidence, "letters/letters.json", evidence->rows, error);
}

static char *
hex(const uint8_t *digest)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < MAC_SHA256_SIZE; i++)
		g_string_append_printf(out, "%02x", digest[i]);
	return g_string_free(out, FALSE);
}

static bool
add_record(struct evidence *evidence, guint64 number,
    const struct audit_event *event, const char *digest)
{
	g_autofree char *name =
	    g_strdup_printf("audit/%012" G_GUINT64_FORMAT ".record", number);
	g_autofree char *before = hex(event->before);
	gsize size = 0;
	const void *data = g_bytes_get_data(event->record, &size);
	json_t *row = json_object();

	json_object_set_new(row, "number", ctljson_number(number));
	json_object_set_new(row, "when",
	    ctljson_time(event->when, evidence->ctl->zone));
	json_object_set_new(row, "who", ctljson_text(event->actor));
	json_object_set_new(row, "action", ctljson_text(event->action));
	json_object_set_new(row, "why", ctljson_text(event->reason));
	json_object_set_new(row, "sha256", ctljson_text(digest));
	json_object_set_new(row, "before", ctljson_text(before));
	json_array_append_new(evidence->rows, row);
	return ctltar_add(evidence->tar, name, data, size, &evidence->problem);
}

/* From the first of the ticket on, every record leaves its digest. */
static bool
visit_record(guint64 number, const struct audit_event *event, void *context)
{
	struct evidence *evidence = context;
	bool own = g_str_equal(event->object, evidence->object);
	uint8_t digest[MAC_SHA256_SIZE];
	gsize size = 0;
	const void *data = g_bytes_get_data(event->record, &size);

	if (!own && evidence->chain->len == 0)
		return true;
	mac_sha256(data, size, digest);
	g_autofree char *text = hex(digest);
	if (evidence->chain->len == 0 && number > 1) {
		g_autofree char *before = hex(event->before);
		g_string_append_printf(evidence->chain, NUMBER " %s\n",
		    number - 1, before);
	}
	g_string_append_printf(evidence->chain, NUMBER " %s\n", number, text);
	return !own || add_record(evidence, number, event, text);
}

static bool
add_audit(struct evidence *evidence, GError **error)
{
	bool walked = audit_each(evidence->txn, visit_record, evidence, error);

	return ended(evidence, walked, error) &&
	    add_json(evidence, "audit/audit.json", evidence->rows, error) &&
	    ctltar_add(evidence->tar, "audit/chain.txt", evidence->chain->str,
	        evidence->chain->len, error);
}

static bool
add_all(struct evidence *evidence, GError **error)
{
	g_autofree char *text = g_strdup_printf(page, evidence->number);
	bool done =
	    ctltar_add(evidence->tar, "README", text, strlen(text), error) &&
	    add_ticket(evidence, error) &&
	    ended(evidence,
	        holds_each(evidence->txn, visit_hold, evidence, error), error);

	evidence->rows = json_array();
	done = done && add_letters(evidence, error);
	json_decref(evidence->rows);
	evidence->rows = json_array();
	done = done && add_audit(evidence, error);
	json_decref(evidence->rows);
	return done && ctltar_finish(evidence->tar, error);
}

/* The store is opened now: where no daemon runs, asking has had it open. */
static bool
write_all(struct ctl *ctl, int fd, guint64 number, GError **error)
{
	const char *dir = ctl->settings->state_dir;
	g_autofree char *folder =
	    g_strdup_printf("docket-ticket-" NUMBER, number);
	g_autofree char *object = g_strdup_printf("ticket " NUMBER, number);
	g_autoptr(GString) chain = g_string_new(NULL);
	g_autoptr(kv_txn) txn = NULL;
	g_autoptr(ctltar) tar = NULL;

	if (!ctl_become_owner(dir, error))
		return false;
	ctl->store = store_open(dir, KV_READ_ONLY, error);
	if (ctl->store)
		txn = kv_begin(ctl->store->kv, KV_READ, error);
	if (txn)
		tar = ctltar_new(fd, folder, clock_now(), error);
	struct evidence evidence = { .ctl = ctl,
		.txn = txn,
		.tar = tar,
		.number = number,
		.object = object,
		.chain = chain };
	return tar && add_all(&evidence, error);
}

static int
ask(struct ctl *ctl, const char *number, const char *reason)
{
	char *words[] = { g_strdup("export"), g_strdup(number),
		g_utf8_make_valid(reason, -1), NULL };

	return ctlwrite_ask(ctl, g_memdup2(words, sizeof words));
}

/* Into a file that was not there, so that no link leads it elsewhere. */
static int
export_to(struct ctl *ctl, const char *path, guint64 number, const char *reason)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *digits = g_strdup_printf(NUMBER, number);
	autofd int fd = open(path,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return ctl_complain(EX_CANTCREAT, "%s: %s", path,
		    strerror(errno));
	int status = ask(ctl, digits, reason);
	if (status == EX_OK && !write_all(ctl, fd, number, &error))
		status = ctl_fail(error);
	if (status == EX_OK && fsync(fd) != 0)
		status =
		    ctl_complain(EX_IOERR, "%s: %s", path, strerror(errno));
	if (status != EX_OK && unlink(path) != 0)
		ctl_complain(status, "%s: is left behind, not whole", path);
	return status;
}

int
ctlevidence_export(struct ctl *ctl)
{
	const char *why = ctl_option(ctl, "--reason");
	const char *path = ctl_operand(ctl, 1);
	g_autofree char *reason = g_strstrip(g_strdup(why ? why : ""));
	guint64 number = 0;

	if (!ctl_number(ctl_operand(ctl, 0), &number))
		return ctl_complain(EX_USAGE, "a ticket's number is wanted");
	if (!ctl_option(ctl, "--evidence"))
		return ctl_complain(EX_USAGE,
		    "--evidence is wanted: there is no other export yet");
	if (!*reason)
		return ctl_complain(EX_USAGE,
		    "--reason: what is it needed for? It is written down");
	g_autofree char *name = path
	    ? g_strdup(path)
	    : g_strdup_printf("docket-ticket-" NUMBER ".tar", number);
	int status = export_to(ctl, name, number, reason);
	if (status != EX_OK)
		return status;
	g_autofree char *said = g_strdup_printf("%s\n", name);
	ctl_write(said, strlen(said));
	return EX_OK;
}
