# SPDX-License-Identifier: GPL-3.0-or-later
"""What must come to an end: desks that answer each other, responders, loops,
floods.  All of it is told by counting letters."""

import contextlib
import email
import email.policy
import email.utils

import mails
from fakes import FakeServer, smtp, take
from scene import Scene, contains, equal, lacks, true

MOST = 3  # letters each way, or a ticket and day
SAYS_MACHINE = ("auto-submitted", "precedence", "list-", "x-")


def stripped(raw, fields):
    """A mail without the fields whose names begin with one of these."""
    head, _, body = raw.partition("\n\n")
    kept, keep = [], True
    for line in head.split("\n"):
        if not line.startswith((" ", "\t")):
            keep = not line.lower().startswith(fields)
        if keep:
            kept.append(line)
    return "\n".join(kept) + "\n\n" + body


def middle(scene, fields):
    """A server that passes letters on as its own users' mail: without these
    fields, and with an envelope sender where there was none."""
    def forward(wire):
        lines = [line[1:] if line.startswith(".") else line
                 for line in wire.server.letters[-1].split("\n")]
        raw = stripped("\n".join(lines), fields)
        mail = email.message_from_string(raw, policy=email.policy.default)
        sender, to = (email.utils.parseaddr(str(mail[name]))[1]
                      for name in ("From", "To"))
        scene.servers.smtp_in(mails.crlf(raw).encode(), sender, to)
        take(wire)
    return FakeServer(smtp(after=forward), scene.servers.pair)


@contextlib.contextmanager
def peer_of(scene):
    """Another desk, with mailboxes on the same servers."""
    peer = Scene(scene.servers, scene.folder + "-peer", "peer." + scene.desk,
                 "peer." + scene.home)
    try:
        yield peer
    finally:
        peer.close()


def settle_both(*scenes):
    """Until nothing is on its way between them any more."""
    for _ in range(3):
        for scene in scenes:
            scene.settle()


def letters_between(writer, reader):
    return len([mail for mail in
                reader.servers.mailbox(reader.support, "docket-done")
                + reader.servers.mailbox(reader.support)
                if writer.support in str(mail["From"])])


def face_each_other(scene, fields=None):
    """A mail in the name of the one desk to the other starts it."""
    queues = [{"name": "support", "addresses": [], "acknowledge": "all"}]
    with contextlib.ExitStack() as stack:
        peer = stack.enter_context(peer_of(scene))
        for one in (scene, peer):
            if fields:
                fake = stack.enter_context(middle(scene, fields))
                relay = one.relay(port=fake.port)
                one.docket.settings["relays"] = [relay]
            one.start(queues=[dict(queues[0], addresses=[one.support])])
        raw = mails.plain(peer.support, scene.support, "Hello", "Anybody?\n")
        scene.write(peer.support, raw)
        scene.opened()
        settle_both(scene, peer)
        there = letters_between(scene, peer)
        back = letters_between(peer, scene) - 1  # the mail that began it
        scene.notes.append(f"{there} letters there, {back} back")
        true(1 <= there <= MOST, f"{there} letters there")
        true(back <= MOST, f"{back} letters back")
        for one in (scene, peer):
            lacks(str(one.docket.held()), "number", "held mails")


def test_two_desks(scene):
    """Two dockets that are each other's customer: one letter, no answer."""
    face_each_other(scene)


def test_two_desks_stripped(scene):
    """The same when a server between takes out all that says "machine"."""
    face_each_other(scene, SAYS_MACHINE)


def test_two_desks_stripped_bare(scene):
    """The same without Message-ID and threads: only the caps are left."""
    face_each_other(scene, SAYS_MACHINE + ("message-id", "in-reply-to",
                                           "references", "reply-to"))


def test_responder(scene):
    """Somebody's program answers everything, and looks like a human.  The
    ticket is closed, so each answer would be answered."""
    carla = scene.customer()
    scene.start(queues=[{"name": "support", "addresses": [scene.support],
                         "closed_policy": "reject"}])
    number, _, _ = scene.open_ticket(carla)
    scene.docket.ctl("close", number)
    answered = 0
    for round_ in range(2, 9):
        letters = scene.servers.mailbox(carla)
        for letter in letters[answered:] or letters[-1:]:
            scene.write(carla, mails.reply(letter, carla, "Ticket 7 was made of it."),
                        str(letter["Reply-To"]))
        answered = len(letters)
        scene.docket.wait_entries(number, round_)
        scene.settle()
    letters = scene.servers.mailbox(carla)
    scene.notes.append(f"{len(letters)} letters, 7 answers")
    equal(len(letters), MOST, "letters to the responder")
    contains(letters[-1].text(), "closed", "the last letter")
    equal(scene.docket.ticket(number)["status"], "closed", "status")
    equal(len(scene.docket.tickets()), 1, "tickets")
    # what it was not told, the agents are
    equal(len(scene.servers.mailbox(scene.alice)), 1 + 5, "notices")


def test_forward_loop(scene):
    """A customer's mailbox forwards to the desk: our letter comes back, by
    several ways, and stays one entry."""
    carla = scene.customer()
    scene.start()
    number, ack, _ = scene.open_ticket(carla)
    raw = ack.raw.decode("ascii").replace("\r\n", "\n")
    for hop in range(3):
        scene.servers.deliver(scene.support, mails.crlf(
            f"Received: from a by b; hop {hop}\n{raw}").encode())
    bare = stripped(raw, SAYS_MACHINE).replace(scene.support, "l@example.net")
    scene.servers.deliver(scene.support, mails.crlf(bare).encode())
    scene.settle()
    rows = scene.docket.tickets()
    equal(sum(row["entries"] for row in rows), 3,
          "entries: the question, our letter, our letter under another name")
    equal({row["number"] for row in rows if row["status"] == "open"},
          {number}, "open tickets")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")
    equal(len(scene.servers.mailbox(scene.alice)), 1, "notices")


def test_too_many_hops(scene):
    """A mail that runs in circles is kept once, and nothing follows."""
    carla = scene.customer()
    scene.start()
    raw = mails.plain(carla, scene.support, "Circles", "Round and round.\n")
    scene.servers.deliver(scene.support,
                          b"Received: from a by b\r\n" * 55 + raw, carla)
    scene.opened()
    scene.settle()
    equal(scene.servers.mailbox(carla), [], "mails to the customer")
    equal(scene.servers.mailbox(scene.alice), [], "notices")


def test_flood(scene):
    """300 mails of one sender, one of another among them: all become tickets,
    the agent has 20 notices, and at once the one that matters."""
    mallory, vera = scene.customer("mallory"), scene.customer("vera")
    for i in range(300):
        scene.servers.append(scene.support, mails.plain(
            mallory, scene.support, f"Flood {i}", f"Number {i}.\n"))
    scene.start()
    scene.ask(vera, subject="Important")
    scene.docket.wait_tickets(301, timeout=60)
    scene.settle()
    notices = scene.servers.mailbox(scene.alice)
    matter = [m for m in notices if "Important" in str(m["Subject"])]
    scene.notes.append(f"{len(notices)} notices")
    equal((len(notices), len(matter)), (21, 1), "notices")
    equal(len(scene.servers.mailbox(mallory)), 0, "mails to the flooder")
    scene.docket.ctl("verify")


def test_ten_thousand_names(scene):
    """A mail to 10,000 people is one entry; ten of them take part, and none
    is written to because of it."""
    carla = scene.customer()
    scene.start(queues=[{"name": "support", "addresses": [scene.support],
                         "cc": "authenticated"}])
    fields = [("Cc", ", ".join(f"c{i}@example.net"
                               for i in range(n, n + 1000)))
              for n in range(0, 10000, 1000)]
    raw = mails.plain(carla, scene.support, "Dear all", "To everybody.\n")
    head = "".join(f"{name}: {value}\n" for name, value in fields)
    scene.write(carla, mails.crlf(head.replace(", ", ",\n ")).encode() + raw)
    number = scene.opened()
    scene.settle()
    ticket = scene.docket.ticket(number)
    equal(len(ticket["entries"]), 1, "entries")
    equal(len(ticket["letters"]), 2, "letters")
    scene.notes.append(f"{len(ticket['seats'])} seats, "
                       f"{len(ticket['letters'])} letters")
    true(2 <= len(ticket["seats"]) <= 11, f"seats: {len(ticket['seats'])}")


def test_merged(scene):
    """Old letters lead to the survivor: the customer's reply, the agent's
    answer."""
    carla = scene.customer()
    scene.start()
    first, ack, notice = scene.open_ticket(carla)
    scene.ask(carla, subject="The same again")
    second = scene.opened(2)
    scene.docket.ctl("merge", first, second)
    told = scene.servers.wait_count(carla, 2)[1]
    contains(told.text(), f"together in ticket {second}", "the letter")
    scene.write(carla, mails.reply(ack, carla, "To the old one."),
                str(ack["Reply-To"]))
    entries = scene.docket.wait_entries(second, 3)
    contains(entries[2]["text"], "To the old one.", "the reply")
    scene.answer(scene.alice, notice, "From the old notice.")
    answer = scene.servers.wait_count(carla, 3)[2]
    contains(answer.text(), "From the old notice.", "the answer")
    scene.docket.wait_entries(second, 4)
    ticket = scene.docket.ticket(first)
    equal((ticket["status"], ticket["merged_into"]), ("closed", second),
          "the first ticket")
    scene.write(carla, mails.reply(answer, carla, "And the new one."),
                str(answer["Reply-To"]))
    scene.docket.wait_entries(second, 5)
    equal(len(scene.docket.tickets()), 2, "tickets")
    scene.docket.ctl("verify")


def test_other_address(scene):
    """A customer replies from another address of his: he is asked, once, to
    write from the registered one; whoever proves nothing hears nothing."""
    carla = scene.customer()
    other, eve = scene.customer("carla.private"), scene.customer("eve")
    scene.docket.settings["queues"] = [
        {"name": "support", "addresses": [scene.support],
         "letters": ["held"]}]
    scene.start()
    number, ack, _ = scene.open_ticket(carla, subject="My skates")
    for sender, verdict in ((other, "pass"), (other, "pass"), (eve, "none")):
        scene.write(sender, mails.reply(ack, sender, "Is it mended?"),
                    str(ack["Reply-To"]), verdict)
    scene.docket.wait_entries(number, 4)
    letter = scene.servers.wait_count(other, 1)[0]
    contains(letter.text(), "from the address that", "the letter")
    equal(letter["Subject"], "Your message to Example Support", "subject")
    equal(letter["Reply-To"], None, "reply address")
    for secret in ("skates", carla, "icket"):
        lacks(letter.text(), secret, "the letter")
    scene.settle()
    equal(len(scene.servers.mailbox(other)), 1, "mails to the other address")
    equal(scene.servers.mailbox(eve), [], "mails to who proved nothing")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def test_third_party(scene):
    """Somebody whom the customer's letter was forwarded to: the agents see
    him, and nobody else ever does."""
    carla, mallory = scene.customer(), scene.customer("mallory")
    scene.start()
    number, ack, _ = scene.open_ticket(carla)
    scene.docket.ctl("close", number)
    scene.write(mallory, mails.reply(ack, mallory, "Pay me instead."),
                str(ack["Reply-To"]))
    notice = scene.servers.wait_count(scene.alice, 2)[1]
    contains(notice.text(), "THIRD PARTY", "the banner")
    scene.answer(scene.alice, notice, "No.")
    answer = scene.servers.wait_count(carla, 2)[1]
    scene.settle()
    for letter in (ack, answer):
        lacks(letter.raw.decode("ascii"), "mallory", "a letter to Carla")
        lacks(letter.text(), "Pay me", "a letter to Carla")
    equal(scene.servers.mailbox(mallory), [], "mails to the third party")
