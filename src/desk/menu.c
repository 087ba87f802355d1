/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails that are no question yet. Only what is plainly a keyword, or empty, is
 * kept from the agents, and only where its writer is answered at once and is
 * told how to reach one; whatever leaves a doubt is a mail like any other, and
 * so is every reply that says more. */
#include "desk/menu.h"

#include <string.h>

#include "desk/acknowledge.h"
#include "desk/firstanswer.h"
#include "desk/quoting.h"
#include "desk/staff.h"
#include "desk/thanks.h"
#include "mime/quote.h"
#include "model/article.h"

#define QUEUE ", queue "

static const char *const ends[] = {
	[MENU_ARTICLES] = "articles",
	[MENU_TOPICS_SHOWN] = "topics",
	[MENU_SOLVED] = "solved",
	[MENU_THANKS] = "thanks",
	[MENU_MACHINE] = "a machine's answer",
};

char *
menu_detail(enum menu_end end, const char *queue)
{
	return g_strconcat(ends[end], QUEUE, queue, NULL);
}

enum menu_end
menu_read(const char *detail, const char *queue)
{
	for (guint i = 0; i < MENU_ENDS; i++) {
		gsize length = strlen(ends[i]);

		if (strncmp(detail, ends[i], length) != 0 ||
		    !g_str_has_prefix(detail + length, QUEUE))
			continue;
		detail += length + strlen(QUEUE);
		return !queue || strcmp(detail, queue) == 0 ? (enum menu_end)i
		                                            : MENU_ENDS;
	}
	return MENU_ENDS;
}

/* --- what is a keyword ---------------------------------------------------- */

/* A sign of "提现" says as much as half a word of ten letters. */
static guint
width_of(gunichar c)
{
	switch (g_unichar_get_script(c)) {
	case G_UNICODE_SCRIPT_HAN:
	case G_UNICODE_SCRIPT_HIRAGANA:
	case G_UNICODE_SCRIPT_KATAKANA:
		return 6;
	case G_UNICODE_SCRIPT_HANGUL:
		return 4;
	case G_UNICODE_SCRIPT_THAI:
		return 2;
	default:
		return 1;
	}
}

/* A number of some length names a case of its own, a question mark asks. */
#define NUMBER_DIGITS 4

static bool
is_keyword(const char *text)
{
	guint words = 0, width = 0, digits = 0;
	bool inside = false;

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		bool space = g_unichar_isspace(c) != FALSE;

		digits = g_unichar_isdigit(c) ? digits + 1 : 0;
		words += !space && !inside;
		inside = !space;
		width += width_of(c);
		if (c == '?' || c == 0xff1f || c == 0x61f || c == '@' ||
		    digits >= NUMBER_DIGITS)
			return false;
	}
	return words <= MENU_WORDS && width <= MENU_CHARACTERS;
}

/* The new words, without "Sent from my telephone". */
static char *
words_of(const struct decide_case *what)
{
	const struct message *message = what->message;
	g_autofree char *words = quote_join(message->text, message->kept);
	gsize size =
	    quoting_tail(words, strlen(words), what->settings->desk.address);

	return g_strstrip(g_strndup(words, size));
}

/* The title of an article that a reply names, however long it is; NULL when
 * it has more lines than one. */
static char *
title_of(const char *words)
{
	const char *start = words + strspn(words, "-*> \t");

	return strchr(start, '\n') || strlen(start) > ARTICLE_TITLE_MAX
	    ? NULL
	    : g_strdup(start);
}

/* What is to be looked for, "" for an empty mail; NULL when it is no keyword.
 * The subject of a reply is ours. */
static char *
question_of(const struct decide_case *what)
{
	g_autofree char *words = words_of(what);
	const char *subject = what->message->subject;

	g_autofree char *all = NULL;

	if (what->helped)
		return is_keyword(words) ? g_steal_pointer(&words)
		                         : title_of(words);
	all = g_strstrip(g_strjoin("\n", subject, words, NULL));
	return is_keyword(all) && !quote_is_reply_subject(subject)
	    ? g_steal_pointer(&all)
	    : NULL;
}

/* --- whether ------------------------------------------------------------- */

/* Files, and what could not be read, are for a person to look at. */
static bool
is_bare(const struct message *message)
{
	const guint32 doubtful = MESSAGE_FLAG_UNREADABLE |
	    MESSAGE_FLAG_ENCRYPTED | MESSAGE_FLAG_OPAQUE |
	    MESSAGE_FLAG_TEXT_CUT | MESSAGE_FLAG_PARTS_CUT;

	return message->parts->len == 0 && !(message->flags & doubtful);
}

static bool
may_answer(const struct decide_case *what, const struct settings_queue *queue)
{
	gint64 cap = what->settings->sending.acknowledgements_per_minute;

	return what->verdict->class == VERDICT_HUMAN &&
	    !acknowledge_forbidden(what, queue) && is_bare(what->message) &&
	    what->menus_today < MENU_A_DAY &&
	    (cap == 0 || what->acks_this_minute < cap);
}

static void
keep(struct decision *decision, const struct settings_queue *queue,
    enum menu_end end)
{
	decision->action = DECIDE_MENU;
	g_free(decision->detail);
	decision->detail = menu_detail(end, queue->name);
	decide_explain(decision, ends[end]);
}

static void
ask(struct decision *decision, const struct decide_case *what, char *question)
{
	bool proved = what->verdict->auth != VERDICT_AUTH_NONE;
	struct decide_letter *letter =
	    decide_add_letter(decision, LETTER_ACKNOWLEDGEMENT, what->from,
	        proved ? what->message->from_name : "");

	letter->template = g_strdup("help");
	decision->question = question;
	decision->named = what->helped && !is_keyword(question);
}

/* Whether the mail is one word to a letter of the menu. */
static bool
is_end(struct decision *decision, const struct decide_case *what,
    const struct settings_queue *queue)
{
	const char *names[] = { what->message->from_name,
		what->settings->desk.name, NULL };
	bool solved;

	if (!what->helped)
		return false;
	solved = thanks_says(what->message, names, THANKSTABLE_SOLVED);
	if (!solved && !thanks_is_all(what->message, names))
		return false;
	keep(decision, queue, solved ? MENU_SOLVED : MENU_THANKS);
	return true;
}

static bool
wants_person(struct decision *decision, const struct decide_case *what)
{
	const char *names[] = { what->message->from_name,
		what->settings->desk.name, NULL };

	if (!thanks_says(what->message, names, THANKSTABLE_PERSON))
		return false;
	g_ptr_array_add(decision->tags, g_strdup(FIRSTANSWER_PERSON));
	decide_add_remark(decision, "the customer asks for a person");
	return true;
}

bool
menu_takes(struct decision *decision, const struct decide_case *what)
{
	const struct settings_queue *queue = staff_queue(what);
	g_autofree char *question = NULL;

	if (!queue || !queue->menu || what->ticket || what->no_menu ||
	    what->same != 0)
		return false;
	if (what->origin == DECIDE_RETURNED &&
	    what->letter_kind == LETTER_ACKNOWLEDGEMENT) {
		keep(decision, queue, MENU_MACHINE);
		return true;
	}
	if (what->origin != DECIDE_NEW || !may_answer(what, queue) ||
	    wants_person(decision, what))
		return false;
	decide_find_place(decision, what);
	if (is_end(decision, what, queue))
		return true;
	question = question_of(what);
	if (!question || !firstanswer_suits(what, question))
		return false;
	keep(decision, queue, MENU_TOPICS_SHOWN);
	ask(decision, what, g_steal_pointer(&question));
	return true;
}

/* --- the answer ----------------------------------------------------------- */

static bool
is_title(const char *title, const char *words)
{
	g_autofree char *one = g_utf8_casefold(title, -1);
	g_autofree char *other = g_utf8_casefold(words, -1);

	return strcmp(one, g_strchomp(other)) == 0;
}

bool
menu_offer(struct decision *decision, GPtrArray *hits, GPtrArray *topics)
{
	const struct article_hit *best = hits->len > 0 ? hits->pdata[0] : NULL;

	if (topics->len == 0 || (best && best->article->person) ||
	    (decision->named &&
	        !(best && is_title(best->article->title, decision->question))))
		return false;
	if (!best) {
		decision->topics = g_ptr_array_ref(topics);
		return true;
	}
	decision->articles = g_ptr_array_ref(hits);
	g_free(decision->detail);
	decision->detail = menu_detail(MENU_ARTICLES, decision->queue);
	decide_explain(decision, ends[MENU_ARTICLES]);
	return true;
}

static void
add_category(GString *out, const GPtrArray *topics, guint first)
{
	const struct article *one = topics->pdata[first];

	g_string_append_printf(out, "\n* %s\n", one->category);
	for (guint i = first; i < topics->len && i < MENU_TOPICS; i++) {
		const struct article *other = topics->pdata[i];

		if (strcmp(one->category, other->category) == 0)
			g_string_append_printf(out, "- %s\n", other->title);
	}
}

static bool
is_first_of_category(const GPtrArray *topics, guint at)
{
	const struct article *one = topics->pdata[at];

	for (guint i = 0; i < at; i++) {
		const struct article *other = topics->pdata[i];

		if (strcmp(one->category, other->category) == 0)
			return false;
	}
	return true;
}

char *
menu_text(const struct template *templates, const char *language,
    const GPtrArray *topics)
{
	GString *out = g_string_new(NULL);

	template_add_phrase(out, templates, "topics", language);
	for (guint i = 0; i < topics->len && i < MENU_TOPICS; i++)
		if (is_first_of_category(topics, i))
			add_category(out, topics, i);
	g_string_append_c(out, '\n');
	template_add_phrase(out, templates, "topics-end", language);
	g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}
