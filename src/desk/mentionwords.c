/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words by which customers in twenty languages say that what follows is a
 * number of theirs. Data, a row a phrase; a label never makes a fact of a word
 * that has not the form of one. */
#include "desk/mentionwords.h"

#include <string.h>

#include "desk/labels.h"
#include "model/mention.h"

/* A phrase that ends in another of the same kind need not stand here. */
static const struct labels_row labels[] = {
	{ MENTION_UID, "uid" },
	{ MENTION_UID, "user id" },
	{ MENTION_UID, "userid" },
	{ MENTION_UID, "user-id" },
	{ MENTION_UID, "account id" },
	{ MENTION_UID, "account number" },
	{ MENTION_UID, "customer id" },
	{ MENTION_UID, "client id" },
	{ MENTION_UID, "benutzer-id" },
	{ MENTION_UID, "kunden-id" },
	{ MENTION_UID, "kundennummer" },
	{ MENTION_UID, "id utilisateur" },
	{ MENTION_UID, "identifiant" },
	{ MENTION_UID, "id de usuario" },
	{ MENTION_UID, "id do usuário" },
	{ MENTION_UID, "id utente" },
	{ MENTION_UID, "gebruikers-id" },
	{ MENTION_UID, "id użytkownika" },
	{ MENTION_UID, "id uživatele" },
	{ MENTION_UID, "id пользователя" },
	{ MENTION_UID, "айди" },
	{ MENTION_UID, "id користувача" },
	{ MENTION_UID, "kullanıcı id" },
	{ MENTION_UID, "kullanıcı kimliği" },
	{ MENTION_UID, "معرف المستخدم" },
	{ MENTION_UID, "شناسه کاربری" },
	{ MENTION_UID, "用户id" },
	{ MENTION_UID, "用户编号" },
	{ MENTION_UID, "用戶id" },
	{ MENTION_UID, "用戶編號" },
	{ MENTION_UID, "账户id" },
	{ MENTION_UID, "ユーザーid" },
	{ MENTION_UID, "ユーザid" },
	{ MENTION_UID, "회원번호" },
	{ MENTION_UID, "사용자 id" },
	{ MENTION_UID, "id người dùng" },
	{ MENTION_UID, "id pengguna" },
	{ MENTION_UID, "รหัสผู้ใช้" },
	{ MENTION_UID, "यूज़र आईडी" },
	{ MENTION_UID, "उपयोगकर्ता आईडी" },

	{ MENTION_ORDER, "order" },
	{ MENTION_ORDER, "order id" },
	{ MENTION_ORDER, "order number" },
	{ MENTION_ORDER, "trade id" },
	{ MENTION_ORDER, "withdrawal id" },
	{ MENTION_ORDER, "deposit id" },
	{ MENTION_ORDER, "bestellung" },
	{ MENTION_ORDER, "bestellnummer" },
	{ MENTION_ORDER, "auftrag" },
	{ MENTION_ORDER, "auftragsnummer" },
	{ MENTION_ORDER, "commande" },
	{ MENTION_ORDER, "ordre" },
	{ MENTION_ORDER, "pedido" },
	{ MENTION_ORDER, "orden" },
	{ MENTION_ORDER, "ordem" },
	{ MENTION_ORDER, "ordine" },
	{ MENTION_ORDER, "bestelling" },
	{ MENTION_ORDER, "ordernummer" },
	{ MENTION_ORDER, "zamówienie" },
	{ MENTION_ORDER, "zamówienia" },
	{ MENTION_ORDER, "zlecenia" },
	{ MENTION_ORDER, "objednávka" },
	{ MENTION_ORDER, "objednávky" },
	{ MENTION_ORDER, "заказ" },
	{ MENTION_ORDER, "заказа" },
	{ MENTION_ORDER, "ордер" },
	{ MENTION_ORDER, "ордера" },
	{ MENTION_ORDER, "замовлення" },
	{ MENTION_ORDER, "sipariş" },
	{ MENTION_ORDER, "sipariş numarası" },
	{ MENTION_ORDER, "emir numarası" },
	{ MENTION_ORDER, "الطلب" },
	{ MENTION_ORDER, "سفارش" },
	{ MENTION_ORDER, "订单" },
	{ MENTION_ORDER, "订单号" },
	{ MENTION_ORDER, "订单编号" },
	{ MENTION_ORDER, "訂單" },
	{ MENTION_ORDER, "訂單號" },
	{ MENTION_ORDER, "訂單編號" },
	{ MENTION_ORDER, "注文" },
	{ MENTION_ORDER, "注文番号" },
	{ MENTION_ORDER, "주문" },
	{ MENTION_ORDER, "주문번호" },
	{ MENTION_ORDER, "주문 번호" },
	{ MENTION_ORDER, "đơn hàng" },
	{ MENTION_ORDER, "mã lệnh" },
	{ MENTION_ORDER, "pesanan" },
	{ MENTION_ORDER, "คำสั่งซื้อ" },
	{ MENTION_ORDER, "ऑर्डर" },

	{ MENTION_ERROR, "error" },
	{ MENTION_ERROR, "error code" },
	{ MENTION_ERROR, "fehler" },
	{ MENTION_ERROR, "fehlercode" },
	{ MENTION_ERROR, "erreur" },
	{ MENTION_ERROR, "código de error" },
	{ MENTION_ERROR, "erro" },
	{ MENTION_ERROR, "errore" },
	{ MENTION_ERROR, "fout" },
	{ MENTION_ERROR, "foutcode" },
	{ MENTION_ERROR, "błąd" },
	{ MENTION_ERROR, "błędu" },
	{ MENTION_ERROR, "chyba" },
	{ MENTION_ERROR, "chyby" },
	{ MENTION_ERROR, "ошибка" },
	{ MENTION_ERROR, "ошибки" },
	{ MENTION_ERROR, "ошибку" },
	{ MENTION_ERROR, "помилка" },
	{ MENTION_ERROR, "помилки" },
	{ MENTION_ERROR, "hata" },
	{ MENTION_ERROR, "hata kodu" },
	{ MENTION_ERROR, "خطأ" },
	{ MENTION_ERROR, "الخطأ" },
	{ MENTION_ERROR, "خطا" },
	{ MENTION_ERROR, "خطای" },
	{ MENTION_ERROR, "错误" },
	{ MENTION_ERROR, "错误代码" },
	{ MENTION_ERROR, "错误码" },
	{ MENTION_ERROR, "錯誤" },
	{ MENTION_ERROR, "錯誤代碼" },
	{ MENTION_ERROR, "エラー" },
	{ MENTION_ERROR, "エラーコード" },
	{ MENTION_ERROR, "오류" },
	{ MENTION_ERROR, "오류 코드" },
	{ MENTION_ERROR, "에러" },
	{ MENTION_ERROR, "에러 코드" },
	{ MENTION_ERROR, "lỗi" },
	{ MENTION_ERROR, "kesalahan" },
	{ MENTION_ERROR, "ข้อผิดพลาด" },
	{ MENTION_ERROR, "त्रुटि" },

	{ LABELS_NOTHING, "mime-version" },
	{ MENTION_VERSION, "version" },
	{ MENTION_VERSION, "ver" },
	{ MENTION_VERSION, "v" },
	{ MENTION_VERSION, "app" },
	{ MENTION_VERSION, "versión" },
	{ MENTION_VERSION, "versão" },
	{ MENTION_VERSION, "versione" },
	{ MENTION_VERSION, "versie" },
	{ MENTION_VERSION, "wersja" },
	{ MENTION_VERSION, "verze" },
	{ MENTION_VERSION, "версия" },
	{ MENTION_VERSION, "версии" },
	{ MENTION_VERSION, "версія" },
	{ MENTION_VERSION, "sürüm" },
	{ MENTION_VERSION, "الإصدار" },
	{ MENTION_VERSION, "نسخه" },
	{ MENTION_VERSION, "版本" },
	{ MENTION_VERSION, "版本号" },
	{ MENTION_VERSION, "バージョン" },
	{ MENTION_VERSION, "버전" },
	{ MENTION_VERSION, "phiên bản" },
	{ MENTION_VERSION, "versi" },
	{ MENTION_VERSION, "เวอร์ชัน" },
	{ MENTION_VERSION, "संस्करण" },
};

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
		const char *begin = at;

		if (!g_ascii_isalnum(*at)) {
			at++;
			continue;
		}
		while (g_ascii_isalnum(*at) || is_inside(at))
			at++;
		/* "12345678+bank@": all of the local part. */
		const char *end =
		    *at == '+' ? at + strcspn(at, " \t\r\n@") : at;
		struct mentionwords_word word = { .text = begin,
			.length = (size_t)(at - begin),
			.mailed =
			    *end == '@' || (begin > text && begin[-1] == '@') };
		g_array_append_val(words, word);
	}
	return words;
}

/* --- labels -------------------------------------------------------------- */

int
mentionwords_label(const char *text, size_t offset)
{
	return labels_before(labels, G_N_ELEMENTS(labels), text, offset);
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

enum mentionwords_thing
mentionwords_thing(const char *word, size_t length)
{
	char first = g_ascii_tolower(*word);

	for (guint i = 0; i < G_N_ELEMENTS(things); i++) {
		/* Each word of each mail comes by here. */
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
