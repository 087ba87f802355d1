/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients put below an answer, by language; and words that only look like
 * it. */
#include "desk/quoting.h"

#include <string.h>

#define DESK "support@example.com"

/* What is left of "Yes.\n\n" and the text, when it is taken from the end. */
static const struct {
	const char *name, *text, *left;
} tails[] = {
	{ "nothing", "", "Yes." },
	{ "white space", " \t\n\xc2\xa0\n\xe2\x80\x8b\n", "Yes." },
	{ "quote marks", "> a\n >b\n>\n", "Yes." },
	{ "rules", "-----\n_____\n=====\n", "Yes." },
	{ "titled rule", "-------- Mensaje original --------\n", "Yes." },
	{ "English", "On 1/2/26, 10:00, \"Jane\" <j@x.example> wrote:\n",
	    "Yes." },
	{ "Polish", "W dniu 2.03.2026 o 10:00, Jane pisze:\n", "Yes." },
	{ "Polish, Gmail",
	    "pon., 2 mar 2026 o 10:00 Jane <j@x.example> "
	    "napisał(a):\n",
	    "Yes." },
	{ "Czech", "Dne 02. 03. 26 v 10:00 Jane napsal(a):\n", "Yes." },
	{ "Dutch", "Op ma 2 mrt 2026 om 10:00 schreef Jane <j@x.example>:\n",
	    "Yes." },
	{ "Italian",
	    "Il giorno lun 2 mar 2026 alle ore 10:00 Jane "
	    "<j@x.example> ha scritto:\n",
	    "Yes." },
	{ "Portuguese",
	    "Em seg., 2 de mar. de 2026 às 10:00, Jane "
	    "<j@x.example> escreveu:\n",
	    "Yes." },
	{ "Swedish", "Den mån 2 mars 2026 kl 10:00 skrev Jane <j@x.example>:\n",
	    "Yes." },
	{ "Danish", "Den 02.03.2026 kl. 10.00 skrev Jane:\n", "Yes." },
	{ "Norwegian",
	    "man. 2. mar. 2026 kl. 10:00 skrev Jane <j@x.example>:\n", "Yes." },
	{ "Finnish",
	    "ma 2. maalisk. 2026 klo 10.00 Jane (j@x.example) "
	    "kirjoitti:\n",
	    "Yes." },
	{ "Hungarian",
	    "Jane <j@x.example> ezt írta (időpont: 2026. márc. 2., "
	    "H, 10:00):\n",
	    "Yes." },
	{ "Greek",
	    "Στις Δευ 2 Μαρ 2026 στις 10:00 π.μ., ο χρήστης Jane "
	    "<j@x.example> έγραψε:\n",
	    "Yes." },
	{ "Ukrainian", "пн, 2 бер. 2026 р. о 10:00 Jane <j@x.example> пише:\n",
	    "Yes." },
	{ "Romanian",
	    "În lun., 2 mar. 2026 la 10:00, Jane <j@x.example> a "
	    "scris:\n",
	    "Yes." },
	{ "Korean",
	    "2026년 3월 2일 (월) 오전 10:00, Jane <j@x.example>님이 "
	    "작성:\n",
	    "Yes." },
	{ "Arabic",
	    "\xe2\x80\xab"
	    "في الاثنين، 2 مارس 2026 في 10:00 ص تمت "
	    "كتابة ما يلي بواسطة Jane <j@x.example>:\xe2\x80\xac\n",
	    "Yes." },
	{ "Vietnamese",
	    "Vào Th 2, 2 thg 3, 2026 vào lúc 10:00 Jane "
	    "<j@x.example> đã viết:\n",
	    "Yes." },
	{ "verb alone", "Jane wrote:\n", "Yes." },
	{ "desk's address alone", "Example <" DESK ">:\n", "Yes." },
	{ "three lines",
	    "On Monday, 2 March 2026 at 10:00,\nJane of "
	    "Example\n<j@x.example> wrote:\n",
	    "Yes." },
	{ "Outlook, Spanish", "De: Jane\nEnviado: lunes\nPara: A\nAsunto: x\n",
	    "Yes." },
	{ "Outlook, Polish", "Od: Jane\nWysłano: pon\nDo: A\nTemat: x\n",
	    "Yes." },
	{ "Outlook, Chinese",
	    "发件人: Jane\n发送时间: 2026年\n收件人: A\n"
	    "主题: x\n",
	    "Yes." },
	{ "Outlook, Japanese",
	    "差出人: Jane\n送信日時: 2026年\n宛先: A\n"
	    "件名： x\n",
	    "Yes." },
	{ "phone", "Sent from my Galaxy\n", "Yes." },
	{ "phone, German", "Von meinem iPhone gesendet\n", "Yes." },
	{ "all of it",
	    "Get Outlook for Android\n\n-----\n> x\nOn 1.2.2026 "
	    "10:00 J wrote:\n>\n",
	    "Yes." },

	/* Words. */
	{ "a colon", "Please note:\n", "Yes.\n\nPlease note:" },
	{ "a colon and a time", "We are open at:\n10:00\n",
	    "Yes.\n\nWe are open at:\n10:00" },
	{ "a number and a colon", "Take these 3 steps:\n",
	    "Yes.\n\nTake these 3 steps:" },
	{ "an address", "Ask bob@x.example\n", "Yes.\n\nAsk bob@x.example" },
	{ "one label", "Subject: x\n", "Yes.\n\nSubject: x" },
	{ "labels that are no mail's", "Name: x\nCity: y\nTo: z\n",
	    "Yes.\n\nName: x\nCity: y\nTo: z" },
	{ "a short rule", "--- \n", "Yes.\n\n--- " },
	{ "tracking", "Sent with number 123\n",
	    "Yes.\n\nSent with number 123" },
};

static void
test_tails(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(tails); i++) {
		g_autofree char *text =
		    g_strconcat("Yes.\n\n", tails[i].text, NULL);
		gsize size = quoting_tail(text, strlen(text), DESK);
		g_autofree char *left = g_strndup(text, size);

		g_test_message("%s", tails[i].name);
		g_assert_cmpstr(left, ==, tails[i].left);
	}
}

/* Where the quote begins; "" for nowhere. */
static const struct {
	const char *name, *text, *any, *blocks;
} firsts[] = {
	{ "nothing", "Yes.\nNo.\n", "", "" },
	{ "quote mark", "Yes.\n  > x\nNo.\n", "  > x\nNo.\n", "" },
	{ "attribution", "Yes.\nOn 1.2.2026 10:00 J wrote:\nx\n",
	    "On 1.2.2026 10:00 J wrote:\nx\n",
	    "On 1.2.2026 10:00 J wrote:\nx\n" },
	{ "attribution, wrapped", "Yes.\nOn 1.2.2026 10:00\nJ wrote:\nx\n",
	    "On 1.2.2026 10:00\nJ wrote:\nx\n",
	    "On 1.2.2026 10:00\nJ wrote:\nx\n" },
	{ "you wrote", "Yes.\nYou wrote:\nx\n", "You wrote:\nx\n", "" },
	{ "header block", "Yes.\nFrom: a\nTo: b\nSubject: c\nx\n",
	    "From: a\nTo: b\nSubject: c\nx\n",
	    "From: a\nTo: b\nSubject: c\nx\n" },
	{ "titled rule", "Yes.\n---- x ----\n", "---- x ----\n",
	    "---- x ----\n" },
	{ "plain rule", "Yes.\n-------\nNo.\n", "", "" },
	{ "short underscores", "Yes.\n_____\nNo.\n", "", "" },
	{ "From alone", "From: here\nto there\n", "", "" },
	{ "at the start", "> x", "> x", "" },
	{ "empty", "", "", "" },
};

static void
test_firsts(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(firsts); i++) {
		const char *text = firsts[i].text;
		gsize size = strlen(text);

		g_test_message("%s", firsts[i].name);
		g_assert_cmpstr(text +
		        quoting_first(text, size, DESK, QUOTING_ANY),
		    ==, firsts[i].any);
		g_assert_cmpstr(text +
		        quoting_first(text, size, DESK, QUOTING_BLOCKS),
		    ==, firsts[i].blocks);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/quoting/tails", test_tails);
	g_test_add_func("/quoting/firsts", test_firsts);
	return g_test_run();
}
