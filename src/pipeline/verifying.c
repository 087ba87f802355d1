/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Is it really you?" by mail. What is asked about may be a criminal's: it is
 * compared and counted, and not a word of it goes to anybody but operators and
 * security. The answer must not become a way to learn who else got a letter, or
 * to make docket write to strangers. */
#include "pipeline/verifying.h"
#include "base/address.h"
#include "desk/authentic.h"
#include "desk/decide.h"
#include "desk/display.h"
#include "desk/forward.h"
#include "desk/instant.h"
#include "desk/official.h"
#include "desk/samemail.h"
#include "mime/quote.h"
#include "pipeline/alarm.h"
#include "pipeline/filed.h"
#include "pipeline/freeze.h"
#include "pipeline/kept.h"
#include "pipeline/letterstream.h"
#include "route/addrscan.h"
#include "route/replyaddr.h"
#include "store/blocks.h"
#include "store/directory.h"
#include "store/letters.h"
#include "store/rates.h"
#include <string.h>

#define VERIFYING_HOUR_MS (3600 * G_GINT64_CONSTANT(1000))
/* A letter with larger files is not put together to be compared. */
#define VERIFYING_LETTER_MAX ((guint64)64 * 1024 * 1024)

/* What is found out about one question. */
struct verifying {
	struct apply *apply;
	enum authentic_verdict verdict;
	char *named; /* the doubtful sender or name, foreign; or what is ours */
	gint64 sent; /* ms UTC, of a genuine letter */
};

static bool
is_verify(const struct settings *settings, const char *address)
{
	g_autofree char *folded = address_fold(address);

	return folded != NULL &&
	    address_equal(folded, settings->desk.verify_address);
}

bool
verifying_is_asked(const struct accept_mail *mail,
    const struct settings *settings)
{
	char **const lists[] = { mail->message->to, mail->message->cc };
	bool asked = false;

	if (*settings->desk.verify_address == '\0')
		return false;
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		for (char **one = lists[i]; *one != NULL; one++) {
			if (is_verify(settings, *one))
				asked = true;
			else if (settings_is_own_address(settings, *one))
				return false;
		}
	return asked;
}

/* --- an attached mail ----------------------------------------------------- */

/* A mail that was handed over as a file, whatever the client calls it. */
static const struct message_part *
attached_part(const struct message *message)
{
	for (guint i = 0; i < message->parts->len; i++) {
		const struct message_part *part =
		    g_ptr_array_index(message->parts, i);
		g_autofree char *name = g_ascii_strdown(part->name, -1);

		if (part->skip == 0 &&
		    ((part->flags & MESSAGE_PART_MESSAGE) != 0 ||
		        g_str_has_suffix(name, ".eml")))
			return part;
	}
	return NULL;
}

/* The octets as they went out; NULL without an error: too many. */
static GBytes *
letter_octets(const struct verifying *question, const struct letter *letter,
    GError **error)
{
	struct archive *archive = question->apply->accept->store->archive;
	g_autoptr(letterstream) stream = NULL;
	g_autoptr(GByteArray) octets = g_byte_array_new();
	const void *data = NULL;
	gsize size = 0;

	if (letterstream_size(letter) > VERIFYING_LETTER_MAX)
		return NULL;
	stream = letterstream_new(archive, letter);
	do {
		if (!letterstream_next(stream, &data, &size, error))
			return NULL;
		g_byte_array_append(octets, data, (guint)size);
	} while (size > 0);
	return g_byte_array_free_to_bytes(g_steal_pointer(&octets));
}

/* The letter whose id the mail has: who can show it has got it, whatever its
 * state says (it may have been lost on the way back). NULL without an error:
 * none of ours. */
static struct letter *
letter_of(const struct verifying *question, const struct header *header,
    GError **error)
{
	const struct accept *accept = question->apply->accept;
	const char *field = header_find(header, "Message-ID", 0);
	g_autofree char *id = g_strdup(field != NULL ? field : "");
	gsize length = 0;

	g_strstrip(g_strdelimit(id, "<>\r\n\t", ' '));
	const char *token =
	    replyaddr_in_message_id(&accept->settings->desk, id, &length);
	guint64 number = token != NULL
	    ? token_short_read(token, length, accept->ring,
	          question->apply->now, TOKEN_USE_ID)
	    : 0;
	if (number == 0)
		return NULL;
	return letters_get(question->apply->txn, number, error);
}

/* Whether the letter went to who is asking now, who must be proved: to others
 * nothing is said of who had it. */
static bool
is_askers(const struct verifying *question, const struct letter *letter,
    bool *out, GError **error)
{
	const struct accept_mail *mail = question->apply->mail;
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person = NULL;

	*out = false;
	if (mail->verdict->auth == VERDICT_AUTH_NONE)
		return true;
	*out = address_equal(letter->to, mail->from);
	if (*out)
		return true;
	person = directory_find(question->apply->txn, letter->to, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	*out = person != NULL &&
	    g_strv_contains((const char *const *)person->addresses, mail->from);
	return true;
}

static bool
compare(struct verifying *question, const struct letter *letter,
    const struct samemail *theirs, struct authentic_case *found, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) octets = letter_octets(question, letter, &problem);
	struct accept_mail sent = { 0 };

	found->ours = true;
	question->sent = letter->done != 0 ? letter->done : letter->created;
	if (problem != NULL && fail_is(problem, FAIL_STORE)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (octets == NULL)
		return true;
	sent.raw = g_bytes_get_data(octets, &sent.size);
	g_autoptr(header) header =
	    accept_mail_scan(&sent, question->apply->accept->settings);
	struct samemail ours = { header, sent.raw, sent.size };
	found->same = samemail_is(&ours, theirs);
	return is_askers(question, letter, &found->asker, error);
}

static bool
look_at_attached(struct verifying *question, const struct message_part *part,
    struct authentic_case *found, GError **error)
{
	const struct apply *apply = question->apply;
	g_autoptr(GBytes) octets = filed_octets(apply->mail, part);
	g_autoptr(GError) problem = NULL;
	struct accept_mail inner = { 0 };

	found->attached = true;
	inner.raw = g_bytes_get_data(octets, &inner.size);
	g_autoptr(header) header =
	    accept_mail_scan(&inner, apply->accept->settings);
	const char *from = header_find(header, "From", 0);
	question->named = from != NULL ? addrscan_single(from) : NULL;
	g_autoptr(letter) letter = letter_of(question, header, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	struct samemail theirs = { header, inner.raw, inner.size };
	return letter == NULL || header->limit != NULL ||
	    compare(question, letter, &theirs, found, error);
}

/* --- a text --------------------------------------------------------------- */

static void
look_at_text(struct verifying *question, struct authentic_case *found)
{
	const struct accept_mail *mail = question->apply->mail;
	const struct settings *settings = question->apply->accept->settings;
	g_autoptr(message) inlined = forward_find(mail->message);
	g_autofree char *words =
	    quote_join(mail->message->text, mail->message->kept);
	g_autofree char *text = g_strconcat(mail->message->subject, "\n",
	    *words != '\0' ? words : mail->message->text, NULL);

	if (inlined != NULL) {
		found->inlined = true;
		found->strange = !official_is(settings, inlined->from_addr);
		question->named = g_strdup(inlined->from_addr);
		return;
	}
	switch (official_find(settings, text, mail->from, &question->named)) {
	case OFFICIAL_NOT:
		found->strange = true;
		break;
	case OFFICIAL_ALL:
		found->official = true;
		break;
	case OFFICIAL_NOTHING:
		break;
	}
}

/* --- the answer ----------------------------------------------------------- */

/* Who may get an automatic letter: a human who has proved his address, or
 * anybody where the desk acknowledges all mail. */
static bool
may_answer(const struct verifying *question)
{
	const struct accept_mail *mail = question->apply->mail;
	const struct settings *settings = question->apply->accept->settings;
	const struct settings_queue *queue = settings_catch_all(settings);
	gint64 age = mail->internaldate != 0
	    ? question->apply->now - mail->internaldate
	    : 0;

	return mail->verdict->auto_respond &&
	    mail->verdict->class == VERDICT_HUMAN && mail->refused == NULL &&
	    address_is_valid(mail->from) &&
	    !settings_is_own_address(settings, mail->from) &&
	    age < DECIDE_OLD_MS &&
	    (mail->verdict->auth != VERDICT_AUTH_NONE ||
	        (queue != NULL && queue->acknowledge == SETTINGS_ACK_ALL));
}

static bool
write_answer(const struct verifying *question, GError **error)
{
	const struct apply *apply = question->apply;
	const struct accept *accept = apply->accept;
	const struct settings_desk *desk = &accept->settings->desk;
	const char *wanted = apply->mail->message->language;
	const char *language =
	    template_knows(accept->templates, wanted) ? wanted : desk->language;
	g_autofree char *instant = question->sent != 0
	    ? instant_text(question->sent, language, desk->time_zone)
	    : NULL;
	struct authentic_words words = { .language = language,
		.instant = instant,
		.official = question->named,
		.desk_name = desk->name,
		.desk_address = desk->address };
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;
	guint64 number = 0;

	authentic_answer(accept->templates, question->verdict, &words, &subject,
	    &text);
	struct freeze_what what = { .kind = LETTER_CONFIRM,
		.to = apply->mail->from,
		.to_name = "",
		.from_name = desk->name,
		.subject = subject,
		.text = text,
		.answers = apply->mail->message->message_id,
		.language = language,
		.now = apply->now };
	apply->mail->letters++;
	return freeze_letter(accept, apply->txn, &what, &number, error);
}

/* Counts, and does nothing past the cap. */
static bool
under_cap(const struct apply *apply, const struct rates_what *what, guint most,
    bool *out, GError **error)
{
	guint before = 0;

	if (!rates_count(apply->txn, what, apply->now, &before, error))
		return false;
	*out = before < most;
	return !*out ||
	    rates_add(apply->txn, what->kind, what->name, apply->now, error);
}

static bool
answer(const struct verifying *question, GError **error)
{
	struct rates_what what = { RATES_VERIFY, question->apply->mail->from,
		VERIFYING_HOUR_MS };
	bool may = false;

	g_auto(blocks_row) block = { 0 };

	if (!may_answer(question))
		return true;
	if (!blocks_find(question->apply->txn, what.name, &block, error))
		return false;
	if (block.kind != BLOCKS_NONE)
		return true;
	return under_cap(question->apply, &what, VERIFYING_AN_HOUR, &may,
	           error) &&
	    (!may || write_answer(question, error));
}

/* --- reports -------------------------------------------------------------- */

/* "not ours: a@example.net". */
static char *
describe(const struct verifying *question)
{
	g_autofree char *named =
	    display_clean(question->named != NULL ? question->named : "",
	        DISPLAY_ONE_LINE);

	return *named != '\0' ? g_strdup_printf("%s: %s",
	                            authentic_name(question->verdict), named)
	                      : g_strdup(authentic_name(question->verdict));
}

static bool
tell_security(const struct verifying *question, const char *detail,
    GError **error)
{
	const struct apply *apply = question->apply;
	g_autofree char *text = g_strdup_printf(
	    "A customer asked whether this is really ours:\n\n    %s\n\nThe "
	    "mail: docketctl hold show %" G_GUINT64_FORMAT
	    "\nAll reports, counted: docketctl phish list\n\nWhat is reported "
	    "within the next hour is only counted.\n",
	    detail, apply->mail->number);

	return !authentic_is_report(question->verdict) ||
	    alarm_security(apply->accept, apply->txn, "",
	        "phishing was reported", text, error);
}

static bool
keep(const struct verifying *question, GError **error)
{
	g_autofree char *detail = describe(question);
	const struct kept kept = { .cause = HOLD_VERIFIED,
		.detail = detail,
		.action = "verify.answer",
		.words = authentic_name(question->verdict) };

	return kept_put(question->apply, &kept, ACCEPT_HELD, error) &&
	    tell_security(question, detail, error);
}

bool
verifying_take(struct apply *apply, GError **error)
{
	const struct message_part *part = attached_part(apply->mail->message);
	struct verifying question = { .apply = apply };
	struct authentic_case found = { 0 };
	bool done = true;

	if (part != NULL)
		done = look_at_attached(&question, part, &found, error);
	else
		look_at_text(&question, &found);
	question.verdict = authentic_judge(&found);
	done = done && answer(&question, error) && keep(&question, error);
	g_free(question.named);
	return done;
}
