/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of whose mail facts are taken, and from where in it. */
#include "desk/needed.h"

#include "model/entry.h"
#include "model/mention.h"
#include "util-rules.h"

/* names: as agents read them; NULL: nothing is looked for. */
static const struct {
	const char *name;
	guint32 kind;
	gboolean form;
	const char *subject, *text, *names;
} rows[] = {
	{ "a customer's words", ENTRY_CUSTOMER, FALSE, "UID 12345678",
	    "order no. 20261122001\nDevice: Nokia\n",
	    "UID 12345678; order 20261122001" },
	{ "the same by a form", ENTRY_CUSTOMER, TRUE, "UID 12345678",
	    "order no. 20261122001\nDevice: Nokia\n",
	    "device Nokia; UID 12345678; order 20261122001" },
	{ "a form's fields and words, each once", ENTRY_CUSTOMER, TRUE, "Form",
	    "UID: 12345678\n\nMy uid is 12345678, order no. 20261122001\n",
	    "UID 12345678; order 20261122001" },
	{ "a third party's words", ENTRY_THIRD_PARTY, FALSE, "Hello",
	    "UID: 12345678\n", "UID 12345678" },
	{ "a machine's", ENTRY_AUTOMATIC, FALSE, "UID 12345678", "", NULL },
	{ "an agent's", ENTRY_AGENT, FALSE, "UID 12345678", "", NULL },
	{ "a note", ENTRY_NOTE, FALSE, "UID 12345678", "", NULL },
};

static char *
names_of(const GPtrArray *mentions)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < mentions->len; i++) {
		g_autofree char *text = mention_text(mentions->pdata[i]);

		g_string_append_printf(out, "%s%s", i > 0 ? "; " : "", text);
	}
	return g_string_free(out, FALSE);
}

/* A mail of a subject and a text. */
static struct message *
mail(const char *subject, const char *text)
{
	struct message *message = message_new();

	g_free(message->subject);
	message->subject = g_strdup(subject);
	g_free(message->text);
	message->text = g_strdup(text);
	return message;
}

static void
test_find(void)
{
	g_autoptr(settings) settings = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) message =
		    mail(rows[i].subject, rows[i].text);
		g_autoptr(verdict) verdict = verdict_new();
		g_autoptr(decision) decision = decide_nothing();
		g_autofree char *names = NULL;
		struct decide_case what = { .settings = settings,
			.message = message,
			.verdict = verdict };

		verdict->form = rows[i].form;
		decision->entry_kind = rows[i].kind;
		needed_find(decision, &what);
		g_test_message("%s", rows[i].name);
		names =
		    decision->mentions ? names_of(decision->mentions) : NULL;
		g_assert_cmpstr(names, ==, rows[i].names);
	}
}

/* What a customer quotes was named by somebody else. */
static void
test_quoted(void)
{
	g_autoptr(settings) settings = rules_settings(NULL);
	g_autoptr(message) message =
	    mail("Re: Help", "UID 12345678\n> UID 87654321\n");
	g_autoptr(decision) decision = decide_nothing();
	const struct message_range first = { 0, 13 };
	struct decide_case what = { .settings = settings, .message = message };

	g_array_append_val(message->kept, first);
	decision->entry_kind = ENTRY_CUSTOMER;
	needed_find(decision, &what);
	g_autofree char *names = names_of(decision->mentions);
	g_assert_cmpstr(names, ==, "UID 12345678");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/needed/find", test_find);
	g_test_add_func("/needed/quoted", test_quoted);
	return g_test_run();
}
