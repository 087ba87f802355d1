/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What customers call the five steps. A word that some language also uses to
 * say "understood" ("ok") must not stand here: a reply that only confirms
 * would become a vote. Words that are thanks and nothing else belong to
 * thankstable.c. */
#include "desk/ratingwords.h"

static const struct ratingwords_row rows[] = {
	{ "ar",
	    { "سيئة جدًا|سيئة جدا|سيئ جدا|سيئ جدًا|سيء جدا|فظيع|فظيعة|مروع",
	        "سيئة|سيئ|سيء|ضعيف|ضعيفة", "متوسطة|متوسط|مقبول|مقبولة",
	        "جيدة|جيد|حسن", "ممتازة|ممتاز|رائع|رائعة|جيد جدا|جيدة جدا" } },
	{ "cs",
	    { "hrozné|hrozná|hrozně|příšerné|strašné", "špatné|špatná|špatně",
	        "průměrné|průměrná|průměr|nic moc", "dobré|dobrá|dobře",
	        "skvělé|skvělá|skvěle|výborné|výborně|fantastické" } },
	{ "de",
	    { "furchtbar|schrecklich|sehr schlecht|miserabel|katastrophal",
	        "schlecht|nicht gut|mangelhaft", "mittelmässig|mittel|geht so",
	        "gut|hilfreich|zufrieden",
	        ("fantastisch|sehr gut|ausgezeichnet|hervorragend|super|"
	         "perfekt|toll") } },
	{ "en",
	    { "terrible|awful|horrible|very bad|worst", "bad|poor|not good",
	        "average|so-so|so so|mediocre|fair", "good|helpful|satisfied",
	        ("fantastic|excellent|very good|great|perfect|amazing|awesome|"
	         "outstanding") } },
	{ "es",
	    { ("pésima|pésimo|pesima|pesimo|horrible|muy mala|muy malo|"
	       "muy mal|terrible"),
	        "mala|malo|mal", "regular|más o menos|mas o menos",
	        "buena|bueno|bien",
	        ("fantástica|fantástico|fantastica|fantastico|excelente|"
	         "muy buena|muy bueno|muy bien|genial") } },
	{ "fa",
	    { "افتضاح|خیلی بد|بسیار بد", "بد|ضعیف", "متوسط|معمولی", "خوب",
	        "عالی|خیلی خوب|بسیار خوب|فوق العاده|فوق‌العاده" } },
	{ "fr",
	    { "catastrophique|très mauvaise|très mauvais|nul|nulle|horrible",
	        "mauvaise|mauvais|pas bien", "moyenne|moyen|bof|passable",
	        "bonne|bon|bien",
	        ("fantastique|excellente|excellent|très bien|très bonne|"
	         "parfait|parfaite|super") } },
	{ "hi",
	    { "बहुत खराब|बहुत बुरा|बहुत बुरी|बेकार", "खराब|बुरा|बुरी",
	        "ठीक-ठाक|ठीक ठाक|औसत", "अच्छी|अच्छा|अच्छे",
	        "शानदार|बहुत अच्छा|बहुत अच्छी|उत्तम|बेहतरीन" } },
	{ "id",
	    { "sangat buruk|buruk sekali|parah", "buruk|jelek|kurang",
	        "cukup|biasa saja|lumayan", "baik|bagus|puas",
	        "luar biasa|sangat baik|sangat bagus|bagus sekali|hebat" } },
	{ "it",
	    { "pessima|pessimo|terribile|orribile",
	        "scarsa|scarso|male|cattiva",
	        "discreta|discreto|così così|mediocre|sufficiente",
	        "buona|buono|bene",
	        "fantastica|fantastico|ottima|ottimo|eccellente|perfetto" } },
	{ "ja",
	    { "とても悪い|最悪|ひどい|非常に悪い", "悪い|不満|良くない",
	        "普通|ふつう|まあまあ", "良い|よい|いい|満足",
	        ("とても良い|とてもよい|非常に良い|最高|素晴らしい|すばらしい|"
	         "大満足") } },
	{ "ko",
	    { "매우 나쁨|최악|매우 불만족|아주 나쁨", "나쁨|불만족|별로",
	        "보통", "좋음|만족|좋아요",
	        "매우 좋음|매우 만족|최고|훌륭함|아주 좋음|아주 좋아요" } },
	{ "nl",
	    { "vreselijk|verschrikkelijk|heel slecht|zeer slecht",
	        "slecht|niet goed", "matig|gemiddeld|zozo", "goed|tevreden",
	        "fantastisch|uitstekend|zeer goed|heel goed|geweldig|super" } },
	{ "pl",
	    { "fatalna|fatalne|fatalnie|okropna|okropne|okropnie|tragicznie",
	        "słaba|słabe|słabo|zła|źle",
	        ("przeciętna|przeciętnie|średnia|"
	         "średnio"),
	        "dobra|dobre|dobrze",
	        ("fantastyczna|fantastycznie|świetna|świetnie|doskonała|"
	         "doskonale|super|bardzo dobra|bardzo dobrze") } },
	{ "pt",
	    { "péssima|péssimo|pessima|pessimo|horrível|muito ruim|muito má",
	        "má|mau|ruim|mal", "razoável|regular|mais ou menos|médio",
	        "boa|bom|bem",
	        ("fantástica|fantástico|excelente|ótimo|ótima|muito bom|"
	         "muito boa|perfeito") } },
	{ "ru",
	    { "ужасно|ужасная|ужас|отвратительно|очень плохо", "плохо|плохая",
	        "средне|средняя|нормально|так себе|удовлетворительно",
	        "хорошо|хорошая",
	        "отлично|отличная|замечательно|прекрасно|супер|очень хорошо" } },
	{ "th",
	    { "แย่มาก|แย่ที่สุด", "แย่|ไม่ดี", "พอใช้|ปานกลาง|เฉยๆ", "ดี|พอใจ",
	        "ยอดเยี่ยม|ดีมาก|ดีเยี่ยม|ดีที่สุด|สุดยอด" } },
	{ "tr",
	    { "berbat|çok kötü|rezalet|korkunç", "kötü|zayıf",
	        "orta|idare eder", "i̇yi|iyi|güzel",
	        "harika|mükemmel|çok iyi|süper|muhteşem" } },
	{ "uk",
	    { "жахливо|жахлива|дуже погано", "погано|погана",
	        "середньо|середня|нормально|так собі|задовільно", "добре|добра",
	        ("чудово|чудова|відмінно|прекрасно|супер|"
	         "дуже добре") } },
	{ "vi",
	    { "rất tệ|tồi tệ|quá tệ|rất kém", "tệ|kém|không tốt",
	        "bình thường|trung bình", "tốt|hài lòng",
	        "tuyệt vời|rất tốt|xuất sắc|rất hài lòng" } },
	{ "zh-Hans",
	    { "非常差|很差|太差|极差|非常不满意", "差|不好|不满意", "一般|还行",
	        "好|不错|满意",
	        "非常好|很好|太好了|优秀|非常满意|很满意|太棒了" } },
	{ "zh-Hant",
	    { "非常差|很差|太差|極差|非常不滿意", "差|不好|不滿意",
	        "普通|一般|還可以", "好|不錯|滿意",
	        "非常好|很好|太好了|優秀|非常滿意|很滿意|太棒了" } },
};

const struct ratingwords_row *
ratingwords_rows(guint *n_out)
{
	*n_out = G_N_ELEMENTS(rows);
	return rows;
}

/* Stars are counted, not looked up. */
static const struct {
	gunichar c;
	guint8 step;
} pictures[] = {
	{ 0x1f621, 1 },                                 /* pouting */
	{ 0x1f620, 1 },                                 /* angry */
	{ 0x1f92c, 1 },                                 /* swearing */
	{ 0x1f62d, 1 },                                 /* crying loudly */
	{ 0x1f4a9, 1 }, { 0x1f44e, 1 },                 /* thumb down */
	{ 0x1f641, 2 },                                 /* slightly frowning */
	{ 0x2639, 2 },                                  /* frowning */
	{ 0x1f61e, 2 },                                 /* disappointed */
	{ 0x1f622, 2 },                                 /* crying */
	{ 0x1f615, 2 },                                 /* confused */
	{ 0x1f610, 3 },                                 /* neutral */
	{ 0x1f611, 3 }, { 0x1f636, 3 }, { 0x1f642, 4 }, /* slightly smiling */
	{ 0x1f60a, 4 }, { 0x263a, 4 }, { 0x1f600, 4 }, { 0x1f603, 4 },
	{ 0x1f604, 4 }, { 0x1f60d, 5 }, /* heart eyes */
	{ 0x1f929, 5 },                 /* starry eyes */
	{ 0x1f970, 5 }, { 0x1f44d, 5 }, /* thumb up */
	{ 0x1f4af, 5 },                 /* a hundred */
};

guint
ratingwords_picture(gunichar c)
{
	for (guint i = 0; i < G_N_ELEMENTS(pictures); i++)
		if (pictures[i].c == c)
			return pictures[i].step;
	return 0;
}

const char *
ratingwords_face(guint step)
{
	static const char *const faces[] = { "", "😡", "🙁", "😐", "🙂",
		"😍" };

	return step < G_N_ELEMENTS(faces) ? faces[step] : "";
}
