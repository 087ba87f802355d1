/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does each row of the store agree with the rows it speaks of?
 *
 * One function a kind of row, all in one table. A check looks outward from its
 * own row only, so that a broken reference is told once, at the row that has
 * it. Nothing here may write, or stop at the first problem. */
#include "store/rowcheck.h"
#include "store/health.h"
#include "store/letters.h"

#include <string.h>

#include "base/mac.h"
#include "model/answer.h"
#include "model/article.h"
#include "model/entry.h"
#include "model/letter.h"
#include "model/ticket.h"
#include "store/audit.h"
#include "store/blocks.h"
#include "store/matters.h"
#include "store/numbers.h"
#include "store/order.h"
#include "store/people.h"
#include "store/rates.h"
#include "store/recordcheck.h"
#include "store/sourcecheck.h"
#include "store/tickets.h"
#include "store/workcheck.h"
#include "store/workload.h"

/* G_GUINT64_FORMAT makes these texts unreadable; no number needs more. */
#define NUMBER "%" G_GUINT64_FORMAT

void
rowcheck_complain(struct rowcheck *check, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	check->report->problems++;
	check->complain(what, check->context);
}

/* Tells what a decoder said, and forgets it. */
void
rowcheck_complain_error(struct rowcheck *check, const char *row, guint64 number,
    GError *take_error)
{
	rowcheck_complain(check, "%s " NUMBER ": %s", row, number,
	    take_error->message);
	g_error_free(take_error);
}

/* The value under key; NULL when there is none. */
static GBytes *
look(struct rowcheck *check, const struct key *key)
{
	GBytes *value = NULL;
	if (!check->problem &&
	    !key_get(check->txn, key, &value, &check->problem))
		return NULL;
	return value;
}

bool
rowcheck_is_key(GBytes *key, const struct key *wanted)
{
	gsize size = 0;
	const void *octets = g_bytes_get_data(key, &size);
	return size == wanted->size &&
	    memcmp(octets, wanted->octets, size) == 0;
}

bool
rowcheck_is_there(struct rowcheck *check, const struct key *key)
{
	g_autoptr(GBytes) value = look(check, key);
	return value != NULL;
}

/* The records that others speak of: NULL when they are not there, or damaged,
 * which their own row's check tells. */
struct ticket *
rowcheck_ticket(struct rowcheck *check, guint64 number)
{
	struct key key = key_of(KEY_TICKET, number);
	g_autoptr(GBytes) value = look(check, &key);
	return value ? ticket_decode(value, NULL) : NULL;
}

struct letter *
rowcheck_letter(struct rowcheck *check, guint64 number)
{
	struct key key = key_of(KEY_LETTER, number);
	g_autoptr(GBytes) value = look(check, &key);
	return value ? letter_decode(value, NULL) : NULL;
}

struct entry *
rowcheck_entry(struct rowcheck *check, guint64 ticket, guint32 seq)
{
	struct key key = key_of_part(KEY_ENTRY, ticket, seq);
	g_autoptr(GBytes) value = look(check, &key);
	return value ? entry_decode(value, NULL) : NULL;
}

void
rowcheck_of_ticket(struct rowcheck *check, GBytes *key, gsize offset,
    struct key (*wanted)(const struct ticket *ticket), const char *index,
    const char *wrong)
{
	guint64 number = key_read(key, offset, 8);
	g_autoptr(ticket) ticket = rowcheck_ticket(check, number);
	struct key right = { .size = 0 };
	if (ticket)
		right = wanted(ticket);
	if (!rowcheck_is_key(key, &right))
		rowcheck_complain(check, "%s: ticket " NUMBER " %s", index,
		    number, wrong);
}

/* The sender trusts this index and looks at no other row: one that is wrong
 * here sends a letter too early, in another order, or by two senders. */
static void
check_due(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 10, 8);
	g_autoptr(letter) letter = rowcheck_letter(check, number);
	(void)value;
	if (letter && !letter_is_final(letter->state) &&
	    letter->share == key_read(key, 1, 1) &&
	    MAX(recordcheck_due(letter), 0) == (gint64)key_read(key, 2, 8))
		return;
	rowcheck_complain(check, "due index: no letter " NUMBER " is due then",
	    number);
}

/* One direction only; that a letter is missing from the list is told at the
 * letter. */
static void
check_ticket_letter(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 ticket = key_read(key, 1, 8), number = key_read(key, 10, 8);
	g_autoptr(letter) letter = rowcheck_letter(check, number);
	(void)value;
	if (!letter || letter->ticket != ticket ||
	    letter->share != key_read(key, 9, 1))
		rowcheck_complain(check,
		    "letters of ticket " NUMBER ": " NUMBER " is none", ticket,
		    number);
}

/* Agent to seat, and the next one seat to agent, must agree. */
static void
check_agent_seat(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 seat = 0;
	gsize size = 0;
	const char *octets = g_bytes_get_data(key, &size);
	g_autofree char *name = g_strndup(octets + 1, size - 1);
	g_autofree char *agent = NULL, *address = NULL;
	if (!numbers_decode(value, &seat, NULL) ||
	    !people_agent_of_seat(check->txn, (guint32)seat, &agent, &address,
	        NULL) ||
	    strcmp(agent, name) != 0)
		rowcheck_complain(check,
		    "agent %s: seat " NUMBER " is not bound to that name", name,
		    seat);
}

/* The other direction: a seat whose agent has another one now would let old
 * reply addresses act as nobody, or worse, as somebody else. */
static void
check_seat_agent(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint32 seat = (guint32)key_read(key, 1, 4);
	g_autofree char *agent = NULL, *address = NULL;
	struct key name = key_new(KEY_AGENT_SEAT);
	guint64 back = 0;
	bool found = false;
	(void)value;
	if (people_agent_of_seat(check->txn, seat, &agent, &address, NULL))
		key_add_octets(&name, agent, strlen(agent));
	if (!agent || !numbers_get(check->txn, &name, &back, &found, NULL) ||
	    back != seat)
		rowcheck_complain(check, "seat %u: its agent does not have it",
		    seat);
}

/* Kept for ever, so that old reply addresses work; they must end at a seat that
 * is there, in few steps. */
static void
check_redirect(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 from = key_read(key, 1, 8), to = from;
	guint32 seat = (guint32)key_read(key, 9, 4);
	GError *error = NULL;
	(void)value;
	if (!tickets_follow(check->txn, &to, &seat, &error)) {
		rowcheck_complain_error(check, "redirect of ticket", from,
		    error);
		return;
	}
	g_autoptr(ticket) ticket = rowcheck_ticket(check, to);
	if (!ticket || seat >= ticket->seats->len)
		rowcheck_complain(check,
		    "redirect of ticket " NUMBER ": ticket " NUMBER
		    " has no seat %u",
		    from, to, seat);
}

/* Counters, attempts, times: what the number may be, nothing here can say. */
static void
check_number(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = 0;
	if (!numbers_decode(value, &number, NULL))
		rowcheck_complain(check, "row of kind %c: damaged number",
		    (char)key_read(key, 0, 1));
}

/* Without the row that says since when, nobody would ever be told. */
static void
check_folded(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 ticket = key_read(key, 5, 8);
	struct key since = key_new(KEY_FOLDED_SINCE);
	g_autoptr(ticket) there = rowcheck_ticket(check, ticket);
	key_add32(&since, (guint32)key_read(key, 1, 4));
	check_number(check, key, value);
	if (!there || !rowcheck_is_there(check, &since))
		rowcheck_complain(check,
		    "folded notice: ticket " NUMBER " is missing, or nobody "
		    "waits",
		    ticket);
}

static void
check_rate(struct rowcheck *check, GBytes *key, GBytes *value)
{
	if (g_bytes_get_size(key) < 2 || !rates_is_valid(value))
		rowcheck_complain(check, "rate %c: damaged record",
		    (char)key_read(key, 1, 1));
}

static void
check_block(struct rowcheck *check, GBytes *key, GBytes *value)
{
	if (g_bytes_get_size(key) < 2 || !blocks_is_valid(value))
		rowcheck_complain(check, "blocked sender: damaged record");
}

static void
check_answers(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 1, 8);
	GError *error = NULL;
	g_autoptr(GPtrArray) list = answer_list_decode(value, &error);
	if (!list)
		rowcheck_complain_error(check, "answers of ticket", number,
		    error);
}

static void
check_article(struct rowcheck *check, GBytes *key, GBytes *value)
{
	g_autoptr(article) article = article_decode(value, NULL);
	(void)key;
	if (!article)
		rowcheck_complain(check, "help article: damaged record");
}

static void
check_language(struct rowcheck *check, GBytes *key, GBytes *value)
{
	gsize size = 0;
	const char *octets = g_bytes_get_data(key, &size);
	g_autofree char *address = g_strndup(octets + 1, size - 1);
	g_autofree char *language = NULL;
	(void)value;
	if (!people_get_language(check->txn, address, &language, NULL))
		rowcheck_complain(check, "language of an address: damaged");
}

/* The keeper tells the people behind these letters, and then deletes the row.
 */
static void
check_failed(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 1, 8);
	g_autoptr(letter) letter = letters_get(check->txn, number, NULL);
	(void)value;
	if (!letter || letter->state != LETTER_FAILED)
		rowcheck_complain(check,
		    "failed letters: letter " NUMBER " has not failed", number);
}

static void
check_health(struct rowcheck *check, GBytes *key, GBytes *value)
{
	(void)key;
	if (!health_decode(value, NULL, NULL))
		rowcheck_complain(check, "health: damaged record");
}

/* The chain is walked as a whole by audit_check(). */
static void
check_audit(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 number = key_read(key, 1, 8), ticket = audit_ticket(value);
	struct key index = key_of(KEY_AUDIT_TICKET, ticket);

	check->report->audit_records++;
	key_add64(&index, number);
	if (ticket != 0 && !rowcheck_is_there(check, &index))
		rowcheck_complain(check,
		    "audit record " NUMBER ": ticket " NUMBER
		    " does not list it",
		    number, ticket);
}

static void
check_audit_ticket(struct rowcheck *check, GBytes *key, GBytes *value)
{
	guint64 ticket = key_read(key, 1, 8), number = key_read(key, 9, 8);
	struct key where = key_of(KEY_AUDIT, number);
	g_autoptr(GBytes) record = look(check, &where);

	(void)value;
	if (!record || audit_ticket(record) != ticket)
		rowcheck_complain(check,
		    "audit index: record " NUMBER
		    " is not about ticket " NUMBER,
		    number, ticket);
}

static void
check_audit_head(struct rowcheck *check, GBytes *key, GBytes *value)
{
	(void)key;
	if (g_bytes_get_size(value) != MAC_SHA256_SIZE)
		rowcheck_complain(check, "newest audit record: damaged digest");
}

/* Every kind of key.h at its own place, so that a letter with two meanings does
 * not compile; size 0: a string follows. */
static const struct {
	gsize size;
	void (*check)(struct rowcheck *check, GBytes *key, GBytes *value);
} kinds[256] = {
	[KEY_META] = { 0, check_number },
	[KEY_COUNTER] = { 0, check_number },
	[KEY_TICKET] = { 9, recordcheck_ticket },
	[KEY_ENTRY] = { 13, recordcheck_entry },
	[KEY_LETTER] = { 9, recordcheck_letter },
	[KEY_DUE] = { 18, check_due },
	[KEY_TICKET_LETTER] = { 18, check_ticket_letter },
	[KEY_HOLD] = { 9, recordcheck_hold },
	[KEY_UID] = { 13, sourcecheck_place },
	[KEY_RAW] = { 37, sourcecheck_place },
	[KEY_CANON] = { 37, sourcecheck_place },
	[KEY_FOREIGN_ID] = { 45, sourcecheck_message_id },
	[KEY_UNMARKED] = { 13, sourcecheck_unmarked },
	[KEY_CURSOR] = { 5, sourcecheck_cursor },
	[KEY_ACCOUNT] = { 0, sourcecheck_account },
	[KEY_ATTEMPT] = { 13, check_number },
	[KEY_AGENT_SEAT] = { 0, check_agent_seat },
	[KEY_SEAT_AGENT] = { 5, check_seat_agent },
	[KEY_REDIRECT] = { 13, check_redirect },
	[KEY_RATE] = { 0, check_rate },
	[KEY_LANGUAGE] = { 0, check_language },
	[KEY_ANSWERS] = { 9, check_answers },
	[KEY_PERSON] = { 0, recordcheck_person },
	[KEY_PERSON_ADDRESS] = { 0, recordcheck_person_address },
	[KEY_AUDIT] = { 9, check_audit },
	[KEY_AUDIT_TICKET] = { 17, check_audit_ticket },
	[KEY_AUDIT_HEAD] = { 1, check_audit_head },
	[KEY_ORDER] = { ORDER_SIZE, recordcheck_order },
	[KEY_WAKE] = { ORDER_WAKE_SIZE, recordcheck_wake },
	[KEY_WORK] = { WORKLOAD_SIZE, workcheck_row },
	[KEY_MATTER] = { MATTERS_SIZE, workcheck_matter },
	[KEY_WORK_COUNT] = { 0, workcheck_count },
	[KEY_TURN] = { 0, workcheck_turn },
	[KEY_ABSENCE] = { 0, workcheck_absence },
	[KEY_FAILED] = { 9, check_failed },
	[KEY_HEALTH] = { 0, check_health },
	[KEY_FOLDED_SINCE] = { 5, check_number },
	[KEY_FOLDED] = { 13, check_folded },
	[KEY_BLOCK] = { 0, check_block },
	[KEY_CLOSURE] = { 9, recordcheck_closure },
	[KEY_ARTICLE] = { 0, check_article },
	[KEY_ALARM] = { 0, check_number },
	[KEY_CLAIM] = { 5, sourcecheck_claim },
};

/* A key of a kind that nobody knows is a problem as well: either it was written
 * by a newer version or the file is damaged. */
static bool
visit_row(GBytes *key, GBytes *value, void *context)
{
	struct rowcheck *check = context;
	guint8 kind = (guint8)key_read(key, 0, 1);
	gsize size = g_bytes_get_size(key);
	if (!kinds[kind].check) {
		rowcheck_complain(check, "row of unknown kind %u", kind);
		return true;
	}
	if (kinds[kind].size == 0 || kinds[kind].size == size)
		kinds[kind].check(check, key, value);
	else
		rowcheck_complain(check,
		    "row of kind %c: a key of %" G_GSIZE_FORMAT " octets",
		    (char)kind, size);
	return !check->problem;
}

bool
rowcheck_all(struct rowcheck *check)
{
	static const guint8 first[] = { 0 }, last[] = { 0xff };
	struct kv_range all = { .from = first,
		.from_size = 1,
		.to = last,
		.to_size = 1,
		.direction = KV_UP };
	GError **problem = &check->problem;
	/* The counters come first: no row may have a number that was not given
	 * out yet, for the next one to be given out would be its double. */
	check->next_ticket = numbers_next(check->txn, "ticket", problem);
	if (check->next_ticket > 0)
		check->next_letter =
		    numbers_next(check->txn, "letter", problem);
	if (check->next_letter > 0)
		check->next_hold = numbers_next(check->txn, "hold", problem);
	if (check->next_hold > 0)
		check->next_account =
		    numbers_next(check->txn, "account", problem);
	if (check->problem)
		return false;
	GError *error = NULL;
	if (!kv_range(check->txn, &all, visit_row, check, &error))
		g_propagate_error(&check->problem, error);
	return !check->problem;
}
