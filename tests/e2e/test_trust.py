# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody acts in another's name, and machines get no answers."""

import mails
from process import wait_until
from scene import contains, equal, lacks, true

HOLD_AGENT_UNVERIFIED = 1
HOLD_AGENT_STRANGER = 3
HOLD_AGENT_NO_MARKER = 4
WORDS = "We close the shop, good bye."


def one_hold(scene, cause):
    """Wait for the only held mail; it must have this cause."""
    held = wait_until(scene.docket.held, 10, "held mail")
    equal([h["cause"] for h in held], [cause], "causes of held mails")
    true(held[0]["cause_text"], "the cause has words")
    return held[0]


def forge(scene, notice, verdict="fail"):
    """Somebody who has seen the agent's address writes as the agent."""
    raw = mails.reply(notice, scene.alice, WORDS)
    scene.servers.smtp_in(raw, scene.alice, str(notice["Reply-To"]), verdict)


def held_forgery(scene):
    """A forged answer, held; returns the customer and the held mail."""
    carla = scene.customer()
    scene.start()
    _, _, notice = scene.open_ticket(carla)
    forge(scene, notice)
    held = one_hold(scene, HOLD_AGENT_UNVERIFIED)
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")
    return carla, held


def test_forged_agent_is_held(scene):
    """A right token and a right From are not enough."""
    carla, held = held_forgery(scene)
    equal(held["from"], scene.alice, "From of the held mail")
    shown = scene.docket.ctl("hold", "show", held["number"]).out
    contains(shown, WORDS, "what `hold show` prints")
    equal(len(scene.docket.tickets()), 1, "tickets")
    lacks(str(scene.servers.mailbox(carla)[0].raw), WORDS, "mail to Carla")


def test_hold_release(scene):
    """A released mail acts as if it had been trusted, once."""
    carla, held = held_forgery(scene)
    scene.docket.ctl("hold", "release", held["number"])
    answer = scene.servers.wait_count(carla, 2)[1]
    contains(answer.text(), WORDS, "the released answer")
    equal(scene.docket.held(), [], "held mails")
    again = scene.docket.ctl("hold", "release", held["number"], code=None)
    true(again.code != 0, "a second release succeeds")
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 2, "mails to the customer")


def test_hold_drop(scene):
    """A dropped mail goes nowhere and is no longer listed."""
    carla, held = held_forgery(scene)
    scene.docket.ctl("hold", "drop", held["number"])
    equal(scene.docket.held(), [], "held mails")
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def test_hold_of_unknown_number(scene):
    """A number that is not there is EX_NOINPUT, with a word about it."""
    scene.start()
    result = scene.docket.ctl("hold", "show", 99, code=66)
    contains(result.err, "99", "the error")


def test_stranger_with_agents_token(scene):
    """A leaked agent's address does not serve anybody else."""
    carla, mallory = map(scene.customer, ("carla", "mallory"))
    scene.start()
    _, _, notice = scene.open_ticket(carla)
    raw = mails.reply(notice, mallory, WORDS)
    scene.write(mallory, raw, str(notice["Reply-To"]))
    one_hold(scene, HOLD_AGENT_STRANGER)
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")
    equal(scene.servers.mailbox(mallory), [], "mails to the stranger")


def test_forged_received(scene):
    """A Received field that the forger wrote himself is worth nothing."""
    carla = scene.customer()
    scene.start()
    _, _, notice = scene.open_ticket(carla)
    fake = ("Received: from laptop (unknown [192.0.2.7])\r\n"
            f"\t(Authenticated sender: {scene.alice})\r\n"
            "\tby mx.example.com (Postfix) with ESMTPSA id 4F2CKzJkAm\r\n"
            "\tfor <x@example.com>; Sun, 1 Mar 2026 10:00:00 +0000 (UTC)\r\n"
            "Authentication-Results: mx.example.com; dmarc=pass "
            f"header.from={scene.desk}\r\n").encode("ascii")
    raw = fake + mails.reply(notice, scene.alice, WORDS)
    scene.servers.smtp_in(raw, scene.alice, str(notice["Reply-To"]), "fail")
    one_hold(scene, HOLD_AGENT_UNVERIFIED)
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def test_marker_removed(scene):
    """Quoted lines without the marker could be anything: held."""
    carla = scene.customer()
    scene.start()
    _, _, notice = scene.open_ticket(carla)
    text = WORDS + "\n\n> My skates are broken.\n> ticket and so on\n"
    raw = mails.plain(scene.alice, str(notice["Reply-To"]),
                      f"Re: {notice['Subject']}", text, fields=(
                          ("In-Reply-To", str(notice["Message-ID"])),))
    scene.servers.submit(scene.alice, raw)
    one_hold(scene, HOLD_AGENT_NO_MARKER)
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def test_agent_out_of_office(scene):
    """An agent's vacation answer becomes a note, and reaches nobody."""
    carla = scene.customer()
    scene.start()
    number, _, notice = scene.open_ticket(carla)
    scene.servers.submit(scene.alice,
                         mails.out_of_office(notice, scene.alice))
    entries = scene.docket.wait_entries(number, 2)
    equal(entries[1]["kind"], "note", "kind of the entry")
    contains(entries[1]["remark"], "automatic", "remark")
    scene.settle()
    equal(scene.docket.held(), [], "held mails")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def test_no_answer_to_machines(scene):
    """Out of office, bounces and lists get no acknowledgement; a human who
    writes after them does."""
    carla, robot = map(scene.customer, ("carla", "robot"))
    scene.start()
    _, ack, _ = scene.open_ticket(carla)
    scene.write(carla, mails.out_of_office(ack, carla), str(ack["Reply-To"]))
    vacation = mails.plain(robot, scene.support, "Away", "I am away.\n",
                           fields=(("Auto-Submitted", "auto-replied"),))
    scene.write(robot, vacation)
    scene.write(robot, mails.mailing_list(robot, scene.support))
    bounce = mails.dsn(scene.support, f"unborn@{scene.home}")
    scene.servers.smtp_in(bounce, "", scene.support)
    dora = scene.customer("dora")
    scene.ask(dora)
    scene.servers.wait_mail(dora)
    scene.settle()
    equal(scene.servers.mailbox(robot), [], "mails to a machine")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")
    done = scene.servers.mailbox(scene.support, "docket-done")
    equal(len(done), 6, "mails in the done folder")


def test_unverified_customer(scene):
    """Who may not be who he says gets a ticket but no automatic letter."""
    eve = scene.customer("eve")
    scene.start()
    scene.ask(eve, verdict="fail")
    number = scene.opened()
    true(not scene.docket.ticket(number)["entries"][0]["verified"],
         "the customer is verified")
    scene.servers.wait_mail(scene.alice)
    scene.settle()
    equal(scene.servers.mailbox(eve), [], "mails to the customer")


def test_stranger_with_customers_token(scene):
    """A third party's words come onto the ticket; they get nothing."""
    carla, mallory = map(scene.customer, ("carla", "mallory"))
    scene.start()
    number, ack, _ = scene.open_ticket(carla)
    raw = mails.reply(ack, mallory, "Send it to me instead.")
    scene.write(mallory, raw, str(ack["Reply-To"]))
    entries = scene.docket.wait_entries(number, 2)
    true(entries[1]["kind"] != entries[0]["kind"],
         "a stranger's entry looks like the customer's")
    notice = scene.servers.wait_count(scene.alice, 2)[1]
    scene.answer(scene.alice, notice, "No.")
    scene.servers.wait_count(carla, 2)
    scene.settle()
    equal(scene.servers.mailbox(mallory), [], "mails to the stranger")


def test_changed_token(scene):
    """One changed letter in a token, and it opens nothing."""
    carla, eve = map(scene.customer, ("carla", "eve"))
    scene.start()
    number, ack, _ = scene.open_ticket(carla)
    address = str(ack["Reply-To"])
    token = address.partition("+")[2].partition("@")[0]
    wrong = token[:20] + ("a" if token[20] != "a" else "b") + token[21:]
    scene.write(eve, mails.plain(eve, address.replace(token, wrong), "Hello",
                                 "Let me in.\n"), address.replace(token,
                                                                  wrong))
    scene.opened(2)
    equal(len(scene.docket.ticket(number)["entries"]), 1, "entries")


def test_the_same_mail_twice(scene):
    """Two copies by two ways make one entry with two sources."""
    carla = scene.customer()
    scene.start()
    raw = mails.plain(carla, scene.support, "Twice", "Once is enough.\n")
    scene.write(carla, raw)
    number = scene.opened()
    scene.write(carla, raw, f"support+copy@{scene.desk}")
    scene.wait_inbox_empty()
    scene.settle()
    equal(len(scene.docket.tickets()), 1, "tickets")
    entries = scene.docket.ticket(number)["entries"]
    equal(len(entries), 1, "entries")
    equal(len(entries[0]["sources"]), 2, "sources of the entry")
    equal(len(scene.servers.mailbox(carla)), 1, "acknowledgements")
