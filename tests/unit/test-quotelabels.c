/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers repeated above a quote, as mail programs write them: each is put
 * under two lines of a customer's, and only these may remain. */
#include "util-newwords.h"

static const struct newwords_row rows[] = {
	{ "bold-outlook", NEWWORDS_BOTH,
	    "*From:* Ann Example [mailto:ann@example.com]\n"
	    "*Sent:* Monday, January 15, 2024 10:00 AM\n"
	    "*To:* support@example.org\n"
	    "*Subject:* Order" },
	{ "outlook-en", NEWWORDS_BOTH,
	    "From: Ann Example <ann@example.com>\n"
	    "Sent: 15.01.2024 10:00\n"
	    "To: support@example.org\n"
	    "Subject: RE: 17" },
	{ "outlook-de", NEWWORDS_BOTH,
	    "Von: Ann Example <ann@example.com>\n"
	    "Gesendet: 15.01.2024 10:00\n"
	    "An: support@example.org\n"
	    "Betreff: RE: 17" },
	{ "outlook-fr", NEWWORDS_BOTH,
	    "De : Ann Example <ann@example.com>\n"
	    "Envoyé : 15.01.2024 10:00\n"
	    "À : support@example.org\n"
	    "Objet : RE: 17" },
	{ "outlook-es", NEWWORDS_BOTH,
	    "De: Ann Example <ann@example.com>\n"
	    "Enviado: 15.01.2024 10:00\n"
	    "Para: support@example.org\n"
	    "Asunto: RE: 17" },
	{ "outlook-pt", NEWWORDS_BOTH,
	    "De: Ann Example <ann@example.com>\n"
	    "Enviada em: 15.01.2024 10:00\n"
	    "Para: support@example.org\n"
	    "Assunto: RE: 17" },
	{ "outlook-it", NEWWORDS_BOTH,
	    "Da: Ann Example <ann@example.com>\n"
	    "Inviato: 15.01.2024 10:00\n"
	    "A: support@example.org\n"
	    "Oggetto: RE: 17" },
	{ "outlook-nl", NEWWORDS_BOTH,
	    "Van: Ann Example <ann@example.com>\n"
	    "Verzonden: 15.01.2024 10:00\n"
	    "Aan: support@example.org\n"
	    "Onderwerp: RE: 17" },
	{ "outlook-pl", NEWWORDS_BOTH,
	    "Od: Ann Example <ann@example.com>\n"
	    "Wysłano: 15.01.2024 10:00\n"
	    "Do: support@example.org\n"
	    "Temat: RE: 17" },
	{ "outlook-cs", NEWWORDS_BOTH,
	    "Od: Ann Example <ann@example.com>\n"
	    "Odesláno: 15.01.2024 10:00\n"
	    "Komu: support@example.org\n"
	    "Předmět: RE: 17" },
	{ "outlook-ru", NEWWORDS_BOTH,
	    "От: Ann Example <ann@example.com>\n"
	    "Отправлено: 15.01.2024 10:00\n"
	    "Кому: support@example.org\n"
	    "Тема: RE: 17" },
	{ "outlook-uk", NEWWORDS_BOTH,
	    "Від: Ann Example <ann@example.com>\n"
	    "Надіслано: 15.01.2024 10:00\n"
	    "Кому: support@example.org\n"
	    "Тема: RE: 17" },
	{ "outlook-tr", NEWWORDS_BOTH,
	    "Kimden: Ann Example <ann@example.com>\n"
	    "Gönderildi: 15.01.2024 10:00\n"
	    "Kime: support@example.org\n"
	    "Konu: RE: 17" },
	{ "outlook-ar", NEWWORDS_BOTH,
	    "من: Ann Example <ann@example.com>\n"
	    "تم الإرسال: 15.01.2024 10:00\n"
	    "إلى: support@example.org\n"
	    "الموضوع: RE: 17" },
	{ "outlook-he", NEWWORDS_BOTH,
	    "מאת: Ann Example <ann@example.com>\n"
	    "נשלח: 15.01.2024 10:00\n"
	    "אל: support@example.org\n"
	    "נושא: RE: 17" },
	{ "outlook-fa", NEWWORDS_BOTH,
	    "از: Ann Example <ann@example.com>\n"
	    "ارسال شده: 15.01.2024 10:00\n"
	    "به: support@example.org\n"
	    "موضوع: RE: 17" },
	{ "outlook-zh-hans", NEWWORDS_BOTH,
	    "发件人： Ann Example <ann@example.com>\n"
	    "发送时间： 15.01.2024 10:00\n"
	    "收件人： support@example.org\n"
	    "主题： RE: 17" },
	{ "outlook-zh-hant", NEWWORDS_BOTH,
	    "寄件者： Ann Example <ann@example.com>\n"
	    "寄件日期： 15.01.2024 10:00\n"
	    "收件者： support@example.org\n"
	    "主旨： RE: 17" },
	{ "outlook-ja", NEWWORDS_BOTH,
	    "差出人: Ann Example <ann@example.com>\n"
	    "送信日時: 15.01.2024 10:00\n"
	    "宛先: support@example.org\n"
	    "件名: RE: 17" },
	{ "outlook-ko", NEWWORDS_BOTH,
	    "보낸 사람: Ann Example <ann@example.com>\n"
	    "보낸 날짜: 15.01.2024 10:00\n"
	    "받는 사람: support@example.org\n"
	    "제목: RE: 17" },
	{ "outlook-vi", NEWWORDS_BOTH,
	    "Từ: Ann Example <ann@example.com>\n"
	    "Đã gửi: 15.01.2024 10:00\n"
	    "Đến: support@example.org\n"
	    "Chủ đề: RE: 17" },
	{ "outlook-id", NEWWORDS_BOTH,
	    "Dari: Ann Example <ann@example.com>\n"
	    "Dikirim: 15.01.2024 10:00\n"
	    "Kepada: support@example.org\n"
	    "Subjek: RE: 17" },
	{ "outlook-th", NEWWORDS_BOTH,
	    "จาก: Ann Example <ann@example.com>\n"
	    "ส่ง: 15.01.2024 10:00\n"
	    "ถึง: support@example.org\n"
	    "เรื่อง: RE: 17" },
	{ "outlook-hi", NEWWORDS_BOTH,
	    "प्रेषक: Ann Example <ann@example.com>\n"
	    "भेजा गया: 15.01.2024 10:00\n"
	    "प्रति: support@example.org\n"
	    "विषय: RE: 17" },
	{ "outlook-sv", NEWWORDS_BOTH,
	    "Från: Ann Example <ann@example.com>\n"
	    "Skickat: 15.01.2024 10:00\n"
	    "Till: support@example.org\n"
	    "Ämne: RE: 17" },
	{ "outlook-da", NEWWORDS_BOTH,
	    "Fra: Ann Example <ann@example.com>\n"
	    "Sendt: 15.01.2024 10:00\n"
	    "Til: support@example.org\n"
	    "Emne: RE: 17" },
	{ "outlook-fi", NEWWORDS_BOTH,
	    "Lähettäjä: Ann Example <ann@example.com>\n"
	    "Lähetetty: 15.01.2024 10:00\n"
	    "Vastaanottaja: support@example.org\n"
	    "Aihe: RE: 17" },
	{ "outlook-hu", NEWWORDS_BOTH,
	    "Feladó: Ann Example <ann@example.com>\n"
	    "Elküldve: 15.01.2024 10:00\n"
	    "Címzett: support@example.org\n"
	    "Tárgy: RE: 17" },
	{ "outlook-ro", NEWWORDS_BOTH,
	    "De la: Ann Example <ann@example.com>\n"
	    "Trimis: 15.01.2024 10:00\n"
	    "Către: support@example.org\n"
	    "Subiect: RE: 17" },
	{ "outlook-el", NEWWORDS_BOTH,
	    "Από: Ann Example <ann@example.com>\n"
	    "Στάλθηκε: 15.01.2024 10:00\n"
	    "Προς: support@example.org\n"
	    "Θέμα: RE: 17" },
	{ "outlook-ruler", NEWWORDS_BOTH,
	    "________________________________\n"
	    "From: Ann Example <ann@example.com>\n"
	    "Sent: Monday, January 15, 2024 10:00\n"
	    "To: support@example.org\n"
	    "Subject: Order" },
	{ "outlook-internal", NEWWORDS_BOTH,
	    "From: Ann Example\n"
	    "Sent: Monday, January 15, 2024 10:00\n"
	    "To: Support\n"
	    "Cc: Bob\n"
	    "Subject: Order" },
	{ "outlook-long-to", NEWWORDS_BOTH,
	    "From: Ann Example <ann@example.com>\n"
	    "Sent: Monday, January 15, 2024 10:00\n"
	    "To: support@example.org; a@example.org;\n"
	    " b@example.org; c@example.org;\n"
	    " d@example.org\n"
	    "Subject: Order" },
	{ "outlook-paragraphs", NEWWORDS_BOTH,
	    "From: Ann Example <ann@example.com>\n"
	    "\n"
	    "Sent: Monday, January 15, 2024 10:00\n"
	    "\n"
	    "To: support@example.org\n"
	    "\n"
	    "Subject: Order" },
	{ "gmx", NEWWORDS_BOTH,
	    "Gesendet: Montag, 15. Januar 2024 um 10:00 Uhr\n"
	    "Von: \"Ann Example\" <ann@example.com>\n"
	    "An: support@example.org\n"
	    "Betreff: Bestellung" },
	{ "hotmail-live", NEWWORDS_BOTH,
	    "Date: Mon, 15 Jan 2024 10:00:00 +0100\n"
	    "From: ann@example.com\n"
	    "To: support@example.org\n"
	    "Subject: Order" },
	{ "orange-fr", NEWWORDS_QUOTED,
	    "> Message du 15/01/24 10:00\n"
	    "> De : \"Ann\" <ann@example.com>\n"
	    "> A : support@example.org\n"
	    "> Objet : Commande\n"
	    ">" },
	{ "free-fr", NEWWORDS_BOTH,
	    "====\n"
	    "\n"
	    "Message du : 15/01/2024 10:00\n"
	    "De : \"Ann\" <ann@example.com>\n"
	    "A : support@example.org\n"
	    "Sujet : Commande" },
	{ "netease-table", NEWWORDS_BOTH,
	    "---- 回复的原邮件 ----\n"
	    "| 发件人 | Ann Example<ann@example.com> |\n"
	    "| 日期 | 2024年01月15日 10:00 |\n"
	    "| 收件人 | support@example.org |\n"
	    "| 主题 | 订单 |" },
	{ "qq", NEWWORDS_BOTH,
	    "------------------ 原始邮件 ------------------\n"
	    "发件人: \"ann\" <ann@example.com>;\n"
	    "发送时间: 2024年1月15日(星期一) 上午10:00\n"
	    "收件人: \"support\"<support@example.org>;\n"
	    "主题: 订单" },
	{ "qq-traditional", NEWWORDS_BOTH,
	    "------------------ 原始郵件 ------------------\n"
	    "寄件者: \"ann\" <ann@example.com>;\n"
	    "傳送時間: 2024年1月15日\n"
	    "收件者: \"support\"<support@example.org>;\n"
	    "主旨: 訂單" },
	{ "naver", NEWWORDS_BOTH,
	    "-----Original Message-----\n"
	    "From: \"Ann\"<ann@example.com>\n"
	    "To: \"support\"<support@example.org>;\n"
	    "Cc:\n"
	    "Sent: 2024-01-15 (월) 10:00:00 (GMT+09:00)\n"
	    "Subject: 주문" },
	{ "daum", NEWWORDS_BOTH,
	    "--------- 원본 메일 ---------\n"
	    "보낸사람: Ann <ann@example.com>\n"
	    "받는사람: support@example.org\n"
	    "날짜: 2024년 1월 15일 월요일, 10시 00분 00초 +0900\n"
	    "제목: 주문" },
	{ "samsung-en", NEWWORDS_BOTH,
	    "-------- Original message --------\n"
	    "From: Ann Example <ann@example.com>\n"
	    "Sent: 15.01.24 10:00 (GMT+01:00)\n"
	    "To: support@example.org\n"
	    "Subject: 17" },
	{ "samsung-de", NEWWORDS_BOTH,
	    "-------- Ursprüngliche Nachricht --------\n"
	    "Von: Ann Example <ann@example.com>\n"
	    "Gesendet: 15.01.24 10:00 (GMT+01:00)\n"
	    "An: support@example.org\n"
	    "Betreff: 17" },
	{ "samsung-fr", NEWWORDS_BOTH,
	    "-------- Message d'origine --------\n"
	    "De: Ann Example <ann@example.com>\n"
	    "Envoyé: 15.01.24 10:00 (GMT+01:00)\n"
	    "À: support@example.org\n"
	    "Objet: 17" },
	{ "samsung-es", NEWWORDS_BOTH,
	    "-------- Mensaje original --------\n"
	    "De: Ann Example <ann@example.com>\n"
	    "Enviado: 15.01.24 10:00 (GMT+01:00)\n"
	    "Para: support@example.org\n"
	    "Asunto: 17" },
	{ "samsung-pt", NEWWORDS_BOTH,
	    "-------- Mensagem original --------\n"
	    "De: Ann Example <ann@example.com>\n"
	    "Enviada em: 15.01.24 10:00 (GMT+01:00)\n"
	    "Para: support@example.org\n"
	    "Assunto: 17" },
	{ "samsung-it", NEWWORDS_BOTH,
	    "-------- Messaggio originale --------\n"
	    "Da: Ann Example <ann@example.com>\n"
	    "Inviato: 15.01.24 10:00 (GMT+01:00)\n"
	    "A: support@example.org\n"
	    "Oggetto: 17" },
	{ "samsung-nl", NEWWORDS_BOTH,
	    "-------- Oorspronkelijk bericht --------\n"
	    "Van: Ann Example <ann@example.com>\n"
	    "Verzonden: 15.01.24 10:00 (GMT+01:00)\n"
	    "Aan: support@example.org\n"
	    "Onderwerp: 17" },
	{ "samsung-pl", NEWWORDS_BOTH,
	    "-------- Oryginalna wiadomość --------\n"
	    "Od: Ann Example <ann@example.com>\n"
	    "Wysłano: 15.01.24 10:00 (GMT+01:00)\n"
	    "Do: support@example.org\n"
	    "Temat: 17" },
	{ "samsung-cs", NEWWORDS_BOTH,
	    "-------- Původní zpráva --------\n"
	    "Od: Ann Example <ann@example.com>\n"
	    "Odesláno: 15.01.24 10:00 (GMT+01:00)\n"
	    "Komu: support@example.org\n"
	    "Předmět: 17" },
	{ "samsung-ru", NEWWORDS_BOTH,
	    "-------- Исходное сообщение --------\n"
	    "От: Ann Example <ann@example.com>\n"
	    "Отправлено: 15.01.24 10:00 (GMT+01:00)\n"
	    "Кому: support@example.org\n"
	    "Тема: 17" },
	{ "samsung-uk", NEWWORDS_BOTH,
	    "-------- Вихідне повідомлення --------\n"
	    "Від: Ann Example <ann@example.com>\n"
	    "Надіслано: 15.01.24 10:00 (GMT+01:00)\n"
	    "Кому: support@example.org\n"
	    "Тема: 17" },
	{ "samsung-tr", NEWWORDS_BOTH,
	    "-------- Orijinal mesaj --------\n"
	    "Kimden: Ann Example <ann@example.com>\n"
	    "Gönderildi: 15.01.24 10:00 (GMT+01:00)\n"
	    "Kime: support@example.org\n"
	    "Konu: 17" },
	{ "samsung-ar", NEWWORDS_BOTH,
	    "-------- الرسالة الأصلية --------\n"
	    "من: Ann Example <ann@example.com>\n"
	    "تم الإرسال: 15.01.24 10:00 (GMT+01:00)\n"
	    "إلى: support@example.org\n"
	    "الموضوع: 17" },
	{ "samsung-he", NEWWORDS_BOTH,
	    "-------- הודעה מקורית --------\n"
	    "מאת: Ann Example <ann@example.com>\n"
	    "נשלח: 15.01.24 10:00 (GMT+01:00)\n"
	    "אל: support@example.org\n"
	    "נושא: 17" },
	{ "samsung-fa", NEWWORDS_BOTH,
	    "-------- پیام اصلی --------\n"
	    "از: Ann Example <ann@example.com>\n"
	    "ارسال شده: 15.01.24 10:00 (GMT+01:00)\n"
	    "به: support@example.org\n"
	    "موضوع: 17" },
	{ "samsung-zh-hans", NEWWORDS_BOTH,
	    "-------- 原始邮件 --------\n"
	    "发件人: Ann Example <ann@example.com>\n"
	    "发送时间: 15.01.24 10:00 (GMT+01:00)\n"
	    "收件人: support@example.org\n"
	    "主题: 17" },
	{ "samsung-zh-hant", NEWWORDS_BOTH,
	    "-------- 原始郵件 --------\n"
	    "寄件者: Ann Example <ann@example.com>\n"
	    "寄件日期: 15.01.24 10:00 (GMT+01:00)\n"
	    "收件者: support@example.org\n"
	    "主旨: 17" },
	{ "samsung-ja", NEWWORDS_BOTH,
	    "-------- 元のメッセージ --------\n"
	    "差出人: Ann Example <ann@example.com>\n"
	    "送信日時: 15.01.24 10:00 (GMT+01:00)\n"
	    "宛先: support@example.org\n"
	    "件名: 17" },
	{ "samsung-ko", NEWWORDS_BOTH,
	    "-------- 원본 이메일 --------\n"
	    "보낸 사람: Ann Example <ann@example.com>\n"
	    "보낸 날짜: 15.01.24 10:00 (GMT+01:00)\n"
	    "받는 사람: support@example.org\n"
	    "제목: 17" },
	{ "samsung-vi", NEWWORDS_BOTH,
	    "-------- Thư gốc --------\n"
	    "Từ: Ann Example <ann@example.com>\n"
	    "Đã gửi: 15.01.24 10:00 (GMT+01:00)\n"
	    "Đến: support@example.org\n"
	    "Chủ đề: 17" },
	{ "samsung-id", NEWWORDS_BOTH,
	    "-------- Pesan asli --------\n"
	    "Dari: Ann Example <ann@example.com>\n"
	    "Dikirim: 15.01.24 10:00 (GMT+01:00)\n"
	    "Kepada: support@example.org\n"
	    "Subjek: 17" },
	{ "samsung-th", NEWWORDS_BOTH,
	    "-------- ข้อความต้นฉบับ --------\n"
	    "จาก: Ann Example <ann@example.com>\n"
	    "ส่ง: 15.01.24 10:00 (GMT+01:00)\n"
	    "ถึง: support@example.org\n"
	    "เรื่อง: 17" },
	{ "samsung-hi", NEWWORDS_BOTH,
	    "-------- मूल संदेश --------\n"
	    "प्रेषक: Ann Example <ann@example.com>\n"
	    "भेजा गया: 15.01.24 10:00 (GMT+01:00)\n"
	    "प्रति: support@example.org\n"
	    "विषय: 17" },
	{ "samsung-sv", NEWWORDS_BOTH,
	    "-------- Originalmeddelande --------\n"
	    "Från: Ann Example <ann@example.com>\n"
	    "Skickat: 15.01.24 10:00 (GMT+01:00)\n"
	    "Till: support@example.org\n"
	    "Ämne: 17" },
	{ "samsung-da", NEWWORDS_BOTH,
	    "-------- Oprindelig besked --------\n"
	    "Fra: Ann Example <ann@example.com>\n"
	    "Sendt: 15.01.24 10:00 (GMT+01:00)\n"
	    "Til: support@example.org\n"
	    "Emne: 17" },
	{ "original-bare", NEWWORDS_BOTH, "-----Original Message-----" },
	{ "original-spaced", NEWWORDS_BOTH, "----- Original Message -----" },
	{ "original-de-outlook", NEWWORDS_BOTH,
	    "-----Ursprüngliche Nachricht-----\n"
	    "Von: Ann <ann@example.com>" },
	{ "seznam-cs", NEWWORDS_BOTH,
	    "---------- Původní e-mail ----------\n"
	    "Od: Ann <ann@example.com>\n"
	    "Komu: support@example.org\n"
	    "Datum: 15. 1. 2024 10:00:00\n"
	    "Předmět: Objednávka" },
	{ "forward-gmail", NEWWORDS_UNQUOTED,
	    "---------- Forwarded message ---------\n"
	    "From: Ann Example <ann@example.com>\n"
	    "Date: Mon, Jan 15, 2024 at 10:00 AM\n"
	    "Subject: Order\n"
	    "To: <support@example.org>" },
	{ "forward-gmail-de", NEWWORDS_UNQUOTED,
	    "---------- Weitergeleitete Nachricht ---------\n"
	    "Von: Ann <ann@example.com>\n"
	    "Date: Mo., 15. Jan. 2024 um 10:00\n"
	    "Subject: Order\n"
	    "To: <support@example.org>" },
	{ "forward-apple", NEWWORDS_BOTH,
	    "Begin forwarded message:\n"
	    "\n"
	    "From: Ann <ann@example.com>\n"
	    "Subject: Order\n"
	    "Date: 15 January 2024 at 10:00:00 CET\n"
	    "To: support@example.org" },
	{ "forward-apple-de", NEWWORDS_BOTH,
	    "Anfang der weitergeleiteten Nachricht:\n"
	    "\n"
	    "Von: Ann <ann@example.com>\n"
	    "Betreff: Order\n"
	    "Datum: 15. Januar 2024\n"
	    "An: support@example.org" },
	{ "forward-yandex", NEWWORDS_UNQUOTED,
	    "-------- Пересылаемое сообщение --------\n"
	    "15.01.2024, 10:00, \"Ann\" <ann@example.com>:" },
	{ "notes", NEWWORDS_UNQUOTED,
	    "-----Forwarded by Bob Example/Example on 01/15/2024 10:00AM -----\n"
	    "To: support@example.org\n"
	    "From: ann@example.com\n"
	    "Date: 01/15/2024\n"
	    "Subject: Order" },
};

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	newwords_add("/quotelabels/", rows, G_N_ELEMENTS(rows));
	return g_test_run();
}
