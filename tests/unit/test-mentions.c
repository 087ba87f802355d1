/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is named in a customer's words, and what only looks like one. */
#include "desk/mentions.h"

#include "model/mention.h"

#include <string.h>

#define NONE ""
#define TXID "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"

static char uid_form[] = "88######", order_form[] = "ORD-########",
            other_form[] = "@@##-####";
static char *uid_forms[] = { uid_form, NULL };
static char *order_forms[] = { order_form, other_form, NULL };
static const struct settings_desk desk = { .uid_forms = uid_forms,
	.order_forms = order_forms };

/* names: as agents read them, with "; " between. */
static const struct {
	const char *text, *names;
} rows[] = {
	{ "UID: 12345678", "UID 12345678" },
	{ "My uid is 12345678, please help", "UID 12345678" },
	{ "UID12345678", "UID 12345678" },
	{ "UIDs12345678", NONE },
	{ "GUID12345678", NONE },
	{ "User ID - 12345678.", "UID 12345678" },
	{ "Benutzer-ID: 12345678", "UID 12345678" },
	{ "Meine Kundennummer ist 12345678", "UID 12345678" },
	{ "Mon identifiant : 12345678", "UID 12345678" },
	{ "ID de usuario: 12345678", "UID 12345678" },
	{ "ID utente 12345678", "UID 12345678" },
	{ "Gebruikers-ID: 12345678", "UID 12345678" },
	{ "ID użytkownika: 12345678", "UID 12345678" },
	{ "ID пользователя: 12345678", "UID 12345678" },
	{ "Мой айди 12345678", "UID 12345678" },
	{ "kullanıcı id: 12345678", "UID 12345678" },
	{ "معرف المستخدم: 12345678", "UID 12345678" },
	{ "شناسه کاربری 12345678", "UID 12345678" },
	{ "用户ID：12345678", "UID 12345678" },
	{ "我的UID是12345678，请帮忙", "UID 12345678" },
	{ "ＵＩＤ：１２３４５６７８", "UID 12345678" },
	{ "ユーザーIDは12345678です", "UID 12345678" },
	{ "회원번호 12345678", "UID 12345678" },
	{ "รหัสผู้ใช้ 12345678", "UID 12345678" },
	{ "88123456 wrote yesterday", "UID 88123456" },
	{ "UID: 123", NONE },
	{ "the fluid 12345678", NONE },
	{ "12345678", NONE },
	{ "12345678@qq.com", NONE },
	{ "88123456@qq.com", NONE },
	{ "write to jane+88123456@example.com", NONE },
	{ "call +49 170 1234567", NONE },
	{ "UID: see below\n12345678", NONE },

	{ "Order no.: 20261122001", "order 20261122001" },
	{ "order #A-20261122", "order A-20261122" },
	{ "номер заказа 20261122001", "order 20261122001" },
	{ "Заказ № 20261122001", "order 20261122001" },
	{ "Bestellnummer: 4711-0815", "order 4711-0815" },
	{ "numéro de commande : 20261122001", "order 20261122001" },
	{ "Número de pedido: 20261122001", "order 20261122001" },
	{ "numero ordine 20261122001", "order 20261122001" },
	{ "Numer zamówienia: 20261122001", "order 20261122001" },
	{ "číslo objednávky 20261122001", "order 20261122001" },
	{ "sipariş numarası: 20261122001", "order 20261122001" },
	{ "订单号20261122001没有成交", "order 20261122001" },
	{ "訂單編號：20261122001", "order 20261122001" },
	{ "注文番号は20261122001です", "order 20261122001" },
	{ "주문번호: 20261122001", "order 20261122001" },
	{ "mã đơn hàng: 20261122001", "order 20261122001" },
	{ "nomor pesanan 20261122001", "order 20261122001" },
	{ "رقم الطلب: 20261122001", "order 20261122001" },
	{ "see ord-12345678 please", "order ord-12345678" },
	{ "AB12-3456", "order AB12-3456" },
	{ "ORD-1234567", NONE },
	{ "ABC12-3456", NONE },
	{ "in order 2 do it", NONE },
	{ "the border 20261122001", NONE },
	{ "I ordered 20261122001 pieces", NONE },

	{ "txid " TXID, "transaction " TXID },
	{ "https://explorer.example/tx/" TXID "?a=b", "transaction " TXID },
	{ TXID "0", NONE },
	{ "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060",
	    "transaction 0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be1"
	    "6dfba1b22060 (Ethereum)" },
	{ "to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t.",
	    "address TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t (TRON, checksum right)" },
	{ "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=1",
	    "address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa (Bitcoin, checksum right)" },
	{ "地址1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb，",
	    "address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb (Bitcoin, checksum WRONG)" },

	{ "I sent 0.5 BTC", "amount 0.5 BTC" },
	{ "0.5BTC", "amount 0.5 BTC" },
	{ "1,250.00 usdt are missing", "amount 1,250.00 USDT" },
	{ "USDT 100", "amount 100 USDT" },
	{ "$100", "amount 100 $" },
	{ "100 €", "amount 100 €" },
	{ "100,50€", "amount 100,50 €" },
	{ "5000 руб", "amount 5000 руб" },
	{ "1000元", "amount 1000 元" },
	{ "100 btcs", NONE },
	{ "100 people", NONE },
	{ "version of BTC", NONE },
	{ "BTC2", NONE },

	{ "on my iPhone 14 Pro Max it fails", "device iPhone 14 Pro Max" },
	{ "Samsung Galaxy S23 Ultra, Android 13",
	    "device Samsung Galaxy S23 Ultra; system Android 13" },
	{ "SM-G998B", "device SM-G998B" },
	{ "Redmi Note 12", "device Redmi Note 12" },
	{ "iOS 17.2.1", "system iOS 17.2.1" },
	{ "Windows 11", "system Windows 11" },
	{ "for Android users", NONE },
	{ "close the windows", NONE },

	{ "app version 3.21.0", "app version 3.21.0" },
	{ "v3.21.0", "app version 3.21.0" },
	{ "版本：3.21.0", "app version 3.21.0" },
	{ "версия 3.21", "app version 3.21" },
	{ "바전 3.21", NONE },
	{ "버전 3.21", "app version 3.21" },
	{ "version 3", NONE },
	{ "tv3.21", NONE },
	{ "MIME-Version: 1.0", NONE },

	{ "error code -1021", "error code 1021" },
	{ "Error: ERR_CONNECTION_RESET", "error code ERR_CONNECTION_RESET" },
	{ "Fehlercode 0x80070005", "error code 0x80070005" },
	{ "код ошибки: 51000", "error code 51000" },
	{ "错误代码51000", "error code 51000" },
	{ "エラーコード：51000", "error code 51000" },
	{ "오류 코드 51000", "error code 51000" },
	{ "hata kodu: 51000", "error code 51000" },
	{ "lỗi 51000", "error code 51000" },
	{ "an error 5", NONE },
	{ "an error occurred", NONE },
	{ "terror 51000", NONE },

	{ "on 2026-11-20", "date 2026-11-20" },
	{ "am 20.11.2026 um", "date 2026-11-20" },
	{ "20/11/2026", "date 2026-11-20" },
	{ "11/20/2026", "date 2026-11-20" },
	{ "3/4/2026", "date 3/4/2026" },
	{ "2026年11月20日", "date 2026-11-20" },
	{ "2026/11/20", "date 2026-11-20" },
	{ "2028-02-29", "date 2028-02-29" },
	{ "2026-02-29", NONE },
	{ "32.11.2026", NONE },
	{ "192.168.20.26", NONE },
	{ "1.2.3", NONE },

	/* Twenty of each kind at least that are one, and that are nearly one.
	 */
	{ "1 ETH", "amount 1 ETH" },
	{ "12.75 SOL", "amount 12.75 SOL" },
	{ "3000 DOGE", "amount 3000 DOGE" },
	{ "0,25 LTC", "amount 0,25 LTC" },
	{ "250 XRP", "amount 250 XRP" },
	{ "1.5 BNB", "amount 1.5 BNB" },
	{ "75 EUR", "amount 75 EUR" },
	{ "20 USD", "amount 20 USD" },
	{ "500 TRX", "amount 500 TRX" },
	{ "2,000 USDC", "amount 2,000 USDC" },
	{ "€50", "amount 50 €" },
	{ "iPhone 15", "device iPhone 15" },
	{ "iPhone SE", "device iPhone SE" },
	{ "iPhone 13 mini", "device iPhone 13 mini" },
	{ "iPad Air", "device iPad Air" },
	{ "Pixel 7", "device Pixel 7" },
	{ "Pixel 8 Pro", "device Pixel 8 Pro" },
	{ "Galaxy S22", "device Galaxy S22" },
	{ "Galaxy A54", "device Galaxy A54" },
	{ "Redmi Note 11", "device Redmi Note 11" },
	{ "POCO X5", "device POCO X5" },
	{ "OnePlus 11", "device OnePlus 11" },
	{ "Huawei P40", "device Huawei P40" },
	{ "Xiaomi 13", "device Xiaomi 13" },
	{ "iPad Pro", "device iPad Pro" },
	{ "SM-A515F", "device SM-A515F" },
	{ "iPhone 12", "device iPhone 12" },
	{ "Galaxy S21", "device Galaxy S21" },
	{ "Pixel 6a", "device Pixel 6a" },
	{ "iOS 16", "system iOS 16" },
	{ "iOS 17.4", "system iOS 17.4" },
	{ "Android 12", "system Android 12" },
	{ "Android 14", "system Android 14" },
	{ "Windows 10", "system Windows 10" },
	{ "Windows 7", "system Windows 7" },
	{ "macOS 14.1", "system macOS 14.1" },
	{ "iPadOS 17", "system iPadOS 17" },
	{ "Ubuntu 22.04", "system Ubuntu 22.04" },
	{ "HarmonyOS 4", "system HarmonyOS 4" },
	{ "Android 9", "system Android 9" },
	{ "iOS 15.8.2", "system iOS 15.8.2" },
	{ "Windows 8.1", "system Windows 8.1" },
	{ "macOS 13", "system macOS 13" },
	{ "HarmonyOS 3.0", "system HarmonyOS 3.0" },
	{ "Android 11", "system Android 11" },
	{ "Android 10", "system Android 10" },
	{ "iOS 18", "system iOS 18" },
	{ "version 2.10", "app version 2.10" },
	{ "Version: 3.21.0", "app version 3.21.0" },
	{ "app 3.21.0", "app version 3.21.0" },
	{ "v2.0.1", "app version 2.0.1" },
	{ "ver. 3.1", "app version 3.1" },
	{ "ver 3.1.4", "app version 3.1.4" },
	{ "versión 3.21", "app version 3.21" },
	{ "versão 3.21", "app version 3.21" },
	{ "версия: 4.0.1", "app version 4.0.1" },
	{ "バージョン 3.21", "app version 3.21" },
	{ "wersja 3.21", "app version 3.21" },
	{ "sürüm 3.21", "app version 3.21" },
	{ "versione 3.21", "app version 3.21" },
	{ "verze 3.21", "app version 3.21" },
	{ "error -1013", "error code 1013" },
	{ "Error code: 400123", "error code 400123" },
	{ "error 51008", "error code 51008" },
	{ "code d'erreur 51000", "error code 51000" },
	{ "código de error 51000", "error code 51000" },
	{ "codice errore 51000", "error code 51000" },
	{ "foutcode 51000", "error code 51000" },
	{ "kod błędu 51000", "error code 51000" },
	{ "Fehler 51000", "error code 51000" },
	{ "código de erro 51000", "error code 51000" },
	{ "错误码：51000", "error code 51000" },
	{ "1.12.2025", "date 2025-12-01" },
	{ "2025-01-31", "date 2025-01-31" },
	{ "31/12/2025", "date 2025-12-31" },
	{ "12/31/2025", "date 2025-12-31" },
	{ "2025/01/02", "date 2025-01-02" },
	{ "2025年1月2日", "date 2025-01-02" },
	{ "05.06.2026", "date 2026-06-05" },
	{ "2024-02-29", "date 2024-02-29" },
	{ "15.01.2026", "date 2026-01-15" },
	{ "2026-11-01", "date 2026-11-01" },
	{ "30.09.2026", "date 2026-09-30" },
	{ "20-11-2026", "date 2026-11-20" },
	{ "order id 20261122001", "order 20261122001" },
	{ "Order: 20261122001", "order 20261122001" },
	{ "my user id: 12345678", "UID 12345678" },
	{ "UID", NONE },
	{ "UID: 12 345", NONE },
	{ "liquid 12345678", NONE },
	{ "UUID 12345678", NONE },
	{ "uid=abcdefgh", NONE },
	{ "my id card 12345678", NONE },
	{ "invoice 12345678", NONE },
	{ "ticket 12345678", NONE },
	{ "druid12345678", NONE },
	{ "UID: +49 170 123", NONE },
	{ "tel:12345678", NONE },
	{ "in order: to", NONE },
	{ "the order of 3", NONE },
	{ "order by 2026", NONE },
	{ "ordered 3 pieces", NONE },
	{ "reorder 20261122001", NONE },
	{ "disorder 20261122001", NONE },
	{ "order", NONE },
	{ "order no.", NONE },
	{ "ORD-12", NONE },
	{ "AB1-23456", NONE },
	{ "orders were late", NONE },
	{ "pecking order 1", NONE },
	{ "order 12", NONE },
	{ "law and order 5", NONE },
	{ "orderly 20261122001", NONE },
	{ "preorder 20261122001", NONE },
	{ "100", NONE },
	{ "BTC", NONE },
	{ "0.5", NONE },
	{ "100 dogs", NONE },
	{ "3 solar panels", NONE },
	{ "5 ethers", NONE },
	{ "10 bitcoins?", NONE },
	{ "USDT", NONE },
	{ "page 100", NONE },
	{ "100 xrpl", NONE },
	{ "room 12", NONE },
	{ "100 eurons", NONE },
	{ "12 usdtx", NONE },
	{ "1.2.3 BTCx", NONE },
	{ "at 5 o'clock", NONE },
	{ "100 usdx", NONE },
	{ "50 solid", NONE },
	{ "my phone is broken", NONE },
	{ "the note 12", NONE },
	{ "iphonex", NONE },
	{ "redmine", NONE },
	{ "I pad the wall", NONE },
	{ "one plus one", NONE },
	{ "the air is thin", NONE },
	{ "android phone", NONE },
	{ "SM-", NONE },
	{ "pixelated 7", NONE },
	{ "mini 13", NONE },
	{ "phones 14", NONE },
	{ "smart 14", NONE },
	{ "notebook 12", NONE },
	{ "pocono 5", NONE },
	{ "redmine 11", NONE },
	{ "galactic 22", NONE },
	{ "tabletop 7", NONE },
	{ "honorable 9", NONE },
	{ "oppose 5", NONE },
	{ "realmer 5", NONE },
	{ "motor 5", NONE },
	{ "an android", NONE },
	{ "windows are open", NONE },
	{ "open 11 windows", NONE },
	{ "ios", NONE },
	{ "androids 12", NONE },
	{ "kiosk 17", NONE },
	{ "linux", NONE },
	{ "macaroni 14", NONE },
	{ "windowsill 11", NONE },
	{ "harmony 4", NONE },
	{ "studios 17", NONE },
	{ "iosx 17", NONE },
	{ "macintosh", NONE },
	{ "radios 16", NONE },
	{ "biosphere 16", NONE },
	{ "11 windows", NONE },
	{ "ubuntu", NONE },
	{ "twindows 11", NONE },
	{ "windowpane 10", NONE },
	{ "version", NONE },
	{ "the version", NONE },
	{ "3.21.0", NONE },
	{ "conversion 3.21", NONE },
	{ "v3", NONE },
	{ "aversion 3.21", NONE },
	{ "inversion 3.21", NONE },
	{ "version two", NONE },
	{ "subversion 1.9", NONE },
	{ "verse 3.21", NONE },
	{ "ipv4", NONE },
	{ "ver", NONE },
	{ "v", NONE },
	{ "IPv6.1", NONE },
	{ "version A", NONE },
	{ "rev3.21", NONE },
	{ "oven 3.21", NONE },
	{ "error", NONE },
	{ "errors 51000", NONE },
	{ "terrors 51000", NONE },
	{ "an error in 2", NONE },
	{ "no error", NONE },
	{ "trial and error 3", NONE },
	{ "error on page", NONE },
	{ "the error", NONE },
	{ "mirror 51000", NONE },
	{ "51000", NONE },
	{ "errorless", NONE },
	{ "error!", NONE },
	{ "error: none", NONE },
	{ "code", NONE },
	{ "zip code 51000", NONE },
	{ "dress code 51000", NONE },
	{ "country code 49", NONE },
	{ "2026-13-01", NONE },
	{ "2026-00-10", NONE },
	{ "00.11.2026", NONE },
	{ "31.02.2026", NONE },
	{ "31/11/2026x", NONE },
	{ "1.2", NONE },
	{ "11.2026", NONE },
	{ "2026", NONE },
	{ "12:30", NONE },
	{ "20261120", NONE },
	{ "2026-1", NONE },
	{ "1/2", NONE },
	{ "99/99/2026", NONE },
	{ "2026-11-31", NONE },
	{ "0.0.2026", NONE },
	{ "10.0.0.1", NONE },
	{ "31.04.2026", NONE },
};

static char *
said(const GPtrArray *list)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < list->len; i++) {
		g_autofree char *text = mention_text(list->pdata[i]);

		g_string_append_printf(out, "%s%s", i ? "; " : "", text);
	}
	return g_string_free(out, FALSE);
}

static void
test_rows(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *const texts[] = { rows[i].text, NULL };
		g_autoptr(GPtrArray) list = mentions_find(texts, &desk);
		g_autofree char *text = said(list);

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(text, ==, rows[i].names);
	}
}

/* Each once, over subject and text; at most so many; and nothing that is there
 * makes it slow. */
static void
test_bounds(void)
{
	const char *const twice[] = { "UID: 12345678",
		"my uid is 12345678 and again uid 12345678", NULL };
	g_autoptr(GPtrArray) once = mentions_find(twice, &desk);
	GString *many = g_string_new(NULL);
	GString *labels = g_string_new(NULL);

	g_assert_cmpuint(once->len, ==, 1);
	for (guint i = 0; i < 2 * MENTIONS_MAX; i++)
		g_string_append_printf(many, "uid %u ", 10000000 + i);
	while (labels->len < 2 * MENTIONS_TEXT_MAX)
		g_string_append(labels, "order no no no no no 1 ");
	const char *const both[] = { labels->str, many->str, NULL };
	g_autoptr(GPtrArray) list = mentions_find(both, &desk);
	g_assert_cmpuint(list->len, ==, MENTIONS_MAX);
	g_string_free(many, TRUE);
	g_string_free(labels, TRUE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mentions/rows", test_rows);
	g_test_add_func("/mentions/bounds", test_bounds);
	return g_test_run();
}
