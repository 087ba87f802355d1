# SPDX-License-Identifier: GPL-3.0-or-later
"""A ticket's life by mail: thanks, commands, transcripts, answers taken
back, and tickets that are merged while people write."""

import os
import sys

import mails
from docket import SOURCE
from process import wait_until
from scene import contains, equal, lacks, true

sys.path.append(os.path.join(SOURCE, "tests", "crash"))
import shim  # noqa: E402
from shim import Shim  # noqa: E402


def status_of(scene, number):
    return scene.docket.ticket(number)["status"]


def reply_to(scene, customer, letter, text):
    scene.write(customer, mails.reply(letter, customer, text),
                str(letter["Reply-To"]))


def test_solved_and_thanked(scene):
    """Thanks open nothing again; a question does; the audit says who."""
    carla = scene.customer()
    scene.start()
    number, _, notice = scene.open_ticket(carla)
    scene.answer(scene.alice, notice, "#solved\nIt is mended.", "gmail")
    answer = scene.servers.wait_count(carla, 2)[1]
    equal(status_of(scene, number), "solved", "status after the answer")
    reply_to(scene, carla, answer, "ok thanks!")
    scene.docket.wait_entries(number, 3)
    equal(status_of(scene, number), "solved", "status after the thanks")
    reply_to(scene, carla, answer, "Thanks! What does it cost?")
    scene.docket.wait_entries(number, 4)
    equal(status_of(scene, number), "open", "status after the question")
    audit = scene.docket.ctl("show", str(number), "--audit", "--json").json()
    changes = [(row["who"], row["why"]) for row in audit
               if row["action"] == "ticket.status"]
    equal([who for who, _ in changes], ["agent alice", "seat 0"], "who")
    contains(changes[0][1], "open to solved: by a command, entry 1", "why")
    contains(changes[1][1], "solved to open: entry 3", "why")


def test_many_commands(scene):
    """All of a mail's commands are carried out, and none is seen by the
    customer; one wrong line, and none is."""
    carla = scene.customer()
    scene.start()
    number, _, notice = scene.open_ticket(carla)
    scene.answer(scene.alice, notice,
                 "#tag +x\n#prioritie 5\nNot to be sent.", "outlook")
    back = scene.servers.wait_count(scene.alice, 2)[1]
    contains(back.text(), "#priority", "the nearest command")
    scene.answer(scene.alice, notice,
                 "#Take\n#priority\u00a05\n#tag +skates\n#lang de\n"
                 f"#cc add dora@{scene.home}\n#pending\nWe look.", "apple")
    answer = scene.servers.wait_count(carla, 2)[1]
    contains(answer.text(), "We look.", "the answer")
    for word in ("#", "priority", "Not to be sent"):
        lacks(answer.text(), word, "the answer")
    ticket = scene.docket.ticket(number)
    equal((ticket["status"], ticket["assignee"], ticket["tags"],
           ticket["language"]), ("pending", "alice", ["skates"], "de"),
          "the ticket")
    equal(ticket["seats"][1]["address"], f"dora@{scene.home}", "who joined")


def test_transcript(scene):
    """Commands to an agent's desk address are answered, to him alone."""
    carla = scene.customer()
    scene.start()
    number, _, _ = scene.open_ticket(carla, subject="Skates")
    desk = scene.docket.ctl("token", "issue", "desk", "alice").out.strip()
    scene.servers.submit(scene.alice, mails.plain(
        scene.alice, desk, "commands",
        f"#list\n#search skates\n#show {number}\n"))
    told = scene.servers.wait_count(scene.alice, 2)[1]
    for words in ("#list", f"{number} open", "#search skates",
                  "My skates are broken."):
        contains(told.text(), words, "the transcript")
    scene.answer(scene.alice, told, "#block spam.example", "gmail")
    told = scene.servers.wait_count(scene.alice, 3)[2]
    contains(told.text(), "spam.example: its mail is held", "the transcript")
    listed = scene.docket.ctl("block", "list", "--json").json()
    equal([row["pattern"] for row in listed], ["spam.example"], "blocked")
    equal(len(scene.docket.tickets()), 1, "tickets")


def promises(scene):
    """Of first answers; and how many tickets have had one."""
    row = scene.docket.ctl("stats", "--json").json()["groups"][0]
    return row["first"], row["first_answer_time"]["count"]


def test_undo(scene):
    """An answer that waits is taken back, and can be sent again."""
    carla = scene.customer()
    scene.start(sending={"undo_seconds": 30}, queues=[
        {"name": "support", "addresses": [scene.support],
         "promise": ["first 8h"]}])
    number, _, notice = scene.open_ticket(carla)
    scene.answer(scene.alice, notice, "You owe us money.", "gmail")
    scene.docket.wait_entries(number, 2)
    equal(promises(scene), ({"kept": 1, "missed": 0}, 1), "the answer")
    scene.answer(scene.alice, notice, "#undo", "gmail")
    told = scene.servers.wait_count(scene.alice, 2)[1]
    contains(told.text(), "taken back", "what alice is told")
    equal(status_of(scene, number), "open", "status")
    equal(promises(scene), ({"kept": 0, "missed": 0}, 0),
          "figures of what was never sent")
    wait_until(lambda: not scene.docket.queue(), 10, "empty queue")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def test_reply_after_30_days(scene):
    """The clock goes on by a month: a reply to what was closed before opens
    the ticket again within reopen_days, and behind them one that continues
    it, whose customer's old reply address leads there as well."""
    carla = scene.customer()
    clock = Shim(scene.folder, shim.compiled(scene.folder))
    clock.set(classes=0)
    env = clock.environment()
    scene.docket.env = {name: env[name]
                        for name in ("LD_PRELOAD", "DOCKET_SHIM")}
    scene.start()
    number, ack, _ = scene.open_ticket(carla, subject="My skates")
    for days, tickets in ((29, 1), (31 + 29, 2)):
        scene.docket.ctl("close", str(number))
        equal(status_of(scene, number), "closed", "status")
        scene.docket.stop()
        clock.put("wall", days * 24 * 3600 * 1000)
        scene.docket.start()
        notices = len(scene.servers.mailbox(scene.alice))
        reply_to(scene, carla, ack, f"And now, {days} days later?")
        scene.servers.wait_count(scene.alice, notices + 1)
        scene.docket.wait_tickets(tickets)
    equal([status_of(scene, number), status_of(scene, 2)],
          ["closed", "open"], "states")
    equal(len(scene.docket.ticket(number)["entries"]), 2,
          "entries of the first, which was opened once more")
    follow = scene.docket.ticket(2)
    equal(follow["linked"], number, "what the second continues")
    contains(follow["entries"][0]["text"], "60 days later", "its mail")
    reply_to(scene, carla, ack, "Are you there?")
    contains(scene.docket.wait_entries(2, 2)[1]["text"], "Are you there?",
             "the reply to the old address")
    scene.docket.ctl("verify")


def test_merge_while_both_write(scene):
    """Nothing is lost and no ticket opened when tickets of one customer are
    merged while letters of both are answered."""
    carla = scene.customer()
    scene.start()
    first, ack, _ = scene.open_ticket(carla, subject="One")
    scene.ask(carla, subject="Two")
    second = scene.opened(2)
    notice = scene.servers.wait_count(scene.alice, 2)[1]
    reply_to(scene, carla, ack, "To the first.")
    scene.answer(scene.alice, notice, f"#merge {first}", "gmail")
    reply_to(scene, carla, ack, "To the first again.")
    scene.wait_inbox_empty()
    equal(scene.docket.ticket(second)["merged_into"], first, "merged into")
    equal(len(scene.docket.tickets()), 2, "tickets")
    texts = [entry["text"] for entry in scene.docket.ticket(first)["entries"]
             if entry["kind"] == "customer"]
    true(any("To the first." in text for text in texts), "the first reply")
    true(any("first again" in text for text in texts), "the second reply")
