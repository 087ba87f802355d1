# SPDX-License-Identifier: GPL-3.0-or-later
"""What customers disclose: nobody but the operator with a reason sees it, and
they are told in their own language."""

import os

import mails
from scene import contains, equal, lacks, true

SEED = ("legal winner thank year wave sausage worth useful legal winner "
        "thank yellow")
KEY = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
PASSWORD = "qwerty-17"
SECRETS = (SEED, KEY, PASSWORD)

# What a mail says, and what stands in the letter.
WRITTEN = {
    "de": ("Guten Tag, meine Wallet lässt sich nicht öffnen, bitte helfen Sie "
           f"mir. Das sind die Wörter: {SEED}\nMein Passwort: {PASSWORD}\n",
           "Ein Passwort: ", "Wir fragen niemals danach"),
    "ru": ("Здравствуйте, мой кошелёк не открывается, помогите пожалуйста. "
           f"Вот слова: {SEED}\nМой пароль: {PASSWORD}\n",
           "Пароль: ", "Мы никогда не спрашиваем"),
}


def raw_mail(scene, customer, text):
    message = mails.envelope_head(customer, scene.support,
                                  f"Wallet, {KEY}")
    message.set_content(text)
    message.add_attachment(f"my key\n{KEY}\n".encode(), "text", "plain",
                           filename=f"{KEY}.txt")
    return bytes(message)


def check_hidden(words, where):
    for secret in SECRETS:
        lacks(words, secret, where)


def check_language(scene, customer, language, number):
    text, kind, never = WRITTEN[language]
    before = len(scene.servers.mailbox(scene.alice))
    scene.write(customer, raw_mail(scene, customer, text))
    warning = scene.servers.wait_mail(
        customer, lambda m: never in m.text(), what="the warning")
    notice = scene.servers.wait_count(scene.alice, before + 1)[-1]
    contains(warning.text(), kind, "the warning")
    equal(warning["Auto-Submitted"], "auto-generated", "the warning")
    contains(notice.text(), "[hidden: seed phrase]", "the notice")
    contains(notice.text(), "the customer was told", "the notice")
    equal(notice.attachments(), [], "files in the notice")
    for letter in scene.servers.mailbox(customer) + [notice]:
        check_hidden(str(letter) + letter.text(), letter["Subject"])
    for arguments in ((), ("--json",), ("--audit",)):
        check_hidden(scene.docket.ctl("show", number, *arguments).out,
                     f"show {arguments}")


def test_secrets_hidden(scene):
    """Seed phrase, key and password, in two languages, in subject, text and
    file: hidden in every letter and verb; docketctl raw has them."""
    carla, ivan = scene.customer("carla"), scene.customer("ivan")
    scene.start()
    check_language(scene, carla, "de", 1)
    check_language(scene, ivan, "ru", 2)
    ack = scene.servers.wait_mail(
        ivan, lambda m: m["Auto-Submitted"] == "auto-replied", what="ack")
    notices = len(scene.servers.mailbox(scene.alice))
    letters = len(scene.servers.mailbox(ivan))
    quoted = "".join(f"> {line}\n"
                     for line in WRITTEN["ru"][0].splitlines())
    scene.write(ivan, mails.plain(
        ivan, str(ack["Reply-To"]), "Re: Wallet",
        f"Есть новости?\n\nOn Mon, 2 Mar 2026 at 10:00, Ivan wrote:\n{quoted}"),
        str(ack["Reply-To"]))
    again = scene.servers.wait_count(scene.alice, notices + 1)[-1]
    check_hidden(again.text(), "what is quoted")
    scene.settle()
    equal(len(scene.servers.mailbox(ivan)), letters, "letters to ivan")
    check_raw(scene)
    for folder in (scene.folder,):
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and name.endswith(".log"):
                with open(path, encoding="utf-8", errors="replace") as log:
                    check_hidden(log.read(), name)
    check_hidden(scene.docket.log(), "the log")


def check_raw(scene):
    """Only with a reason, which the audit keeps."""
    scene.docket.ctl("raw", 2, code=64)
    scene.docket.ctl("show", 2, "1", "--attachment", 0, code=77)
    refused = scene.docket.ctl("attachment", "get", 2, "0/1",
                               os.path.join(scene.folder, "key"), code=65)
    contains(refused.err, "docketctl raw 2/0", "attachment get")
    raw = scene.docket.ctl("raw", 2, "--reason", "their bank asks").out_bytes
    true(KEY.encode() in raw, "the raw mail is not the one that came")
    rows = [row for row in
            scene.docket.ctl("show", 2, "--audit", "--json").json()
            if row["action"] == "mail.raw"]
    equal([row["who"] for row in rows], ["uid 0"], "who had it")
    contains(rows[0]["why"], "their bank asks", "why")


# The customer's own words, and how the letters' line about the code begins.
CODED = {
    "de": ("Guten Tag, wo ist meine Einzahlung von gestern geblieben?\n",
           "Ihr Anti-Phishing-Code: Blauer Wal-4711. "),
    "ru": ("Здравствуйте, где мой вчерашний депозит? Помогите пожалуйста.\n",
           "Ваш антифишинговый код: синий кит 4711. "),
}


def check_code(scene, customer, language, code):
    """Each client quotes the letter in its own way."""
    text, line = CODED[language]
    _, ack, notice = scene.open_ticket(customer, text=text)
    true(ack.text().startswith(line), f"the acknowledgement: {ack.text()}")
    scene.answer(scene.alice, notice, "It is on its way.")
    answer = scene.servers.wait_mail(
        customer, lambda m: "on its way" in m.text(), what="the answer")
    true(answer.text().startswith(line), f"the answer: {answer.text()}")
    contains(mails.html_of(answer), code, "its HTML")
    for style in mails.STYLES:
        before = len(scene.servers.mailbox(scene.alice))
        scene.write(customer, mails.reply(answer, customer, "Danke, und nun?",
                                          style=style),
                    str(answer["Reply-To"]))
        notice = scene.servers.wait_count(scene.alice, before + 1)[-1]
        contains(notice.text(), "[hidden: anti-phishing code]", style)
    return notice


def test_own_code(scene):
    """The customer's own anti-phishing code, in two languages: in each letter
    to them, hidden from agents and verbs whatever client quotes it."""
    carla, ivan = scene.customer("carla"), scene.customer("ivan")
    dora = scene.customer("dora")
    codes = {carla: "Blauer Wal-4711", ivan: "синий кит 4711"}
    scene.start()
    for uid, (customer, code) in enumerate(codes.items()):
        scene.docket.ctl("people", "set", f"U{uid}", f"addresses={customer}",
                         "--code", stdin=f"{code}\n".encode())
    notice = check_code(scene, carla, "de", codes[carla])
    check_code(scene, ivan, "ru", codes[ivan])
    _, ack, _ = scene.open_ticket(dora)
    lacks(ack.text(), "anti-phishing", "the letter to somebody else")
    scene.settle()
    seen = [scene.docket.log()] + [
        scene.docket.ctl(*words).out for words in
        (("show", 1), ("show", 2, "--json"), ("show", 2, "--audit"),
         ("people", "show", "U0"), ("people", "show", "U1", "--json"),
         ("people", "list", "--json"))]
    seen += [m.text() for agent in (scene.alice, scene.bob)
             for m in scene.servers.mailbox(agent)]
    for text in seen:
        for code in codes.values():
            lacks(text, code, "what others see")
    contains(scene.docket.ctl("people", "export").out, codes[ivan], "export")
    scene.docket.ctl("people", "set", "U0", "--no-code")
    scene.answer(scene.alice, notice, "You asked us to forget the word.")
    last = scene.servers.wait_mail(
        carla, lambda m: "forget the word" in m.text(), what="the last answer")
    lacks(last.text(), codes[carla], "the letter once it is taken away")
