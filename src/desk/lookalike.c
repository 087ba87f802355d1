/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names are free text, and letters of other alphabets look like ours: an agent
 * who reads a mail must be told when its sender looks like a colleague. Nothing
 * rests on it but that warning; it must never change what becomes of a mail,
 * and never the name or address that is shown. */
#include "desk/lookalike.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/uspoof.h>

#include "base/address.h"

#define SKELETON_MAX 1024 /* octets of a text that is looked at, and more */
#define SKELETON_ONE 8    /* of one ASCII character: "m" looks like "rn" */
#define OURS_MAX 65536    /* of addresses and names that are kept */

/* The sender, as he looks. */
struct look {
	const char *from;              /* "" for none */
	char *address, *domain, *name; /* skeletons */
};

/* An address or a name of ours, and how it looks. */
struct ours {
	char *text;
	char *folded, *domain;            /* as addresses are compared */
	char *address_look, *domain_look; /* of those, as people see them */
	char *text_look;
};

/* ICU's skeleton of folded text, folded again. The caller frees. */
static char *
skeleton_by_icu(const char *folded)
{
	static USpoofChecker *checker;
	UErrorCode status = U_ZERO_ERROR;
	g_autofree char *out = g_malloc(8 * SKELETON_MAX);
	gint32 length = 0;

	if (!checker)
		checker = uspoof_open(&status);
	if (checker)
		length = uspoof_getSkeletonUTF8(checker, 0, folded, -1, out,
		    8 * SKELETON_MAX, &status);
	return U_SUCCESS(status) && length > 0 && length < 8 * SKELETON_MAX
	    ? g_utf8_casefold(out, length)
	    : g_strdup(folded);
}

/* Most names are ASCII, of which each character has a skeleton of its own: ICU
 * is asked once for each. */
static char *
skeleton_of_ascii(const char *text)
{
	static char known[128][SKELETON_ONE];
	GString *skeleton = g_string_sized_new(strlen(text));

	for (; *text; text++) {
		char one[2] = { g_ascii_tolower(*text) };
		char *its = known[(guint8)*one];

		if (!*its) {
			g_autofree char *asked = skeleton_by_icu(one);
			g_strlcpy(its, asked, SKELETON_ONE);
		}
		g_string_append(skeleton, its);
	}
	return g_string_free(skeleton, FALSE);
}

/* What the text looks like: equal for texts that can be taken for each other.
 * Case is folded before and after, for "I" looks like "l". The caller frees. */
static char *
skeleton_of(const char *text)
{
	g_autofree char *head = g_strndup(text, SKELETON_MAX);

	if (g_str_is_ascii(head))
		return skeleton_of_ascii(head);
	g_autofree char *valid = g_utf8_make_valid(head, -1);
	g_autofree char *folded = g_utf8_casefold(valid, -1);
	return skeleton_by_icu(folded);
}

/* A domain in the letters that people see. */
static char *
shown_domain(const char *domain)
{
	g_autofree char *letters = g_hostname_to_unicode(domain);

	return g_strdup(letters ? letters : domain);
}

static void
ours_free(gpointer data)
{
	struct ours *ours = data;

	g_free(ours->text);
	g_free(ours->folded);
	g_free(ours->domain);
	g_free(ours->address_look);
	g_free(ours->domain_look);
	g_free(ours->text_look);
	g_free(ours);
}

static struct ours *
ours_new(const char *text)
{
	struct ours *ours = g_new0(struct ours, 1);

	ours->text = g_strdup(text);
	ours->folded = address_fold(text);
	ours->domain = shown_domain(address_domain(ours->folded));
	ours->address_look = skeleton_of(ours->folded);
	ours->domain_look = skeleton_of(ours->domain);
	ours->text_look = skeleton_of(text);
	return ours;
}

/* Each mail is held against all agents, so how those look is worked out once.
 */
static const struct ours *
ours_of(const char *text)
{
	static GHashTable *known;
	struct ours *ours;

	if (!known)
		known = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
		    ours_free);
	ours = g_hash_table_lookup(known, text);
	if (ours)
		return ours;
	if (g_hash_table_size(known) >= OURS_MAX)
		g_hash_table_remove_all(known);
	ours = ours_new(text);
	g_hash_table_insert(known, ours->text, ours);
	return ours;
}

static char *
warn_of_address(const struct look *look, const struct ours *ours)
{
	return strcmp(look->from, ours->folded) != 0 &&
	        strcmp(look->address, ours->address_look) == 0
	    ? g_strdup_printf(
	          "the sender's address looks like %s, but is another",
	          ours->text)
	    : NULL;
}

static char *
warn_of_domain(const struct look *look, const struct ours *ours)
{
	return strcmp(address_domain(look->from),
	           address_domain(ours->folded)) != 0 &&
	        strcmp(look->domain, ours->domain_look) == 0
	    ? g_strdup_printf(
	          "the sender's domain looks like %s, but is another",
	          ours->domain)
	    : NULL;
}

static char *
warn_of_shown(const struct look *look, const struct ours *ours)
{
	return strstr(look->name, ours->text_look)
	    ? g_strdup_printf("the sender's name shows the address %s",
	          ours->text)
	    : NULL;
}

/* A name of one word is had by many people. */
static char *
warn_of_name(const struct look *look, const char *name, const char *whose)
{
	return strchr(name, ' ') && strstr(look->name, ours_of(name)->text_look)
	    ? g_strdup_printf("the sender's name looks like %s", whose)
	    : NULL;
}

typedef char *(*warning_of)(const struct look *look, const struct ours *ours);

/* The first warning of that kind about an address of the desk or of an agent.
 */
static char *
warn_of_all(const struct look *look, const struct settings *settings,
    warning_of warn)
{
	char *warning = warn(look, ours_of(settings->desk.address));

	for (guint i = 0; i < settings->agents->len && !warning; i++) {
		const struct settings_agent *agent = settings->agents->pdata[i];

		for (guint n = 0; agent->addresses[n] && !warning; n++)
			warning = warn(look, ours_of(agent->addresses[n]));
	}
	return warning;
}

/* The desk's own first: agents without a public name have it, too. */
static char *
warn_of_names(const struct look *look, const struct settings *settings)
{
	char *warning = warn_of_name(look, settings->desk.name, "the desk's");

	for (guint i = 0; i < settings->agents->len && !warning; i++) {
		const struct settings_agent *agent = settings->agents->pdata[i];

		warning = warn_of_name(look, agent->public_name, agent->name);
	}
	return warning;
}

/* The surest first. */
static char *
find(const struct look *look, const struct settings *settings)
{
	static const warning_of kinds[] = { warn_of_address, warn_of_domain,
		warn_of_shown };
	char *warning = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(kinds) && !warning; i++)
		warning = warn_of_all(look, settings, kinds[i]);
	return warning ? warning : warn_of_names(look, settings);
}

char *
lookalike_find(const struct settings *settings, const char *from,
    const char *name)
{
	struct look look = { .from = from };
	g_autofree char *domain = shown_domain(address_domain(from));
	g_autofree char *address = g_strdup_printf("%.*s%s",
	    (int)(address_domain(from) - from), from, domain);
	char *warning;

	if (settings_agent_by_address(settings, from) ||
	    settings_is_own_address(settings, from))
		return NULL;
	look.address = skeleton_of(address);
	look.domain = skeleton_of(domain);
	look.name = skeleton_of(name);
	warning = find(&look, settings);
	g_free(look.address);
	g_free(look.domain);
	g_free(look.name);
	return warning;
}
