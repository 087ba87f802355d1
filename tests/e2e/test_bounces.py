# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters that do not arrive: somebody is told, and it is never the one who
cannot be reached."""

import mails
from process import wait_until
from scene import contains, equal, lacks, matches, true

ANSWER = "We will look into it."


def owner_of(scene):
    """Somebody who gets the alarms, and is no agent."""
    return scene.servers.add_user(f"owner@{scene.desk}")


def bounce_on_ticket(scene, number, count):
    """Wait for so many entries; the last of them must be a bounce."""
    entry = scene.docket.wait_entries(number, count)[-1]
    equal(entry["class"], "bounce", "class of the last entry")
    return entry


def test_bounce_of_an_answer(scene):
    """The customer's server reports, to the bounce address, that an answer
    could not be delivered: it stands on the ticket and the agent is told."""
    carla = scene.customer()
    scene.start()
    number, _, notice = scene.open_ticket(carla)
    scene.answer(scene.alice, notice, ANSWER)
    answer = scene.servers.wait_count(carla, 2)[1]
    bounce_to = str(answer["Return-Path"]).strip("<>")
    report = mails.dsn(bounce_to, carla, str(answer["Message-ID"]),
                       str(answer["Subject"]))
    scene.servers.smtp_in(report, "", bounce_to)
    bounce_on_ticket(scene, number, 3)
    told = scene.servers.wait_count(scene.alice, 2)[1]
    equal(told["Subject"], notice["Subject"], "subject of the notice")
    contains(told.text(), "could not be delivered", "the notice")
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 2, "mails to the customer")
    equal(len(scene.docket.tickets()), 1, "tickets")


def test_answer_refused_at_once(scene):
    """The desk's own relay refuses the customer's address: told as well."""
    gone = f"gone@{scene.home}"  # an address that no server takes mail for
    scene.start()
    scene.ask(gone, verdict="fail")
    number = scene.opened()
    notice = scene.servers.wait_mail(scene.alice)
    scene.answer(scene.alice, notice, ANSWER)
    bounce_on_ticket(scene, number, 3)
    told = scene.servers.wait_count(scene.alice, 2)[1]
    contains(told.text(), gone, "the notice")
    contains(told.text(), "550", "the notice")
    scene.settle()
    letters = scene.docket.ticket(number)["letters"]
    equal([row["state"] for row in letters if row["to"] == gone], ["failed"],
          "letters to the customer")
    equal(len(scene.docket.tickets()), 1, "tickets")


def test_alarm_when_an_agent_is_gone(scene):
    """A notice that cannot be delivered: the owner is told, once an hour."""
    owner = owner_of(scene)
    carla, dora = map(scene.customer, ("carla", "dora"))
    scene.start(owner_email=owner,
                agents=[scene.agent("gone", f"gone@{scene.desk}")])
    scene.ask(carla)
    alarm = scene.servers.wait_mail(owner)
    matches(alarm["Subject"], "alarm.*gone", "subject of the alarm")
    contains(alarm.text(), "550", "what the relay said")
    equal(alarm["Auto-Submitted"], "auto-generated", "Auto-Submitted")
    equal(alarm["Return-Path"], "<>", "an alarm's envelope sender")
    lacks(alarm.raw.decode("ascii"), "skates", "an alarm")
    scene.ask(dora)
    scene.docket.wait_tickets(2)
    scene.settle()
    equal(len(scene.servers.mailbox(owner)), 1, "alarms")


def test_alarm_when_a_login_fails(scene):
    """A wrong password for a minute: the owner has an alarm that names the
    account and the reason, and `status` says the same."""
    owner = owner_of(scene)
    scene.use_password("imap-password", "not-the-password")
    scene.start(owner_email=owner)
    alarm = scene.servers.wait_mail(owner, timeout=90)
    contains(alarm["Subject"], "account1", "subject of the alarm")
    matches(alarm.text(), "localhost.*(login|password|authenticat)",
            "the alarm")
    lacks(alarm.text(), "not-the-password", "the alarm")
    matches(scene.docket.ctl("status").out, "login|password|authenticat",
            "status")
    true(wait_until(scene.docket.service.running, 1, "docketd"), "it ended")


test_alarm_when_a_login_fails.long = True
