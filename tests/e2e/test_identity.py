# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is writing: a UID of somebody else's, asked at the registered address."""

import re

import mails
from scene import contains, equal, lacks, true

# What the stranger writes, how the two letters are known, and the owner's no.
SAID = {
    "en": ("Please help me with my account, I have a new address.\n"
           "UID: {}\n", "Until we know, we say nothing",
           "omebody has written to us", "no"),
    "ru": ("Здравствуйте, не могу войти в аккаунт, у меня новый адрес.\n"
           "UID: {}\n", "Пока мы этого не знаем",
           "написал нам о вашем аккаунте", "нет"),
}


def start(scene, setting="ask"):
    security = scene.servers.add_user(f"security@{scene.desk}")
    scene.docket.settings["desk"] |= {"security_email": security}
    scene.start(queues=[{"name": "support", "addresses": [scene.support],
                         "identity": setting}])
    return security


def register(scene, uid, owner, language):
    scene.docket.ctl("people", "set", uid, f"addresses={owner}",
                     f"language={language}")


def claim(scene, stranger, uid, language):
    """A stranger names the UID; the letter that asks, and the notice."""
    before = len(scene.servers.mailbox(scene.alice))
    text, asks, _, _ = SAID[language]
    scene.ask(stranger, subject="Account", text=text.format(uid))
    asked = scene.servers.wait_mail(stranger, lambda m: asks in m.text(),
                                    what="the letter that asks")
    notice = scene.servers.wait_count(scene.alice, before + 1)[-1]
    return asked, notice


def confirm_letter(scene, owner, language):
    letter = scene.servers.wait_mail(
        owner, lambda m: SAID[language][2] in " ".join(m.text().split()),
        what="the confirm letter")
    word, = [line for line in letter.text().split()
             if re.fullmatch("[a-z2-7]{10}", line)
             and re.search(f"(?m)^{line}\r?$", letter.text())]
    return letter, word


def identity(scene, number):
    return scene.docket.ticket(number)["identity"]


def reply(scene, letter, sender, text, **how):
    before = len(scene.servers.mailbox(scene.alice))
    scene.write(sender, mails.reply(letter, sender, text, style="gmail"),
                str(letter["Reply-To"]), **how)
    return scene.servers.wait_count(scene.alice, before + 1)[-1]


def prove(scene, language, number, uid):
    stranger = scene.customer(f"newaddress{number}")
    owner = scene.customer(f"owner{number}")
    register(scene, uid, owner, language)
    asked, notice = claim(scene, stranger, uid, language)
    contains(notice.text(), f"NOT PROVED: UID {uid} is registered", "notice")
    letter, word = confirm_letter(scene, owner, language)
    equal(letter["Auto-Submitted"], "auto-replied", "the confirm letter")
    lacks(letter.text(), stranger, "the confirm letter")
    lacks(asked.text() + str(asked), owner, "the letter that asks")
    spoofed = reply(scene, letter, owner, word, verdict="fail")
    contains(spoofed.text(), "NOT PROVED", "a spoofed answer's notice")
    contains(identity(scene, number), "NOT PROVED", "after a spoofed answer")
    proved = reply(scene, letter, owner, word)
    contains(proved.text(), f"proved for UID {uid} by its registered address "
             f"{owner}", "the answer's notice")
    contains(identity(scene, number), "proved for UID", "the ticket")
    audit = [row["why"] for row in scene.docket.ctl(
        "show", number, "--audit", "--json").json()
        if row["action"] == "ticket.identity"]
    true(any(owner in why for why in audit), f"the audit: {audit}")


def test_identity_proved(scene):
    """The registered address confirms, in two languages; a spoofed answer
    proves nothing."""
    start(scene)
    prove(scene, "en", 1, "10000077")
    prove(scene, "ru", 2, "10000078")


def test_identity_denied(scene):
    """It was not me, in two languages: agents are alarmed, security hears of
    it, the stranger of nothing."""
    security = start(scene)
    for number, language in ((1, "en"), (2, "ru")):
        stranger = scene.customer(f"mallory{number}")
        owner = scene.customer(f"owner{number}")
        uid = f"1000007{number}"
        register(scene, uid, owner, language)
        claim(scene, stranger, uid, language)
        letter, _ = confirm_letter(scene, owner, language)
        before = len(scene.servers.mailbox(stranger))
        notice = reply(scene, letter, owner, SAID[language][3])
        contains(notice.text(), "Identity: ALARM", "the notice")
        contains(identity(scene, number), "ALARM", "the ticket")
        scene.settle()
        equal(len(scene.servers.mailbox(stranger)), before, "letters to him")
    told, = scene.servers.mailbox(security)
    contains(told["Subject"], "pretends to be a customer", "the alarm")


def test_identity_probe(scene):
    """Whether a UID is somebody's can not be told from what a stranger gets;
    documents are named where they will do."""
    start(scene, "documents")
    owner = scene.customer("owner")
    register(scene, "10000077", owner, "en")
    seen = []
    for name, uid in (("mallory", "10000077"), ("trudy", "10000099")):
        stranger = scene.customer(name)
        asked, _ = claim(scene, stranger, uid, "en")
        scene.settle()
        contains(asked.text(), "documents that prove who you are", "the letter")
        seen.append(sorted(
            (m["Subject"].replace("ticket 2", "ticket 1"),
             m.text().replace("ticket 2", "ticket 1").replace(
                 "number is 2", "number is 1"))
            for m in scene.servers.mailbox(stranger)))
    equal(seen[0], seen[1], "what the two strangers got")
    equal(len(scene.servers.mailbox(owner)), 1, "letters to the owner")
