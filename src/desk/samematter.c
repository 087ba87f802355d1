/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One matter, two mails. A sign is what somebody wrote and no proof: it only
 * ever leads among the tickets of a person who has been proved, which is for
 * the caller to see to. Nobody must lose the place in the queue for writing
 * again, nor win one, and no word to a customer may come from here twice. */
#include "desk/samematter.h"

#include <stdbool.h>
#include <string.h>

#include "desk/acknowledge.h"
#include "desk/display.h"
#include "desk/helpwords.h"
#include "desk/resemblance.h"
#include "desk/staff.h"
#include "mime/quote.h"
#include "model/mention.h"

/* Which mentions name one matter, and what that says. */
static const struct {
	enum mention_kind kind;
	enum samematter_sign sign;
} numbers[] = {
	{ MENTION_TRANSACTION, SAMEMATTER_TRANSACTION },
	{ MENTION_ORDER, SAMEMATTER_ORDER },
};

static bool
has_kind(const GPtrArray *mentions, enum mention_kind kind)
{
	for (guint i = 0; i < mentions->len; i++) {
		const struct mention *mention = mentions->pdata[i];

		if (mention->kind == kind)
			return true;
	}
	return false;
}

/* The first mention of a kind that both have; hex may be written either way. */
static const struct mention *
find_common(const struct samematter_mail *one,
    const struct samematter_mail *other, enum mention_kind kind)
{
	for (guint i = 0; i < one->mentions->len; i++) {
		const struct mention *here = one->mentions->pdata[i];

		for (guint k = 0; k < other->mentions->len; k++) {
			const struct mention *there = other->mentions->pdata[k];

			if (here->kind == kind && there->kind == kind &&
			    g_ascii_strcasecmp(here->value, there->value) == 0)
				return here;
		}
	}
	return NULL;
}

static bool
names_number(const struct samematter_mail *mail)
{
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (has_kind(mail->mentions, numbers[i].kind))
			return true;
	return false;
}

/* What comes along with mails without being what they are about. */
static bool
is_evidence(const struct message_part *part)
{
	static const char *const beside[] = { "text/vcard", "text/x-vcard",
		"application/pgp-keys", "application/pgp-signature",
		"application/pkcs7-signature", "application/x-pkcs7-signature",
		NULL };

	return !(part->flags & MESSAGE_PART_TEXT) && !decide_is_logo(part) &&
	    part->size >= SAMEMATTER_FILE_LEAST &&
	    !g_strv_contains(beside, part->mime);
}

static const struct message_part *
find_file(const struct samematter_mail *one,
    const struct samematter_mail *other)
{
	for (guint i = 0; i < one->parts->len; i++) {
		const struct message_part *here = one->parts->pdata[i];

		for (guint k = 0; k < other->parts->len; k++) {
			const struct message_part *there =
			    other->parts->pdata[k];

			if (here->size == there->size && is_evidence(here) &&
			    memcmp(here->sha256, there->sha256,
			        sizeof here->sha256) == 0)
				return here;
		}
	}
	return NULL;
}

static bool
is_said(const char *category)
{
	return category && *category;
}

static enum samematter_sign
compare_uids(const struct samematter_mail *one,
    const struct samematter_mail *other, char **what_out)
{
	const struct mention *uid = find_common(one, other, MENTION_UID);
	bool said = is_said(one->category) && is_said(other->category);
	const char *here = said ? one->category : one->queue;
	const char *there = said ? other->category : other->queue;

	if (!uid || !here || !there || g_ascii_strcasecmp(here, there) != 0)
		return SAMEMATTER_NONE;
	*what_out = g_strdup_printf("UID %s, %s %s", uid->value,
	    said ? "category" : "queue", here);
	return SAMEMATTER_UID;
}

enum samematter_sign
samematter_compare(const struct samematter_mail *one,
    const struct samematter_mail *other, char **what_out)
{
	const struct message_part *file;
	double how;

	*what_out = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
		const struct mention *both =
		    find_common(one, other, numbers[i].kind);

		if (!both)
			continue;
		*what_out = mention_text(both);
		return numbers[i].sign;
	}
	if (names_number(one) && names_number(other))
		return SAMEMATTER_NONE;
	file = find_file(one, other);
	if (file) {
		g_autofree char *name =
		    display_clean(file->name, DISPLAY_ONE_LINE);

		*what_out = g_strdup_printf("the file %s", name);
		return SAMEMATTER_FILE;
	}
	how = resemblance_of(one->text, other->text);
	if (how >= SAMEMATTER_ALIKE) {
		*what_out = g_strdup_printf("%.0f %% of the words", how * 100);
		return SAMEMATTER_TEXT;
	}
	return compare_uids(one, other, what_out);
}

/* Why the customer is not told; NULL when that is to be done. */
static const char *
problem_of(const struct decide_case *what)
{
	const char *forbidden = acknowledge_forbidden(what, staff_queue(what));

	if (forbidden)
		return forbidden;
	if (what->ticket->flags & TICKET_TOLD_SAME)
		return "told before";
	if (what->automatic_today >= DECIDE_AUTOMATIC_A_DAY)
		return "too many automatic letters on the ticket before";
	return NULL;
}

static void
add_letter(struct decision *decision, const struct decide_case *what)
{
	int seat = ticket_find_seat(what->ticket, what->from);
	struct decide_letter *letter = decide_add_letter(decision, LETTER_DESK,
	    what->from, what->message->from_name);

	letter->seat = seat < 0 ? 0 : (guint32)seat;
	letter->template = g_strdup("joined");
	decision->told_same = TRUE;
}

/* Words that would have kept a machine away from a mail of its own. */
static void
add_grave(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *words =
	    quote_join(what->message->text, what->message->kept);
	g_autofree char *all =
	    g_strjoin("\n", what->message->subject, words, NULL);

	if (helpwords_is_grave(all))
		decide_add_remark(decision,
		    "it speaks of theft, of a break-in, of a complaint or of "
		    "the law");
}

void
samematter_joined(struct decision *decision, const struct decide_case *what)
{
	const char *problem = problem_of(what);
	g_autofree char *remark = g_strdup_printf(
	    "a new mail and no reply, put here for what both name: %s (if it "
	    "is another matter: #split %u); the customer was %s%s",
	    what->joins, what->ticket->entries, problem ? "not told: " : "told",
	    problem ? problem : "");

	decide_add_remark(decision, remark);
	add_grave(decision, what);
	if (!problem)
		add_letter(decision, what);
}

void
samematter_linked(struct decision *decision, const struct decide_case *what)
{
	g_autofree char *remark =
	    g_strdup_printf("may be the same matter as #%" G_GUINT64_FORMAT
	                    " (both name: %s); not put there: %s",
	        what->same, what->same_why, what->same_apart);

	decide_add_remark(decision, remark);
	decision->linked = what->same;
}
