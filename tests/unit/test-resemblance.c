/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When two mails of one writer are nearly the same: pairs written for this, as
 * customers who wait write again, and as they write about something else in
 * the same tone. The threshold of samematter.h has to stand between them. */
#include "desk/resemblance.h"

#include <string.h>

#include "desk/samematter.h"

struct pair {
	const char *name, *one, *other;
};

static const struct pair alike[] = {
	{ "the very same",
	    "Withdrawal\nI sent a withdrawal two days ago and it is still "
	    "pending. Please look into it.",
	    "Withdrawal\nI sent a withdrawal two days ago and it is still "
	    "pending. Please look into it." },
	{ "case, blanks and marks",
	    "I sent a withdrawal two days ago and it is still pending!!! "
	    "Please look into it.",
	    "i sent a withdrawal two days ago   and it is still pending... "
	    "PLEASE look into it" },
	{ "a greeting more",
	    "I can not log in since yesterday evening. The code that I get by "
	    "SMS is always refused as wrong, although I type it at once.",
	    "Hello again, I can not log in since yesterday evening. The code "
	    "that I get by SMS is always refused as wrong, although I type it "
	    "at once." },
	{ "a sentence more",
	    "I can not log in since yesterday evening. The code that I get by "
	    "SMS is always refused as wrong, although I type it at once. What "
	    "can I do to get into my account again?",
	    "I can not log in since yesterday evening. The code that I get by "
	    "SMS is always refused as wrong, although I type it at once. What "
	    "can I do to get into my account again? I wrote to you this "
	    "morning and nobody has answered yet." },
	{ "a word changed",
	    "My identity check was rejected twice without a reason, although "
	    "the picture of my passport is sharp and shows all four corners.",
	    "My identity check was refused twice without a reason, although "
	    "the picture of my passport is sharp and shows all four corners." },
	{ "german, an opening more",
	    "Guten Tag, meine Auszahlung steht seit gestern auf Bearbeitung und "
	    "das Geld ist nicht auf meinem Konto. Bitte prüfen Sie, woran das "
	    "liegt. Vielen Dank im Voraus.",
	    "Guten Tag, ich habe noch keine Antwort. Meine Auszahlung steht "
	    "seit gestern auf Bearbeitung und das Geld ist nicht auf meinem "
	    "Konto. Bitte prüfen Sie, woran das liegt. Vielen Dank im Voraus." },
	{ "german, Umlaut composed otherwise",
	    "Bitte prüfen Sie meine Einzahlung vom Montag, sie fehlt noch.",
	    "Bitte pru\xcc\x88"
	    "fen Sie meine Einzahlung vom Montag, sie fehlt "
	    "noch!" },
	{ "russian, a plea more",
	    "Здравствуйте, я отправил перевод два дня назад, деньги до сих пор "
	    "не пришли на счёт. Прошу проверить и сообщить, когда они будут "
	    "зачислены.",
	    "Здравствуйте, я отправил перевод два дня назад, деньги до сих пор "
	    "не пришли на счёт. Прошу проверить и сообщить, когда они будут "
	    "зачислены. Очень жду ответа!" },
	{ "spanish, urgent",
	    "No puedo entrar en mi cuenta desde ayer porque el código que me "
	    "llega por SMS siempre aparece como incorrecto.",
	    "URGENTE: no puedo entrar en mi cuenta desde ayer porque el código "
	    "que me llega por SMS siempre aparece como incorrecto." },
	{ "japanese, an opening more",
	    "昨日からログインできません。届いた確認コードを入力しても、"
	    "エラーになってしまいます。対応をお願いいたします。",
	    "再度のご連絡です。昨日からログインできません。届いた確認コードを"
	    "入力しても、エラーになってしまいます。対応をお願いいたします。" },
	{ "chinese, full and half width",
	    "我昨天提交的提币到现在还没有到账，请帮我查一下是什么原因，谢谢！",
	    "您好,我昨天提交的提币到现在还没有到账,请帮我查一下是什么原因" },
	{ "korean, a line more",
	    "어제 출금을 신청했는데 아직 처리되지 않았습니다. 언제쯤 입금되는지 "
	    "확인 부탁드립니다. 거래는 정상적으로 접수되었다고 나옵니다.",
	    "안녕하세요. 어제 출금을 신청했는데 아직 처리되지 않았습니다. "
	    "언제쯤 입금되는지 확인 부탁드립니다. 거래는 정상적으로 "
	    "접수되었다고 나옵니다." },
	{ "thai, thanks more",
	    "ฉันถอนเงินเมื่อวานนี้แต่ยังไม่ได้รับเงินเข้าบัญชี กรุณาตรวจสอบด้วย",
	    "ฉันถอนเงินเมื่อวานนี้แต่ยังไม่ได้รับเงินเข้าบัญชี กรุณาตรวจสอบด้วย ขอบคุณ" },
};

static const struct pair apart[] = {
	{ "greetings only", "Hello, thank you.", "Hello, thank you." },
	{ "nothing at all", "", "" },
	{ "deposit and withdrawal",
	    "Hello, my withdrawal of 500 USDT has not arrived yet. Please help "
	    "me, thank you.",
	    "Hello, my deposit of 200 USDC was not credited. Please help me, "
	    "thank you." },
	{ "one coin and another",
	    "Hello, I sent 2 ETH to my account yesterday and they are not "
	    "there. Could you please check this for me?",
	    "Hello, yesterday I bought LTC with my card and the bank says that "
	    "it was charged twice. Could you please check this for me?" },
	{ "polite frame, another matter",
	    "Dear support team, I hope you are well. I would like to know how "
	    "I can change the phone number of my account. Kind regards, Carol",
	    "Dear support team, I hope you are well. I would like to know why "
	    "my order was cancelled last night. Kind regards, Carol" },
	{ "the same matter in other words",
	    "The code that I get by SMS is always refused, so I can not get "
	    "into my account since yesterday.",
	    "Login does not work: whatever code your system texts me, it calls "
	    "it wrong. That began a day ago." },
	{ "german, another matter",
	    "Guten Tag, meine Auszahlung ist nicht angekommen. Bitte prüfen Sie "
	    "das. Mit freundlichen Grüßen, Max Muster",
	    "Guten Tag, ich möchte meine Telefonnummer ändern. Bitte sagen Sie "
	    "mir, wie das geht. Mit freundlichen Grüßen, Max Muster" },
	{ "russian, another matter",
	    "Здравствуйте! Не могу войти в аккаунт, код из СМС не подходит. "
	    "Помогите, пожалуйста. С уважением, Иван",
	    "Здравствуйте! Не пришёл депозит, отправлял вчера вечером. "
	    "Помогите, пожалуйста. С уважением, Иван" },
	{ "japanese, another matter",
	    "いつもお世話になっております。出金が反映されません。ご確認のほど"
	    "よろしくお願いいたします。",
	    "いつもお世話になっております。電話番号を変更したいです。ご確認の"
	    "ほどよろしくお願いいたします。" },
	{ "chinese, another matter",
	    "你好，我的提币还没有到账，请帮我查一下，谢谢",
	    "你好，我想修改绑定的手机号，请问怎么操作，谢谢" },
	{ "spanish, another matter",
	    "Hola, no he recibido mi retiro de ayer. Quedo atento a su "
	    "respuesta. Gracias y saludos",
	    "Hola, quiero cambiar el correo de mi cuenta. Quedo atento a su "
	    "respuesta. Gracias y saludos" },
};

static void
test_alike(void)
{
	double least = 1;

	for (guint i = 0; i < G_N_ELEMENTS(alike); i++) {
		double how = resemblance_of(alike[i].one, alike[i].other);

		g_test_message("%s: %.2f", alike[i].name, how);
		g_assert_cmpfloat(how, >=, SAMEMATTER_ALIKE);
		least = MIN(least, how);
	}
	g_test_message("least of all that are alike: %.2f", least);
}

static void
test_apart(void)
{
	double most = 0;

	for (guint i = 0; i < G_N_ELEMENTS(apart); i++) {
		double how = resemblance_of(apart[i].one, apart[i].other);

		g_test_message("%s: %.2f", apart[i].name, how);
		g_assert_cmpfloat(how, <, SAMEMATTER_ALIKE);
		most = MAX(most, how);
	}
	g_test_message("most of all that are apart: %.2f", most);
}

/* Either way round, and of any length, in bounded time. */
static void
test_bounds(void)
{
	g_autoptr(GString) endless = g_string_new(NULL);
	g_autofree char *dots = g_strnfill(4 * 1024 * 1024, '.');

	for (guint i = 0; i < 200000; i++)
		g_string_append_printf(endless, "w%u ", i);
	g_assert_cmpfloat(resemblance_of(endless->str, endless->str), ==, 1);
	g_assert_cmpfloat(resemblance_of(dots, endless->str), ==, 0);
	for (guint i = 0; i < G_N_ELEMENTS(alike); i++)
		g_assert_cmpfloat(resemblance_of(alike[i].one, alike[i].other),
		    ==, resemblance_of(alike[i].other, alike[i].one));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/resemblance/alike", test_alike);
	g_test_add_func("/resemblance/apart", test_apart);
	g_test_add_func("/resemblance/bounds", test_bounds);
	return g_test_run();
}
