# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job: a customer asks, an agent answers, the customer replies."""

import hashlib

import mails
from scene import (DESK_NAME, TOKEN, contains, equal, lacks, matches, true)

QUESTION = "My skates broke on the first day.\nCan you replace them?\n"
ANSWER = "Yes, a new pair is on its way.\nYou will have it on Friday."


def check_acknowledgement(scene, carla, ident, ack):
    equal(ack["Auto-Submitted"], "auto-replied", "Auto-Submitted")
    equal(ack["X-Auto-Response-Suppress"], "All", "X-Auto-Response-Suppress")
    equal(ack["Return-Path"], "<>", "an acknowledgement's envelope sender")
    equal(ack["In-Reply-To"], ident, "In-Reply-To")
    contains(ack["From"], f"<{scene.support}>", "From")
    contains(ack["To"], carla, "To")
    matches(ack["Reply-To"], rf"support\+{TOKEN}@{scene.desk}", "Reply-To")
    lacks(ack.raw.decode("ascii"), "alice", "an acknowledgement")


def check_notice(scene, ack, notice):
    equal(notice["Auto-Submitted"], "auto-generated", "Auto-Submitted")
    matches(notice["Subject"], r"^\[.*#\d+\] ", "a notice's subject")
    matches(notice["Reply-To"], rf"support\+{TOKEN}@{scene.desk}", "Reply-To")
    true(notice["Reply-To"] != ack["Reply-To"],
         "agent and customer share a token")
    true(notice["Return-Path"] != "<>", "a notice has a bounce address")
    contains(notice.text(), "first day", "the customer's words")
    contains(notice.text(), "CUSTOMER", "the warning in the banner")
    equal(dict(notice.attachments()), {n: d for n, _, d in mails.FILES},
          "attachments in the notice")


def check_answer(scene, carla, notice, sent, answer):
    matches(answer["From"], rf'^"?.*via {DESK_NAME}"? <{scene.support}>$',
            "From of an answer")
    equal([a.addr_spec for a in answer["To"].addresses], [carla],
          "To of an answer")
    equal(answer["Auto-Submitted"], None, "Auto-Submitted of an answer")
    true(answer["Return-Path"] != "<>", "an answer has a bounce address")
    equal(answer.attachments(), [], "attachments of an answer")
    for line in ANSWER.split("\n"):
        contains(answer.text(), line, "the agent's words")
    check_nothing_leaks(notice, answer)
    for secret in (scene.alice, scene.bob, str(notice["Message-ID"]),
                   sent.decode().partition("Message-ID: ")[2].split()[0]):
        lacks(answer.raw.decode("ascii"), secret, "a letter to the customer")


def check_nothing_leaks(notice, answer):
    """No line of the notice's banner, nor any of its own words."""
    theirs = QUESTION.split("\n")
    html = answer.message.get_body(("html",))
    shown = answer.text() + (html.get_content() if html else "")
    for line in notice.text().splitlines():
        line = line.strip()
        if len(line) > 7 and line not in theirs and line not in ANSWER:
            lacks(shown, line, "a letter to the customer")


def check_ticket(ticket, carla):
    first = ticket["entries"][0]
    equal(first["from"], carla, "the first entry's author")
    true(first["verified"], "the customer is verified")
    contains(first["text"], "first day", "the first entry's text")
    equal([(a["name"], a["size"], a["sha256"]) for a in first["attachments"]],
          [(n, len(d), hashlib.sha256(d).hexdigest())
           for n, _, d in mails.FILES], "attachments of the entry")


def test_main_job(scene):
    """From question to reply, with every letter on the way looked at."""
    carla = scene.customer()
    scene.start()
    raw = mails.with_files(carla, scene.support, "Broken skates", QUESTION,
                           "Carla Customer")
    ident = raw.decode().partition("Message-ID: ")[2].split()[0]
    scene.write(carla, raw)
    number = scene.opened()
    ack = scene.servers.wait_mail(carla)
    notice = scene.servers.wait_mail(scene.alice)
    check_acknowledgement(scene, carla, ident, ack)
    check_notice(scene, ack, notice)
    check_ticket(scene.docket.ticket(number), carla)

    sent = scene.answer(scene.alice, notice, ANSWER)
    answer = scene.servers.wait_count(carla, 2)[1]
    check_answer(scene, carla, notice, sent, answer)

    reply = mails.reply(answer, carla, "Thank you, it is the left one.", "Carla")
    scene.write(carla, reply, str(answer["Reply-To"]))
    entries = scene.docket.wait_entries(number, 3)
    equal([e["from"] for e in entries], [carla, scene.alice, carla],
          "authors on the ticket")
    true(entries[2]["verified"], "the reply is verified")
    second = scene.servers.wait_count(scene.alice, 2)[1]
    contains(second.text(), "Thank you, it is the left one.", "the second notice")
    equal(second["Subject"], notice["Subject"], "subject of the notices")

    scene.settle()
    equal(len(scene.docket.tickets()), 1, "tickets")
    equal(len(scene.servers.mailbox(carla)), 2, "mails to the customer")
    check_end(scene, 3)


def check_end(scene, count):
    done = scene.servers.mailbox(scene.support, "docket-done")
    equal(len(done), count, "mails in the done folder")
    scene.docket.ctl("verify")
    log = scene.docket.log()
    for word in ("Broken skates", "first day", scene.alice,
                 scene.servers.passwords[scene.support]):
        lacks(log, word, "the log")


def answer_in_style(scene, style):
    carla = scene.customer()
    scene.start()
    number, _, notice = scene.open_ticket(carla, text=QUESTION)
    sent = scene.answer(scene.alice, notice, ANSWER, style)
    answer = scene.servers.wait_count(carla, 2)[1]
    check_answer(scene, carla, notice, sent, answer)
    scene.write(carla, mails.reply(answer, carla, "It is the left one.", style=style),
                str(answer["Reply-To"]))
    entries = scene.docket.wait_entries(number, 3)
    contains(entries[2]["text"], "It is the left one.", "the customer's reply")


def test_answer_from_thunderbird(scene):
    """Quoted with "> " under an attribution line."""
    answer_in_style(scene, "thunderbird")


def test_answer_from_gmail(scene):
    """The attribution and the quote are wrapped, with an HTML part."""
    answer_in_style(scene, "gmail")


def test_answer_from_outlook(scene):
    """The quote has no signs, only a rule and a block of fields."""
    answer_in_style(scene, "outlook")


def test_answer_from_apple(scene):
    """The attribution is part of the quote."""
    answer_in_style(scene, "apple")


def test_answer_by_dmarc(scene):
    """An agent whose provider passed DMARC counts as authenticated."""
    carla = scene.customer()
    scene.start()
    _, _, notice = scene.open_ticket(carla)
    raw = mails.reply(notice, scene.alice, ANSWER)
    scene.servers.smtp_in(raw, scene.alice, str(notice["Reply-To"]))
    answer = scene.servers.wait_count(carla, 2)[1]
    contains(answer.text(), "on its way", "the answer")


def test_two_agents_two_tokens(scene):
    """Every agent of the queue has a notice with a token of their own."""
    carla = scene.customer()
    scene.start(agents=[scene.agent("alice", scene.alice),
                        scene.agent("bob", scene.bob)])
    _, _, notice = scene.open_ticket(carla)
    bobs = scene.servers.wait_mail(scene.bob)
    true(bobs["Reply-To"] != notice["Reply-To"], "two agents share a token")
    scene.answer(scene.bob, bobs, ANSWER)
    answer = scene.servers.wait_count(carla, 2)[1]
    lacks(answer.raw.decode("ascii"), scene.bob, "the answer")


def test_three_kinds_of_mail(scene):
    """Plain, German HTML and broken: each is one readable ticket."""
    scene.start()
    carla, juergen, eve = map(scene.customer, ("carla", "juergen", "eve"))
    scene.ask(carla)
    scene.opened(1)
    scene.write(juergen, mails.german_html(juergen, scene.support))
    german = scene.docket.ticket(scene.opened(2))
    equal(german["subject"], "Umtausch: Größe paßt nicht", "subject")
    text = german["entries"][0]["text"]
    contains(text, "Über eine Antwort würde ich mich freuen.", "HTML's text")
    lacks(text, "<p>", "HTML's text")
    lacks(text, "color: #333", "HTML's text")
    scene.write(eve, mails.broken(eve, scene.support))
    broken = scene.docket.ticket(scene.opened(3))
    contains(broken["entries"][0]["text"], "skates are broken", "its text")
    scene.servers.wait_count(scene.alice, 3)


def test_reply_without_token(scene):
    """The token is lost, but In-Reply-To names our own Message-ID."""
    carla = scene.customer()
    scene.start()
    number, ack, _ = scene.open_ticket(carla)
    raw = mails.reply(ack, carla, "One more thing.", to=scene.support)
    scene.write(carla, raw)
    entries = scene.docket.wait_entries(number, 2)
    contains(entries[1]["text"], "One more thing.", "the reply")
    equal(len(scene.docket.tickets()), 1, "tickets")
