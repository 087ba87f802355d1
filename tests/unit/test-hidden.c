/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail without its secrets: each place of it, and the ranges of its words. */
#include "desk/hidden.h"

#include <string.h>

#include "desk/disclosed.h"
#include "desk/seedwords.h"

#define SEED                                                       \
	"legal winner thank year wave sausage worth useful legal " \
	"winner thank yellow"
#define QUOTED_SEED                                               \
	"> legal winner thank year wave sausage\n> worth useful " \
	"legal winner thank yellow"
#define BIT(kind) hidden_bit(DISCLOSED_##kind)
#define HIDDEN MESSAGE_FLAG_HIDDEN

/* The kept words stand between { and }, before and after. */
static const struct {
	const char *name, *text, *want;
	guint32 flags;
} texts[] = {
	{ "nothing", "{Where is my deposit?}", "{Where is my deposit?}", 0 },
	{ "new words", "{my words: " SEED " help}\n> old\n",
	    "{my words: [hidden: seed phrase] help}\n> old\n",
	    HIDDEN | BIT(SEED) },
	{ "quoted only", "{any news?}\n" QUOTED_SEED "\n",
	    "{any news?}\n> [hidden: seed phrase]\n", HIDDEN },
	{ "before the words", "> password: hunter2!\n{well?}\n",
	    "> password: [hidden: password]!\n{well?}\n", HIDDEN },
	{ "two, and words behind",
	    "{password: hunter2!} > x\n{card 4111 1111 1111 1111 it is} > y",
	    "{password: [hidden: password]!} > x\n"
	    "{card [hidden: card number] it is} > y",
	    HIDDEN | BIT(PASSWORD) | BIT(CARD) },
	{ "the range begins inside",
	    "legal winner thank {year wave sausage worth useful legal "
	    "winner thank yellow end}",
	    "{[hidden: seed phrase] end}", HIDDEN | BIT(SEED) },
	{ "it ends inside",
	    "{so: legal winner thank} year wave sausage worth useful legal "
	    "winner thank yellow",
	    "{so: [hidden: seed phrase]}", HIDDEN | BIT(SEED) },
	{ "two meet inside",
	    "{so: legal winner thank} year {wave sausage worth useful legal "
	    "winner thank yellow end}",
	    "{so: [hidden: seed phrase]}{ end}", HIDDEN | BIT(SEED) },
	{ "all of a range is inside",
	    "legal {winner} thank year {wave sausage} worth useful legal "
	    "winner thank yellow",
	    "{[hidden: seed phrase]}", HIDDEN | BIT(SEED) },
	{ "other letters around", "{Мой пароль: qwerty12, спасибо}",
	    "{Мой пароль: [hidden: password], спасибо}",
	    HIDDEN | BIT(PASSWORD) },
};

static struct message *
read_marked(const char *marked)
{
	struct message *message = message_new();
	GString *text = g_string_new(NULL);
	struct message_range range = { 0 };

	for (; *marked; marked++) {
		if (*marked == '{') {
			range.offset = (guint32)text->len;
		} else if (*marked == '}') {
			range.length = (guint32)text->len - range.offset;
			g_array_append_val(message->kept, range);
		} else {
			g_string_append_c(text, *marked);
		}
	}
	g_free(message->text);
	message->text = g_string_free(text, FALSE);
	return message;
}

static char *
write_marked(const struct message *message)
{
	GString *out = g_string_new(message->text);

	for (guint i = message->kept->len; i-- > 0;) {
		const struct message_range *range =
		    &g_array_index(message->kept, struct message_range, i);

		g_string_insert_c(out, range->offset + range->length, '}');
		g_string_insert_c(out, range->offset, '{');
	}
	return g_string_free(out, FALSE);
}

static void
test_texts(void)
{
	g_autoptr(GBytes) words = seedwords_shipped();

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(message) message = read_marked(texts[i].text);
		bool changed = hidden_take_out(message, words);
		g_autofree char *got = write_marked(message);
		g_autoptr(GBytes) record = message_encode(message);
		g_autoptr(message) again = message_decode(record, 0, NULL);

		g_test_message("%s", texts[i].name);
		g_assert_cmpstr(got, ==, texts[i].want);
		g_assert_cmphex(message->flags, ==, texts[i].flags);
		g_assert_cmpint(changed, ==, texts[i].flags != 0);
		/* a record like any other, and nothing is found twice */
		g_assert_nonnull(again);
		g_assert_false(hidden_take_out(again, words));
	}
}

/* What each kind leaves is not taken for one again, whatever announces it. */
static void
test_marks(void)
{
	static const char *const before[] = { "password: ", "PIN: ",
		"API secret: ", "private key=", "card ", "code: " };
	g_autoptr(GBytes) words = seedwords_shipped();

	for (guint i = 0; i < DISCLOSED_KINDS; i++)
		for (guint j = 0; j < G_N_ELEMENTS(before); j++) {
			g_autoptr(message) message = message_new();

			g_free(message->text);
			message->text = g_strdup_printf("%s[hidden: %s]",
			    before[j], disclosed_kind_name(i));
			g_test_message("%s", message->text);
			g_assert_false(hidden_take_out(message, words));
			g_assert_cmpuint(disclosed_mark_size(i), ==,
			    strlen(message->text) - strlen(before[j]));
		}
}

static const struct {
	const char *name, *want;
} names[] = {
	{ "passport.pdf", "passport.pdf" },
	{ "4111111111111111.png", "hidden (card number).png" },
	{ "my password hunter2!.txt", "hidden (password).txt" },
	{ "legal_winner_thank_year_wave_sausage_worth_useful_legal_winner_"
	  "thank_yellow.txt",
	    "hidden (seed phrase).txt" },
	{ "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ.key",
	    "hidden (private key).key" },
	{ "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
	    "hidden (private key)" },
	{ "IMG_20260302_101112.jpg", "IMG_20260302_101112.jpg" },
	{ "Screenshot_20260302-101112_Chrome.png",
	    "Screenshot_20260302-101112_Chrome.png" },
};

static void
test_names(void)
{
	g_autoptr(GBytes) words = seedwords_shipped();

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(message) message = message_new();
		struct message_part *part = message_part_new();

		g_free(part->name);
		part->name = g_strdup(names[i].name);
		g_ptr_array_add(message->parts, part);
		hidden_take_out(message, words);
		g_assert_cmpstr(part->name, ==, names[i].want);
		g_assert_cmpint(message->flags != 0, ==,
		    strcmp(names[i].name, names[i].want) != 0);
	}
}

/* A reply's subject is the first mail's, which was told of then. */
static void
test_lines(void)
{
	g_autoptr(GBytes) words = seedwords_shipped();

	for (guint reply = 0; reply < 2; reply++) {
		g_autoptr(message) message = message_new();

		g_free(message->subject);
		message->subject = g_strdup("Re: my password is hunter2!");
		if (reply) {
			g_strfreev(message->in_reply_to);
			message->in_reply_to = g_strsplit("a@b", " ", -1);
		}
		g_assert_true(hidden_take_out(message, words));
		g_assert_cmpstr(message->subject, ==,
		    "Re: my password is [hidden: password]!");
		g_assert_cmphex(message->flags, ==,
		    HIDDEN | (reply ? 0 : BIT(PASSWORD)));
	}
}

/* The customer's own code goes in the same way, and is no disclosure. */
static void
test_code(void)
{
	g_autoptr(message) message =
	    read_marked("{is Blue\nWhale mine?}\n> blue whale\n> {ok}\n");
	struct message_part *part = message_part_new();

	g_free(message->subject);
	message->subject = g_strdup("Re: BLUE WHALE");
	g_free(part->name);
	part->name = g_strdup("blue whale.png");
	g_ptr_array_add(message->parts, part);
	g_assert_false(hidden_take_code(message, "red whale"));
	g_assert_true(hidden_take_code(message, "Blue Whale"));
	g_autofree char *got = write_marked(message);
	g_assert_cmpstr(got, ==,
	    "{is [hidden: anti-phishing code] mine?}\n"
	    "> [hidden: anti-phishing code]\n> {ok}\n");
	g_assert_cmpstr(message->subject, ==,
	    "Re: [hidden: anti-phishing code]");
	g_assert_cmpstr(part->name, ==, "hidden (anti-phishing code).png");
	g_assert_cmphex(message->flags, ==, 0);
	g_assert_false(hidden_take_code(message, "Blue Whale"));
}

static void
test_kinds(void)
{
	g_autofree char *two = hidden_kinds(BIT(SEED) | BIT(CARD) | HIDDEN);
	g_autofree char *none = hidden_kinds(HIDDEN);
	g_autoptr(GBytes) words = seedwords_shipped();

	g_assert_cmpstr(two, ==, "seed phrase, card number");
	g_assert_null(none);
	g_assert_cmphex(hidden_in_file("a,b\n" SEED "\n", words), ==,
	    BIT(SEED));
	g_assert_cmphex(hidden_in_file("login code: 123456\n", words), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hidden/texts", test_texts);
	g_test_add_func("/hidden/marks", test_marks);
	g_test_add_func("/hidden/names", test_names);
	g_test_add_func("/hidden/lines", test_lines);
	g_test_add_func("/hidden/code", test_code);
	g_test_add_func("/hidden/kinds", test_kinds);
	return g_test_run();
}
