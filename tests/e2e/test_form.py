# SPDX-License-Identifier: GPL-3.0-or-later
"""Web forms: contrib/form as it is shipped, and those of others, which mail
HTML tables."""

import os
import subprocess

import mails
from docket import SOURCE
from scene import contains, equal, lacks, true

PROGRAM = os.path.join(SOURCE, "contrib", "form", "docket-form")
BOUNDARY = "----FormBoundary7MA4YWxkTrZu0gW"
HASH = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
CATEGORIES = [{"name": "withdrawal", "called": ["Withdrawal*", "出金*"],
               "words": ["withdraw*"]}]


def request(fields, picture=None):
    """The body of a browser's multipart/form-data request."""
    body = b""
    for name, value in fields.items():
        body += (f'--{BOUNDARY}\r\nContent-Disposition: form-data; '
                 f'name="{name}"\r\n\r\n').encode() + value.encode() + b"\r\n"
    if picture is not None:
        body += (f'--{BOUNDARY}\r\nContent-Disposition: form-data; '
                 'name="screenshot"; filename="a\\"b.exe"\r\nContent-Type: '
                 'application/x-thing\r\n\r\n').encode() + picture + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


class Form:
    """docket-form with a sendmail that writes down what it is given."""

    def __init__(self, scene, sender):
        self.folder, self.sender, self.desk = scene.folder, sender, scene.support
        self.sendmail = os.path.join(self.folder, "sendmail")
        self.use("0")

    def use(self, code):
        with open(self.sendmail, "w", encoding="utf-8") as f:
            f.write(f'#!/bin/sh\necho "$@" >>{self.folder}/args\n'
                    f"cat >{self.folder}/sent\nexit {code}\n")
        os.chmod(self.sendmail, 0o700)

    def post(self, body, **changes):
        """The program's answer: its head and its page."""
        given = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)),
                 "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
                 "DOCKET_FORM_TO": self.desk, "DOCKET_FORM_FROM": self.sender,
                 "DOCKET_FORM_SENDMAIL": self.sendmail,
                 "PATH": os.environ["PATH"]} | changes
        done = subprocess.run([PROGRAM], input=body, env=given, timeout=60,
                              capture_output=True, check=True)
        head, _, page = done.stdout.decode().partition("\r\n\r\n")
        return head, page

    def sent(self):
        """What sendmail was called with, and the mail; None: it was not."""
        if not os.path.exists(f"{self.folder}/sent"):
            return None
        with open(f"{self.folder}/args", encoding="utf-8") as f:
            args = f.read()
        with open(f"{self.folder}/sent", "rb") as f:
            mail = f.read()
        os.remove(f"{self.folder}/args")
        os.remove(f"{self.folder}/sent")
        return args.strip(), mail


def with_form(scene):
    form = scene.servers.add_user(f"form@{scene.home}")
    scene.docket.settings |= {
        "queues": [{"name": "support", "addresses": [scene.support],
                    "acknowledge": "all"},
                   {"name": "payments", "acknowledge": "all"}],
        "forms": [{"from": form}],
        "categories": CATEGORIES,
        "routing": [{"if_category": ["withdrawal"], "queue": "payments"}]}
    return form


def named(scene, number):
    """What the ticket's first entry names, by kind."""
    rows = scene.docket.ticket(number)["entries"][0]["named"]
    return {row["kind"]: row["value"] for row in rows}


def test_form_page(scene):
    """What a visitor fills in becomes a ticket with its fields, category and
    screenshot; nothing that he writes gets into a header."""
    form = Form(scene, with_form(scene))
    carla = scene.customer()
    picture = mails.png()
    scene.start()
    head, page = form.post(request(
        {"email": carla, "category": "Withdrawal", "uid": "12345678",
         "order": "ORD-20261122", "transaction": HASH, "device": "Nokia 3310",
         "error": "try later", "message": "Where are my coins?\r\nGrüße\r\n",
         "website": ""}, picture))
    contains(head, "Status: 200", "answer")
    contains(page, "on its way", "page")
    args, mail = form.sent()
    equal(args, f"-i -f {form.sender} {scene.support}", "sendmail's arguments")
    scene.write(form.sender, mail)
    number = scene.opened()
    ticket = scene.docket.ticket(number)
    equal((ticket["category"], ticket["queue"], ticket["requester"]),
          ("withdrawal", "payments", carla), "ticket")
    equal(named(scene, number),
          {"UID": "12345678", "order": "ORD-20261122", "transaction": HASH,
           "device": "Nokia 3310", "error code": "try later"}, "fields")
    notice = scene.servers.wait_count(scene.alice, 1)[-1]
    contains(notice.text(), "Category: withdrawal\r\n", "banner")
    contains(notice.text(), "UID 12345678; order ORD-20261122", "banner")
    contains(notice.text(), "Grüße", "notice")
    files = [p for p in notice.message.walk() if p.get_filename()]
    equal([(p.get_filename(), p.get_payload(decode=True)) for p in files],
          [("screenshot.png", picture)], "screenshot")
    rows = scene.docket.ctl("list", "--category", "with*", "--json").json()
    equal([row["number"] for row in rows], [number], "list of the category")
    rows = scene.docket.ctl("list", "--category", "deposit", "--json").json()
    equal(rows, [], "list of another")


GOOD = {"email": "jane@customer.example", "message": "Hello"}
REFUSED = (
    ("a field in the address",
     {"email": "jane@customer.example\r\nBcc: all@x.example"}, "400"),
    ("two addresses", {"email": "a@x.example, b@x.example"}, "400"),
    ("a name with the address", {"email": "Jane <a@x.example>"}, "400"),
    ("an option for an address", {"email": "-oQ/tmp@x.example "}, None),
    ("a line end in a field", {"uid": "1\r\nBcc: all@x.example"}, "400"),
    ("a bare CR", {"device": "a\rb"}, "400"),
    ("a line separator", {"device": "a\u2028b"}, "400"),
    ("a turned text", {"device": "a\u202eb"}, "400"),
    ("NUL in the message", {"message": "a\0b"}, "400"),
    ("a long field", {"error": "a" * 301}, "400"),
    ("a long message", {"message": "a" * 20001}, "400"),
    ("no message", {"message": " \r\n"}, "400"),
    ("no address", {"email": ""}, "400"),
    ("a robot", {"website": "https://x.example"}, "400"),
)


def test_form_refuses(scene):
    """What does not fit goes nowhere, and the visitor hears so; an address is
    never read as an option of sendmail."""
    form = Form(scene, f"form@{scene.home}")
    for name, fields, status in REFUSED:
        head, page = form.post(request(GOOD | fields))
        contains(head, f"Status: {status or '200'}", name)
        args, mail = form.sent() or ("", b"")
        equal(bool(mail), status is None, name)
        if status:
            contains(page, "Not sent", name)
        else:
            equal(args, f"-i -f {form.sender} {form.desk}", name)
    fine = request(GOOD)
    twice = request({"uid": "1"})[:-len(BOUNDARY) - 6] + request(GOOD | {"uid": "2"})
    others = (
        ("no picture", request(GOOD, b"<svg onload=alert(1)>"), {}, "400"),
        ("a large picture", request(GOOD, b"\xff\xd8\xff" + bytes(8 << 20)),
         {}, "413"),
        ("a field twice", twice, {}, "400"),
        ("cut off", fine, {"CONTENT_LENGTH": str(len(fine) + 1)}, "400"),
        ("said to be huge", fine, {"CONTENT_LENGTH": "99999999"}, "413"),
        ("no length", fine, {"CONTENT_LENGTH": "-1"}, "411"),
        ("no end", fine[:-4], {}, "400"),
        ("not a form", fine, {"CONTENT_TYPE": "text/plain"}, "415"),
        ("a boundary with a line end", fine,
         {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}\r\nX: y"},
         "415"),
        ("read with GET", b"", {"REQUEST_METHOD": "GET"}, "405"),
        ("not set up", fine, {"DOCKET_FORM_TO": ""}, "500"),
        ("set up with two addresses", fine,
         {"DOCKET_FORM_TO": "a@x.example b@x.example"}, "500"),
        ("no sendmail", fine, {"DOCKET_FORM_SENDMAIL": "/nonexistent"}, "503"))
    for name, body, changes, status in others:
        head, page = form.post(body, **changes)
        contains(head, f"Status: {status}", name)
        contains(page, "Not sent", name)
        true(form.sent() is None, name)
    form.use("75")
    head, page = form.post(fine)
    contains(head, "Status: 503", "a sendmail that fails")
    contains(page, f"NOT sent, through no fault of yours. Please write to "
             f"{form.desk}", "page")


TABLE = """\
<html><body><table cellpadding="5">
<tr><td colspan="2"><strong>カテゴリ</strong></td></tr>
<tr><td width="20">&nbsp;</td><td>出金について</td></tr>
<tr><td><b>ユーザーID</b></td><td>12345678</td></tr>
<tr><td><b>端末</b></td><td>らくらくホン</td></tr>
<tr><td><b>エラーメッセージ</b></td><td>しばらくお待ちください</td></tr>
<tr><td><b>内容</b></td><td>出金できません。</td></tr>
</table></body></html>
"""


def test_form_table(scene):
    """Another's form mails an HTML table, in Japanese; from an address that is
    not proved the same table sets nothing."""
    form = with_form(scene)
    yuki = scene.customer("yuki")
    scene.docket.settings["desk"] |= {"category_field": "カテゴリ"}
    scene.start()
    for verdict in ("pass", "none"):
        message = mails.envelope_head(form, scene.support, "お問い合わせ")
        message["Reply-To"] = yuki
        message.set_content(TABLE, subtype="html")
        scene.write(form, bytes(message), verdict=verdict)
        scene.opened(1 if verdict == "pass" else 2)
    ticket, other = scene.docket.ticket(1), scene.docket.ticket(2)
    equal((ticket["category"], ticket["queue"], ticket["requester"]),
          ("withdrawal", "payments", yuki), "ticket")
    equal(named(scene, 1),
          {"UID": "12345678", "device": "らくらくホン",
           "error code": "しばらくお待ちください"}, "fields")
    equal((other["category"], other["queue"], other["requester"]),
          ("", "support", form), "not proved")
    equal(named(scene, 2), {"UID": "12345678"}, "words of anybody")
    ack = scene.servers.wait_count(yuki, 1)[-1]
    equal(ack["Content-Language"], "ja", "language of the letter")
    lacks(ack.text(), "出金", "a letter to whoever may own the address")
