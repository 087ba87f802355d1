/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What gives money away is hidden, and nothing else. */
#include "desk/disclosed.h"

#include <string.h>

#include "desk/seedwords.h"

#define TXID "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
#define WIF "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
#define ABANDON11                                                          \
	"abandon abandon abandon abandon abandon abandon abandon abandon " \
	"abandon abandon abandon "

static GBytes *words;

/* text with "[hidden: ...]" where a secret was; NULL: left as it is. */
static const struct {
	const char *text, *masked;
} rows[] = {
	/* Seed phrases: BIP-39's own vectors. */
	{ "my words: " ABANDON11 "about thanks",
	    "my words: [hidden: seed phrase] thanks" },
	{ "legal winner thank year wave sausage worth useful legal winner "
	  "thank yellow",
	    "[hidden: seed phrase]" },
	{ "1. legal 2. winner 3. thank 4. year 5. wave 6. sausage 7. worth "
	  "8. useful 9. legal 10. winner 11. thank 12. yellow",
	    "1. [hidden: seed phrase]" },
	{ "Legal, Winner, Thank, Year, Wave, Sausage, Worth, Useful, Legal, "
	  "Winner, Thank, Yellow.",
	    "[hidden: seed phrase]." },
	{ "letter advice cage absurd amount doctor acoustic avoid letter "
	  "advice cage absurd amount doctor acoustic avoid letter always",
	    "[hidden: seed phrase]" },
	/* One word mistyped within the lists: somebody's phrase all the same.
	 */
	{ "legal winner thank year wave sausage worth useful legal winner "
	  "thank year",
	    "[hidden: seed phrase]" },
	{ "help me please: legal winner thank year wave sausage worth useful "
	  "legal winner thank yellow",
	    "help me please: [hidden: seed phrase]" },
	{ "legal winner thank year wave sausage worth useful legal winner",
	    NULL },
	{ "the legal winner will thank you next year for the wave of sausage "
	  "that is worth more than a useful legal winner or a yellow one",
	    NULL },
	/* Keys. */
	{ "key " WIF ".", "key [hidden: private key]." },
	{ "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK", NULL },
	{ "private key: " TXID, "private key: [hidden: private key]" },
	{ "приватный ключ: 0x" TXID, "приватный ключ: [hidden: private key]" },
	{ "私钥：" TXID, "私钥：[hidden: private key]" },
	{ "txid: " TXID, NULL },
	{ "snoPBrXtMeMyMHUVTgbuqAfg1SUTb", "[hidden: private key]" },
	{ "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE "
	  "KEY-----\nb",
	    "a\n[hidden: private key]\nb" },
	{ "-----BEGIN PRIVATE KEY-----\nMIIE", "[hidden: private key]" },
	{ "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", NULL },
	/* API secrets. */
	{ "API secret: a8Fk2LmQ9xZp4TrW", "API secret: [hidden: API secret]" },
	{ "secret_key=a8Fk2LmQ9xZp4TrW7", "secret_key=[hidden: API secret]" },
	{ "密钥: a8Fk2LmQ9xZp4TrW7", "密钥: [hidden: API secret]" },
	{ "it is no secret that 2026 was good", NULL },
	{ "secret ingredients", NULL },
	/* Passwords. */
	{ "My password is hunter2!", "My password is [hidden: password]!" },
	{ "password:Abc123!x", "password:[hidden: password]" },
	{ "Passwort: geheim99", "Passwort: [hidden: password]" },
	{ "mot de passe : soleil_7", "mot de passe : [hidden: password]" },
	{ "пароль: qwerty12", "пароль: [hidden: password]" },
	{ "密码：abc12345", "密码：[hidden: password]" },
	{ "パスワードは abc12345", "パスワードは [hidden: password]" },
	{ "비밀번호: abc12345", "비밀번호: [hidden: password]" },
	{ "ｐａｓｓｗｏｒｄ： ｈｕｎｔｅｒ２！",
	    "ｐａｓｓｗｏｒｄ： [hidden: password]！" },
	{ "Password:\nhunter2!", "Password:\n[hidden: password]!" },
	{ "> Password:\n>\n> hunter2!",
	    "> Password:\n>\n> [hidden: password]!" },
	{ "I forgot my password\n12.11.2025 it was", NULL },
	{ "Private key:\n\n" TXID, "Private key:\n\n[hidden: private key]" },
	{ "رمز عبور: abc12345", "رمز عبور: [hidden: password]" },
	{ "کلید\u200cها را ندارم", NULL },
	{ "password reset does not work", NULL },
	{ "the password is wrong", NULL },
	{ "Password: forgotten", NULL },
	/* Cards: test numbers that issuers publish. */
	{ "card 4111 1111 1111 1111 declined",
	    "card [hidden: card number] declined" },
	{ "4111111111111111", "[hidden: card number]" },
	{ "5555-5555-5555-4444", "[hidden: card number]" },
	{ "378282246310005", "[hidden: card number]" },
	{ "6011 1111 1111 1117", "[hidden: card number]" },
	{ "2223003122003222", "[hidden: card number]" },
	{ "my card ４１１１ １１１１ １１１１ １１１１!",
	    "my card [hidden: card number]!" },
	{ "４１１１　１１１１　１１１１　１１１１", "[hidden: card number]" },
	{ "٤١١١١١١١١١١١١١١١", "[hidden: card number]" },
	{ "41\u200b11 1111 11\u00ad11 1\u200d111", "[hidden: card number]" },
	{ "4111\u00a01111\u00a01111\u00a01111", "[hidden: card number]" },
	{ "4111\u20111111\u20111111\u20111111", "[hidden: card number]" },
	{ "4111.1111.1111.1111", NULL },
	{ "4111\n1111\n1111\n1111\n", "[hidden: card number]\n" },
	{ "411111\n1111111111", NULL },
	{ "𝟜𝟙𝟙𝟙 1111 1111 1111", "[hidden: card number]" },
	{ "4111111111111112", NULL },
	{ "order 4111111111111111", NULL },
	{ "订单号4111111111111111", NULL },
	{ "x4111111111111111", NULL },
	{ "41111111111111111111", NULL },
	{ "+49 170 1234567 and 2026-11-22 10:00", NULL },
	{ "9111111111111111", NULL },
	/* One-time codes. */
	{ "my 2FA code: 123456", "my 2FA code: [hidden: one-time code]" },
	{ "Verification code 654321",
	    "Verification code [hidden: one-time "
	    "code]" },
	{ "验证码：123456", "验证码：[hidden: one-time code]" },
	{ "код из смс 123456", "код из смс [hidden: one-time code]" },
	{ "error code 51000", NULL },
	{ "zip code 12345", NULL },
	{ "verification takes 3 days", NULL },
	/* Several. */
	{ "password: hunter22, card 4111111111111111",
	    "password: [hidden: password], card [hidden: card number]" },
	{ "", NULL },
	{ "UID 12345678, order 20261122001, 0.5 BTC", NULL },
};

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) ranges = disclosed_find(rows[i].text, words);
		g_autofree char *masked = disclosed_mask(rows[i].text, ranges);

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(masked, ==,
		    rows[i].masked ? rows[i].masked : rows[i].text);
	}
}

/* Every line of the file is found again, with what it says. */
static void
test_words(void)
{
	gsize size;
	const char *file = g_bytes_get_data(words, &size);
	g_auto(GStrv) lines = g_strsplit(file, "\n", -1);
	struct seedwords_place place;
	guint count = 0;

	for (; lines[count] && *lines[count]; count++) {
		g_auto(GStrv) fields = g_strsplit(lines[count], " ", 3);
		guint list = (guint)g_ascii_strtoull(fields[1], NULL, 10);

		g_assert_true(seedwords_find(file, size, fields[0],
		    strlen(fields[0]), &place));
		g_assert_true(place.lists >> list & 1);
		g_assert_cmpuint(place.index[list], ==,
		    g_ascii_strtoull(fields[2], NULL, 10));
	}
	g_assert_cmpuint(count, ==, 8 * 2048);
	g_assert_false(seedwords_find(file, size, "aaa", 3, &place));
	g_assert_false(seedwords_find(file, size, "zzzz", 4, &place));
	g_assert_false(seedwords_find(file, size, "", 0, &place));
	g_assert_false(seedwords_find(file, size, "abandonx", 8, &place));
	g_assert_true(seedwords_find(file, size, "ABANDON", 7, &place));
	g_assert_false(seedwords_find(file, 3, "abandon", 7, &place));
	g_assert_false(seedwords_find("", 0, "abandon", 7, &place));
}

/* Other languages' phrases, made here from the lists: all zeros of entropy. */
static void
test_languages(void)
{
	static const struct {
		const char *zero, *last;
	} lists[] = {
		{ "的", "在" },
		{ "abaisser", "abeille" },
		{ "あいこくしん", "あおぞら" },
		{ "가격", "가능" },
		{ "ábaco", "abierto" },
		{ "abaco", "abete" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(GArray) ranges = NULL;

		for (guint j = 0; j < 11; j++)
			g_string_append_printf(text, "%s ", lists[i].zero);
		g_string_append(text, lists[i].last);
		ranges = disclosed_find(text->str, words);
		g_test_message("%s", text->str);
		g_assert_cmpuint(ranges->len, ==, 1);
	}
}

/* Without the lists everything else is still found; long texts are linear. */
static void
test_bounds(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) without = disclosed_find(ABANDON11 "about", NULL);
	g_autoptr(GArray) many = NULL;

	while (text->len < 1024 * 1024)
		g_string_append(text, "abandon 4111 1111 1111 1111: ");
	many = disclosed_find(text->str, words);
	g_assert_cmpuint(without->len, ==, 0);
	g_assert_cmpuint(many->len, >, 1000);
}

int
main(int argc, char **argv)
{
	g_autofree char *path = NULL;
	char *octets = NULL;
	gsize size = 0;

	g_test_init(&argc, &argv, NULL);
	path =
	    g_test_build_filename(G_TEST_DIST, "..", "conf", "seedwords", NULL);
	g_assert_true(g_file_get_contents(path, &octets, &size, NULL));
	words = g_bytes_new_take(octets, size);
	g_test_add_func("/disclosed/rows", test_rows);
	g_test_add_func("/disclosed/words", test_words);
	g_test_add_func("/disclosed/languages", test_languages);
	g_test_add_func("/disclosed/bounds", test_bounds);
	int status = g_test_run();
	g_bytes_unref(words);
	return status;
}
