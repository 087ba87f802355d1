/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By which words customers give their secrets away. "Password" alone announces
 * nothing: the value behind it must look like one (disclosed.c), or "password
 * problem" would lose its second word. A row too few shows a secret to an
 * agent; a row too many hides a word from him. */
#include "desk/secretwords.h"

#include <stdbool.h>
#include <string.h>

#include "desk/labels.h"

static const struct labels_row label_rows[] = {
	LABELS_ROW(SECRETWORDS_KEY, "private key"),
	LABELS_ROW(SECRETWORDS_KEY, "privkey"),
	LABELS_ROW(SECRETWORDS_KEY, "privater schlüssel"),
	LABELS_ROW(SECRETWORDS_KEY, "private schlüssel"),
	LABELS_ROW(SECRETWORDS_KEY, "clé privée"),
	LABELS_ROW(SECRETWORDS_KEY, "clave privada"),
	LABELS_ROW(SECRETWORDS_KEY, "chave privada"),
	LABELS_ROW(SECRETWORDS_KEY, "chiave privata"),
	LABELS_ROW(SECRETWORDS_KEY, "privésleutel"),
	LABELS_ROW(SECRETWORDS_KEY, "klucz prywatny"),
	LABELS_ROW(SECRETWORDS_KEY, "soukromý klíč"),
	LABELS_ROW(SECRETWORDS_KEY, "приватный ключ"),
	LABELS_ROW(SECRETWORDS_KEY, "закрытый ключ"),
	LABELS_ROW(SECRETWORDS_KEY, "приватний ключ"),
	LABELS_ROW(SECRETWORDS_KEY, "özel anahtar"),
	LABELS_ROW(SECRETWORDS_KEY, "özel anahtarım"),
	LABELS_ROW(SECRETWORDS_KEY, "المفتاح الخاص"),
	LABELS_ROW(SECRETWORDS_KEY, "کلید خصوصی"),
	LABELS_ROW(SECRETWORDS_KEY, "私钥"),
	LABELS_ROW(SECRETWORDS_KEY, "私鑰"),
	LABELS_ROW(SECRETWORDS_KEY, "秘密鍵"),
	LABELS_ROW(SECRETWORDS_KEY, "개인키"),
	LABELS_ROW(SECRETWORDS_KEY, "개인 키"),
	LABELS_ROW(SECRETWORDS_KEY, "khóa riêng tư"),
	LABELS_ROW(SECRETWORDS_KEY, "kunci pribadi"),
	LABELS_ROW(SECRETWORDS_KEY, "คีย์ส่วนตัว"),
	LABELS_ROW(SECRETWORDS_KEY, "निजी कुंजी"),

	LABELS_ROW(SECRETWORDS_API, "api secret"),
	LABELS_ROW(SECRETWORDS_API, "api-secret"),
	LABELS_ROW(SECRETWORDS_API, "api_secret"),
	LABELS_ROW(SECRETWORDS_API, "apisecret"),
	LABELS_ROW(SECRETWORDS_API, "api secret key"),
	LABELS_ROW(SECRETWORDS_API, "secret key"),
	LABELS_ROW(SECRETWORDS_API, "secret_key"),
	LABELS_ROW(SECRETWORDS_API, "secretkey"),
	LABELS_ROW(SECRETWORDS_API, "secret"),
	LABELS_ROW(SECRETWORDS_API, "секретный ключ"),
	LABELS_ROW(SECRETWORDS_API, "секретний ключ"),
	LABELS_ROW(SECRETWORDS_API, "clé secrète"),
	LABELS_ROW(SECRETWORDS_API, "clave secreta"),
	LABELS_ROW(SECRETWORDS_API, "chave secreta"),
	LABELS_ROW(SECRETWORDS_API, "chiave segreta"),
	LABELS_ROW(SECRETWORDS_API, "geheimer schlüssel"),
	LABELS_ROW(SECRETWORDS_API, "gizli anahtar"),
	LABELS_ROW(SECRETWORDS_API, "密钥"),
	LABELS_ROW(SECRETWORDS_API, "密鑰"),
	LABELS_ROW(SECRETWORDS_API, "シークレットキー"),
	LABELS_ROW(SECRETWORDS_API, "시크릿 키"),

	LABELS_ROW(SECRETWORDS_PASSWORD, "password"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "passwort"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "kennwort"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "passwd"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "pwd"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "passphrase"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "mot de passe"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "contraseña"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "senha"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "palavra-passe"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "wachtwoord"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "hasło"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "heslo"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "пароль"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "şifre"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "şifrem"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "parola"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "كلمة المرور"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "كلمة السر"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "رمز عبور"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "密码"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "密碼"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "パスワード"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "비밀번호"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "mật khẩu"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "kata sandi"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "รหัสผ่าน"),
	LABELS_ROW(SECRETWORDS_PASSWORD, "पासवर्ड"),

	LABELS_ROW(SECRETWORDS_CODE, "2fa"),
	LABELS_ROW(SECRETWORDS_CODE, "otp"),
	LABELS_ROW(SECRETWORDS_CODE, "sms"),
	LABELS_ROW(SECRETWORDS_CODE, "one-time code"),
	LABELS_ROW(SECRETWORDS_CODE, "verification"),
	LABELS_ROW(SECRETWORDS_CODE, "authenticator"),
	LABELS_ROW(SECRETWORDS_CODE, "bestätigungscode"),
	LABELS_ROW(SECRETWORDS_CODE, "einmalcode"),
	LABELS_ROW(SECRETWORDS_CODE, "code de vérification"),
	LABELS_ROW(SECRETWORDS_CODE, "código de verificación"),
	LABELS_ROW(SECRETWORDS_CODE, "código de verificação"),
	LABELS_ROW(SECRETWORDS_CODE, "codice di verifica"),
	LABELS_ROW(SECRETWORDS_CODE, "verificatiecode"),
	LABELS_ROW(SECRETWORDS_CODE, "kod weryfikacyjny"),
	LABELS_ROW(SECRETWORDS_CODE, "ověřovací kód"),
	LABELS_ROW(SECRETWORDS_CODE, "код подтверждения"),
	LABELS_ROW(SECRETWORDS_CODE, "код из смс"),
	LABELS_ROW(SECRETWORDS_CODE, "смс"),
	LABELS_ROW(SECRETWORDS_CODE, "код підтвердження"),
	LABELS_ROW(SECRETWORDS_CODE, "doğrulama kodu"),
	LABELS_ROW(SECRETWORDS_CODE, "رمز التحقق"),
	LABELS_ROW(SECRETWORDS_CODE, "کد تأیید"),
	LABELS_ROW(SECRETWORDS_CODE, "کد تایید"),
	LABELS_ROW(SECRETWORDS_CODE, "验证码"),
	LABELS_ROW(SECRETWORDS_CODE, "驗證碼"),
	LABELS_ROW(SECRETWORDS_CODE, "認証コード"),
	LABELS_ROW(SECRETWORDS_CODE, "인증번호"),
	LABELS_ROW(SECRETWORDS_CODE, "인증 코드"),
	LABELS_ROW(SECRETWORDS_CODE, "mã xác minh"),
	LABELS_ROW(SECRETWORDS_CODE, "mã xác nhận"),
	LABELS_ROW(SECRETWORDS_CODE, "kode verifikasi"),
	LABELS_ROW(SECRETWORDS_CODE, "รหัสยืนยัน"),
	LABELS_ROW(SECRETWORDS_CODE, "सत्यापन कोड"),

	LABELS_ROW(SECRETWORDS_NUMBER, "order"),
	LABELS_ROW(SECRETWORDS_NUMBER, "order id"),
	LABELS_ROW(SECRETWORDS_NUMBER, "trade id"),
	LABELS_ROW(SECRETWORDS_NUMBER, "txid"),
	LABELS_ROW(SECRETWORDS_NUMBER, "transaction id"),
	LABELS_ROW(SECRETWORDS_NUMBER, "reference"),
	LABELS_ROW(SECRETWORDS_NUMBER, "ref"),
	LABELS_ROW(SECRETWORDS_NUMBER, "uid"),
	LABELS_ROW(SECRETWORDS_NUMBER, "tracking"),
	LABELS_ROW(SECRETWORDS_NUMBER, "imei"),
	LABELS_ROW(SECRETWORDS_NUMBER, "заказа"),
	LABELS_ROW(SECRETWORDS_NUMBER, "заказ"),
	LABELS_ROW(SECRETWORDS_NUMBER, "订单号"),
	LABELS_ROW(SECRETWORDS_NUMBER, "訂單號"),
	LABELS_ROW(SECRETWORDS_NUMBER, "注文番号"),
	LABELS_ROW(SECRETWORDS_NUMBER, "bestellnummer"),
};
G_STATIC_ASSERT(G_N_ELEMENTS(label_rows) <= LABELS_ROWS_MAX);

static struct labels_table labels = LABELS_TABLE(label_rows);

/* The end of the line above, when it ends in a colon and nothing but blanks and
 * quote marks stands between; 0 when not. */
static size_t
announced_above(const char *text, size_t offset)
{
	size_t at = offset;
	bool line = false;

	while (at > 0 && offset - at < LABELS_REACH &&
	    strchr(" \t>\r\n", text[at - 1])) {
		at--;
		line |= text[at] == '\n';
	}
	return line && at > 0 && text[at - 1] == ':' ? at : 0;
}

int
secretwords_before(const char *text, size_t offset)
{
	int kind = labels_before(&labels, text, offset);
	size_t above = kind < 0 ? announced_above(text, offset) : 0;

	return above > 0 ? labels_before(&labels, text, above) : kind;
}
