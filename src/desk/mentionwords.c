/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words by which customers in twenty languages say that what follows is a
 * number of theirs. Data, a row a phrase; a label never makes a fact of a word
 * that has not the form of one. */
#include "desk/mentionwords.h"

#include <string.h>

#include "desk/labels.h"
#include "model/mention.h"

/* A phrase that ends in another of the same kind need not stand here. */
static const struct labels_row label_rows[] = {
	LABELS_ROW(MENTION_UID, "uid"),
	LABELS_ROW(MENTION_UID, "user id"),
	LABELS_ROW(MENTION_UID, "userid"),
	LABELS_ROW(MENTION_UID, "user-id"),
	LABELS_ROW(MENTION_UID, "account id"),
	LABELS_ROW(MENTION_UID, "account number"),
	LABELS_ROW(MENTION_UID, "customer id"),
	LABELS_ROW(MENTION_UID, "client id"),
	LABELS_ROW(MENTION_UID, "benutzer-id"),
	LABELS_ROW(MENTION_UID, "kunden-id"),
	LABELS_ROW(MENTION_UID, "kundennummer"),
	LABELS_ROW(MENTION_UID, "id utilisateur"),
	LABELS_ROW(MENTION_UID, "identifiant"),
	LABELS_ROW(MENTION_UID, "id de usuario"),
	LABELS_ROW(MENTION_UID, "id do usuário"),
	LABELS_ROW(MENTION_UID, "id utente"),
	LABELS_ROW(MENTION_UID, "gebruikers-id"),
	LABELS_ROW(MENTION_UID, "id użytkownika"),
	LABELS_ROW(MENTION_UID, "id uživatele"),
	LABELS_ROW(MENTION_UID, "id пользователя"),
	LABELS_ROW(MENTION_UID, "айди"),
	LABELS_ROW(MENTION_UID, "id користувача"),
	LABELS_ROW(MENTION_UID, "kullanıcı id"),
	LABELS_ROW(MENTION_UID, "kullanıcı kimliği"),
	LABELS_ROW(MENTION_UID, "معرف المستخدم"),
	LABELS_ROW(MENTION_UID, "شناسه کاربری"),
	LABELS_ROW(MENTION_UID, "用户id"),
	LABELS_ROW(MENTION_UID, "用户编号"),
	LABELS_ROW(MENTION_UID, "用戶id"),
	LABELS_ROW(MENTION_UID, "用戶編號"),
	LABELS_ROW(MENTION_UID, "账户id"),
	LABELS_ROW(MENTION_UID, "ユーザーid"),
	LABELS_ROW(MENTION_UID, "ユーザid"),
	LABELS_ROW(MENTION_UID, "회원번호"),
	LABELS_ROW(MENTION_UID, "사용자 id"),
	LABELS_ROW(MENTION_UID, "id người dùng"),
	LABELS_ROW(MENTION_UID, "id pengguna"),
	LABELS_ROW(MENTION_UID, "รหัสผู้ใช้"),
	LABELS_ROW(MENTION_UID, "यूज़र आईडी"),
	LABELS_ROW(MENTION_UID, "उपयोगकर्ता आईडी"),

	LABELS_ROW(MENTION_ORDER, "order"),
	LABELS_ROW(MENTION_ORDER, "order id"),
	LABELS_ROW(MENTION_ORDER, "order number"),
	LABELS_ROW(MENTION_ORDER, "trade id"),
	LABELS_ROW(MENTION_ORDER, "withdrawal id"),
	LABELS_ROW(MENTION_ORDER, "deposit id"),
	LABELS_ROW(MENTION_ORDER, "bestellung"),
	LABELS_ROW(MENTION_ORDER, "bestellnummer"),
	LABELS_ROW(MENTION_ORDER, "auftrag"),
	LABELS_ROW(MENTION_ORDER, "auftragsnummer"),
	LABELS_ROW(MENTION_ORDER, "commande"),
	LABELS_ROW(MENTION_ORDER, "ordre"),
	LABELS_ROW(MENTION_ORDER, "pedido"),
	LABELS_ROW(MENTION_ORDER, "orden"),
	LABELS_ROW(MENTION_ORDER, "ordem"),
	LABELS_ROW(MENTION_ORDER, "ordine"),
	LABELS_ROW(MENTION_ORDER, "bestelling"),
	LABELS_ROW(MENTION_ORDER, "ordernummer"),
	LABELS_ROW(MENTION_ORDER, "zamówienie"),
	LABELS_ROW(MENTION_ORDER, "zamówienia"),
	LABELS_ROW(MENTION_ORDER, "zlecenia"),
	LABELS_ROW(MENTION_ORDER, "objednávka"),
	LABELS_ROW(MENTION_ORDER, "objednávky"),
	LABELS_ROW(MENTION_ORDER, "заказ"),
	LABELS_ROW(MENTION_ORDER, "заказа"),
	LABELS_ROW(MENTION_ORDER, "ордер"),
	LABELS_ROW(MENTION_ORDER, "ордера"),
	LABELS_ROW(MENTION_ORDER, "замовлення"),
	LABELS_ROW(MENTION_ORDER, "sipariş"),
	LABELS_ROW(MENTION_ORDER, "sipariş numarası"),
	LABELS_ROW(MENTION_ORDER, "emir numarası"),
	LABELS_ROW(MENTION_ORDER, "الطلب"),
	LABELS_ROW(MENTION_ORDER, "سفارش"),
	LABELS_ROW(MENTION_ORDER, "订单"),
	LABELS_ROW(MENTION_ORDER, "订单号"),
	LABELS_ROW(MENTION_ORDER, "订单编号"),
	LABELS_ROW(MENTION_ORDER, "訂單"),
	LABELS_ROW(MENTION_ORDER, "訂單號"),
	LABELS_ROW(MENTION_ORDER, "訂單編號"),
	LABELS_ROW(MENTION_ORDER, "注文"),
	LABELS_ROW(MENTION_ORDER, "注文番号"),
	LABELS_ROW(MENTION_ORDER, "주문"),
	LABELS_ROW(MENTION_ORDER, "주문번호"),
	LABELS_ROW(MENTION_ORDER, "주문 번호"),
	LABELS_ROW(MENTION_ORDER, "đơn hàng"),
	LABELS_ROW(MENTION_ORDER, "mã lệnh"),
	LABELS_ROW(MENTION_ORDER, "pesanan"),
	LABELS_ROW(MENTION_ORDER, "คำสั่งซื้อ"),
	LABELS_ROW(MENTION_ORDER, "ऑर्डर"),

	LABELS_ROW(MENTION_ERROR, "error"),
	LABELS_ROW(MENTION_ERROR, "error code"),
	LABELS_ROW(MENTION_ERROR, "fehler"),
	LABELS_ROW(MENTION_ERROR, "fehlercode"),
	LABELS_ROW(MENTION_ERROR, "erreur"),
	LABELS_ROW(MENTION_ERROR, "código de error"),
	LABELS_ROW(MENTION_ERROR, "erro"),
	LABELS_ROW(MENTION_ERROR, "errore"),
	LABELS_ROW(MENTION_ERROR, "fout"),
	LABELS_ROW(MENTION_ERROR, "foutcode"),
	LABELS_ROW(MENTION_ERROR, "błąd"),
	LABELS_ROW(MENTION_ERROR, "błędu"),
	LABELS_ROW(MENTION_ERROR, "chyba"),
	LABELS_ROW(MENTION_ERROR, "chyby"),
	LABELS_ROW(MENTION_ERROR, "ошибка"),
	LABELS_ROW(MENTION_ERROR, "ошибки"),
	LABELS_ROW(MENTION_ERROR, "ошибку"),
	LABELS_ROW(MENTION_ERROR, "помилка"),
	LABELS_ROW(MENTION_ERROR, "помилки"),
	LABELS_ROW(MENTION_ERROR, "hata"),
	LABELS_ROW(MENTION_ERROR, "hata kodu"),
	LABELS_ROW(MENTION_ERROR, "خطأ"),
	LABELS_ROW(MENTION_ERROR, "الخطأ"),
	LABELS_ROW(MENTION_ERROR, "خطا"),
	LABELS_ROW(MENTION_ERROR, "خطای"),
	LABELS_ROW(MENTION_ERROR, "错误"),
	LABELS_ROW(MENTION_ERROR, "错误代码"),
	LABELS_ROW(MENTION_ERROR, "错误码"),
	LABELS_ROW(MENTION_ERROR, "錯誤"),
	LABELS_ROW(MENTION_ERROR, "錯誤代碼"),
	LABELS_ROW(MENTION_ERROR, "エラー"),
	LABELS_ROW(MENTION_ERROR, "エラーコード"),
	LABELS_ROW(MENTION_ERROR, "오류"),
	LABELS_ROW(MENTION_ERROR, "오류 코드"),
	LABELS_ROW(MENTION_ERROR, "에러"),
	LABELS_ROW(MENTION_ERROR, "에러 코드"),
	LABELS_ROW(MENTION_ERROR, "lỗi"),
	LABELS_ROW(MENTION_ERROR, "kesalahan"),
	LABELS_ROW(MENTION_ERROR, "ข้อผิดพลาด"),
	LABELS_ROW(MENTION_ERROR, "त्रुटि"),

	LABELS_ROW(LABELS_NOTHING, "mime-version"),
	LABELS_ROW(MENTION_VERSION, "version"),
	LABELS_ROW(MENTION_VERSION, "ver"),
	LABELS_ROW(MENTION_VERSION, "v"),
	LABELS_ROW(MENTION_VERSION, "app"),
	LABELS_ROW(MENTION_VERSION, "versión"),
	LABELS_ROW(MENTION_VERSION, "versão"),
	LABELS_ROW(MENTION_VERSION, "versione"),
	LABELS_ROW(MENTION_VERSION, "versie"),
	LABELS_ROW(MENTION_VERSION, "wersja"),
	LABELS_ROW(MENTION_VERSION, "verze"),
	LABELS_ROW(MENTION_VERSION, "версия"),
	LABELS_ROW(MENTION_VERSION, "версии"),
	LABELS_ROW(MENTION_VERSION, "версія"),
	LABELS_ROW(MENTION_VERSION, "sürüm"),
	LABELS_ROW(MENTION_VERSION, "الإصدار"),
	LABELS_ROW(MENTION_VERSION, "نسخه"),
	LABELS_ROW(MENTION_VERSION, "版本"),
	LABELS_ROW(MENTION_VERSION, "版本号"),
	LABELS_ROW(MENTION_VERSION, "バージョン"),
	LABELS_ROW(MENTION_VERSION, "버전"),
	LABELS_ROW(MENTION_VERSION, "phiên bản"),
	LABELS_ROW(MENTION_VERSION, "versi"),
	LABELS_ROW(MENTION_VERSION, "เวอร์ชัน"),
	LABELS_ROW(MENTION_VERSION, "संस्करण"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(label_rows) <= LABELS_ROWS_MAX);

static struct labels_table labels = LABELS_TABLE(label_rows);

static const char *const assets[] = { "BTC", "XBT", "ETH", "USDT", "USDC",
	"BUSD", "DAI", "FDUSD", "TUSD", "XRP", "SOL", "TRX", "LTC", "DOGE",
	"BNB", "ADA", "DOT", "MATIC", "POL", "AVAX", "SHIB", "TON", "LINK",
	"ATOM", "XLM", "BCH", "ETC", "XMR", "EOS", "FIL", "APT", "ARB", "OP",
	"NEAR", "UNI", "PEPE", "SUI", "EUR", "USD", "GBP", "JPY", "CNY", "RMB",
	"RUB", "UAH", "TRY", "PLN", "CZK", "BRL", "MXN", "ARS", "COP", "INR",
	"IDR", "VND", "KRW", "THB", "HKD", "TWD", "SGD", "AUD", "CAD", "CHF",
	"AED", "SAR", "IRR", "NGN", "ZAR", "SATS" };

static const char *const signs[] = { "$", "€", "£", "¥", "₽", "₴", "₺", "₫",
	"₩", "₹", "฿", "zł", "руб", "元", "円", "원" };

static const struct {
	guint8 thing;
	const char *name; /* in lower case; with "*": begins so */
} things[] = {
	{ MENTIONWORDS_DEVICE, "iphone" },
	{ MENTIONWORDS_DEVICE, "ipad" },
	{ MENTIONWORDS_DEVICE, "macbook" },
	{ MENTIONWORDS_DEVICE, "imac" },
	{ MENTIONWORDS_DEVICE, "samsung" },
	{ MENTIONWORDS_DEVICE, "galaxy" },
	{ MENTIONWORDS_DEVICE, "pixel" },
	{ MENTIONWORDS_DEVICE, "xiaomi" },
	{ MENTIONWORDS_DEVICE, "redmi" },
	{ MENTIONWORDS_DEVICE, "poco" },
	{ MENTIONWORDS_DEVICE, "huawei" },
	{ MENTIONWORDS_DEVICE, "honor" },
	{ MENTIONWORDS_DEVICE, "oneplus" },
	{ MENTIONWORDS_DEVICE, "oppo" },
	{ MENTIONWORDS_DEVICE, "vivo" },
	{ MENTIONWORDS_DEVICE, "realme" },
	{ MENTIONWORDS_DEVICE, "sm-*" },
	{ MENTIONWORDS_SYSTEM, "ios" },
	{ MENTIONWORDS_SYSTEM, "ipados" },
	{ MENTIONWORDS_SYSTEM, "android" },
	{ MENTIONWORDS_SYSTEM, "windows" },
	{ MENTIONWORDS_SYSTEM, "macos" },
	{ MENTIONWORDS_SYSTEM, "ubuntu" },
	{ MENTIONWORDS_SYSTEM, "harmonyos" },
	{ MENTIONWORDS_SYSTEM, "miui" },
	{ MENTIONWORDS_SYSTEM, "chromeos" },
	{ MENTIONWORDS_VARIANT, "pro" },
	{ MENTIONWORDS_VARIANT, "max" },
	{ MENTIONWORDS_VARIANT, "plus" },
	{ MENTIONWORDS_VARIANT, "ultra" },
	{ MENTIONWORDS_VARIANT, "mini" },
	{ MENTIONWORDS_VARIANT, "lite" },
	{ MENTIONWORDS_VARIANT, "note" },
	{ MENTIONWORDS_VARIANT, "se" },
	{ MENTIONWORDS_VARIANT, "air" },
	{ MENTIONWORDS_VARIANT, "fold" },
	{ MENTIONWORDS_VARIANT, "flip" },
	{ MENTIONWORDS_VARIANT, "5g" },
};

/* --- words --------------------------------------------------------------- */

static bool
is_inside(const char *at)
{
	if (*at == ',')
		return g_ascii_isdigit(at[-1]) && g_ascii_isdigit(at[1]);
	return strchr("-_.", *at) && *at && g_ascii_isalnum(at[1]);
}

GArray *
mentionwords_split(const char *text)
{
	GArray *words =
	    g_array_new(FALSE, FALSE, sizeof(struct mentionwords_word));

	for (const char *at = text; *at && words->len < MENTIONWORDS_MAX;) {
		struct mentionwords_word word = { .text = at };

		if (!g_ascii_isalnum(*at)) {
			at++;
			continue;
		}
		for (; g_ascii_isalnum(*at) || is_inside(at); at++) {
			word.digits += g_ascii_isdigit(*at);
			word.lined |= *at == '_';
		}
		/* "12345678+bank@": all of the local part. */
		const char *end =
		    *at == '+' ? at + strcspn(at, " \t\r\n@") : at;
		word.length = (size_t)(at - word.text);
		word.mailed =
		    *end == '@' || (word.text > text && word.text[-1] == '@');
		g_array_append_val(words, word);
	}
	return words;
}

/* --- labels -------------------------------------------------------------- */

int
mentionwords_label(const char *text, size_t offset)
{
	return labels_before(&labels, text, offset);
}

/* --- assets and things --------------------------------------------------- */

bool
mentionwords_is_asset(const char *word, size_t length)
{
	for (guint i = 0; i < G_N_ELEMENTS(assets); i++)
		if (strlen(assets[i]) == length &&
		    g_ascii_strncasecmp(assets[i], word, length) == 0)
			return true;
	return false;
}

size_t
mentionwords_sign_at(const char *text)
{
	for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
		if (g_str_has_prefix(text, signs[i]))
			return strlen(signs[i]);
	return 0;
}

size_t
mentionwords_sign_before(const char *text, size_t offset)
{
	for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
		size_t size = strlen(signs[i]);

		if (offset >= size &&
		    memcmp(text + offset - size, signs[i], size) == 0)
			return size;
	}
	return 0;
}

/* Each word of each mail comes by here: whether a name begins with that
 * character and has that length. */
static bool
may_be_thing(char first, size_t length)
{
	static guint32 lengths[128];

	if (lengths['i'] == 0)
		for (guint i = 0; i < G_N_ELEMENTS(things); i++) {
			const char *name = things[i].name;
			size_t size = strlen(name);

			lengths[name[0] & 0x7f] |=
			    name[size - 1] == '*' ? ~0U << size : 1U << size;
		}
	return lengths[first & 0x7f] >> MIN(length, 31) & 1;
}

enum mentionwords_thing
mentionwords_thing(const char *word, size_t length)
{
	char first = g_ascii_tolower(*word);

	if (!may_be_thing(first, length))
		return MENTIONWORDS_NONE;
	for (guint i = 0; i < G_N_ELEMENTS(things); i++) {
		if (things[i].name[0] != first)
			continue;
		size_t size = strlen(things[i].name);
		bool begins = things[i].name[size - 1] == '*';

		size -= begins;
		if ((begins ? length > size : length == size) &&
		    g_ascii_strncasecmp(word, things[i].name, size) == 0)
			return things[i].thing;
	}
	return MENTIONWORDS_NONE;
}
