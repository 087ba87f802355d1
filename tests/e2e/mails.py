# SPDX-License-Identifier: GPL-3.0-or-later
"""The mails that people and machines write in these tests.

They are put together by hand where the way a certain program writes them is
the point, and by Python's email package where any correct form will do.  All
functions return bytes with CRLF line ends.
"""

import base64
import email.policy
import email.utils
import itertools
import re
import secrets
import struct
import time
import zlib
from email.message import EmailMessage

SMTP = email.policy.SMTP.clone(max_line_length=998)


def new_id(sender):
    """A Message-ID as a mail client of the sender's domain makes it."""
    return f"<{secrets.token_hex(12)}@{sender.rpartition('@')[2]}>"


def crlf(text):
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def envelope_head(sender, to, subject, name="", ident=None, when=None):
    """An EmailMessage with the fields that every mail has."""
    message = EmailMessage(policy=SMTP)
    message["From"] = email.utils.formataddr((name, sender))
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = email.utils.formatdate(when or time.time())
    message["Message-ID"] = ident or new_id(sender)
    return message


def plain(sender, to, subject, text, name="", ident=None, when=None,
          fields=()):
    """A short text.  `fields` are further (name, value) pairs."""
    message = envelope_head(sender, to, subject, name, ident, when)
    for field, value in fields:
        message[field] = value
    message.set_content(text)
    return bytes(message)


def attached(sender, to, subject, text, mail, ident=None):
    """A mail forwarded as an attachment, octet by octet as clients do it."""
    message = envelope_head(sender, to, subject, ident=ident)
    head = bytes(message).partition(b"\r\n\r\n")[0]
    parts = ("MIME-Version: 1.0\n"
             "Content-Type: multipart/mixed; boundary=\"att-ached\"\n\n"
             "--att-ached\nContent-Type: text/plain; charset=utf-8\n"
             f"Content-Transfer-Encoding: 8bit\n\n{text}\n"
             "--att-ached\nContent-Type: message/rfc822\n"
             "Content-Disposition: attachment; filename=\"mail.eml\"\n\n")
    return (head + b"\r\n" + crlf(parts).encode() + mail
            + b"\r\n--att-ached--\r\n")


# What customers send

GERMAN = """<html><head><style>p {{ color: #333 }}</style></head><body>
<p>Guten Tag,</p>
<p>die bestellten <b>Schlittschuhe</b> sind zu gro&szlig;. Können Sie mir die
Größe 38&nbsp;schicken?<br>Über eine Antwort würde ich mich freuen.</p>
<p>Schöne Grüße<br>{name}</p></body></html>
"""


def quoted_printable(text, charset):
    """The way Outlook writes it: soft breaks at 75 characters."""
    lines = []
    for line in text.split("\n"):
        row = ""
        for byte in line.encode(charset):
            sign = (chr(byte) if 32 <= byte < 127 and byte != ord("=")
                    else f"={byte:02X}")
            if len(row) + len(sign) > 75:
                lines.append(row + "=")
                row = ""
            row += sign
        if row.endswith(" "):
            row = row[:-1] + "=20"
        lines.append(row)
    return "\n".join(lines)


def german_html(sender, to, name="Jürgen Müller"):
    """HTML only, ISO-8859-1, as an older German Outlook sends it."""
    first, _, last = name.partition(" ")
    word = quoted_printable(f"{last}, {first}".replace(" ", "_"),
                            "iso-8859-1")
    head = (f"From: =?iso-8859-1?Q?{word.replace(',', '=2C')}?= <{sender}>\n"
            f"To: {to}\n"
            "Subject: =?iso-8859-1?Q?Umtausch:_Gr=F6=DFe_pa=DFt_nicht?=\n"
            f"Date: {email.utils.formatdate()}\n"
            f"Message-ID: {new_id(sender)}\n"
            "MIME-Version: 1.0\n"
            "Content-Type: text/html; charset=\"iso-8859-1\"\n"
            "Content-Transfer-Encoding: quoted-printable\n\n")
    body = quoted_printable(GERMAN.format(name=name), "iso-8859-1")
    return crlf(head + body).encode("ascii")


def png(width=120, height=80):
    """A real picture: a colour run with an "error box" in it."""
    def pixel(x, y):
        box = width // 4 < x < width * 3 // 4 and height // 3 < y < height // 2
        return bytes((200, 30, 30) if box else (x * 2 % 256, 120, y * 3 % 256))
    rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(width))
                    for y in range(height))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def pdf(line="Invoice 4711: 1 pair of skates, 89.00 EUR"):
    """A real PDF of one page with a correct table of offsets."""
    stream = f"BT /F1 18 Tf 72 720 Td ({line}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
        b" /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (b"xref\n0 6\n0000000000 65535 f \n" + table
                  + b"trailer\n<< /Size 6 /Root 1 0 R >>\n"
                  + b"startxref\n%d\n%%%%EOF\n" % len(out))


FILES = (("Screenshot 2026-03-01.png", "image/png", png()),
         ("invoice.pdf", "application/pdf", pdf()))


def with_files(sender, to, subject, text, name="", files=FILES):
    message = envelope_head(sender, to, subject, name)
    message.set_content(text)
    for file_name, kind, data in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(data, main, sub, filename=file_name)
    return bytes(message)


# What people answer

def quote(text, prefix="> "):
    return "\n".join(prefix + line if line else prefix.rstrip()
                     for line in text.replace("\r\n", "\n").split("\n"))


def gmail_quote(text, width=76):
    """Gmail breaks a long quoted line and puts its sign before each piece."""
    rows = []
    for line in text.replace("\r\n", "\n").split("\n"):
        piece = line
        while len(piece) > width:
            cut = piece.rfind(" ", 0, width)
            if cut <= 0:
                break
            rows.append("> " + piece[:cut])
            piece = piece[cut + 1:]
        rows.append(("> " + piece).rstrip())
    return "\n".join(rows)


def escape(text):
    return (text.replace("&", "&amp;").replace("<", "&lt;")
            .replace(">", "&gt;"))


def html_of(mail):
    """The HTML of a mail as a client quotes it."""
    part = mail.message.get_body(("html",))
    if part:
        return part.get_content()
    return "<pre>" + escape(mail.text()) + "</pre>"


def people_of(mail):
    """(name, address) of the one who wrote the mail."""
    return email.utils.parseaddr(str(mail["From"]))


def thunderbird(message, mail, text):
    name = people_of(mail)[0] or people_of(mail)[1]
    body = (f"{text}\n\nOn 01.03.26 10:15, {name} wrote:\n"
            + quote(mail.text()))
    message.set_content(body, cte="8bit")
    message.set_param("format", "flowed")
    message["User-Agent"] = "Mozilla Thunderbird"


def gmail(message, mail, text):
    name, address = people_of(mail)
    lead = f"On Sun, Mar 1, 2026 at 10:15 AM {name} <\n{address}> wrote:"
    message.set_content(f"{text}\n\n{lead}\n\n{gmail_quote(mail.text())}\n")
    message.add_alternative(
        f'<div dir="ltr">{escape(text)}</div><br>'
        '<div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(lead)}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">'
        f"{html_of(mail)}</blockquote></div>\n", subtype="html")


def outlook(message, mail, text):
    """No sign before quoted lines; a rule and a small header instead."""
    name, address = people_of(mail)
    rows = (f"From: {name} <{address}>\nSent: Sunday, March 1, 2026 10:15 AM\n"
            f"To: {message['From']}\nSubject: {mail['Subject']}")
    rule = "_" * 32
    message.set_content(f"{text}\n\n{rule}\n{rows}\n\n{mail.text()}")
    head = "<br>".join(escape(row) for row in rows.split("\n"))
    message.add_alternative(
        f'<html><body><div class="elementToProof">{escape(text)}</div>'
        f'<hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">{head}</div>'
        f"<div>{html_of(mail)}</div></body></html>\n", subtype="html")
    message["Thread-Topic"] = str(mail["Subject"])


def apple(message, mail, text):
    """The attribution line itself is quoted."""
    name, address = people_of(mail)
    lead = f"On 1. Mar 2026, at 10:15, {name} <{address}> wrote:"
    message.set_content(f"{text}\n\n" + quote(f"{lead}\n\n{mail.text()}"))
    message["X-Mailer"] = "Apple Mail (2.3774.500.171.1.1)"


STYLES = {"thunderbird": thunderbird, "gmail": gmail, "outlook": outlook,
          "apple": apple}
style_names = itertools.cycle(STYLES)


def reply(mail, sender, text, name="", style=None, to=None):
    """Press "Reply" on a mail: to its Reply-To, threaded, quoted in full.

    Without a style the clients take turns."""
    subject = str(mail["Subject"])
    if not subject.lower().startswith("re:"):
        subject = "Re: " + subject
    target = to or str(mail["Reply-To"] or mail["From"])
    message = envelope_head(sender, target, subject, name)
    ident = str(mail["Message-ID"])
    message["In-Reply-To"] = ident
    message["References"] = f"{mail['References'] or ''} {ident}".strip()
    STYLES[style or next(style_names)](message, mail, text)
    return bytes(message)


# What machines send

def out_of_office(mail, sender, name=""):
    """A vacation answer, to the address that answers go to."""
    target = str(mail["Reply-To"] or mail["From"])
    return plain(sender, target, f"Automatic reply: {mail['Subject']}",
                 "I am out of the office until Monday.\n", name, fields=(
                     ("Auto-Submitted", "auto-replied"),
                     ("X-Auto-Response-Suppress", "All"),
                     ("In-Reply-To", str(mail["Message-ID"]))))


DSN = """From: MAILER-DAEMON@{domain} (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Date: {date}
Message-ID: {ident}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="report"

--report
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.{domain}
Arrival-Date: {date}

Final-Recipient: rfc822; {victim}
Original-Recipient: rfc822; {victim}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{victim}>: user unknown

--report
Content-Type: text/rfc822-headers

From: {to}
To: {victim}
Subject: {subject}
Message-ID: {original}

--report--
"""


def dsn(to, victim, original="<unknown@example.com>", subject="Re: Help"):
    """A bounce after RFC 3464."""
    domain = victim.rpartition("@")[2]
    return crlf(DSN.format(
        domain=domain, to=to, victim=victim, original=original,
        subject=subject, date=email.utils.formatdate(),
        ident=new_id(victim))).encode("ascii")


def offers(mail):
    """The addresses of a survey's five steps, by step."""
    found = re.findall(r"<mailto:([^?>]+)\?subject=([1-5])/5>", mail.text())
    return {int(step): address for address, step in found}


def mailing_list(sender, to):
    return plain(sender, to, "[skaters] This week", "News for all.\n",
                 fields=(("List-Id", "<skaters.lists.example.org>"),
                         ("Precedence", "list")))


# What nobody should send

def broken(sender, to):
    """Bytes that break many rules at once but still ask something."""
    head = (f"From: {sender}\nTo: {to}\n").encode("ascii")
    return head + (
        b"Subject: =?utf-8?B?w6Q=?= raw \xe4 and =?nonsense?Q?=ZZ?=\n"
        b"Subject: a second one\n"
        b"Date: the day before yesterday\n"
        b"Content-Type: multipart/mixed; boundary=\"cut\n"
        b"Content-Transfer-Encoding: base64\n"
        b"no field at all\n\n"
        b"--cut\nContent-Type: text/plain; charset=\"klingon\"\n"
        b"Content-Transfer-Encoding: quoted-printable\n\n"
        b"My skates are broken=2 and so is this =\n").replace(b"\n", b"\r\n")


def too_deep(sender, to, subject="Nested", depth=60):
    """Multiparts inside multiparts, past the limit of 50."""
    message = plain(sender, to, subject, "x\n").decode("ascii")
    head = message.partition("Content-Type:")[0]
    body = "Content-Type: text/plain\n\nDown here.\n"
    for level in range(depth):
        body = (f'Content-Type: multipart/mixed; boundary="b{level}"\n\n'
                f"--b{level}\n{body}\n--b{level}--\n")
    return crlf(head + body).encode("ascii")


def with_base64_of(data):
    """The base64 lines of some bytes, to look for them in a mail."""
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
