# SPDX-License-Identifier: GPL-3.0-or-later
"""The mail mix of the benchmarks: what a support mailbox really gets.

Of all mails 40 % are first mails, each from another sender, and 60 % replies
to one of them.  Each is multipart/alternative in one of nine languages and
twelve charsets, about 6 kB long; a quarter carry a PNG or PDF of 30 to
300 kB.  The same seed makes the same octets.
"""

import base64
import quopri
import random
import time

# Language, charset, transfer encoding, a subject, phrases to build text from.
VOICES = (
    ("en", "us-ascii", "7bit", "Withdrawal still pending", (
        "I asked for a withdrawal this morning and it is still pending.",
        "The order was filled but the balance did not change.",
        "Could you please tell me what else you need from me?",
        "I have attached a screenshot of what the page shows.",
        "The confirmation mail arrived twice, the second one an hour later.")),
    ("en", "utf-8", "quoted-printable", "Login code doesn’t arrive", (
        "The login code doesn’t arrive on my phone any more.",
        "I’ve changed nothing – neither the number nor the provider.",
        "“Too many attempts” is all that the app says.",
        "Please let me know how long I’ll have to wait.")),
    ("de", "iso-8859-1", "quoted-printable", "Überweisung fehlt", (
        "Meine Überweisung ist seit gestern nicht gutgeschrieben.",
        "Könnten Sie bitte prüfen, wo das Geld geblieben ist?",
        "Die Bestellnummer finden Sie weiter unten, ebenso den Beleg.",
        "Für eine schnelle Rückmeldung wäre ich Ihnen sehr dankbar.")),
    ("es", "iso-8859-15", "quoted-printable", "Retiro no recibido", (
        "Todavía no he recibido el retiro que pedí el miércoles.",
        "¿Podrían decirme cuánto tiempo suele tardar?",
        "La aplicación muestra la operación como terminada, pero no es así.",
        "Les envío también el número de la transacción.")),
    ("pl", "iso-8859-2", "base64", "Brak wpłaty na koncie", (
        "Wpłata została wysłana w zeszłym tygodniu i wciąż jej nie ma.",
        "Proszę o sprawdzenie, co się z nią stało.",
        "Załączam potwierdzenie z banku oraz zrzut ekranu.")),
    ("ru", "koi8-r", "base64", "Не приходит код", (
        "Код подтверждения не приходит уже второй день.",
        "Пожалуйста, проверьте состояние моей учётной записи.",
        "Номер заявки и снимок экрана прилагаю.",
        "Когда можно ожидать ответа?")),
    ("ru", "windows-1251", "quoted-printable", "Вывод средств", (
        "Вывод средств завис в статусе «обработка».",
        "Сумма списана, но на кошелёк ничего не поступило.",
        "Подскажите, какие документы ещё нужны.")),
    ("tr", "iso-8859-9", "quoted-printable", "Hesabım kilitlendi", (
        "Hesabım dün akşam kilitlendi ve giriş yapamıyorum.",
        "Şifremi değiştirdim ama sorun çözülmedi.",
        "Yardımınız için şimdiden teşekkür ederim.")),
    ("ja", "iso-2022-jp", "7bit", "出金について", (
        "昨日申請した出金がまだ反映されていません。",
        "お手数ですが、状況をご確認いただけますでしょうか。",
        "画面の写真を添付いたしますので、ご覧ください。")),
    ("zh", "gb2312", "base64", "提现没有到账", (
        "我昨天申请的提现到现在还没有到账。",
        "请帮我查一下是什么原因。",
        "附件是页面的截图和交易号码。")),
    ("zh", "big5", "base64", "登入失敗", (
        "我的帳戶從昨天開始就無法登入。",
        "已經重設過密碼,但是問題還在。",
        "請告訴我還需要提供哪些資料。")),
    ("ko", "euc-kr", "base64", "입금 확인 요청", (
        "어제 보낸 입금이 아직 확인되지 않습니다.",
        "거래 번호와 화면 사진을 첨부합니다.",
        "빠른 답변 부탁드립니다.")),
)

BORDER = "mx.example.com"
DESK = "support@example.com"
FIRST_SHARE = 0.4
ATTACHED_SHARE = 0.25
PYTHON_NAMES = {"iso-2022-jp": "iso2022_jp"}


def encode_word(text, charset):
    raw = text.encode(PYTHON_NAMES.get(charset, charset))
    return f"=?{charset}?B?{base64.b64encode(raw).decode()}?="


def encode_body(text, charset, how):
    raw = text.encode(PYTHON_NAMES.get(charset, charset), "replace")
    if how == "base64":
        return base64.encodebytes(raw)
    if how == "quoted-printable":
        return quopri.encodestring(raw)
    return raw


def paragraphs(dice, phrases, octets):
    """Plain text of about so many octets, with an order number at times."""
    lines, size = [], 0
    while size < octets:
        row = [dice.choice(phrases) for _ in range(dice.randint(2, 5))]
        if dice.random() < 0.3:
            row.append(f"#{dice.randrange(10 ** 9):09d}.")
        lines.append(" ".join(row))
        size += len(lines[-1].encode()) + 2
    return lines


def html_of(lines):
    body = "".join(
        '<p style="margin:0 0 12px;font-family:Arial,Helvetica,sans-serif">'
        f"{line}</p>\n" for line in lines)
    return ("<!DOCTYPE html><html><head><style>p{color:#222}</style></head>"
            f"<body>\n{body}<div><br></div></body></html>\n")


def part(kind, charset, how, octets):
    return (f'Content-Type: {kind}; charset="{charset}"\n'
            f"Content-Transfer-Encoding: {how}\n\n").encode() + octets


def attachment(dice):
    """Octets that nothing can compress, under the head of a real file."""
    size = dice.randrange(30_000, 300_000)
    if dice.random() < 0.7:
        kind, name = "image/png", f"screenshot-{dice.randrange(999)}.png"
        head = b"\x89PNG\r\n\x1a\n"
    else:
        kind, name = "application/pdf", f"receipt-{dice.randrange(999)}.pdf"
        head = b"%PDF-1.7\n"
    octets = base64.encodebytes(head + dice.randbytes(size))
    return (f'Content-Type: {kind}; name="{name}"\n'
            "Content-Transfer-Encoding: base64\n"
            f'Content-Disposition: attachment; filename="{name}"\n\n'
            ).encode() + octets


def multipart(kind, boundary, parts):
    octets = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'
    octets = octets.encode()
    for one in parts:
        octets += f"--{boundary}\n".encode() + one + b"\n"
    return octets + f"--{boundary}--\n".encode()


class Mix:
    """mails(n) gives n mails as octets with plain line ends; the first n of a
    longer run are the same."""

    def __init__(self, seed=1, when=None):
        self.dice = random.Random(seed)
        self.when = when or time.time()
        self.firsts = []
        self.made = 0

    def head(self, sender, ident, subject, answers):
        date = time.strftime("%a, %d %b %Y %H:%M:%S +0000",
                             time.gmtime(self.when - 60))
        domain = sender.partition("@")[2]
        fields = [
            f"Return-Path: <{sender}>",
            f"Delivered-To: {DESK}",
            f"Authentication-Results: {BORDER};\n\tdmarc=pass (p=reject) "
            f"header.from={domain};\n\tspf=pass smtp.mailfrom={sender}",
            f"Received: from mail.{domain} (mail.{domain} [192.0.2.7])\n"
            f"\tby {BORDER} (Postfix) with ESMTPS id {ident[:10].upper()}\n"
            f"\tfor <{DESK}>; {date}",
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; "
            f"d={domain}; s=s1;\n\th=from:to:subject:date; "
            f"bh={'A' * 43}=;\n\tb={'B' * 60}\n\t {'C' * 60}=",
            f"Date: {date}",
            f"From: {sender.partition('@')[0]} <{sender}>",
            f"To: {DESK}",
            f"Message-ID: <{ident}@{domain}>",
            f"Subject: {subject}",
            "MIME-Version: 1.0",
        ]
        if answers:
            fields += [f"In-Reply-To: <{answers}>", f"References: <{answers}>"]
        return ("\n".join(fields) + "\n").encode()

    def body(self, voice, quoted):
        _, charset, how, _, phrases = voice
        dice = self.dice
        lines = paragraphs(dice, phrases, dice.lognormvariate(7.3, 0.5))
        text = "\n\n".join(lines) + "\n"
        if quoted:
            text += "\n" + "\n".join("> " + line for line in lines[:3]) + "\n"
        boundary = f"alt-{dice.randrange(16 ** 12):012x}"
        octets = multipart("alternative", boundary, (
            part("text/plain", charset, how, encode_body(text, charset, how)),
            part("text/html", charset, how,
                 encode_body(html_of(lines), charset, how))))
        if dice.random() < ATTACHED_SHARE:
            octets = multipart("mixed", f"mix-{dice.randrange(16 ** 12):012x}",
                               (octets, attachment(dice)))
        return octets

    def one(self):
        """(octets, whether it is a first mail)"""
        dice = self.dice
        self.made += 1
        ident = f"{dice.randrange(16 ** 24):024x}"
        # The share is kept exactly, so that any run has as many.
        first = not self.firsts or \
            len(self.firsts) < FIRST_SHARE * self.made
        if first:
            voice = dice.choice(VOICES)
            domain = f"example.{dice.choice(('org', 'net'))}"
            sender = f"customer{self.made}@{domain}"
            self.firsts.append((voice, sender, f"{ident}@{domain}"))
            answers = None
        else:
            voice, sender, answers = dice.choice(self.firsts)
        subject = encode_word(("" if first else "Re: ") + voice[3], voice[1])
        return self.head(sender, ident, subject, answers) \
            + self.body(voice, not first), first

    def mails(self, count):
        for _ in range(count):
            yield self.one()


def describe(sizes):
    """Median of the mails under 30 kB, and the mean of all, in octets."""
    small = sorted(s for s in sizes if s < 30000)
    return small[len(small) // 2], sum(sizes) // len(sizes)


if __name__ == "__main__":
    made = [(len(octets), first) for octets, first in Mix().mails(2000)]
    median, mean = describe([size for size, _ in made])
    print(f"{len(made)} mails, {sum(f for _, f in made)} of them first ones; "
          f"median without attachment {median}, mean {mean} octets")
