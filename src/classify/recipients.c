/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did not get the mail, of bounces written for people. A row a phrase, in
 * the form of foldtext.c; a phrase that several servers share stands once. Must
 * never read on into the returned mail but for its To, and for that last.
 */
#include "classify/recipients.h"

#include <stdbool.h>
#include <string.h>

#include "classify/findaddress.h"
#include "classify/foldtext.h"
#include "classify/ownwords.h"

#define RECIPIENTS_LINE 4096  /* octets of a line that are read */
#define RECIPIENTS_NEAR 40    /* octets between a phrase and its address */
#define RECIPIENTS_COPY 16384 /* octets of a returned mail in the text */

/* Fields of RFC 3464, or of tables like them, in the text. */
static const char *const fields[] = {
	"final-recipient:",
	"original-recipient:",
};

/* What stands right before an address, or some words before it. */
static const char *const phrases[] = {
	"recipient address:", /* Sun Messaging Server, PMDF */
	"recipient: <",       /* au, docomo */
	"recipients: <",
	"recipient(s): <",
	"addressed to:", /* SurfControl */
	"address: <",    /* Zoho */
	"intended recipient:",
	"failed recipient:",
	"failed recipients:",
	"envelope recipient:",
	"\"emailaddress\":\"",       /* Amazon's notices in JSON */
	"\\\"emailaddress\\\":\\\"", /* the same inside a string */
	"delivering your mail to",   /* DragonFly */
	"delivering your message to",
	"deliver your message to",
	"deliver your mail to",
	"deliver mail to",
	"deliver message to", /* InterScan */
	"deliver the message to",
	"deliver a message to",
	"delivery to the following recipient",
	"delivered to: <",       /* KDDI */
	"was not delivered to:", /* Domino on one line */
	"wasn't delivered to",   /* Gmail */
	"not be delivered to",
	"couldn't be delivered to", /* Office 365 */
	"could not be sent to",
	"undeliverable to", /* IMail */
	"undelivered to",
	"unknown user:",
	"user unknown:",
	"unknown user <", /* docomo */
	"unknown local user:",
	"no such user:",
	"invalid recipient:",
	"invalid recipient <",
	"unknown recipient:",
	"final delivery userid:", /* IMail */
	"exceeds allowed size:",
	"mailbox is full:",
	"mailbox full:",
	"mailbox full <",
	"over quota:",
	"permanent errors:", /* a mailer of Net::SMTP's kind */
	"temporary errors:",
	"rejected recipient",
	"message to the following recipient",
	"has been blocked to", /* Gmail */
	"your message to <",
	"your message to",
	"your email to",
	"your mail to",
	"nachricht an",
	"votre message à",
	"su mensaje a",
	"sua mensagem para",
	"il messaggio a",
	"uw bericht aan",
};

struct search {
	GPtrArray *found;
	GHashTable *seen;
	char *spare; /* postmaster@..., or who the bounce was sent to */
	const struct message *message;
};

/* The sender of the failed mail, and whom to ask, are named as well. */
static bool
is_bystander(const struct search *search, const char *address)
{
	if (g_str_has_prefix(address, "postmaster@") ||
	    g_str_has_prefix(address, "mailer-daemon@") ||
	    g_ascii_strcasecmp(address, search->message->from_addr) == 0)
		return true;
	for (char **to = search->message->to; *to; to++) {
		if (g_ascii_strcasecmp(address, *to) == 0)
			return true;
	}
	return false;
}

/* Takes the address. */
static void
take_address(struct search *search, char *take)
{
	if (search->found->len >= RECIPIENTS_MAX ||
	    g_hash_table_contains(search->seen, take)) {
		g_free(take);
		return;
	}
	if (is_bystander(search, take)) {
		if (search->spare)
			g_free(take);
		else
			search->spare = take;
		return;
	}
	g_hash_table_add(search->seen, take);
	g_ptr_array_add(search->found, g_strdup(take));
}

static void
take_all(struct search *search, const char *text)
{
	char *address;

	while ((address = findaddress_next(text, &text)))
		take_address(search, address);
}

/* The address that begins within that many octets. */
static void
take_near(struct search *search, const char *text, gsize within)
{
	const char *end;
	char *address = findaddress_next(text, &end);

	if (address && (gsize)(end - text) <= within + strlen(address))
		take_address(search, address);
	else
		g_free(address);
}

/* --- the places, the surest first --------------------------------------- */

static void
read_fields(struct search *search, char **lines)
{
	for (guint f = 0; f < G_N_ELEMENTS(fields); f++) {
		for (guint i = 0; lines[i]; i++) {
			gsize length = strlen(fields[f]);

			if (g_ascii_strncasecmp(lines[i], fields[f], length) ==
			    0)
				take_near(search, lines[i] + length,
				    RECIPIENTS_LINE);
		}
		if (search->found->len > 0)
			return;
	}
}

/* Behind the phrase, and not a sentence later. */
static void
read_phrases(struct search *search, char **lines)
{
	for (guint i = 0; lines[i]; i++) {
		g_autofree char *folded =
		    foldtext_fold(lines[i], RECIPIENTS_LINE);

		if (!strchr(folded, '@'))
			continue;
		for (guint k = 0; k < G_N_ELEMENTS(phrases); k++) {
			const char *at = strstr(folded, phrases[k]);

			if (!at)
				continue;
			take_near(search, at + strlen(phrases[k]),
			    RECIPIENTS_NEAR);
			break;
		}
	}
}

/* "a@example.com: reason", "<a@example.com>", "a@example.com on Thu, ...". */
static void
read_leading(struct search *search, char **lines)
{
	for (guint i = 0; lines[i]; i++) {
		const char *end;
		char *address = findaddress_leading(lines[i], &end);

		if (!address)
			continue;
		if (*end && !strchr(" \t\r<>)]\"',;:", *end))
			g_free(address);
		else
			take_address(search, address);
	}
}

/* A line that ends in a colon, and the lines below it with a name first: "Jane
 * Doe (jane@example.com)". */
static void
read_below_headings(struct search *search, char **lines)
{
	bool below = false, any = false;

	for (guint i = 0; lines[i]; i++) {
		g_autofree char *folded =
		    foldtext_fold(lines[i], RECIPIENTS_LINE);
		gsize length = strlen(folded);

		if (length == 0) {
			below = below && !any;
		} else if (folded[length - 1] == ':') {
			below = true;
			any = false;
		} else if (below && strchr(folded, '@')) {
			take_all(search, folded);
			any = true;
		} else {
			below = false;
		}
	}
}

/* Whether the line begins as a server's refusal does: "550 5.1.1 <". */
static bool
is_refusal(const char *line)
{
	line += strspn(line, "<> \t");
	return (*line == '4' || *line == '5') && g_ascii_isdigit(line[1]) &&
	    g_ascii_isdigit(line[2]) && line[3] && strchr(" -:", line[3]);
}

static void
read_dialogue(struct search *search, char **lines)
{
	for (guint i = 0; lines[i]; i++) {
		g_autofree char *folded =
		    foldtext_fold(lines[i], RECIPIENTS_LINE);
		const char *command = strstr(folded, "rcpt to:");

		if (command)
			take_near(search, command + strlen("rcpt to:"),
			    RECIPIENTS_NEAR);
		else if (is_refusal(folded) && strchr(folded, '<'))
			take_near(search, strchr(folded, '<'), 1);
	}
}

/* "To:" of a header, when it names one person. */
static void
read_to(struct search *search, const char *header)
{
	static const char *const names[] = { "\nX-Original-To:", "\nTo:" };
	g_autofree char *head = g_strndup(header, RECIPIENTS_COPY);
	g_autofree char *text = g_strconcat("\n", head, NULL);

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		for (const char *p = text; p; p = strchr(p + 1, '\n')) {
			gsize length = strlen(names[i]);
			g_autofree char *value = NULL;

			if (g_ascii_strncasecmp(p, names[i], length) != 0)
				continue;
			value =
			    g_strndup(p + length, strcspn(p + length, "\n"));
			take_all(search, value);
			break;
		}
		if (search->found->len == 1)
			return;
		g_ptr_array_set_size(search->found, 0);
		g_hash_table_remove_all(search->seen);
	}
}

/* Whether it is rather whom to ask. */
static bool
is_help(const char *address)
{
	static const char *const helpers[] = { "help@", "helpdesk@", "support@",
		"abuse@", "admin@", "info@", "contact@", "service@" };

	for (guint i = 0; i < G_N_ELEMENTS(helpers); i++) {
		if (g_str_has_prefix(address, helpers[i]))
			return true;
	}
	return false;
}

/* The only address that the server's words hold, wherever it stands. */
static void
read_only_one(struct search *search, char **lines)
{
	for (guint i = 0; lines[i]; i++)
		take_all(search, lines[i]);
	if (search->found->len != 1 ||
	    is_help(g_ptr_array_index(search->found, 0)))
		g_ptr_array_set_size(search->found, 0);
}

static void
search_all(struct search *search, const struct header *header)
{
	static void (*const readers[])(struct search *, char **) = {
		read_fields,
		read_phrases,
		read_leading,
		read_dialogue,
		read_below_headings,
	};
	const char *failed = header_find(header, "X-Failed-Recipients", 0);
	const char *copy;
	g_auto(GStrv) lines = ownwords_lines(search->message->text, &copy);

	if (failed)
		take_all(search, failed);
	for (guint i = 0; i < G_N_ELEMENTS(readers) && search->found->len == 0;
	     i++)
		readers[i](search, lines);
	if (search->found->len == 0)
		read_to(search, search->message->returned_header);
	if (search->found->len == 0)
		read_to(search, copy);
	if (search->found->len == 0)
		read_only_one(search, lines);
	if (search->found->len == 0 && search->spare)
		g_ptr_array_add(search->found, g_steal_pointer(&search->spare));
}

char **
recipients_find(const struct header *header, const struct message *message)
{
	struct search search = {
		.found = g_ptr_array_new_with_free_func(g_free),
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		    NULL),
		.message = message,
	};

	search_all(&search, header);
	g_free(search.spare);
	g_hash_table_unref(search.seen);
	g_ptr_array_add(search.found, NULL);
	return (char **)g_ptr_array_free(search.found, FALSE);
}
