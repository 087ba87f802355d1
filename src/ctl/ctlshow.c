/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One ticket in full. The record is read in one short transaction, the texts
 * afterwards from the archive, which never changes. A text that cannot be read
 * is said in its place and in the exit status; it never hides the others. */
#include "ctl/ctlshow.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/escape.h"
#include "ctl/ctlaudit.h"
#include "ctl/ctlextract.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "store/closures.h"
#include "store/dotread.h"
#include "store/letters.h"
#include "store/tickets.h"

struct show {
	struct ctl *ctl;
	guint64 number;
	json_t *row;        /* the ticket; NULL: there is none */
	GPtrArray *entries; /* struct entry */
	const struct dotread *dots;
	json_t *letters;
	int status; /* EX_OK, or that of a text that cannot be read */
};

struct message *
ctlshow_message(struct store *store, const struct blob *record, guint64 length,
    GError **error)
{
	g_autoptr(GBytes) octets = archive_read(store->archive, record, error);

	return octets ? message_decode(octets, length, error) : NULL;
}

static bool
add_letter(struct letter *letter, void *context)
{
	struct show *show = context;

	dotread_show(show->dots, letter);
	json_array_append_new(show->letters,
	    ctljson_letter(letter, show->ctl->zone));
	return true;
}

/* What the customer was asked last, and voted; no member where he was not. */
static bool
add_rating(struct show *show, struct kv_txn *txn, const struct ticket *ticket,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(closure) closure = ticket->closure != 0
	    ? closures_get(txn, ticket->closure, &problem)
	    : NULL;
	json_t *rating;

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (!closure)
		return true;
	rating = json_object();
	json_object_set_new(rating, "asked",
	    ctljson_time(closure->asked, show->ctl->zone));
	json_object_set_new(rating, "vote",
	    closure->vote != 0 ? ctljson_number(closure->vote) : json_null());
	json_object_set_new(rating, "voted",
	    ctljson_time(closure->voted, show->ctl->zone));
	json_object_set_new(rating, "changes",
	    ctljson_number(closure->changes));
	json_object_set_new(show->row, "rating", rating);
	return true;
}

/* All of the ticket that is in the store. False with error unset: there is no
 * such ticket. */
static bool
read_records(struct show *show, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(kv_txn) txn = kv_begin(show->ctl->store->kv, KV_READ, error);
	if (!txn)
		return false;
	g_autoptr(ticket) ticket = tickets_get(txn, show->number, &problem);
	for (guint32 i = 0; ticket && !problem && i < ticket->entries; i++) {
		struct entry *entry =
		    tickets_get_entry(txn, show->number, i, &problem);
		if (entry)
			g_ptr_array_add(show->entries, entry);
	}
	g_autoptr(dotread) dots = ticket && !problem
	    ? dotread_all(show->ctl->store->dir, txn, &problem)
	    : NULL;
	show->dots = dots;
	if (dots &&
	    letters_each_of_ticket(txn, show->number, KV_UP, add_letter, show,
	        &problem)) {
		show->row = ctljson_ticket(ticket, show->ctl->zone);
		ctljson_add_seats(show->row, ticket);
		if (!add_rating(show, txn, ticket, &problem))
			g_clear_pointer(&show->row, json_decref);
	}
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return show->row != NULL;
}

/* An entry with its mail. A text that cannot be read is a member "problem", and
 * a complaint at once. */
static json_t *
entry_object(struct show *show, const struct entry *entry)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(message) message = NULL;
	json_t *row = ctljson_entry(entry, show->ctl->zone);

	if (entry->record.segment == 0)
		return row; /* an operator's note has no mail */
	message = ctlshow_message(show->ctl->store, &entry->record,
	    entry->raw.length, &error);
	if (message) {
		ctljson_add_message(row, entry, message);
	} else {
		show->status = ctl_fail(error);
		json_object_set_new(row, "problem",
		    ctljson_text(error->message));
	}
	return row;
}

void
ctlshow_text(const char *text)
{
	g_autofree char *safe = escape_terminal(text, ESCAPE_KEEP_LINES);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(safe), "\n", -1);

	for (guint i = 0; lines[i]; i++)
		printf("%s%s\n", *lines[i] ? "  " : "", lines[i]);
}

/* "Title   value", when there is a value. */
static void
print_field(const char *title, const json_t *row, const char *key)
{
	g_autofree char *value = ctljson_get(row, key);
	g_autofree char *safe = escape_terminal(value, ESCAPE_ONE_LINE);

	if (*safe)
		printf("%-10s %s\n", title, safe);
}

/* A member that stands within a line; the caller frees. */
static char *
safe_member(const json_t *row, const char *key)
{
	g_autofree char *value = ctljson_get(row, key);

	return escape_terminal(value, ESCAPE_ONE_LINE);
}

/* "Title   one, another", when there is any. */
static void
print_texts(const char *title, const json_t *texts, const char *between)
{
	const json_t *text;
	size_t i;

	json_array_foreach(texts, i, text)
	{
		g_autofree char *safe =
		    escape_terminal(json_string_value(text), ESCAPE_ONE_LINE);
		if (i == 0)
			printf("%-10s ", title);
		printf("%s%s%s", i == 0 ? "" : between, safe,
		    i + 1 == json_array_size(texts) ? "\n" : "");
	}
}

/* "Rating     4 of 5, 2026-11-22 18:50", or that nobody has voted. */
static void
print_rating(const json_t *rating)
{
	g_autofree char *vote = safe_member(rating, "vote");
	g_autofree char *voted = safe_member(rating, "voted");
	g_autofree char *asked = safe_member(rating, "asked");

	if (!rating)
		return;
	if (*vote)
		printf("%-10s %s of %u, %s\n", "Rating", vote, CLOSURE_BEST,
		    voted);
	else
		printf("%-10s asked, %s\n", "Rating", asked);
}

/* The ticket itself and who takes part in it. */
static void
print_head(const json_t *ticket)
{
	static const char *const fields[][2] = { { "Subject", "subject" },
		{ "Status", "status" }, { "Queue", "queue" },
		{ "Category", "category" }, { "Assignee", "assignee" },
		{ "Language", "language" }, { "Created", "created" },
		{ "Updated", "updated" }, { "Answer by", "answer_due" },
		{ "Solve by", "solution_due" },
		{ "Merged into", "merged_into" }, { "Linked to", "linked" },
		{ "Identity", "identity" } };
	const json_t *seat;
	size_t i;

	print_field("Ticket", ticket, "number");
	for (i = 0; i < G_N_ELEMENTS(fields); i++)
		print_field(fields[i][0], ticket, fields[i][1]);
	print_texts("Tags", json_object_get(ticket, "tags"), " ");
	print_texts("Asked for", json_object_get(ticket, "asked"), ", ");
	print_texts("Missing", json_object_get(ticket, "missing"), ", ");
	print_rating(json_object_get(ticket, "rating"));
	json_array_foreach(json_object_get(ticket, "seats"), i, seat)
	{
		g_autofree char *address = safe_member(seat, "address");
		g_autofree char *name = safe_member(seat, "name");
		printf("%-10s %s%s%s%s, %s%s\n", i == 0 ? "Customer" : "With",
		    address, *name ? " (" : "", name, *name ? ")" : "",
		    json_is_true(json_object_get(seat, "verified"))
		        ? "verified"
		        : "not verified",
		    json_is_true(json_object_get(seat, "left")) ? ", has left"
		                                                : "");
	}
}

/* The new words: what an agent's mail quotes has been seen before. */
static void
print_words(const json_t *entry)
{
	g_autofree char *text = ctljson_get(entry, "text");
	g_autofree char *shown = ctljson_get(entry, "shown");

	putchar('\n');
	ctlshow_text(shown);
	if (strlen(shown) < strlen(text))
		puts("  (what was quoted below is left out; --json has it)");
}

/* What the words name, a line each. */
static void
print_named(const json_t *named)
{
	const json_t *row;
	size_t i;

	json_array_foreach(named, i, row)
	{
		g_autofree char *kind = safe_member(row, "kind");
		g_autofree char *value = safe_member(row, "value");
		g_autofree char *detail = safe_member(row, "detail");
		g_autofree char *checksum = safe_member(row, "checksum");
		bool checked = !g_str_equal(checksum, "none");

		printf("%-10s %s %s %s%s%s\n", "Named", kind, value, detail,
		    checked ? ", checksum " : "", checked ? checksum : "");
	}
}

static void
print_entry(const json_t *entry)
{
	g_autofree char *seq = safe_member(entry, "seq");
	g_autofree char *kind = safe_member(entry, "kind");
	g_autofree char *from = safe_member(entry, "from");
	g_autofree char *received = safe_member(entry, "received");
	g_autofree char *auth = safe_member(entry, "auth");
	const json_t *part;
	size_t i;

	printf("\n--- %s  %s  %s  %s, %s%s\n", seq, kind, from, received,
	    json_is_true(json_object_get(entry, "verified")) ? "verified by "
	                                                     : "not verified",
	    json_is_true(json_object_get(entry, "verified")) ? auth : "");
	print_field("From", entry, "from_name");
	print_field("Agent", entry, "agent");
	print_field("Class", entry, "class");
	print_field("Remark", entry, "remark");
	print_named(json_object_get(entry, "named"));
	print_field("PROBLEM", entry, "problem");
	json_array_foreach(json_object_get(entry, "attachments"), i, part)
	{
		g_autofree char *name = safe_member(part, "name");
		g_autofree char *mime = safe_member(part, "mime");
		g_autofree char *size = ctltable_size((guint64)
		        json_integer_value(json_object_get(part, "size")));
		printf("%-10s %s  %s  %s\n", "Attachment", name, mime, size);
	}
	print_words(entry);
}

/* Letters come last: first what was said, then what became of it. */
static void
print_letters(const json_t *letters)
{
	static const char *const columns[] = { "LETTER", "number", "KIND",
		"kind", "STATE", "state", "TRIES", "attempts", "TO", "to",
		"RESPONSE", "response", NULL };

	putchar('\n');
	ctljson_print_table(letters, columns);
}

static void
print_ticket(json_t *row)
{
	const json_t *entry;
	size_t i;

	print_head(row);
	json_array_foreach(json_object_get(row, "entries"), i, entry)
	{
		print_entry(entry);
	}
	if (json_array_size(json_object_get(row, "letters")) > 0)
		print_letters(json_object_get(row, "letters"));
	json_decref(row);
}

/* entries is a number in a list and an array here. */
static void
print_all(struct show *show)
{
	json_t *entries = json_array();

	for (guint i = 0; i < show->entries->len; i++)
		json_array_append_new(entries,
		    entry_object(show, show->entries->pdata[i]));
	json_object_set_new(show->row, "entries", entries);
	json_object_set(show->row, "letters", show->letters);
	if (show->ctl->format == CTL_JSON)
		ctljson_print(show->row);
	else
		print_ticket(show->row);
}

int
ctlshow_run(struct ctl *ctl)
{
	g_autoptr(GPtrArray) entries =
	    g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	g_autoptr(GError) error = NULL;
	struct show show = { .ctl = ctl, .entries = entries };

	if (!ctl_number(ctl_operand(ctl, 0), &show.number))
		return ctl_complain(EX_USAGE, "%s: not a ticket's number",
		    ctl_operand(ctl, 0));
	if (ctl_option(ctl, "--attachment"))
		return ctlextract_run(ctl, show.number);
	if (ctl_option(ctl, "--audit"))
		return ctlaudit_run(ctl, show.number);
	if (ctl_operand(ctl, 1))
		return ctl_complain(EX_USAGE,
		    "%s: a name belongs to --attachment SEQ",
		    ctl_operand(ctl, 1));
	show.letters = json_array();
	if (read_records(&show, &error))
		print_all(&show);
	else
		show.status = error
		    ? ctl_fail(error)
		    : ctl_complain(EX_NOINPUT,
		          "ticket %" G_GUINT64_FORMAT ": there is none",
		          show.number);
	json_decref(show.letters);
	return show.status;
}
