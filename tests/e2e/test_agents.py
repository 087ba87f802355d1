# SPDX-License-Identifier: GPL-3.0-or-later
"""What agents do by mail besides answering: notes, commands, forwarding."""

import re

import mails
from scene import TOKEN, contains, equal, lacks, matches, true


def two_agents(scene):
    """A desk of alice and bob, and carla's ticket; her address, its number,
    alice's notice and bob's."""
    carla = scene.customer()
    scene.docket.settings["agents"] = [scene.agent("alice", scene.alice),
                                       scene.agent("bob", scene.bob)]
    scene.start()
    number, _, notice = scene.open_ticket(carla)
    return carla, number, notice, scene.servers.wait_mail(scene.bob)


def note_address(notice):
    """The address for notes that the banner names."""
    found = re.search(rf"Internal note: (\S+{TOKEN}\S*)", notice.text())
    true(found, "the notice names no address for notes")
    return found.group(1)


def letters_of(scene, address, count):
    """Everything that an address got, which must be so many mails."""
    scene.settle()
    found = scene.servers.mailbox(address)
    equal(len(found), count, f"mails to {address}")
    return found


def test_note_address(scene):
    """What is written to the note address stays inside, and a colleague reads
    it in the next notice."""
    carla, number, notice, _ = two_agents(scene)
    address = note_address(notice)
    lacks(str(notice["Reply-To"]), address, "reply address")
    scene.servers.submit(scene.alice, mails.plain(
        scene.alice, address, "careful", "He owes us money.\nMuch money.\n"))
    entries = scene.docket.wait_entries(number, 2)
    equal(entries[1]["kind"], "note", "kind of the entry")
    ack = letters_of(scene, carla, 1)[0]
    scene.write(carla, mails.reply(ack, carla, "Any news?", style="gmail"),
                str(ack["Reply-To"]))
    told = scene.servers.wait_count(scene.bob, 2)[1]
    contains(told.text(), "INTERNAL NOTE by alice", "the next notice")
    contains(told.text().replace("\r\n", "\n"),
             "He owes us money.\nMuch money.", "the note")
    scene.answer(scene.bob, told, "Good news.", "gmail")
    answer = scene.servers.wait_count(carla, 2)[1]
    contains(answer.text(), "Good news.", "the answer")
    lacks(answer.text(), "money", "the answer")
    lacks(answer.raw.decode("ascii"), address.partition("@")[0],
          "the answer")


def test_note_command(scene):
    carla, number, notice, _ = two_agents(scene)
    scene.answer(scene.alice, notice, "#note\nHe owes us\nmoney.", "outlook")
    entries = scene.docket.wait_entries(number, 2)
    equal(entries[1]["kind"], "note", "kind of the entry")
    contains(entries[1]["text"], "He owes us\nmoney.", "the note")
    letters_of(scene, carla, 1)


def test_close_command(scene):
    """#close sends the words above the quote and closes the ticket."""
    carla, number, notice, _ = two_agents(scene)
    scene.answer(scene.alice, notice, "#close\n\nAll is done.",
                 "thunderbird")
    answer = scene.servers.wait_count(carla, 2)[1]
    contains(answer.text(), "All is done.", "the answer")
    lacks(answer.text(), "#close", "the answer")
    equal(scene.docket.ticket(number)["status"], "closed", "status")


def test_help_command(scene):
    carla, _, notice, _ = two_agents(scene)
    scene.answer(scene.alice, notice, "#help", "apple")
    back = scene.servers.wait_count(scene.alice, 2)[1]
    for command in ("#note", "#close", "#inline", "#help"):
        contains(back.text(), command, "the list of commands")
    letters_of(scene, carla, 1)


def test_misspelt_command(scene):
    """A typing error in a command goes to nobody but its author."""
    carla, number, notice, _ = two_agents(scene)
    scene.answer(scene.alice, notice, "#nte\nHe owes us money.", "gmail")
    back = scene.servers.wait_count(scene.alice, 2)[1]
    contains(back.text(), "#nte", "the letter back")
    contains(back.text(), "#note", "the letter back")
    contains(back.text(), "He owes us money.", "the letter back")
    equal(back["Auto-Submitted"], "auto-generated", "Auto-Submitted")
    letters_of(scene, carla, 1)
    equal(scene.docket.ticket(number)["status"], "open", "status")
    # The letter back can be answered as the notice could.
    scene.answer(scene.alice, back, "Dear Carla, yes.", "outlook")
    answer = scene.servers.wait_count(carla, 2)[1]
    contains(answer.text(), "Dear Carla, yes.", "the answer")
    lacks(answer.text(), "money", "the answer")


def test_others_are_told(scene):
    """The first who answers has the ticket, and the others know."""
    carla, number, notice, _ = two_agents(scene)
    scene.answer(scene.alice, notice, "It is done.", "gmail")
    told = scene.servers.wait_count(scene.bob, 2)[1]
    matches(told.text(), "alice has answered this ticket", "the notice")
    contains(told.text(), "It is done.", "the notice")
    equal(told["Subject"], notice["Subject"], "subject")
    equal(scene.docket.ticket(number)["assignee"], "alice", "assignee")
    answer = scene.servers.wait_count(carla, 2)[1]
    scene.write(carla, mails.reply(answer, carla, "Is it free?"),
                str(answer["Reply-To"]))
    scene.servers.wait_count(scene.alice, 2)
    letters_of(scene, scene.bob, 2)


def test_inline_answers(scene):
    """#inline sends what stands between the quoted lines, and of these only
    the customer's own."""
    carla = scene.customer()
    scene.start()
    _, _, notice = scene.open_ticket(
        carla, text="When do you open?\n\nWhat does it cost to sharpen?\n")
    raw = mails.reply(notice, scene.alice, "#inline\nHello Carla,",
                      style="apple")
    cost = b"> What does it cost to sharpen?\r\n"
    true(cost in raw, "the notice is not quoted")
    scene.servers.submit(scene.alice,
                         raw.replace(cost, cost + b"\r\nTen euros.\r\n\r\n"))
    answer = scene.servers.wait_count(carla, 2)[1]
    for words in ("Hello Carla,", "Ten euros.",
                  "> What does it cost to sharpen?"):
        contains(answer.text(), words, "the answer")
    for words in ("#inline", "CUSTOMER", "Internal note", "Priority",
                  "wrote:", scene.alice):
        lacks(answer.text(), words, "the answer")


def test_forwarded(scene):
    """A mail that reached alice personally becomes a ticket of its author's;
    forwarded inline to the desk, and attached to her desk address."""
    dora = scene.customer("dora")
    scene.start()
    mail = mails.with_files(dora, scene.alice, "Blades", "How sharp?\n",
                            "Dora Doe")
    inline = (f"#fwd\nFor the desk.\n\n-------- Forwarded Message --------\n"
              f"Subject: \tBlades\nDate: \tMon, 2 Mar 2026 10:00\n"
              f"From: \tDora Doe <{dora}>\nTo: \t{scene.alice}\n\n\n"
              "How sharp?\n")
    scene.servers.submit(scene.alice, mails.plain(
        scene.alice, scene.support, "Fwd: Blades", inline))
    first = scene.docket.wait_tickets(1)[0]
    equal(first["requester"], dora, "requester")
    address = scene.docket.ctl("token", "issue", "desk",
                               "alice").out.strip()
    outer = mails.envelope_head(scene.alice, address, "Fwd: Blades")
    outer.set_content("For the desk.\n")
    outer.add_attachment(mails.email.message_from_bytes(
        mail, policy=mails.SMTP))
    scene.servers.submit(scene.alice, bytes(outer))
    second = scene.docket.wait_tickets(2)[1]
    equal(second["requester"], dora, "requester")
    notices = scene.servers.wait_count(scene.alice, 2)
    for notice in notices:
        for words in ("How sharp?", "Filed by: alice", "NOT VERIFIED",
                      "For the desk."):
            contains(notice.text(), words, "the notice")
    equal(dict(notices[1].attachments()),
          {name: data for name, _, data in mails.FILES}, "attachments")
    equal(scene.servers.mailbox(dora), [], "mails to the customer")
    scene.answer(scene.alice, notices[1], "Very sharp.", "outlook")
    answer = scene.servers.wait_mail(dora)
    contains(answer.text(), "Very sharp.", "the answer")
    lacks(answer.raw.decode("ascii"), scene.alice, "the answer")
    lacks(str(answer["Subject"]), "Blades", "subject to an unverified person")


def test_forwarded_encoded(scene):
    """An attached mail that its client encoded, which it must not, is read all
    the same; what comes along is that mail."""
    dora = scene.customer("dora")
    scene.start()
    mail = mails.with_files(dora, scene.alice, "Blades", "How sharp?\n",
                            "Dora Doe")
    outer = mails.envelope_head(scene.alice, scene.support, "Fwd: Blades")
    outer.set_content("#fwd\nFor the desk.\n")
    outer.add_attachment(mail, maintype="application", subtype="x-mail")
    raw = bytes(outer).replace(b"application/x-mail", b"message/rfc822")
    scene.servers.submit(scene.alice, raw)
    ticket = scene.docket.wait_tickets(1)[0]
    equal(ticket["requester"], dora, "requester")
    notice = scene.servers.wait_mail(scene.alice)
    contains(notice.text(), "How sharp?", "the notice")
    (name, data), = notice.attachments()
    equal(name, "Blades.eml", "attachment")
    equal(data, mail, "the attached mail")
