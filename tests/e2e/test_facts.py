# SPDX-License-Identifier: GPL-3.0-or-later
"""What a category requires and a mail does not name: asked for once, with the
promise standing still, and once more by a reminder."""

import os
import sys

import mails
from docket import SOURCE
from process import wait_until
from scene import contains, equal, lacks, true

sys.path.append(os.path.join(SOURCE, "tests", "crash"))
import shim  # noqa: E402
from shim import Shim  # noqa: E402

HASH = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
DAY = 24 * 3600 * 1000


def require(scene, **queue):
    scene.docket.settings |= {
        "queues": [{"name": "support", "addresses": [scene.support],
                    "promise": ["first 8h"]} | queue],
        "categories": [{"name": "withdrawal",
                        "words": ["withdraw*", "вывод*"],
                        "required": ["uid", "transaction"]}]}


def said(letter):
    return letter.text().replace("\r\n", "\n")


def reply_to(scene, customer, letter, text):
    scene.write(customer, mails.reply(letter, customer, text),
                str(letter["Reply-To"]))


def test_facts_asked_once(scene):
    """The acknowledgement asks; the clock stands; a reply that names one
    starts it again, and nobody asks a second time."""
    require(scene)
    carla = scene.customer()
    scene.start()
    number, ack, notice = scene.open_ticket(
        carla, subject="My withdrawal", text="It has not arrived.\n")
    contains(said(ack), "- Your UID (the number of your account)\n"
             "- The transaction hash (TxID)\n", "acknowledgement")
    lacks(ack.text(), "our answer by", "acknowledgement")
    contains(notice.text(), "pending, queue support", "banner")
    contains(notice.text(), "Asked for: UID, transaction; still missing: "
             "UID, transaction", "banner")
    ticket = scene.docket.ticket(number)
    equal((ticket["status"], ticket["category"], ticket["answer_due"],
           ticket["missing"]),
          ("pending", "withdrawal", None, ["UID", "transaction"]), "ticket")
    reply_to(scene, carla, ack, "My UID is 12345678.\n")
    second = scene.servers.wait_count(scene.alice, 2)[1]
    contains(second.text(), "still missing: transaction", "second notice")
    ticket = scene.docket.ticket(number)
    equal((ticket["status"], ticket["missing"]), ("open", ["transaction"]),
          "after the reply")
    true(ticket["answer_due"], "the promise runs again")
    reply_to(scene, carla, ack, f"And the hash: {HASH}\n")
    third = scene.servers.wait_count(scene.alice, 3)[2]
    contains(third.text(), "still missing: nothing", "third notice")
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 1, "letters to the customer")
    dora = scene.customer("dora")
    _, ack, _ = scene.open_ticket(
        dora, subject="Withdrawal", text=f"UID: 12345678, {HASH}\n")
    lacks(ack.text(), "TxID", "acknowledgement of who named all")
    equal(scene.docket.ticket(2)["status"], "open", "nothing is missing")
    emil = scene.customer("emil")
    _, ack, notice = scene.open_ticket(
        emil, subject="Withdrawal", text="My account was hacked!\n")
    lacks(ack.text(), "TxID", "acknowledgement in a grave matter")
    contains(notice.text(), "missing: UID, transaction; not asked for: it may "
             "be about theft", "remark")
    scene.docket.ctl("verify")


def test_facts_reminder(scene):
    """A customer who says nothing is reminded once, in his language, and never
    again; an agent's answer ends the asking."""
    require(scene, facts_days=2)
    ivan, olga = scene.customer("ivan"), scene.customer("olga")
    clock = Shim(scene.folder, shim.compiled(scene.folder))
    clock.set(classes=0)
    env = clock.environment()
    scene.docket.env = {name: env[name]
                        for name in ("LD_PRELOAD", "DOCKET_SHIM")}
    scene.start()
    text = "Здравствуйте! Мой вывод средств не пришёл, помогите, пожалуйста.\n"
    number, ack, _ = scene.open_ticket(ivan, subject="Вывод", text=text)
    contains(said(ack), "- Ваш UID (номер аккаунта)\n- Хеш транзакции "
             "(TxID)\n", "acknowledgement")
    before = len(scene.servers.mailbox(scene.alice))
    scene.ask(olga, subject="Вывод", text=text)
    notice = scene.servers.wait_count(scene.alice, before + 1)[-1]
    scene.answer(scene.alice, notice, "Мы уже смотрим.", "gmail")
    scene.servers.wait_count(olga, 2)
    marker = scene.docket.ticket(2)["number"]
    scene.docket.ctl("solve", str(marker))  # is closed by a round after 7 days

    def later(days):
        scene.docket.stop()
        clock.put("wall", days * DAY)
        scene.docket.start()

    later(3)
    letter = scene.servers.wait_count(ivan, 2, timeout=40)[1]
    contains(said(letter), "- Ваш UID (номер аккаунта)\n", "reminder")
    contains(said(letter), f"обращением {number},", "reminder")
    equal(letter["Content-Language"], "ru", "its language")
    equal(letter["Auto-Submitted"], "auto-generated", "its kind")
    later(30)
    wait_until(lambda: scene.docket.ticket(marker)["status"] == "closed", 40,
               "a round of the keeper")
    scene.settle()
    equal([len(scene.servers.mailbox(who)) for who in (ivan, olga)], [2, 3],
          "letters: one reminder; to who was answered none, but that it is "
          "solved")
    equal(scene.docket.ticket(number)["status"], "pending", "still waiting")
    audit = scene.docket.ctl("show", str(number), "--audit", "--json").json()
    equal(len([row for row in audit if row["action"] == "ticket.reminder"]), 1,
          "reminders in the audit")
