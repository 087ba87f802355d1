/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words around first answers, in the languages that docket has letters in. The
 * letter names one word for "solved" and one for "a person": they must stand
 * here, in the language's own row. Of grave words it is better to have one too
 * many: then a person answers without a machine before him. */
#include "desk/helpwords.h"

#include <string.h>

#include "base/normal.h"
/* clang-format off */
static const struct thankstable_row rows[] = {
	{ "en", THANKSTABLE_SOLVED,
	    "solved|that solved it|this solved it|it is solved|it's solved|"
	    "problem solved|issue solved|resolved|issue resolved|"
	    "that helped|this helped" },
	{ "en", THANKSTABLE_PERSON,
	    "human|person|agent|operator|a human|a person|an agent|"
	    "a real person|real person|representative|talk to a human|"
	    "talk to a person|speak to a person|speak to a human|"
	    "speak to an agent|i want a person|i need a person" },
	{ "en", THANKSTABLE_BESIDE, "please" },
	{ "de", THANKSTABLE_SOLVED,
	    "gelöst|ist gelöst|problem gelöst|das problem ist gelöst|erledigt|"
	    "hat sich erledigt|das hat geholfen|hat geholfen" },
	{ "de", THANKSTABLE_PERSON,
	    "mitarbeiter|mitarbeiterin|mensch|ein mensch|einen menschen|"
	    "person|berater|einen mitarbeiter|ein mitarbeiter" },
	{ "de", THANKSTABLE_BESIDE, "bitte" },
	{ "es", THANKSTABLE_SOLVED,
	    "resuelto|ya está resuelto|está resuelto|problema resuelto|"
	    "solucionado|está solucionado|ya se resolvió" },
	{ "es", THANKSTABLE_PERSON,
	    "persona|una persona|humano|un humano|agente|un agente|operador|"
	    "asesor|una persona real" },
	{ "es", THANKSTABLE_BESIDE, "por favor" },
	{ "fr", THANKSTABLE_SOLVED,
	    "résolu|c'est résolu|problème résolu|le problème est résolu|réglé|"
	    "c'est réglé" },
	{ "fr", THANKSTABLE_PERSON,
	    "conseiller|un conseiller|conseillère|humain|un humain|personne|"
	    "une personne|une vraie personne|agent|un agent|opérateur" },
	{ "fr", THANKSTABLE_BESIDE, "s'il vous plaît|svp" },
	{ "it", THANKSTABLE_SOLVED,
	    "risolto|problema risolto|ho risolto|è risolto|tutto risolto" },
	{ "it", THANKSTABLE_PERSON,
	    "operatore|un operatore|persona|una persona|umano|"
	    "una persona reale" },
	{ "it", THANKSTABLE_BESIDE, "per favore|per cortesia" },
	{ "pt", THANKSTABLE_SOLVED,
	    "resolvido|problema resolvido|está resolvido|já está resolvido|"
	    "já resolvi|foi resolvido" },
	{ "pt", THANKSTABLE_PERSON,
	    "atendente|um atendente|humano|um humano|pessoa|uma pessoa|agente|"
	    "operador" },
	{ "pt", THANKSTABLE_BESIDE, "por favor" },
	{ "nl", THANKSTABLE_SOLVED,
	    "opgelost|is opgelost|het is opgelost|probleem opgelost" },
	{ "nl", THANKSTABLE_PERSON,
	    "medewerker|een medewerker|mens|een mens|persoon|een persoon" },
	{ "nl", THANKSTABLE_BESIDE, "alstublieft|graag" },
	{ "pl", THANKSTABLE_SOLVED,
	    "rozwiązane|już rozwiązane|problem rozwiązany|sprawa rozwiązana|"
	    "załatwione" },
	{ "pl", THANKSTABLE_PERSON,
	    "konsultant|konsultantem|konsultanta|człowiek|człowiekiem|"
	    "pracownik|pracownikiem|operator" },
	{ "pl", THANKSTABLE_BESIDE, "proszę" },
	{ "cs", THANKSTABLE_SOLVED,
	    "vyřešeno|už je vyřešeno|je to vyřešeno|problém vyřešen" },
	{ "cs", THANKSTABLE_PERSON,
	    "operátor|operátora|člověk|člověka|pracovník|osoba" },
	{ "cs", THANKSTABLE_BESIDE, "prosím" },
	{ "ru", THANKSTABLE_SOLVED,
	    "решено|вопрос решён|вопрос решен|проблема решена|помогло|"
	    "всё решилось|все решилось" },
	{ "ru", THANKSTABLE_PERSON,
	    "оператор|оператора|человек|человека|живой человек|сотрудник|"
	    "специалист|позовите оператора|живого человека" },
	{ "ru", THANKSTABLE_BESIDE, "пожалуйста" },
	{ "uk", THANKSTABLE_SOLVED,
	    "вирішено|питання вирішено|проблему вирішено|допомогло" },
	{ "uk", THANKSTABLE_PERSON,
	    "оператор|оператора|людина|людину|жива людина|співробітник|"
	    "фахівець" },
	{ "uk", THANKSTABLE_BESIDE, "будь ласка" },
	{ "tr", THANKSTABLE_SOLVED,
	    "çözüldü|sorun çözüldü|sorunum çözüldü|hallettim|halloldu" },
	{ "tr", THANKSTABLE_PERSON,
	    "temsilci|müşteri temsilcisi|insan|gerçek kişi|yetkili|operatör" },
	{ "tr", THANKSTABLE_BESIDE, "lütfen" },
	{ "ar", THANKSTABLE_SOLVED, "تم الحل|حلت المشكلة|تم حل المشكلة" },
	{ "ar", THANKSTABLE_PERSON, "موظف|شخص|إنسان|انسان|ممثل|أريد موظف" },
	{ "ar", THANKSTABLE_BESIDE, "من فضلك|من فضلكم" },
	{ "fa", THANKSTABLE_SOLVED, "حل شد|مشکل حل شد|مشکلم حل شد" },
	{ "fa", THANKSTABLE_PERSON, "کارشناس|انسان|اپراتور|پشتیبان|شخص" },
	{ "fa", THANKSTABLE_BESIDE, "لطفا|لطفاً" },
	{ "hi", THANKSTABLE_SOLVED,
	    "हल हो गया|हल हो गई|समस्या हल हो गई|समाधान हो गया" },
	{ "hi", THANKSTABLE_PERSON, "व्यक्ति|इंसान|एजेंट|प्रतिनिधि|मानव" },
	{ "hi", THANKSTABLE_BESIDE, "कृपया" },
	{ "id", THANKSTABLE_SOLVED,
	    "selesai|sudah selesai|masalah selesai|teratasi|sudah teratasi" },
	{ "id", THANKSTABLE_PERSON,
	    "petugas|manusia|orang|agen|operator|bicara dengan petugas" },
	{ "id", THANKSTABLE_BESIDE, "tolong|mohon" },
	{ "vi", THANKSTABLE_SOLVED,
	    "đã giải quyết|đã giải quyết xong|vấn đề đã được giải quyết|"
	    "đã xong" },
	{ "vi", THANKSTABLE_PERSON,
	    "nhân viên|gặp nhân viên|người thật|tư vấn viên|con người" },
	{ "vi", THANKSTABLE_BESIDE, "vui lòng|xin vui lòng" },
	{ "th", THANKSTABLE_SOLVED,
	    "แก้ไขแล้ว|แก้ปัญหาแล้ว|แก้ได้แล้ว|เรียบร้อยแล้ว" },
	{ "th", THANKSTABLE_PERSON,
	    "เจ้าหน้าที่|ติดต่อเจ้าหน้าที่|ขอคุยกับเจ้าหน้าที่|พนักงาน" },
	{ "ja", THANKSTABLE_SOLVED,
	    "解決|解決しました|解決済み|解決できました" },
	{ "ja", THANKSTABLE_PERSON,
	    "担当者|担当者希望|人間|オペレーター|有人" },
	{ "ja", THANKSTABLE_BESIDE, "お願いします|お願いいたします" },
	{ "ko", THANKSTABLE_SOLVED,
	    "해결|해결됨|해결되었습니다|해결됐습니다|해결했습니다|"
	    "해결되었어요|해결됐어요" },
	{ "ko", THANKSTABLE_PERSON, "상담원|상담원 연결|사람|직원" },
	{ "ko", THANKSTABLE_BESIDE, "부탁드립니다|부탁합니다" },
	{ "zh-Hans", THANKSTABLE_SOLVED,
	    "已解决|解决了|问题已解决|已经解决|已经解决了|问题解决了" },
	{ "zh-Hans", THANKSTABLE_PERSON,
	    "人工|人工客服|转人工|真人|客服|我要人工" },
	{ "zh-Hans", THANKSTABLE_BESIDE, "请" },
	{ "zh-Hant", THANKSTABLE_SOLVED,
	    "已解決|解決了|問題已解決|已經解決|已經解決了" },
	{ "zh-Hant", THANKSTABLE_PERSON,
	    "真人|真人客服|人工|專員|客服|轉人工|我要真人" },
	{ "zh-Hant", THANKSTABLE_BESIDE, "請" },
};

/* Beginnings of words, case folded, one string a language. */
static const char *const grave[] = {
	/* en */ "stolen|stole|theft|hacked|hacker|scammed|unauthorized|"
	    "unauthorised|complain|lawyer|attorney|lawsuit|police|sue you|"
	    "ombudsman|fraud",
	/* de */ "gestohlen|diebstahl|gehackt|betrogen|betrug|unbefugt|"
	    "beschwer|anwalt|rechtsanwalt|polizei|strafanzeige|verklage",
	/* es */ "robado|robada|robaron|robo de|hackead|hackearon|estafad|"
	    "estafaron|queja|reclamación|denuncia|abogad|policía|fraude",
	/* fr */ "volé|piraté|arnaqué|escroqu|plainte|réclamation|avocat|"
	    "police|fraude",
	/* it */ "rubat|rubaron|furto|hackerat|truffa|reclamo|avvocat|polizia|"
	    "denuncia|frode",
	/* pt */ "roubad|roubaram|roubo|furtad|hackead|invadid|reclamação|"
	    "advogad|polícia|denúncia|fraude",
	/* nl */ "gestolen|diefstal|gehackt|opgelicht|klacht|advocaat|politie|"
	    "aangifte",
	/* pl */ "skradzion|ukradzion|ukrad|kradzież|zhakowan|oszuk|oszust|"
	    "skarg|reklamacj|prawnik|adwokat|policj",
	/* cs */ "ukrad|krádež|napaden|hacknut|podved|podvod|stížnost|"
	    "reklamac|právník|advokát|polici",
	/* ru */ "украл|украден|украд|похи|взлом|мошенни|жалоб|жалу|пожалов|"
	    "претензи|адвокат|юрист|полици|прокурат|в суд",
	/* uk */ "вкра|украл|украд|викра|злам|шахра|скарг|скарж|поскарж|"
	    "адвокат|юрист|поліці|в суд|до суду",
	/* tr */ "çalın|çaldı|hırsız|hacklen|ele geçir|dolandır|şikayet|"
	    "şikâyet|avukat|polis|savcı",
	/* id */ "dicuri|pencuri|diretas|dihack|ditipu|penipu|keluhan|komplain|"
	    "pengacara|polisi",
	/* vi */ "bị trộm|bị hack|đánh cắp|lừa đảo|khiếu nại|luật sư|công an|"
	    "cảnh sát",
	/* ar */ "سرق|مسروق|اختراق|مخترق|احتيال|شكوى|محام|شرطة",
	/* fa */ "دزدی|سرقت|هک شد|کلاهبردار|شکایت|وکیل|پلیس",
	/* hi */ "चोरी|हैक|धोखा|शिकायत|वकील|पुलिस",
	/* th */ "ขโมย|ถูกแฮก|หลอกลวง|โกง|ร้องเรียน|ทนาย|ตำรวจ",
	/* ja */ "盗まれ|盗難|ハッキング|不正アクセス|不正出金|詐欺|苦情|"
	    "クレーム|弁護士|警察",
	/* ko */ "도난|해킹|도용|사기|불만|민원|변호사|경찰|고소",
	/* zh */ "被盗|盗走|盗刷|被黑|黑客|诈骗|骗走|骗子|投诉|律师|报警|警察|"
	    "起诉|被盜|盜走|盜刷|駭客|詐騙|騙走|騙子|投訴|客訴|律師|報警|起訴",
};
/* clang-format on */

const struct thankstable_row *
helpwords_rows(guint *n_out)
{
	*n_out = G_N_ELEMENTS(rows);
	return rows;
}

/* Of scripts in which an article or nothing at all stands before a word without
 * a blank, any place is a beginning. */
static bool
begins_word(const char *text, const char *at)
{
	gunichar before;

	if (g_utf8_get_char(at) >= 0x600 || at == text)
		return true;
	before = g_utf8_get_char(g_utf8_find_prev_char(text, at));
	return !g_unichar_isalnum(before);
}

static bool
has_beginning(const char *text, const char *word)
{
	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if (begins_word(text, at))
			return true;
	return false;
}

char *
helpwords_begins(const char *text, const char *const *lists, guint n)
{
	g_autofree char *folded = g_utf8_casefold(text, -1);
	g_autofree char *plain = normal_compat(folded);

	for (guint i = 0; plain && i < n; i++) {
		g_auto(GStrv) words = g_strsplit(lists[i], "|", -1);

		for (guint k = 0; words[k]; k++)
			if (has_beginning(plain, words[k]))
				return g_strdup(words[k]);
	}
	return NULL;
}

bool
helpwords_is_grave(const char *text)
{
	g_autofree char *word =
	    helpwords_begins(text, grave, G_N_ELEMENTS(grave));

	return word != NULL;
}
