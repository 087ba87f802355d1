/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of telephones and apps, as mail programs write them: each is put
 * under two lines of a customer's, and only these may remain. */
#include "util-newwords.h"

static const struct newwords_row rows[] = {
	{ "en", NEWWORDS_LAST, "Sent from my iPhone" },
	{ "en-outlook", NEWWORDS_LAST,
	    "Get Outlook for iOS<https://aka.ms/o0ukef>" },
	{ "en-outlook-bracket", NEWWORDS_LAST,
	    "Get [Outlook for Android](https://aka.ms/x)" },
	{ "en-yahoo", NEWWORDS_LAST, "Sent from Yahoo Mail on Android" },
	{ "en-samsung", NEWWORDS_LAST, "Sent from my Galaxy" },
	{ "en-carrier", NEWWORDS_LAST, "Sent from my T-Mobile 4G LTE Device" },
	{ "en-verizon", NEWWORDS_LAST,
	    "Sent from my Verizon, Samsung Galaxy smartphone" },
	{ "en-windows", NEWWORDS_LAST, "Sent from Mail for Windows 10" },
	{ "en-at-t", NEWWORDS_LAST,
	    "Sent via the Samsung Galaxy S21 5G, an AT&T 5G smartphone" },
	{ "en-proton", NEWWORDS_LAST, "Sent from Proton Mail mobile" },
	{ "en-unknown", NEWWORDS_LAST, "Sent from my Wiko RIDGE FAB 4G" },
	{ "de", NEWWORDS_LAST, "Von meinem iPhone gesendet" },
	{ "de-samsung", NEWWORDS_LAST,
	    "Von meinem Samsung Galaxy Smartphone gesendet." },
	{ "de-outlook", NEWWORDS_LAST,
	    "Gesendet von Outlook für Android<https://aka.ms/AAb9ysg>" },
	{ "de-gmx", NEWWORDS_LAST,
	    "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet." },
	{ "fr", NEWWORDS_LAST, "Envoyé de mon iPhone" },
	{ "fr-outlook", NEWWORDS_LAST,
	    "Envoyé à partir de Outlook pour iOS<https://aka.ms/o0ukef>" },
	{ "fr-samsung", NEWWORDS_LAST, "Envoyé depuis mon appareil Galaxy" },
	{ "es", NEWWORDS_LAST, "Enviado desde mi iPhone" },
	{ "es-outlook", NEWWORDS_LAST, "Obtener Outlook para Android" },
	{ "pt", NEWWORDS_LAST, "Enviado do meu iPhone" },
	{ "pt-outlook", NEWWORDS_LAST, "Obter o Outlook para iOS" },
	{ "it", NEWWORDS_LAST, "Inviato da iPhone" },
	{ "it-outlook", NEWWORDS_LAST, "Scarica Outlook per iOS" },
	{ "nl", NEWWORDS_LAST, "Verstuurd vanaf mijn iPhone" },
	{ "nl-outlook", NEWWORDS_LAST, "Outlook voor Android downloaden" },
	{ "pl", NEWWORDS_LAST, "Wysłane z iPhone’a" },
	{ "pl-outlook", NEWWORDS_LAST,
	    "Pobierz program Outlook dla systemu iOS" },
	{ "cs", NEWWORDS_LAST, "Odesláno z iPhonu" },
	{ "ru", NEWWORDS_LAST, "Отправлено с iPhone" },
	{ "ru-mailru", NEWWORDS_LAST, "Отправлено из мобильной Почты Mail.ru" },
	{ "ru-yandex", NEWWORDS_LAST, "Отправлено из мобильной Яндекс Почты" },
	{ "uk", NEWWORDS_LAST, "Надіслано з iPhone" },
	{ "tr", NEWWORDS_LAST, "iPhone’umdan gönderildi" },
	{ "tr-samsung", NEWWORDS_LAST,
	    "Samsung Galaxy akıllı telefonumdan gönderildi." },
	{ "ar", NEWWORDS_LAST, "أُرسلت من الـ iPhone" },
	{ "he", NEWWORDS_LAST, "נשלח מה-iPhone שלי" },
	{ "fa", NEWWORDS_LAST,
	    "ارسال\xe2\x80\x8c"
	    "شده از iPhone من" },
	{ "zh-hans", NEWWORDS_LAST, "发自我的iPhone" },
	{ "zh-hant", NEWWORDS_LAST, "從我的 iPhone 傳送" },
	{ "zh-qq", NEWWORDS_LAST, "发自我的华为手机" },
	{ "ja", NEWWORDS_LAST, "iPhoneから送信" },
	{ "ja-outlook", NEWWORDS_LAST, "Outlook for iOS を入手" },
	{ "ko", NEWWORDS_LAST, "나의 iPhone에서 보냄" },
	{ "ko-samsung", NEWWORDS_LAST, "내 Galaxy에서 보냄" },
	{ "vi", NEWWORDS_LAST, "Đã gửi từ iPhone của tôi" },
	{ "id", NEWWORDS_LAST, "Dikirim dari iPhone saya" },
	{ "th", NEWWORDS_LAST, "ส่งจาก iPhone ของฉัน" },
	{ "hi", NEWWORDS_LAST, "मेरे iPhone से भेजा गया" },
	{ "sv", NEWWORDS_LAST, "Skickat från min iPhone" },
	{ "da", NEWWORDS_LAST, "Sendt fra min iPhone" },
	{ "no", NEWWORDS_LAST, "Sendt fra min iPhone" },
	{ "fi", NEWWORDS_LAST, "Lähetetty iPhonesta" },
	{ "hu", NEWWORDS_LAST, "Elküldve az iPhone-omról" },
	{ "el", NEWWORDS_LAST, "Στάλθηκε από το iPhone μου" },
	{ "ro", NEWWORDS_LAST, "Trimis de pe iPhone-ul meu" },
	{ "sk", NEWWORDS_LAST, "Odoslané z iPhonu" },
};

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	newwords_add("/quotemobile/", rows, G_N_ELEMENTS(rows));
	return g_test_run();
}
