/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as mail clients send them: the agent's words come out, and nothing
 * of the notice. */
#include "desk/marker.h"

#include <string.h>

#include "util-rules.h"

#define REF "k7m2q9x4ab"
#define MARK "=== [" REF "] Please write your answer above this line ==="
#define DESK "support@example.com"
#define TOKEN "support+iuiaaaaaaaaaaeqsdnbv5e7m2saaeu7wqcxrs3y@example.com"

/* What stands below the marker in every notice: none of it may come out. */
#define BANNER                                                            \
	"Your reply goes to the CUSTOMER: Jane <jane@customer.example>\n" \
	"From: Jane <jane@customer.example>\n"                            \
	"Ticket: 1042, open, queue support\n\nSECRET below\n"
#define QUOTED_BANNER                                                       \
	"> Your reply goes to the CUSTOMER: Jane <jane@customer.example>\n" \
	"> From: Jane <jane@customer.example>\n>\n> SECRET below\n"
#define NOTICE MARK "\n" BANNER
#define QUOTED "> " MARK "\n" QUOTED_BANNER

#define FOUND MARKER_FOUND
#define CLEAN MARKER_CLEAN
#define MISSING MARKER_MISSING
#define EMPTY MARKER_EMPTY

static const struct {
	const char *name, *text;
	enum marker_result result;
	const char *words;
} rows[] = {
	/* Answers on top. */
	{ "Gmail",
	    "Please restart it.\n\nOn Mon, Mar 2, 2026 at 10:00 AM Jane via "
	    "Example Support <" TOKEN "> wrote:\n\n" QUOTED,
	    FOUND, "Please restart it." },
	{ "Gmail, attribution wrapped",
	    "Please restart it.\n\nOn Mon, Mar 2, 2026 at 10:00 AM Jane via "
	    "Example Support <\n" TOKEN "> wrote:\n\n" QUOTED,
	    FOUND, "Please restart it." },
	{ "Gmail, German",
	    "Hallo Jane.\n\nAm Mo., 2. März 2026 um 10:00 Uhr schrieb Jane via "
	    "Example Support <\n" TOKEN ">:\n\n" QUOTED,
	    FOUND, "Hallo Jane." },
	{ "Gmail, French",
	    "Bonjour.\n\nLe lun. 2 mars 2026 à 10:00, Jane via Example Support "
	    "<" TOKEN ">\na écrit :\n\n" QUOTED,
	    FOUND, "Bonjour." },
	{ "Gmail, Spanish",
	    "Hola.\n\nEl lun, 2 mar 2026 a las 10:00, Jane via Example Support "
	    "(<" TOKEN ">) escribió:\n\n" QUOTED,
	    FOUND, "Hola." },
	{ "Gmail, Japanese",
	    "再起動してください。\n\n2026年3月2日(月) 10:00 Jane via Example "
	    "Support <" TOKEN ">:\n\n" QUOTED,
	    FOUND, "再起動してください。" },
	{ "Gmail, Chinese",
	    "请重新启动。\n\nJane <" TOKEN "> 于2026年3月2日周一 10:00写道："
	    "\n\n" QUOTED,
	    FOUND, "请重新启动。" },
	{ "Gmail, Turkish, wrapped",
	    "Merhaba.\n\nJane via Example Support <" TOKEN ">, 2 Mar 2026 "
	    "Pzt,\n10:00 tarihinde şunu yazdı:\n\n" QUOTED,
	    FOUND, "Merhaba." },
	{ "Gmail, Hebrew",
	    "שלום\n\n\xe2\x80\xab"
	    "בתאריך יום ב׳, 2 במרץ 2026 ב-10:00 מאת "
	    "\xe2\x80\xaaJane\xe2\x80\xac <\xe2\x80\xaa" TOKEN
	    "\xe2\x80\xac>:\xe2\x80\xac\n\n" QUOTED,
	    FOUND, "שלום" },
	{ "Gmail, Russian",
	    "Здравствуйте.\n\nпн, 2 мар. 2026 г. в 10:00, Jane <" TOKEN
	    ">:\n\n" QUOTED,
	    FOUND, "Здравствуйте." },
	{ "Thunderbird",
	    "Please restart it.\n\nOn 02.03.26 10:00, Jane via Example Support "
	    "wrote:\n" QUOTED,
	    FOUND, "Please restart it." },
	{ "Thunderbird, German",
	    "Bitte neu starten.\n\nAm 02.03.26 um 10:00 schrieb Jane via "
	    "Example Support:\n" QUOTED,
	    FOUND, "Bitte neu starten." },
	{ "Thunderbird, no date",
	    "Yes.\n\nJane via Example Support wrote:\n" QUOTED, FOUND, "Yes." },
	{ "Apple Mail, attribution inside the quote",
	    "Please restart it.\n\n> On 2 Mar 2026, at 10:00, Jane <" TOKEN
	    "> wrote:\n>\n" QUOTED,
	    FOUND, "Please restart it." },
	{ "Apple Mail, attribution before it",
	    "Please restart it.\n\nOn Mar 2, 2026, at 10:00 AM, Jane <" TOKEN
	    "> wrote:\n\n" QUOTED,
	    FOUND, "Please restart it." },
	{ "iPhone",
	    "Yes.\n\nSent from my iPhone\n\nOn Mar 2, 2026, at 10:00 AM, Jane "
	    "<" TOKEN "> wrote:\n\n\xef\xbb\xbf" NOTICE,
	    FOUND, "Yes." },
	{ "Outlook",
	    "Please restart it.\n\nFrom: Jane via Example Support <" TOKEN
	    ">\nSent: Monday, March 2, 2026 10:00 AM\nTo: Alice "
	    "<alice@example.com>\nSubject: [Example Support #1042] Help\n\n" NOTICE,
	    FOUND, "Please restart it." },
	{ "Outlook, original message",
	    "Please restart it.\n\n-----Original Message-----\nFrom: Jane "
	    "<" TOKEN ">\nSent: Monday, March 2, 2026\nTo: Alice\nSubject: x"
	    "\n\n" NOTICE,
	    FOUND, "Please restart it." },
	{ "Outlook, German",
	    "Bitte neu starten.\n\nVon: Jane <" TOKEN ">\nGesendet: Montag, 2. "
	    "März 2026 10:00\nAn: Alice\nBetreff: [Example Support #1042] x\n\n" NOTICE,
	    FOUND, "Bitte neu starten." },
	{ "Outlook, French, spaces before colons",
	    "Bonjour.\n\nDe : Jane\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : "
	    "Alice\nObjet : x\n\n" NOTICE,
	    FOUND, "Bonjour." },
	{ "Outlook, from HTML, bold labels and empty lines",
	    "Yes.\n\n*From:* Jane\n\n*Sent:* Monday\n\n*To:* Alice\n\n"
	    "*Subject:* x\n\n" NOTICE,
	    FOUND, "Yes." },
	{ "Outlook on a phone",
	    "Yes.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n"
	    "________________________________\nFrom: Jane <" TOKEN
	    ">\nSent: Monday, March 2, 2026 10:00 AM\nTo: Alice\nSubject: x\n\n" NOTICE,
	    FOUND, "Yes." },
	{ "Yahoo",
	    " Please restart it.\n\n    On Monday, March 2, 2026 at 10:00:00 AM "
	    "GMT+1, Jane <" TOKEN "> wrote:  \n \n  " MARK "\n" BANNER,
	    FOUND, " Please restart it." },
	{ "Zoho",
	    "Yes.\n\n---- On Mon, 02 Mar 2026 10:00:00 +0100 Jane <" TOKEN
	    "> wrote ----\n\n" NOTICE,
	    FOUND, "Yes." },
	{ "Proton",
	    "Yes.\n\nSent with Proton Mail secure email.\n\nOn Monday, March "
	    "2nd, 2026 at 10:00 AM, Jane <" TOKEN "> wrote:\n\n" QUOTED,
	    FOUND, "Yes." },
	{ "K-9",
	    "Yes.\n\nAm 2. März 2026 10:00:00 MEZ schrieb Jane <" TOKEN
	    ">:\n" QUOTED,
	    FOUND, "Yes." },
	{ "mutt",
	    "Yes.\n\nOn Mon, Mar 02, 2026 at 10:00:00AM +0000, Jane via "
	    "Example Support wrote:\n" QUOTED,
	    FOUND, "Yes." },
	{ "GroupWise",
	    "Yes.\n\n>>> Jane <" TOKEN "> 02.03.26 10:00 >>>\n" NOTICE, FOUND,
	    "Yes." },
	{ "no attribution", "Yes.\n" NOTICE, FOUND, "Yes." },
	{ "no empty line before the attribution",
	    "Yes.\nOn 2026-03-02 10:00, Jane wrote:\n" QUOTED, FOUND, "Yes." },

	/* The marker itself. */
	{ "wrapped",
	    "Yes.\n\n> === [" REF "] Please write your answer\n> above "
	    "this line ===\n" QUOTED_BANNER,
	    FOUND, "Yes." },
	{ "wrapped before the reference",
	    "Yes.\n\n> ===\n> [" REF "] Please write your\n" QUOTED_BANNER,
	    FOUND, "Yes." },
	{ "quoted twice", "Yes.\n\n>> " MARK "\n>> SECRET\n", FOUND, "Yes." },
	{ "indented", "Yes.\n\n\t    " MARK "\n\t    SECRET\n", FOUND, "Yes." },
	{ "quoted without a space", "Yes.\n>" MARK "\n>SECRET\n", FOUND,
	    "Yes." },
	{ "with a bar", "Yes.\n\n| " MARK "\n| SECRET\n", FOUND, "Yes." },
	{ "bold", "Yes.\n\n*" MARK "*\nSECRET\n", FOUND, "Yes." },
	{ "on the words' own line", "Yes, please." MARK "\n" BANNER, FOUND,
	    "Yes, please." },
	{ "its frame gone", "Yes.\n\n" REF "\n" BANNER, FOUND, "Yes." },
	{ "twice: the first counts", "Yes.\n\n" NOTICE "older words\n" NOTICE,
	    FOUND, "Yes." },
	{ "of another notice above",
	    "Yes.\n\n=== [aaaaaaaaaa] Please write your"
	    " answer above this line ===\nSECRET\n" NOTICE,
	    FOUND, "Yes." },
	{ "of another notice only",
	    "Yes.\n\n=== [aaaaaaaaaa] Please write your"
	    " answer above this line ===\nSECRET\n",
	    MISSING, "Yes." },

	/* Words of all kinds. */
	{ "several paragraphs",
	    "Hello,\n\nfirst this:\n\n- a\n- b\n\nBye\n\n"
	    "On 2026-03-02 10:00, Jane wrote:\n" QUOTED,
	    FOUND, "Hello,\n\nfirst this:\n\n- a\n- b\n\nBye" },
	{ "words end with a colon", "Please do this:\n\n" NOTICE, FOUND,
	    "Please do this:" },
	{ "a line of words looks quoted",
	    "You say\n> it burns\nWhere?\n" NOTICE, FOUND,
	    "You say\n> it burns\nWhere?" },
	{ "signature", "Yes.\n\n-- \nAlice Smith\n+44 20 7946 0000\n\n" NOTICE,
	    FOUND, "Yes." },
	{ "signature, its space lost",
	    "Yes.\n--\nAlice Smith\n\nOn 2026-03-02 "
	    "10:00, Jane wrote:\n" QUOTED,
	    FOUND, "Yes." },
	{ "leading empty lines", "\n\n\nYes.\n\n" NOTICE, FOUND, "Yes." },

	/* Nothing above. */
	{ "empty", NOTICE, EMPTY, "" },
	{ "white space", "\n \t\n\xc2\xa0\n" NOTICE, EMPTY, "" },
	{ "attribution only",
	    "On Mon, Mar 2, 2026 at 10:00 AM Jane <" TOKEN "> wrote:\n" QUOTED,
	    EMPTY, "" },
	{ "bottom posting",
	    "On 2026-03-02 10:00, Jane wrote:\n" QUOTED
	    "\nPlease restart it.\n",
	    EMPTY, "" },
	{ "signature only", "-- \nAlice\n" NOTICE, EMPTY, "" },
	{ "header block only",
	    "From: Jane\nSent: Monday\nTo: Alice\nSubject: x"
	    "\n\n" NOTICE,
	    EMPTY, "" },
	{ "no mail text", "", EMPTY, "" },

	/* No marker. */
	{ "fresh mail", "Please restart it.\n\nAlice\n", CLEAN,
	    "Please restart it.\n\nAlice" },
	{ "fresh mail with a list", "Do:\n- a\n- b\n", CLEAN, "Do:\n- a\n- b" },
	{ "fresh mail with a signature", "Yes.\n-- \nAlice\n", CLEAN, "Yes." },
	{ "quote marks left", "Yes.\n\n> SECRET\n", MISSING, "Yes." },
	{ "attribution left",
	    "Yes.\n\nOn Mon, Mar 2, 2026 at 10:00 AM Jane <" TOKEN
	    "> wrote:\n\nSECRET\n",
	    MISSING, "Yes." },
	{ "header block left",
	    "Yes.\n\nFrom: Jane\nSent: Monday\nTo: Alice\nSubject: x\n\nSECRET\n",
	    MISSING, "Yes." },
	{ "original message left",
	    "Yes.\n\n-----Ursprüngliche Nachricht-----\nSECRET\n", MISSING,
	    "Yes." },
	{ "Outlook's line left",
	    "Yes.\n________________________________\nSECRET\n", MISSING,
	    "Yes." },
	{ "banner left", "Yes.\n\n" BANNER, MISSING, "Yes." },
	{ "quoted only", "> SECRET\n", MISSING, "" },

	/* Another's words between the agent's and the marker. */
	{ "a colleague's mail above the marker",
	    "Bob says:\n\nFrom: Bob <bob@example.com>\nSent: Monday\nTo: "
	    "Alice\nSubject: Re: x\n\nSECRET, do not tell.\n\n" NOTICE,
	    MISSING, "Bob says:" },
	{ "a banner above the marker", "Yes.\n\n" BANNER "\n" NOTICE, MISSING,
	    "Yes." },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words = NULL;
		enum marker_result result =
		    marker_cut(rows[i].text, REF, DESK, &words);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(words, ==, rows[i].words);
		g_assert_cmpint(result, ==, rows[i].result);
		rules_assert_lacks(words, "SECRET");
		rules_assert_lacks(words, REF);
		rules_assert_lacks(words, "CUSTOMER");
	}
}

static void
test_line(void)
{
	g_autofree char *line = marker_line(REF);
	g_autofree char *words = NULL;
	g_autofree char *text = g_strconcat("Yes.\n", line, "\nSECRET\n", NULL);

	g_assert_cmpstr(line, ==, MARK);
	g_assert_cmpuint(strlen(line), <, 66);
	g_assert_null(strchr(line, '\n'));
	g_assert_cmpint(marker_cut(text, REF, DESK, &words), ==, MARKER_FOUND);
	g_assert_cmpstr(words, ==, "Yes.");
}

/* Without a reference, or with one that is too short to be ours, no marker can
 * be found: the notice's text must still not pass. */
static void
test_no_reference(void)
{
	static const char *const references[] = { NULL, "", "k7m2" };

	for (guint i = 0; i < G_N_ELEMENTS(references); i++) {
		g_autofree char *words = NULL;

		g_assert_cmpint(marker_cut("Yes.\n\n" NOTICE, references[i],
		                    DESK, &words),
		    ==, MARKER_MISSING);
		g_assert_cmpstr(words, ==, "Yes.");
	}
}

/* All that the reader hands on (text_bytes) is one attribution after another,
 * or one header block. */
static void
test_linear(void)
{
	static const char *const lines[] = {
		"On 2026-03-02 10:00, Jane <jane@customer.example> wrote:\n",
		"From: x\n", "To: x\n", "> \n", "-----\n", "=", "a", "[", ":\n",
		"] Please write", "--\n", "support@example.com:\n"
	};

	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GString) text = g_string_new("Yes.\n");
		g_autofree char *words = NULL;
		gint64 before = g_get_monotonic_time();

		while (text->len < 1 << 18)
			g_string_append(text, lines[i]);
		marker_cut(text->str, REF, DESK, &words);
		g_test_message("%s", lines[i]);
		g_assert_cmpint(g_get_monotonic_time() - before, <, 5000000);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/marker/rows", test_rows);
	g_test_add_func("/marker/line", test_line);
	g_test_add_func("/marker/no-reference", test_no_reference);
	g_test_add_func("/marker/linear", test_linear);
	return g_test_run();
}
