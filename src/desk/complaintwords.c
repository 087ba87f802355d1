/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a complaint is announced. Anger is none, and neither is the word by
 * itself: people ask how complaints work, and mails talk of them. So a phrase
 * says that its writer does complain, and a row must have none too many: what
 * is not seen here still goes to the agents, or to the complaints' address. */
#include "desk/complaintwords.h"

static const struct complaintwords_row rows[] = {
	{ "ar", "شكوى",
	    "أود تقديم شكوى|أريد تقديم شكوى|أتقدم بشكوى|شكوى رسمية" },
	{ "cs", "stížnost",
	    "podávám stížnost|chci podat stížnost|"
	    "chci si stěžovat|oficiální stížnost" },
	{ "de", "beschwerde|formelle beschwerde|dienstaufsichtsbeschwerde",
	    "ich möchte mich beschweren|hiermit beschwere ich mich|"
	    "ich beschwere mich|beschwerde einlegen|beschwerde einreichen|"
	    "formelle beschwerde|offizielle beschwerde" },
	{ "en", "complaint|formal complaint|official complaint",
	    "i want to complain|i would like to complain|i wish to complain|"
	    "i'd like to complain|i want to file a complaint|"
	    "i would like to file a complaint|i want to make a complaint|"
	    "i would like to make a complaint|i wish to make a complaint|"
	    "i am making a formal complaint|this is a formal complaint|"
	    "this is a complaint|my formal complaint|lodge a complaint|"
	    "lodge a formal complaint|file a formal complaint|"
	    "raise a formal complaint" },
	{ "es", "queja|reclamación formal|queja formal",
	    "quiero presentar una queja|deseo presentar una queja|"
	    "quiero poner una queja|presento una queja|quiero quejarme|"
	    "queja formal" },
	{ "fa", "شکایت",
	    "می‌خواهم شکایت کنم|میخواهم شکایت کنم|شکایت رسمی|"
	    "از شما شکایت دارم" },
	{ "fr", "plainte|réclamation formelle|réclamation officielle",
	    "je souhaite déposer une plainte|je veux déposer une plainte|"
	    "je souhaite me plaindre|je veux me plaindre|plainte officielle|"
	    "réclamation formelle" },
	{ "hi", "शिकायत",
	    "मैं शिकायत दर्ज कराना चाहता हूँ|मैं शिकायत दर्ज कराना चाहती हूँ|"
	    "मैं शिकायत करना चाहता हूँ|मैं शिकायत करना चाहती हूँ|"
	    "औपचारिक शिकायत" },
	{ "id", "keluhan resmi|pengaduan",
	    "saya ingin mengajukan keluhan|saya mau mengajukan keluhan|"
	    "saya ingin mengajukan pengaduan|keluhan resmi|pengaduan resmi" },
	{ "it", "reclamo|reclamo formale",
	    "voglio presentare un reclamo|desidero presentare un reclamo|"
	    "vorrei presentare un reclamo|voglio fare un reclamo|"
	    "reclamo formale|reclamo ufficiale" },
	{ "ja", "苦情|クレーム",
	    "苦情を申し立て|苦情を申し上げ|正式な苦情|"
	    "苦情を言いたい|クレームを入れたい" },
	{ "ko", "불만 접수|항의",
	    "불만을 제기합니다|불만을 접수합니다|"
	    "불만을 제기하고 싶|정식으로 항의|항의합니다" },
	{ "nl", "klacht|formele klacht",
	    "ik wil een klacht indienen|ik dien een klacht in|"
	    "hierbij dien ik een klacht|ik wil mij beklagen|formele klacht|"
	    "officiële klacht" },
	{ "pl", "skarga|reklamacja obsługi",
	    "chcę złożyć skargę|chciałbym złożyć skargę|"
	    "chciałabym złożyć skargę|składam skargę|oficjalna skarga" },
	{ "pt", "reclamação formal|queixa",
	    "quero apresentar uma queixa|quero fazer uma reclamação|"
	    "gostaria de fazer uma reclamação|venho apresentar uma reclamação|"
	    "desejo apresentar uma reclamação|reclamação formal|"
	    "queixa formal" },
	{ "ru", "жалоба",
	    "хочу подать жалобу|хочу пожаловаться|подаю жалобу|"
	    "официальная жалоба|прошу рассмотреть жалобу|"
	    "прошу рассмотреть мою жалобу" },
	{ "th", "ร้องเรียน", "ขอร้องเรียน|ต้องการร้องเรียน|อยากร้องเรียน" },
	{ "tr", "şikayet|şikâyet",
	    "şikayette bulunmak istiyorum|"
	    "şikayet etmek istiyorum|şikayetçiyim|"
	    "şikâyette bulunmak istiyorum|"
	    "şikâyetçiyim|resmi şikayet" },
	{ "uk", "скарга",
	    "хочу подати скаргу|хочу поскаржитися|подаю скаргу|"
	    "офіційна скарга|прошу розглянути скаргу" },
	{ "vi", "khiếu nại",
	    "tôi muốn khiếu nại|tôi xin khiếu nại|"
	    "khiếu nại chính thức|tôi muốn phàn nàn" },
	{ "zh-Hans", "投诉", "我要投诉|我想投诉|正式投诉|特此投诉|投诉你们" },
	{ "zh-Hant", "投訴|客訴",
	    "我要投訴|我想投訴|正式投訴|特此投訴|我要客訴|"
	    "投訴你們" },
};

const struct complaintwords_row *
complaintwords_rows(guint *n_out)
{
	*n_out = G_N_ELEMENTS(rows);
	return rows;
}
