/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thanks and nothing else, in the languages of the letters; and what only looks
 * like it, which an agent must read. */
#include "desk/thanks.h"

#include <string.h>

#include "desk/thankstable.h"
#include "mime/quote.h"

static const char *const names[] = { "Carol Müller", "Alice", "Example Support",
	NULL };

/* A mail that says so, above what it quotes. */
static struct message *
mail_of(const char *words)
{
	struct message *message = message_new();

	g_free(message->text);
	message->text = g_strconcat(words,
	    "\n\nOn 2 Mar 2026, Example Support wrote:\n> It is done. Is it "
	    "good now?\n",
	    NULL);
	g_array_unref(message->kept);
	message->kept = quote_find(message->text, QUOTE_IS_REPLY);
	return message;
}

static void
test_thanks(void)
{
	static const char *const rows[] = { "Thank you!", "ok thanks!",
		"Thanks", "thx :)",
		"Hi Alice,\n\nthank you very much!\n\nCarol",
		"Perfect, thank you so much for your help.",
		"Thank you!\n\nBest regards,\nCarol Müller",
		"Thanks, that worked.\n\n-- \nCarol Müller\nCEO, Acme 42",
		"\xf0\x9f\x91\x8d", "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",
		"Thanks \xe2\x9d\xa4\xef\xb8\x8f", "Danke! \xf0\x9f\x99\x8f",
		"Vielen Dank für die schnelle Antwort!\n\nMit freundlichen "
		"Grüßen\nCarol Müller",
		"Hallo Alice, hat geklappt. Danke schön!",
		"Merci beaucoup pour votre aide !\nBonne journée",
		"Bonjour,\nc\xe2\x80\x99"
		"est parfait, merci.\nCordialement",
		"¡Muchas gracias!",
		"Hola, muchas gracias por su ayuda. Saludos", "Muito obrigado!",
		"Bom dia, obrigada pela resposta.", "Grazie mille.",
		"Buongiorno, perfetto, grazie. Cordiali saluti",
		"Hartelijk dank voor de snelle reactie!\nMet vriendelijke groet",
		"Dziękuję bardzo za pomoc!", "Dzięki, działa.", "Děkuji moc.",
		"Dobrý den, mnohokrát děkuji. S pozdravem", "Большое спасибо!",
		"Спасибо, всё работает. С уважением", "Дуже дякую!",
		"Дякую за допомогу. Гарного дня!", "Çok teşekkür ederim.",
		"TEŞEKKÜRLER", "شكرا جزيلا!", "السلام عليكم، شكرا لكم",
		"خیلی ممنون", "سلام، متشکرم از کمک شما", "谢谢！",
		"好的，非常感谢您的帮助。", "謝謝您", "好的，感謝您的幫助！",
		"ありがとうございました。",
		"解決しました。ありがとうございます！",
		"承知いたしました。迅速なご対応をいただきありがとうございました。",
		"감사합니다.", "네, 알겠습니다. 빠른 답변 감사합니다!",
		"Cảm ơn bạn rất nhiều!", "Vâng, xin cảm ơn ạ.",
		"Terima kasih banyak atas bantuannya.", "Oke, makasih kak!",
		"ขอบคุณมากครับ", "โอเค ขอบคุณค่ะ", "धन्यवाद!",
		"आपकी मदद के लिए बहुत बहुत धन्यवाद।" };

	g_test_set_nonfatal_assertions(); /* all rows, not the first */
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) message = mail_of(rows[i]);

		g_test_message("%u: %s", i, rows[i]);
		g_assert_true(thanks_is_all(message, names));
	}
}

static void
test_more(void)
{
	static const char *const rows[] = { "Thanks, but it does not work.",
		"Thank you. When will it arrive?", "Thanks?", "ok",
		"Hi Alice,\n\nBest regards", "Thanks for nothing",
		"Thank you, my order is 4711.", "\xf0\x9f\x91\x8e",
		"Thanks \xf0\x9f\x98\xa1", "Thanks, Mallory", "Thanksgiving",
		"No thanks", "Thanks in advance", "Danke, aber es geht nicht.",
		"Danke im Voraus", "Merci de me rappeler", "Gracias, pero no",
		"谢谢，但是还不行",
		"ありがとうございます。ただ、まだ動きません。",
		"спасибо не работает", "Please call me, thanks",
		"Thanks! http://www.example.org", "شكرا؟" };

	g_test_set_nonfatal_assertions();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) message = mail_of(rows[i]);

		g_test_message("%s", rows[i]);
		g_assert_false(thanks_is_all(message, names));
	}
}

static struct message_part *
add_part(struct message *message, const char *mime, guint64 size, guint32 flags)
{
	struct message_part *part = message_part_new();

	g_free(part->mime);
	part->mime = g_strdup(mime);
	part->size = size;
	part->flags = flags;
	g_ptr_array_add(message->parts, part);
	return part;
}

static void
test_attachments(void)
{
	static const struct {
		const char *name, *mime;
		guint64 size;
		guint32 flags;
		gboolean thanks;
	} rows[] = {
		{ "a logo", "image/png", 4000, MESSAGE_PART_INLINE, TRUE },
		{ "a photo", "image/jpeg", 4000000, MESSAGE_PART_INLINE,
		    FALSE },
		{ "a picture as a file", "image/png", 4000, 0, FALSE },
		{ "a paper", "application/pdf", 4000, 0, FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(message) message = mail_of("Thank you!");

		g_test_message("%s", rows[i].name);
		add_part(message, rows[i].mime, rows[i].size, rows[i].flags);
		g_assert_cmpint(thanks_is_all(message, names), ==,
		    rows[i].thanks);
	}
}

/* Long mails are never only thanks, whatever they are made of. */
static void
test_long(void)
{
	g_autoptr(GString) words = g_string_new(NULL);

	while (words->len <= THANKS_MAX)
		g_string_append(words, "Thank you very much. ");
	g_autoptr(message) message = mail_of(words->str);
	g_assert_false(thanks_is_all(message, names));
	g_autoptr(message) empty = message_new();
	g_assert_false(thanks_is_all(empty, names));
}

/* A phrase that is not in the text's own form would never be found. */
static void
test_table(void)
{
	guint n = 0;
	const struct thankstable_row *rows = thankstable_rows(&n);

	for (guint i = 0; i < n; i++) {
		g_auto(GStrv) phrases = g_strsplit(rows[i].phrases, "|", -1);

		for (guint k = 0; phrases[k]; k++) {
			g_autofree char *folded =
			    g_utf8_casefold(phrases[k], -1);
			g_autofree char *form =
			    g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);

			g_assert_cmpstr(form, ==, phrases[k]);
			g_assert_cmpuint(strlen(phrases[k]), >, 0);
			g_assert_null(strstr(phrases[k], "  "));
			if (rows[i].kind != THANKSTABLE_THANKS)
				continue;
			g_autoptr(message) message = mail_of(phrases[k]);
			g_test_message("%s: %s", rows[i].language, phrases[k]);
			g_assert_true(thanks_is_all(message, names));
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/thanks/thanks", test_thanks);
	g_test_add_func("/thanks/more than thanks", test_more);
	g_test_add_func("/thanks/attachments", test_attachments);
	g_test_add_func("/thanks/long", test_long);
	g_test_add_func("/thanks/table", test_table);
	return g_test_run();
}
