/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of web forms' mails in the layouts that plug-ins write, and what must
 * not be taken for a field or its value. */
#include "desk/formfield.h"

#include <string.h>

#include "desk/mentions.h"
#include "mime/html.h"
#include "model/mention.h"
#include "util-rules.h"

#define HASH "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"

/* names: as agents read them, with "; " between. */
static const struct {
	const char *name, *text, *names;
} rows[] = {
	{ "lines",
	    "Category: x\nUID: 12345678\nOrder number: ORD-20261122\n"
	    "Device: Nokia 3310\nError text: It says \"try later\"\n",
	    "UID 12345678; order ORD-20261122; device Nokia 3310; error code "
	    "It says \"try later\"" },
	{ "a table's rows", "UID\t12345678\nDevice\tMy old phone\n",
	    "UID 12345678; device My old phone" },
	{ "equals signs", "uid=12345678\ndevice=tablet\n",
	    "UID 12345678; device tablet" },
	{ "fullwidth", "用户ID：１２３４５６７８\n设备：小米手机 abc\n",
	    "UID 12345678; device 小米手机 abc" },
	{ "the value below", "UID\n12345678\n\nDevice\n\n My old phone\n",
	    "UID 12345678; device My old phone" },
	{ "the value below a colon", "UID:\n12345678\nDevice:\nMy phone\n",
	    "UID 12345678; device My phone" },
	{ "left empty before a field", "Device:\nUID: 12345678\n",
	    "UID 12345678" },
	{ "left empty before a name", "Device\nUID\n12345678\n",
	    "UID 12345678" },
	{ "left empty before the category", "Device\nCategory\nWithdrawal\n",
	    "" },
	{ "left empty in a table", "Device\nYour name\tJane\n", "" },
	{ "left empty at the end", "Device:", "" },
	{ "marks round names",
	    "*UID (required)*: 12345678\n- Device (optional): Tablet\n",
	    "UID 12345678; device Tablet" },
	{ "names in German",
	    "Kundennummer: 12345678\nGerät: Fairphone\n"
	    "Fehlermeldung: Geht nicht\n",
	    "UID 12345678; device Fairphone; error code Geht nicht" },
	{ "names in Russian",
	    "ID пользователя: 12345678\nУстройство: Нокиа\n"
	    "Текст ошибки: Не работает\n",
	    "UID 12345678; device Нокиа; error code Не работает" },
	{ "names in Japanese", "ユーザーID\t12345678\n端末\tらくらくホン\n",
	    "UID 12345678; device らくらくホン" },
	{ "names in Arabic", "معرف المستخدم: 12345678\nالجهاز: هاتف\n",
	    "UID 12345678; device هاتف" },
	{ "a long name before the label", "Your UID: 12345678\n",
	    "UID 12345678" },
	{ "no number", "UID: see screenshot\nOrder: none\n", "" },
	{ "too short a number", "UID: 123\n", "" },
	{ "nothing said", "Device: -\nError message: —\n", "" },
	{ "the first counts, each once",
	    "UID: 12345678\nUID: 12345678\nUID: 87654321\n",
	    "UID 12345678; UID 87654321" },
	{ "a device that is found anyway", "Device: iPhone 14 Pro, iOS 17.2\n",
	    "" },
	{ "a transaction is found anyway", "Transaction hash: " HASH "\n", "" },
	{ "an error with a code",
	    "Error message: Error 2031: withdrawals are paused\n",
	    "error code Error 2031: withdrawals are paused" },
	{ "bidirectional marks",
	    "Device: abc\xe2\x80\xae"
	    "def\xe2\x80\xa9"
	    "Remark: paid\n",
	    "device abcdef Remark: paid" },
	{ "control characters",
	    "Device: a\x1b[31mb\x07"
	    "c\n",
	    "device a [31mb c" },
	{ "a sentence", "My device is old, my uid is a secret\n", "" },
	{ "a visitor's own words", "I see this: nothing\n", "" },
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

static void
test_mentions(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) found =
		    formfield_mentions(rows[i].text, &conf->desk);
		g_autofree char *names = names_of(found);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(names, ==, rows[i].names);
	}
}

/* category: NULL where none is found. below: also on the next line. */
static const struct {
	const char *name, *text, *category;
	enum formfield_layout layout;
} categories[] = {
	{ "a line", "Name: Jane\nCategory: Withdrawal\n", "Withdrawal",
	    FORMFIELD_BESIDE },
	{ "a table", "Name\tJane\ncategory\tWithdrawal of coins\n",
	    "Withdrawal of coins", FORMFIELD_BESIDE },
	{ "below", "Category\nWithdrawal\n", "Withdrawal", FORMFIELD_BELOW },
	{ "not below", "Category\nWithdrawal\n", NULL, FORMFIELD_BESIDE },
	{ "empty before a field", "Category:\nUID: 12345678\n", NULL,
	    FORMFIELD_BELOW },
	{ "empty before a name", "Category:\nUID\n", NULL, FORMFIELD_BELOW },
	{ "a value with a colon", "Category: Spot: BTC\n", "Spot: BTC",
	    FORMFIELD_BESIDE },
	{ "the first one", "Category: a\nCategory: b\n", "a",
	    FORMFIELD_BESIDE },
	{ "an empty one and another", "Category:\n\nCategory: b\n", "b",
	    FORMFIELD_BELOW },
	{ "too far below", "1\n2\n3\n4\n5\nCategory: a\n", NULL,
	    FORMFIELD_BESIDE },
	{ "in a sentence", "My category: a\n", NULL, FORMFIELD_BELOW },
	{ "not UTF-8", "Category: a\xff\n", "a\xef\xbf\xbd", FORMFIELD_BELOW },
};

static void
test_category(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(categories); i++) {
		g_autofree char *value = formfield_category(categories[i].text,
		    &conf->desk, 5, categories[i].layout);

		g_test_message("%s", categories[i].name);
		g_assert_cmpstr(value, ==, categories[i].category);
	}
}

/* What mime/html makes of tables, as plug-ins write them. */
static const char *const tables[] = {
	"<table><tr><td>Category</td><td>Withdrawal</td></tr>"
	"<tr><td>UID</td><td>12345678</td></tr></table>",
	"<table><tbody><tr><th>Category:</th><td>Withdrawal</td></tr>\n"
	"<tr><th>UID:</th><td> <b>12345678</b> </td></tr></tbody></table>",
	"<table><tr><td colspan=2><strong>Category</strong></td></tr>"
	"<tr><td width=20>&nbsp;</td><td>Withdrawal</td></tr>"
	"<tr><td colspan=2><strong>UID</strong></td></tr>"
	"<tr><td width=20>&nbsp;</td><td>12345678</td></tr></table>",
	"<table><tr><td><p>Category</p></td><td><p>Withdrawal</p></td></tr>"
	"<tr><td><p>UID</p></td><td><p>12345678</p></td></tr></table>",
	"<p><b>Category:</b> Withdrawal<br><b>UID:</b> 12345678</p>",
	"<dl><dt>Category<dd>Withdrawal<dt>UID<dd>12345678</dl>",
};

static void
test_tables(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_autofree char *text =
		    html_to_text(tables[i], strlen(tables[i]), 65536);
		g_autofree char *value = formfield_category(text, &conf->desk,
		    FORMFIELD_LINES, FORMFIELD_BELOW);
		g_autoptr(GPtrArray) found =
		    formfield_mentions(text, &conf->desk);
		g_autofree char *names = names_of(found);

		g_test_message("%s", text);
		g_assert_cmpstr(value, ==, "Withdrawal");
		g_assert_cmpstr(names, ==, "UID 12345678");
	}
}

/* However much there is, it is cut. */
static void
test_limits(void)
{
	g_autoptr(settings) conf = rules_settings(NULL);
	g_autofree char *words = g_strnfill(100000, 'a');
	g_autofree char *text = g_strdup_printf("Device: \xc3\xa4%s\n", words);
	g_autoptr(GPtrArray) found = formfield_mentions(text, &conf->desk);
	g_autoptr(GString) many = g_string_new(NULL);
	const struct mention *mention = found->pdata[0];

	g_assert_cmpuint(found->len, ==, 1);
	g_assert_cmpuint(strlen(mention->value), <=, MENTIONS_VALUE_MAX);
	g_assert_true(g_utf8_validate(mention->value, -1, NULL));
	for (guint i = 0; i < 300; i++)
		g_string_append_printf(many, "UID: %u\n", 10000000 + i);
	g_autoptr(GPtrArray) some = formfield_mentions(many->str, &conf->desk);
	g_assert_cmpuint(some->len, ==, MENTIONS_MAX);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/formfield/mentions", test_mentions);
	g_test_add_func("/formfield/category", test_category);
	g_test_add_func("/formfield/tables", test_tables);
	g_test_add_func("/formfield/limits", test_limits);
	return g_test_run();
}
