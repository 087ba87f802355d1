/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code by which a customer knows our letters is worth something only while
 * nobody else can write it. It goes to his registered addresses alone, whoever
 * asks; and as every answer of his quotes the letter, it is taken out of mails
 * before anything is kept of them. It must never be logged. */
#include "pipeline/codes.h"
#include "base/address.h"
#include "base/clock.h"
#include "desk/forward.h"
#include "desk/hidden.h"
#include "desk/owncode.h"
#include "desk/templatefile.h"
#include "pipeline/parttext.h"
#include "pipeline/redact.h"
#include "route/replyaddr.h"
#include "route/thread.h"
#include "store/directory.h"
#include "store/letters.h"
#include <string.h>

/* Message-IDs of ours that are looked at in a file. */
#define CODES_IDS_MAX 100

struct codes {
	const struct accept *accept;
	struct kv_txn *txn;
	struct accept_mail *mail;
	GHashTable *found; /* set of codes */
};

/* *out: the code of that (folded) address's person, NULL for none. */
static bool
code_of(struct kv_txn *txn, const char *address, char **out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(person) person = directory_find(txn, address, &problem);

	*out = person != NULL && *person->code != '\0' ? g_strdup(person->code)
	                                               : NULL;
	if (problem == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

static bool
is_for_customer(const struct accept *accept, const struct freeze_what *what)
{
	return what->kind != LETTER_NOTICE && what->kind != LETTER_ALARM &&
	    !settings_agent_by_address(accept->settings, what->to);
}

char *
codes_above(const struct accept *accept, struct kv_txn *txn,
    const struct freeze_what *what, GError **error)
{
	g_autofree char *to = address_fold(what->to);
	g_autofree char *code = NULL;

	if (!is_for_customer(accept, what))
		return g_strdup(what->text);
	if (!code_of(txn, to, &code, error))
		return NULL;
	if (code == NULL)
		return g_strdup(what->text);
	g_autofree char *phrase = template_phrase(accept->templates, "code",
	    what->language != NULL ? what->language
	                           : accept->settings->desk.language,
	    "code", code, NULL);
	g_autofree char *wrapped = templatefile_wrap(phrase);
	g_strchomp(wrapped);
	return g_strconcat(wrapped, "\n\n", what->text, NULL);
}

/* --- whose codes a mail may repeat ---------------------------------------- */

static bool
add_code(struct codes *codes, const char *address, GError **error)
{
	char *code = NULL;

	if (address == NULL || *address == '\0')
		return true;
	if (!code_of(codes->txn, address, &code, error))
		return false;
	if (code != NULL)
		g_hash_table_add(codes->found, code);
	return true;
}

/* An agent who forwards has it from the customer. */
static bool
add_forwarded(struct codes *codes, GError **error)
{
	const struct accept_mail *mail = codes->mail;
	g_autoptr(message) inlined =
	    mail->verdict->forwards && mail->original == NULL
	    ? forward_find(mail->message)
	    : NULL;
	const struct message *original =
	    inlined != NULL ? inlined : mail->original;

	if (!mail->verdict->forwards || original == NULL)
		return true;
	g_autofree char *author = address_fold(original->from_addr);
	return add_code(codes, author, error);
}

static bool
gather(struct codes *codes, const GPtrArray *clues, GError **error)
{
	if (!add_code(codes, codes->mail->from, error))
		return false;
	for (guint i = 0; i < clues->len; i++) {
		const struct thread_clue *clue = g_ptr_array_index(clues, i);

		if (!add_code(codes, clue->holder, error))
			return false;
	}
	return add_forwarded(codes, error);
}

/* --- files ---------------------------------------------------------------- */

/* Quoted-printable's soft line ends are in mails that are files. */
static char *
without_soft_ends(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	for (const char *p = text; *p != '\0'; p++)
		if (p[0] == '=' && p[1] == '\n')
			p++;
		else if (p[0] == '=' && p[1] == '\r' && p[2] == '\n')
			p += 2;
		else
			g_string_append_c(out, *p);
	return g_string_free(out, FALSE);
}

/* The recipient of the letter whose id stands at the dot of "<docket.TOKEN@..>"
 * within a file, when he has a code: its words may be encoded in any way, so
 * that the code itself is not looked for. */
static bool
has_code_of_id(const struct codes *codes, const char *id, bool *out,
    GError **error)
{
	const struct accept *accept = codes->accept;
	gsize length = 0;
	g_autofree char *whole = g_strndup(id, strcspn(id, ">\r\n\t "));
	const char *token =
	    replyaddr_in_message_id(&accept->settings->desk, whole, &length);
	guint64 number = token != NULL
	    ? token_short_read(token, length, accept->ring, clock_now(),
	          TOKEN_USE_ID)
	    : 0;
	g_autofree char *code = NULL;
	g_autoptr(GError) problem = NULL;

	if (number == 0)
		return true;
	g_autoptr(letter) letter = letters_get(codes->txn, number, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (letter != NULL && !code_of(codes->txn, letter->to, &code, error))
		return false;
	*out = *out || code != NULL;
	return true;
}

static bool
has_own_letter(const struct codes *codes, const char *text, bool *out,
    GError **error)
{
	guint n = 0;

	for (const char *p = strchr(text, '<');
	     p != NULL && !*out && n < CODES_IDS_MAX; p = strchr(p + 1, '<')) {
		if (!g_str_has_prefix(p, "<docket."))
			continue;
		n++;
		if (!has_code_of_id(codes, p + 1, out, error))
			return false;
	}
	return true;
}

static bool
look_into(const struct codes *codes, const struct message_part *part, bool *out,
    GError **error)
{
	g_autofree char *octets =
	    parttext_read(codes->mail, part, REDACT_FILE_MAX);
	g_autofree char *valid = g_utf8_make_valid(octets, -1);
	g_autofree char *text = without_soft_ends(valid);
	GHashTableIter iter;
	gpointer code;

	g_hash_table_iter_init(&iter, codes->found);
	while (g_hash_table_iter_next(&iter, &code, NULL)) {
		g_autoptr(GArray) ranges = owncode_find(text, code);

		*out = *out || ranges->len > 0;
	}
	return has_own_letter(codes, text, out, error);
}

static bool
flag_files(const struct codes *codes, struct message *message,
    bool *changed_out, GError **error)
{
	for (guint i = 0; i < message->parts->len; i++) {
		struct message_part *part =
		    g_ptr_array_index(message->parts, i);
		bool found = false;

		if (!parttext_is_text(part))
			continue;
		if (!look_into(codes, part, &found, error))
			return false;
		if (found && !(part->flags & MESSAGE_PART_SECRET)) {
			part->flags |= MESSAGE_PART_SECRET;
			*changed_out = true;
		}
	}
	return true;
}

/* --- the mail ------------------------------------------------------------- */

static bool
hide(const struct codes *codes, struct message *message, bool *changed_out,
    GError **error)
{
	GHashTableIter iter;
	gpointer code;

	g_hash_table_iter_init(&iter, codes->found);
	while (g_hash_table_iter_next(&iter, &code, NULL))
		if (hidden_take_code(message, code))
			*changed_out = true;
	return flag_files(codes, message, changed_out, error);
}

bool
codes_hide(const struct accept *accept, struct kv_txn *txn,
    struct accept_mail *mail, const GPtrArray *clues, GError **error)
{
	g_autoptr(GHashTable) found =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct codes codes = { accept, txn, mail, found };
	bool changed = false, inside = false;

	if (!gather(&codes, clues, error) ||
	    !hide(&codes, mail->message, &changed, error) ||
	    (mail->original != NULL &&
	        !hide(&codes, mail->original, &inside, error)))
		return false;
	if (!changed)
		return true;
	g_clear_pointer(&mail->record, g_bytes_unref);
	mail->record = message_encode(mail->message);
	return true;
}
