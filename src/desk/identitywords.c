/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A word too few lets a stranger's account matter pass unmarked, one too many
 * marks a general question: so these are words of what only the owner may do.
 * The word for "no" that a confirm letter names must stand here. */
#include "desk/identitywords.h"

#include <string.h>

#include "desk/helpwords.h"

/* clang-format off */
static const char *const account[] = {
	/* en */ "2fa|two-factor|authenticator|reset my|password reset|"
	    "my withdrawal|withdraw my|account locked|account is locked|"
	    "account blocked|account is blocked|account is frozen|"
	    "locked out|unlock my|cannot log in|can't log in|"
	    "change my email|change my e-mail|change my phone|"
	    "close my account|delete my account|api key",
	/* de */ "zwei-faktor|konto gesperrt|konto ist gesperrt|entsperr|"
	    "passwort zurücksetzen|meine auszahlung|auszahlung meine|"
	    "nicht einloggen|nicht anmelden|e-mail-adresse ändern|"
	    "telefonnummer ändern|konto löschen|konto schließen|api-schlüssel",
	/* es */ "doble factor|dos factores|cuenta bloqueada|"
	    "cuenta está bloqueada|desbloquear|restablecer|mi retiro|"
	    "no puedo iniciar sesión|no puedo entrar|cambiar mi correo|"
	    "cambiar mi teléfono|cerrar mi cuenta|clave api",
	/* fr */ "double authentification|compte bloqué|compte est bloqué|"
	    "débloquer|réinitialiser|mon retrait|me connecter|"
	    "changer mon adresse|changer mon numéro|fermer mon compte|clé api",
	/* it */ "due fattori|conto bloccato|account bloccato|sbloccare|"
	    "reimpostare|mio prelievo|non riesco ad accedere|"
	    "cambiare la mia email|chiudere il mio|chiave api",
	/* pt */ "dois fatores|conta bloqueada|conta está bloqueada|"
	    "desbloquear|redefinir|meu saque|minha retirada|"
	    "não consigo entrar|não consigo acessar|mudar meu e-mail|"
	    "encerrar minha conta|chave api",
	/* nl */ "tweefactor|account geblokkeerd|account is geblokkeerd|"
	    "deblokkeren|wachtwoord resetten|mijn opname|niet inloggen|"
	    "e-mailadres wijzigen|account sluiten|api-sleutel",
	/* pl */ "dwuskładnikow|konto zablokowan|konto jest zablokowan|"
	    "odblokow|zresetow|moja wypłata|moją wypłatę|mojej wypłaty|"
	    "nie mogę się zalogować|zmienić e-mail|zamknąć konto|klucz api",
	/* cs */ "dvoufáz|dvoufaktor|účet zablokov|účet je zablokov|odblokov|"
	    "obnovit heslo|můj výběr|nemohu se přihlásit|změnit e-mail|"
	    "zrušit účet|klíč api",
	/* ru */ "двухфактор|аккаунт заблокирован|счет заблокирован|"
	    "счёт заблокирован|заблокирован|разблокир|сбросить|сброс пароля|"
	    "мой вывод|вывод средств|не могу войти|сменить почту|"
	    "сменить номер|закрыть аккаунт|удалить аккаунт|ключ api",
	/* uk */ "двофактор|заблоковано|заблокований|розблок|скинути пароль|"
	    "мій вивід|вивід коштів|виведення коштів|не можу увійти|"
	    "змінити пошту|закрити акаунт|ключ api",
	/* tr */ "iki faktör|iki adım|hesabım kilit|hesabım bloke|kilidini aç|"
	    "şifremi sıfırla|çekim işlemim|para çekme|giriş yapamıyorum|"
	    "e-postamı değiştir|hesabımı kapat|api anahtar",
	/* ar */ "المصادقة الثنائية|حسابي مغلق|حسابي محظور|حسابي مقفل|"
	    "إعادة تعيين|عملية السحب|سحبي|لا أستطيع الدخول|"
	    "تغيير بريدي|إغلاق حسابي",
	/* fa */ "دو مرحله‌ای|دوعاملی|حساب من مسدود|حسابم مسدود|بازنشانی|"
	    "برداشت من|برداشتم|نمی‌توانم وارد|تغییر ایمیل|بستن حساب",
	/* hi */ "टू-फैक्टर|दो-चरणीय|खाता लॉक|खाता ब्लॉक|रीसेट|मेरी निकासी|"
	    "लॉग इन नहीं|ईमेल बदल|खाता बंद",
	/* th */ "ยืนยันตัวตนสองชั้น|บัญชีถูกล็อก|บัญชีถูกระงับ|ปลดล็อก|"
	    "รีเซ็ตรหัส|การถอนเงินของ|เข้าสู่ระบบไม่ได้|เปลี่ยนอีเมล|ปิดบัญชี",
	/* vi */ "xác thực hai|tài khoản bị khóa|tài khoản bị khoá|mở khóa|"
	    "đặt lại mật khẩu|lệnh rút|rút tiền của|không đăng nhập được|"
	    "đổi email|đóng tài khoản|khóa api",
	/* id */ "autentikasi dua|akun terkunci|akun saya terkunci|"
	    "akun diblokir|akun saya diblokir|buka blokir|reset kata sandi|"
	    "penarikan saya|tidak bisa masuk|ganti email|tutup akun|kunci api",
	/* ja */ "二段階認証|2段階認証|アカウントがロック|アカウントロック|"
	    "口座が凍結|パスワードをリセット|パスワードの再設定|"
	    "出金が|出金でき|ログインできない|ログインできません|"
	    "メールアドレスを変更|アカウントを削除|apiキー",
	/* ko */ "2단계 인증|이중 인증|계정이 잠|계정 잠|계정이 정지|"
	    "비밀번호 재설정|비밀번호 초기화|내 출금|제 출금|출금이|"
	    "로그인이 안|로그인할 수 없|이메일 변경|계정 삭제|api 키",
	/* zh-Hans */ "双重验证|二次验证|两步验证|谷歌验证|账户被锁|账号被锁|"
	    "帐号被锁|账户被冻结|账号被冻结|解锁|重置密码|重置|我的提现|"
	    "提现未|提币未|无法登录|登录不了|更换邮箱|修改邮箱|更换手机|"
	    "注销账户|api密钥",
	/* zh-Hant */ "雙重驗證|兩步驟驗證|帳戶被鎖|帳號被鎖|帳戶被凍結|"
	    "帳號被凍結|解鎖|重設密碼|我的提領|我的提現|無法登入|"
	    "登入不了|更換信箱|變更信箱|註銷帳戶|api金鑰",
};

static const char *const denials[] = {
	/* en */ "not me|wasn't me|was not me|isn't me|not mine|"
	    "did not write|didn't write|haven't written|have not written|"
	    "never wrote|did not send|didn't send|did not ask|didn't ask|"
	    "not from me|somebody else|someone else",
	/* de */ "nicht ich|ich nicht|nicht von mir|jemand anders|"
	    "nicht geschrieben|nie geschrieben|jemand anderes",
	/* es */ "no fui yo|no he sido|no soy yo|no escribí|no he escrito|"
	    "no es mío|otra persona",
	/* fr */ "pas moi|n'ai pas écrit|jamais écrit|quelqu'un d'autre|"
	    "pas de moi",
	/* it */ "non sono io|non sono stato|non sono stata|non ero io|"
	    "non ho scritto|qualcun altro|qualcun'altro",
	/* pt */ "não fui eu|não sou eu|não escrevi|não é meu|outra pessoa",
	/* nl */ "niet ik|ik niet|was ik niet|niet van mij|niet geschreven|"
	    "iemand anders",
	/* pl */ "nie ja|nie pisał|nie napisał|nie ode mnie|ktoś inny",
	/* cs */ "nejsem to já|já ne|nebyl jsem|nebyla jsem|nepsal|"
	    "nenapsal|někdo jiný",
	/* ru */ "не я|это был не|это была не|не писал|не отправлял|не от меня|"
	    "кто-то другой",
	/* uk */ "не я|не писав|не писала|не надсилав|не від мене|хтось інший",
	/* tr */ "ben değil|ben yazmadım|yazmadım|göndermedim|başkası|"
	    "bana ait değil",
	/* ar */ "لست أنا|ليس أنا|لم أكتب|لم أرسل|شخص آخر|ليس مني",
	/* fa */ "من نبودم|من نیستم|من ننوشت|ننوشته‌ام|نفرستاد|شخص دیگری|"
	    "کس دیگری",
	/* hi */ "मैं नहीं|मैंने नहीं|किसी और",
	/* th */ "ไม่ใช่ฉัน|ไม่ใช่ผม|ไม่ใช่ดิฉัน|ไม่ได้เขียน|ไม่ได้ส่ง|คนอื่น",
	/* vi */ "không phải tôi|tôi không viết|tôi không gửi|người khác",
	/* id */ "bukan saya|saya tidak menulis|saya tidak mengirim|"
	    "orang lain",
	/* ja */ "私ではありません|私ではない|私じゃ|送っていません|"
	    "書いていません|覚えがありません|身に覚え|心当たりが",
	/* ko */ "제가 아닙|제가 아니|내가 아니|보내지 않|쓰지 않|"
	    "다른 사람",
	/* zh */ "不是我|非本人|没有写|没有发|没写|沒有寫|沒有寄|沒寫|別人|别人",
};

/* As a whole first line. */
static const char *const noes[] = {
	"no", "nope", "nein", "non", "não", "nao", "nee", "nie", "ne", "нет",
	"ні", "hayır", "hayir", "لا", "خیر", "نه", "नहीं", "ไม่", "ไม่ใช่",
	"không", "tidak", "bukan", "いいえ", "아니요", "아니오", "不是", "否",
};
/* clang-format on */

char *
identitywords_account(const char *text)
{
	return helpwords_begins(text, account, G_N_ELEMENTS(account));
}

/* Its first line that has anything, folded, without what may stand around a
 * word. */
static char *
first_line(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		g_strstrip(lines[i]);
		if (!*lines[i])
			continue;
		g_autofree char *folded = g_utf8_casefold(lines[i], -1);
		char *line = g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);

		g_strdelimit(line, ".!,\"'*", ' ');
		return g_strstrip(line);
	}
	return g_strdup("");
}

static bool
is_no(const char *line)
{
	for (guint i = 0; i < G_N_ELEMENTS(noes); i++) {
		g_autofree char *folded = g_utf8_casefold(noes[i], -1);
		g_autofree char *plain =
		    g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);

		if (strcmp(plain, line) == 0)
			return true;
	}
	return false;
}

bool
identitywords_denies(const char *text)
{
	g_autofree char *phrase =
	    helpwords_begins(text, denials, G_N_ELEMENTS(denials));
	g_autofree char *line = first_line(text);
	size_t length = strlen(line);

	/* "否。" and "不是！" */
	for (; length > 0 && !is_no(line); line[length] = '\0') {
		const char *last = g_utf8_find_prev_char(line, line + length);

		if (!last || g_unichar_isalnum(g_utf8_get_char(last)) ||
		    g_unichar_ismark(g_utf8_get_char(last)))
			break;
		length = (size_t)(last - line);
	}
	return phrase || is_no(line);
}
