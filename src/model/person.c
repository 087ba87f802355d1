/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry of the people directory. Its fields come from an operator's file, so
 * each is checked here, once, whichever way it came; a record must never hold a
 * value that person_set() would refuse. Addresses are folded: they are compared
 * with those in mails. */
#include "model/person.h"

#include <string.h>

#include "base/address.h"
#include "base/strings.h"
#include "model/codec.h"
#include "settings/optioncheck.h"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(sassssusss)",
};

static const char *const fields[] = { "uid", "addresses", "name", "language",
	"time_zone", "vip", "manager", "deputy", "code" };

struct person *
person_new(void)
{
	struct person *person = g_new0(struct person, 1);
	person->uid = g_strdup("");
	person->addresses = g_new0(char *, 1);
	person->name = g_strdup("");
	person->language = g_strdup("");
	person->time_zone = g_strdup("");
	person->manager = g_strdup("");
	person->deputy = g_strdup("");
	person->code = g_strdup("");
	return person;
}

void
person_free(struct person *person)
{
	if (!person)
		return;
	g_free(person->uid);
	g_strfreev(person->addresses);
	g_free(person->name);
	g_free(person->language);
	g_free(person->time_zone);
	g_free(person->manager);
	g_free(person->deputy);
	g_free(person->code);
	g_free(person);
}

const char *
person_field(guint n)
{
	return n < G_N_ELEMENTS(fields) ? fields[n] : NULL;
}

/* It stands on command lines and in lists, unquoted. */
static const char *
uid_problem(const char *text)
{
	gsize size = strspn(text,
	    "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@+-");

	if (size == 0 || text[size] || size > PERSON_UID_MAX)
		return "must be 1 to 64 of letters, digits and . _ @ + -";
	return NULL;
}

/* It goes into the To field of letters. */
static const char *
name_problem(const char *text)
{
	if (strlen(text) > PERSON_NAME_MAX)
		return "is longer than 200 octets";
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (g_unichar_iscntrl(g_utf8_get_char(p)))
			return "has a control character";
	return NULL;
}

static const char *
language_problem(const char *text)
{
	return *text ? optioncheck_language(text) : NULL;
}

/* A letter or digit of some script, with what is written above and below it. */
static bool
is_code_letter(gunichar c)
{
	return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* It is looked for in what customers quote (desk/owncode.h), so it must have no
 * character that a mail program takes out, adds to or makes a link of; and four
 * digits would be found in every date. */
static const char *
code_problem(const char *text)
{
	glong size = g_utf8_strlen(text, -1);
	bool between = true;

	if (!*text)
		return NULL;
	if (size < PERSON_CODE_MIN || size > PERSON_CODE_MAX)
		return "must have 4 to 32 characters";
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (is_code_letter(c) && !(between && g_unichar_ismark(c)))
			between = false;
		else if (!between && strchr(" -_", *p))
			between = true;
		else
			return "must be letters and digits, with single "
			       "blanks, - or _ between them";
	}
	if (between)
		return "must end in a letter or digit";
	if (size < PERSON_CODE_DIGITS_MIN &&
	    strspn(text, "0123456789 -_") == strlen(text))
		return "of digits alone must have 6 characters at least";
	return NULL;
}

/* Agents' names; whether there is such an agent is for those to say who know
 * the settings. */
static const struct {
	const char *field;
	gsize offset;
	const char *(*problem)(const char *text);
} texts[] = {
	{ "uid", G_STRUCT_OFFSET(struct person, uid), uid_problem },
	{ "name", G_STRUCT_OFFSET(struct person, name), name_problem },
	{ "language", G_STRUCT_OFFSET(struct person, language),
	    language_problem },
	{ "time_zone", G_STRUCT_OFFSET(struct person, time_zone),
	    optioncheck_time_zone_or_empty },
	{ "manager", G_STRUCT_OFFSET(struct person, manager),
	    optioncheck_name_or_empty },
	{ "deputy", G_STRUCT_OFFSET(struct person, deputy),
	    optioncheck_name_or_empty },
	{ "code", G_STRUCT_OFFSET(struct person, code), code_problem },
};

/* Each once, in the order given. */
static const char *
set_addresses(struct person *person, const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ;\t\r\n", -1);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; words[i]; i++) {
		g_autofree char *folded = address_fold(words[i]);

		if (!*words[i])
			continue;
		if (!address_is_valid(words[i]))
			return "has something in it that is no mail address";
		if (g_ptr_array_find_with_equal_func(found, folded, g_str_equal,
		        NULL))
			return "names an address twice";
		g_ptr_array_add(found, g_steal_pointer(&folded));
	}
	if (found->len == 0)
		return "must have an address";
	if (found->len > PERSON_ADDRESSES_MAX)
		return "has more than 20 addresses";
	g_ptr_array_add(found, NULL);
	g_strfreev(person->addresses);
	person->addresses =
	    (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
	return NULL;
}

/* Empty is level 0: most rows of a file have nothing there. */
static const char *
set_vip(struct person *person, const char *text)
{
	guint64 level = 0;

	if (*text &&
	    !g_ascii_string_to_unsigned(text, 10, 0, PERSON_VIP_MAX, &level,
	        NULL))
		return "is not a VIP level from 0 to 9";
	person->vip = (guint32)level;
	return NULL;
}

static const char *
set_text(struct person *person, const char *field, const char *text)
{
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *problem;

		if (!g_str_equal(texts[i].field, field))
			continue;
		problem = texts[i].problem(text);
		if (!problem)
			strings_set(G_STRUCT_MEMBER_P(person, texts[i].offset),
			    text);
		return problem;
	}
	return "belongs to a field that is none";
}

bool
person_set(struct person *person, const char *field, const char *text,
    const char **problem_out)
{
	if (g_str_equal(field, "addresses"))
		*problem_out = set_addresses(person, text);
	else if (g_str_equal(field, "vip"))
		*problem_out = set_vip(person, text);
	else
		*problem_out = set_text(person, field, text);
	return *problem_out == NULL;
}

char *
person_get(const struct person *person, const char *field)
{
	if (g_str_equal(field, "addresses"))
		return g_strjoinv(" ", person->addresses);
	if (g_str_equal(field, "vip"))
		return g_strdup_printf("%u", person->vip);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		if (g_str_equal(texts[i].field, field))
			return g_strdup(*(char *const *)
			                    G_STRUCT_MEMBER_P((guintptr)person,
			                        texts[i].offset));
	return g_strdup("");
}

/* Strings are put as they are: person_set() has made them UTF-8 of one line. */
GBytes *
person_encode(const struct person *person)
{
	GVariant *body =
	    g_variant_new("(@s@as@s@s@su@s@s@s)", codec_string(person->uid),
	        codec_strings(person->addresses), codec_string(person->name),
	        codec_string(person->language), codec_string(person->time_zone),
	        person->vip, codec_string(person->manager),
	        codec_string(person->deputy), codec_string(person->code));
	return codec_encode(G_N_ELEMENTS(types), body);
}

struct person *
person_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "person", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return NULL;
	g_autoptr(person) person = g_new0(struct person, 1);
	g_variant_get(body, "(s^assssusss)", &person->uid, &person->addresses,
	    &person->name, &person->language, &person->time_zone, &person->vip,
	    &person->manager, &person->deputy, &person->code);
	if (uid_problem(person->uid) || !person->addresses[0] ||
	    person->vip > PERSON_VIP_MAX)
		return codec_refuse(error, "person", "a field is wrong");
	return g_steal_pointer(&person);
}
