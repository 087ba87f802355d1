# SPDX-License-Identifier: GPL-3.0-or-later
"""After a ticket is solved: how customers say what they think of it."""

import os
import re
import subprocess
import tarfile

import mails
from scene import contains, equal, lacks, true


def asking(scene, **changes):
    """One queue, which asks."""
    return [{"name": "support", "addresses": [scene.support],
             "survey": True} | changes]


def rating_of(scene, by="all", name=""):
    groups = scene.docket.ctl("stats", "--json").json()["groups"]
    return next(group["rating"] for group in groups
                if group["by"] == by and group["name"] == name)


def survey(scene, text, question, step, comment):
    """Ask, solve, vote by address, change it in a reply, stay solved."""
    carla = scene.customer()
    boss = scene.servers.add_user(f"boss@{scene.desk}")
    scene.start(queues=asking(scene, supervisor=[boss]))
    number, _, notice = scene.open_ticket(carla, text=text)
    scene.answer(scene.alice, notice, "#solved\nIt is mended.", "gmail")
    letter = scene.servers.wait_count(carla, 2)[1]
    contains(letter.text(), question, "the question")
    contains(letter.text(), step, "the best step")
    places = mails.offers(letter)
    equal(sorted(places), [1, 2, 3, 4, 5], "steps")
    contains(letter.html(), f'<a href="mailto:{places[5]}?subject=5/5">',
             "the best step, as a link")
    scene.write(carla, mails.plain(carla, places[5], "5/5", ""), places[5])
    scene.docket.wait_entries(number, 3)
    equal(rating_of(scene)["votes"], [0, 0, 0, 0, 1], "votes")
    scene.write(carla, mails.out_of_office(letter, carla), places[1])
    scene.docket.wait_entries(number, 4)
    scene.write(carla, mails.reply(letter, carla, comment),
                str(letter["Reply-To"]))
    told = scene.servers.wait_mail(boss, what="what the supervisor is told")
    contains(told.text(), "Rated: 1 of 5", "what the supervisor is told")
    rating = rating_of(scene, "agent", "alice")
    equal((rating["votes"], rating["mean"], rating["count"]),
          ([1, 0, 0, 0, 0], 1.0, 1), "alice's rating")
    ticket = scene.docket.ticket(number)
    equal((ticket["status"], ticket["rating"]["vote"]), ("solved", 1),
          "status and rating")
    contains(scene.docket.ctl("show", number).out, "Rating     1 of 5",
             "docketctl show")
    return told


def test_survey(scene):
    """By address, then changed in a reply with a comment."""
    told = survey(scene, "My skates are broken.\n", "How was our help",
                  "5 \U0001f60d Fantastic", "1\n\nThree weeks!")
    contains(told.text(), "Three weeks!", "the comment")
    listed = scene.docket.ctl("stats").out
    contains(listed, "1.0 +-0.0 (1)", "the table")


def test_survey_german(scene):
    """The same in German, where the reply says it in a word."""
    told = survey(scene, "Guten Tag,\n\nmeine Schlittschuhe sind leider "
                  "kaputt gegangen. Was kann ich jetzt tun?\n",
                  "Wie gut haben wir Ihnen geholfen?",
                  "5 \U0001f60d Fantastisch", "Furchtbar!")
    lacks(told.text(), "mailto:", "what the supervisor is told")


def test_nobody_is_asked_twice(scene):
    """One question a solving; and none where the queue does not ask."""
    carla = scene.customer()
    scene.start(queues=asking(scene, survey=False))
    number, _, notice = scene.open_ticket(carla)
    scene.answer(scene.alice, notice, "#solved\nIt is mended.", "gmail")
    letter = scene.servers.wait_count(carla, 2)[1]
    equal(mails.offers(letter), {}, "steps")
    scene.write(carla, mails.reply(letter, carla, "5"),
                str(letter["Reply-To"]))
    scene.docket.wait_entries(number, 3)
    equal(scene.docket.ticket(number)["status"], "open", "status")
    true(all(group["rating"]["asked"] == 0 for group in
             scene.docket.ctl("stats", "--json").json()["groups"]), "asked")


def evidence(scene, text, answer):
    """Mails, letters and audit of a live ticket, checked by sha256sum."""
    carla = scene.customer()
    scene.start()
    number, ack, notice = scene.open_ticket(carla, text=text)
    scene.answer(scene.alice, notice, answer, "gmail")
    sent = scene.servers.wait_count(carla, 2)[1]
    scene.settle()
    path = os.path.join(scene.folder, "evidence.tar")
    scene.docket.ctl("export", str(number), path, "--evidence", "--reason",
                     "the ombudsman asks")
    with tarfile.open(path) as tar:
        tar.extractall(scene.folder)
    folder = os.path.join(scene.folder, f"docket-ticket-{number}")
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"],
                   cwd=folder, check=True)
    letters = {}
    for name in os.listdir(os.path.join(folder, "letters")):
        with open(os.path.join(folder, "letters", name), "rb") as file:
            letters[name] = file.read()
    for mail in (ack, sent):
        ident = f"Message-ID: {mail['Message-ID']}".encode()
        octets = next(o for o in letters.values() if ident in o)
        contains(mail.raw.replace(b"\r\n", b"\n"),
                 octets.partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n"),
                 "the letter as it came")
    with open(os.path.join(folder, "audit", "audit.json"), "rb") as file:
        contains(file.read().decode(), "the ombudsman asks", "the audit")
    contains(scene.docket.ctl("verify", "--audit").out, "audit records",
             "verify --audit")


def test_evidence(scene):
    """In English."""
    evidence(scene, "My skates are broken.\n", "They are mended.")


def test_evidence_japanese(scene):
    """In Japanese: not one octet is another."""
    evidence(scene, "スケート靴が壊れました。どうすればよいですか。\n",
             "修理いたしました。")


def complaint(scene, text, about):
    """A reply that complains: kept from who answered, and read by two."""
    carla = scene.customer()
    boss = scene.servers.add_user(f"boss@{scene.desk}")
    eve = scene.servers.add_user(f"eve@{scene.desk}")
    desk = scene.settings()["desk"] | {"complaints": "complaints"}
    scene.start(
        desk=desk,
        agents=[scene.agent("alice", scene.alice),
                scene.agent("bob", scene.bob), scene.agent("eve", eve)],
        queues=[{"name": "support", "addresses": [scene.support],
                 "agents": ["alice"]},
                {"name": "complaints", "agents": ["alice", "bob", "eve"],
                 "supervisor": [boss]}])
    number, _, notice = scene.open_ticket(carla, text=text)
    scene.answer(scene.alice, notice, "No.", "gmail")
    answer = scene.servers.wait_count(carla, 2)[1]
    scene.write(carla, mails.reply(answer, carla, about, style="outlook"),
                str(answer["Reply-To"]))
    second = scene.opened(2)
    ticket = scene.docket.ticket(second)
    equal((ticket["queue"], ticket["linked"]), ("complaints", number),
          "the complaint")
    told = scene.servers.wait_mail(boss, what="what the supervisor is told")
    contains(told.text(), "About: alice", "what the supervisor is told")
    notice = scene.servers.wait_mail(scene.bob, what="bob's notice")
    scene.answer(scene.bob, notice, "#solved\nWe are sorry.", "outlook")
    ask = scene.servers.wait_mail(
        eve, lambda m: "confirm" in str(m["Subject"]), what="eve's letter")
    before = len(scene.servers.mailbox(carla))
    word = re.search(r"\n    ([a-z2-7]{8})\r?\n", ask.text()).group(1)
    scene.answer(eve, ask, word, "gmail")
    sent = scene.servers.wait_count(carla, before + 1)[-1]
    contains(sent.text(), "We are sorry.", "what the customer gets")
    equal(scene.docket.ticket(second)["status"], "solved", "status")
    scene.settle()
    for mail in scene.servers.mailbox(scene.alice):
        lacks(mail.text(), about, "what alice gets")


def test_complaint(scene):
    """In English."""
    complaint(scene, "My skates are broken.\n",
              "I want to complain about how I was treated.")


def test_complaint_russian(scene):
    """In Russian."""
    complaint(scene, "Здравствуйте, мои коньки сломались. Что мне делать?\n",
              "Хочу пожаловаться на то, как мне ответили.")
