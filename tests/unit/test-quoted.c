/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies as twelve mail clients write them, above, below and between the
 * quoted lines, as text and as HTML: from the mail to the letter that the
 * customer gets. All of the agent's words are in it, and of the notice nothing
 * but what the customer wrote herself. */
#include "pipeline/quoted.h"

#include <string.h>

#include "desk/marker.h"
#include "mime/composehtml.h"
#include "mime/parse.h"
#include "route/replyaddr.h"
#include "util-look.h"

#define CAROL LOOK_CUSTOMER
#define ALICE "alice@example.com"
#define BOB "bob@example.com"
#define FIRST "Could you tell me when your shop is open?"
#define SECOND "Is the repair of the blades really that expensive?"
#define SECRET "This customer still owes us a great deal of money, careful."

enum style {
	MARKS,    /* "> " before each line */
	WRAPPED,  /* and before each piece of a line that is too long */
	BARE,     /* nothing before a line */
	INDENTED, /* two spaces */
};

/* NAME and ADDRESS in an attribution stand for the notice's author. */
static const struct client {
	const char *name, *attribution;
	enum style style;
	gboolean inside; /* the attribution is quoted as well */
	const char *footer;
} clients[] = {
	{ "Gmail",
	    "On Mon, Mar 2, 2026 at 10:00 AM NAME <\nADDRESS> wrote:\n\n",
	    WRAPPED, FALSE, "" },
	{ "Gmail, phone",
	    "On Mon, Mar 2, 2026, 10:00 NAME <ADDRESS> wrote:\n\n", WRAPPED,
	    FALSE, "" },
	{ "Outlook",
	    "From: NAME <ADDRESS>\nSent: Monday, March 2, 2026 10:00 AM\n"
	    "To: Alice Real <" ALICE ">\n"
	    "Subject: [Example Support #1] Deposit\n\n",
	    BARE, FALSE, "" },
	{ "Outlook, web",
	    "________________________________\nFrom: NAME <ADDRESS>\n"
	    "Sent: Monday, March 2, 2026 10:00 AM\n"
	    "To: Alice Real <" ALICE ">\n"
	    "Subject: [Example Support #1] Deposit\n\n",
	    BARE, FALSE, "Get Outlook for Android\n" },
	{ "Apple Mail", "On 2. Mar 2026, at 10:00, NAME <ADDRESS> wrote:\n\n",
	    MARKS, TRUE, "" },
	{ "iPhone", "On 2 Mar 2026, at 10:00, NAME <ADDRESS> wrote:\n\n", MARKS,
	    TRUE, "Sent from my iPhone\n\n" },
	{ "Thunderbird", "On 02.03.26 10:00, NAME wrote:\n", MARKS, FALSE, "" },
	{ "Yahoo",
	    "    On Monday, March 2, 2026 at 10:00:00 AM GMT+1, NAME "
	    "<ADDRESS> wrote:\n\n",
	    INDENTED, FALSE, "" },
	{ "GMX",
	    "Gesendet: Montag, 2. März 2026 um 10:00\nVon: NAME <ADDRESS>\n"
	    "An: " ALICE "\nBetreff: [Example Support #1] Deposit\n\n",
	    BARE, FALSE, "" },
	{ "Mail.ru",
	    "Понедельник, 2 марта 2026, 10:00 +03:00 от NAME "
	    "<ADDRESS>:\n \n",
	    MARKS, FALSE, "" },
	{ "QQ",
	    "------------------ 原始邮件 ------------------\n"
	    "发件人: \"NAME\" <ADDRESS>;\n"
	    "发送时间: 2026年3月2日(星期一) 上午10:00\n收件人: \"alice\"<" ALICE
	    ">;\n主题: [Example Support #1] Deposit\n\n",
	    BARE, FALSE, "" },
	{ "mutt", "On Mon, Mar 02, 2026 at 10:00:00AM +0000, NAME wrote:\n",
	    MARKS, FALSE, "" },
};

enum place { ABOVE, BELOW, BETWEEN };
static const char *const above_words[] = { "Dear Carol,", "it is on its way." };
static const char *const between_words[] = { "We open at nine o'clock.",
	"Yes, sorry." };

/* One reply to be made. */
struct reply {
	const struct client *client;
	enum place place;
	gboolean html;
	char *notice, *name, *address; /* its text, author, reply address */
};

static char *
attribution(const struct reply *reply)
{
	g_auto(GStrv) names =
	    g_strsplit(reply->client->attribution, "NAME", -1);
	g_autofree char *named = g_strjoinv(reply->name, names);
	g_auto(GStrv) parts = g_strsplit(named, "ADDRESS", -1);

	return g_strjoinv(reply->address, parts);
}

static void
add_quoted(GString *out, const char *line, enum style style)
{
	gsize width = style == WRAPPED ? 76 : G_MAXSIZE;

	while (strlen(line) > width) {
		gsize cut = width;

		while (cut > 0 && line[cut] != ' ')
			cut--;
		if (cut == 0)
			break;
		g_string_append_printf(out, "> %.*s\n", (int)cut, line);
		line += cut + 1;
	}
	g_string_append_printf(out, "%s%s\n",
	    style == BARE           ? ""
	        : style == INDENTED ? "  "
	                            : "> ",
	    line);
}

/* What the agent puts behind that line of the notice, or NULL. */
static const char *
answer_to(const struct reply *reply, const char *line)
{
	if (reply->place != BETWEEN)
		return NULL;
	if (g_str_equal(line, FIRST))
		return between_words[0];
	return g_str_equal(line, SECOND) ? between_words[1] : NULL;
}

static char *
as_text(const struct reply *reply)
{
	GString *out = g_string_new(NULL);
	g_autofree char *lead = attribution(reply);
	g_auto(GStrv) leads = g_strsplit(lead, "\n", -1);
	g_auto(GStrv) lines = g_strsplit(reply->notice, "\n", -1);
	enum style style = reply->client->style;

	g_string_append(out, reply->place == ABOVE ? "" : "#inline\n");
	if (reply->place == ABOVE)
		g_string_append_printf(out, "%s\n%s\n\n-- \nAlice Real\n\n",
		    above_words[0], above_words[1]);
	g_string_append(out, reply->client->footer);
	for (guint i = 0; leads[i] && leads[i + 1]; i++) {
		if (reply->client->inside)
			add_quoted(out, leads[i], style);
		else
			g_string_append_printf(out, "%s\n", leads[i]);
	}
	for (guint i = 0; lines[i] && lines[i + 1]; i++) {
		const char *answer = answer_to(reply, lines[i]);

		add_quoted(out, lines[i], style);
		if (answer)
			g_string_append_printf(out, "\n%s\n\n", answer);
	}
	if (reply->place == BELOW)
		g_string_append_printf(out, "\n%s\n%s\n-- \nAlice Real\n",
		    above_words[0], above_words[1]);
	return g_string_free(out, FALSE);
}

/* The same as the HTML that such clients write: a blockquote where they mark,
 * and it is closed for an answer. */
static char *
as_html(const struct reply *reply)
{
	g_autoptr(GString) page = composehtml_make(reply->notice, NULL);
	const char *body = strstr(page->str, "<body>") + strlen("<body>");
	g_autofree char *inner =
	    g_strndup(body, (gsize)(strstr(body, "</body>") - body));
	gboolean marks =
	    reply->client->style != BARE && reply->client->style != INDENTED;
	const char *open = marks ? "<blockquote type=\"cite\">" : "<div>";
	const char *close = marks ? "</blockquote>" : "</div>";
	g_autofree char *lead = attribution(reply);
	g_autofree char *safe = g_markup_escape_text(lead, -1);
	g_auto(GStrv) leads = g_strsplit(safe, "\n", -1);
	g_autofree char *head = g_strjoinv("<br>", leads);
	GString *out = g_string_new("<html><body>\n");

	for (guint i = 0; i < 2 && reply->place == BETWEEN; i++) {
		g_auto(GStrv) parts =
		    g_strsplit(inner, i == 0 ? FIRST "</p>" : SECOND "</p>", 2);

		g_assert_nonnull(parts[1]);
		g_free(inner);
		inner = g_strconcat(parts[0], i == 0 ? FIRST : SECOND, "</p>",
		    close, "<div>", between_words[i], "</div>", open, parts[1],
		    NULL);
	}
	if (reply->place == ABOVE)
		g_string_append_printf(out,
		    "<div>%s</div><div>%s</div><div>-- <br>Alice Real</div>\n",
		    above_words[0], above_words[1]);
	else
		g_string_append(out, "<div>#inline</div>\n");
	if (reply->client->inside)
		g_string_append_printf(out, "%s%s%s%s\n", open, head, inner,
		    close);
	else
		g_string_append_printf(out, "<div>%s</div>%s%s%s\n", head, open,
		    inner, close);
	if (reply->place == BELOW)
		g_string_append_printf(out, "<div>%s</div><div>%s</div>\n",
		    above_words[0], above_words[1]);
	g_string_append(out, "</body></html>\n");
	return g_string_free(out, FALSE);
}

/* A desk with a ticket of carol's two questions and bob's note. */
static struct util_desk *
desk_new(void)
{
	struct util_desk *desk = util_desk_new(NULL);

	look_first_mail(desk);
	g_autofree char *note = look_answer(desk, BOB, NULL, "#note\n" SECRET);
	g_autoptr(accept_mail) noted = util_desk_take(desk, note, 700);
	g_autofree char *to =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, CAROL);
	g_autofree char *raw = util_desk_mail(CAROL, to, UTIL_DMARC, NULL,
	    "Hello,\n\n" FIRST "\n\n" SECOND "\n\nCarol\n");
	g_autoptr(accept_mail) asked = util_desk_take(desk, raw, 701);

	g_assert_cmpint(noted->result, ==, ACCEPT_ENTRY);
	g_assert_cmpint(asked->result, ==, ACCEPT_ENTRY);
	return desk;
}

static struct accept_mail *
send_reply(struct util_desk *desk, struct reply *reply)
{
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_NOTICE, ALICE);
	g_autofree char *id = look_field(desk, letter, "Message-ID");
	g_autofree char *body = NULL;
	g_autofree char *header = g_strdup_printf(
	    "In-Reply-To: %s\nReferences: %s\nX-Mailer: %s\n"
	    "X-Originating-IP: [192.0.2.77]\nContent-Type: text/%s; "
	    "charset=utf-8\n",
	    id, id, reply->client->name, reply->html ? "html" : "plain");

	reply->notice = look_text(desk, letter);
	reply->address = look_reply_to(desk, LETTER_NOTICE, ALICE);
	reply->name = g_strdup("Carol via Example Support");
	body = reply->html ? as_html(reply) : as_text(reply);
	g_autofree char *raw = util_desk_mail(ALICE, reply->address,
	    UTIL_SUBMISSION, header, body);
	g_free(reply->notice);
	g_free(reply->address);
	g_free(reply->name);
	return util_desk_take(desk, raw, 702);
}

/* Nothing of ours, of other agents, of her mail client. */
static void
assert_clean(struct util_desk *desk, const struct letter *letter)
{
	static const char *const inside[] = { MARKER_BANNER_LINE,
		"Internal note", "owes us", "verified", "Priority",
		"Ticket:", "conversation so far", "wrote:", "#inline",
		"Alice Real", ALICE, "192.0.2.77", "X-Mailer", " bob",
		"abovequote" };
	g_autofree char *octets = util_desk_octets(desk, letter);
	g_auto(GStrv) soft = g_strsplit(octets, "=\r\n", -1);
	g_autofree char *all = g_strjoinv("", soft);
	const char *body = strstr(all, "\r\n\r\n");
	g_autofree char *scrubbed = replyaddr_scrub(desk->settings, body);

	for (guint i = 0; i < G_N_ELEMENTS(inside); i++) {
		if (strstr(all, inside[i]))
			g_error("\"%s\" is in the letter:\n%s", inside[i], all);
	}
	g_assert_cmpstr(scrubbed, ==, body);
}

static void
assert_words(struct util_desk *desk, const struct reply *reply)
{
	g_autoptr(letter) letter = util_desk_letter(desk, LETTER_ANSWER, CAROL);
	g_autofree char *text = look_text(desk, letter);
	const char *const *words =
	    reply->place == BETWEEN ? between_words : above_words;

	for (guint i = 0; i < 2; i++)
		if (!strstr(text, words[i]))
			g_error("\"%s\" is not in:\n%s", words[i], text);
	if (reply->place == BETWEEN)
		g_assert_nonnull(strstr(text, "> " FIRST "\n"));
	assert_clean(desk, letter);
}

static void
test_clients(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(clients) * 6; i++) {
		struct reply reply = { .client = &clients[i / 6],
			.place = (enum place)(i % 3),
			.html = (i / 3) % 2 };
		g_autoptr(util_desk) desk = desk_new();
		g_autoptr(accept_mail) mail = send_reply(desk, &reply);

		g_test_message("%s, place %u, html %u", reply.client->name,
		    reply.place, reply.html);
		if (mail->result != ACCEPT_ENTRY) {
			g_autoptr(hold) hold = look_hold(desk, mail->number);
			g_error("%s, place %u, html %u: held, %u %s",
			    reply.client->name, reply.place, reply.html,
			    hold->cause, hold->detail);
		}
		assert_words(desk, &reply);
	}
}

/* Answers between the lines without the command: held, so that none is lost. */
static void
test_between_is_held(void)
{
	static const guint which[] = { 0, 4, 6, 11 };

	for (guint i = 0; i < G_N_ELEMENTS(which); i++) {
		g_autoptr(util_desk) desk = desk_new();
		struct reply reply = { .client = &clients[which[i]],
			.place = BETWEEN };
		g_autoptr(letter) notice =
		    util_desk_letter(desk, LETTER_NOTICE, ALICE);
		g_autofree char *id = look_field(desk, notice, "Message-ID");
		g_autofree char *header =
		    g_strdup_printf("In-Reply-To: %s\n", id);

		reply.notice = look_text(desk, notice);
		reply.address = look_reply_to(desk, LETTER_NOTICE, ALICE);
		reply.name = g_strdup("Carol");
		g_autofree char *body = as_text(&reply);
		g_autofree char *words =
		    g_strconcat("See below.\n", body + strlen("#inline"), NULL);
		g_autofree char *raw = util_desk_mail(ALICE, reply.address,
		    UTIL_SUBMISSION, header, words);
		g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 703);
		g_test_message("%s", reply.client->name);
		g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
		g_autoptr(hold) hold = look_hold(desk, mail->number);
		g_assert_cmpuint(hold->cause, ==, HOLD_AGENT_NO_MARKER);
		g_assert_nonnull(strstr(hold->detail, "#inline"));
		g_free(reply.notice);
		g_free(reply.address);
		g_free(reply.name);
	}
}

/* Without our Message-ID nobody can tell which notice it answers. */
static void
test_no_id(void)
{
	g_autoptr(util_desk) desk = desk_new();
	g_autofree char *raw = look_answer(desk, ALICE, NULL, "#inline\nYes.");
	g_auto(GStrv) parts = g_strsplit(raw, "In-Reply-To:", 2);
	g_autofree char *lost =
	    parts[1] ? g_strjoinv("X-Lost:", parts) : g_strdup(raw);
	g_auto(GStrv) more = g_strsplit(lost, "References:", 2);
	g_autofree char *all =
	    more[1] ? g_strjoinv("X-Lost-Too:", more) : g_strdup(lost);
	g_autoptr(accept_mail) mail = util_desk_take(desk, all, 704);

	g_assert_cmpint(mail->result, ==, ACCEPT_HELD);
	g_autoptr(hold) hold = look_hold(desk, mail->number);
	g_assert_cmpuint(hold->cause, ==, HOLD_AGENT_NO_MARKER);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_init();
	g_test_add_func("/quoted/clients", test_clients);
	g_test_add_func("/quoted/between-is-held", test_between_is_held);
	g_test_add_func("/quoted/no-id", test_no_id);
	return g_test_run();
}
