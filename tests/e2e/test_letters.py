# SPDX-License-Identifier: GPL-3.0-or-later
"""A letter whose final dot was sent and never answered."""

import mails
from fakes import FakeServer, drop, smtp, swallow
from process import wait_until
from scene import contains, equal, lacks, true


def one_letter(scene, fake, **sending):
    """A customer from nowhere writes, so that the notice to the agent is the
    only letter; wait until the relay has had it."""
    eve = scene.customer("eve")
    scene.start(relays=[scene.relay(port=fake.port)], sending=sending)
    scene.ask(eve, verdict="fail")
    wait_until(lambda: fake.letters, 10, "letter at the relay")


def wait_states(scene, state):
    """Wait until all waiting letters are in this state; their rows."""
    def look():
        rows = scene.docket.queue()
        return rows if {r["state"] for r in rows} == {state} else None
    return wait_until(look, 10, f"letters in state {state}")


def wait_state(scene, state):
    """The same of the only one that waits; its row."""
    row, = wait_states(scene, state)
    return row


def repair(scene):
    """From now on letters go through the real relay."""
    scene.docket.settings["relays"] = [scene.relay()]
    scene.docket.reload()


def same_letter(scene, fake, mail):
    """The copy that arrived is, byte for byte, what the relay was given."""
    sent = fake.letters[0].split("\n")
    kept = mail.raw.decode("ascii").replace("\r\n", "\n").split("\n")
    equal(kept[-len(sent) - 1:-1], sent, "the second copy")
    contains(fake.letters[0], str(mail["Message-ID"]), "the first copy")


def test_ambiguous_hold(scene):
    """The line dies after the dot: nobody knows.  With "hold" an operator
    decides; nothing is sent a second time before."""
    with FakeServer(smtp(after=drop), scene.servers.pair) as fake:
        one_letter(scene, fake, ambiguous="hold")
        row = wait_state(scene, "held")
        equal((row["kind"], row["to"]), ("notice", scene.alice), "the letter")
        equal(row["ambiguous"], 1, "its count of unclear endings")
        shown = scene.docket.ctl("queue", "list").out
        contains(shown, "held", "queue list for people")
        contains(shown, scene.alice, "queue list for people")
        equal(len(fake.letters), 1, "copies sent")
    repair(scene)
    equal(wait_state(scene, "held")["number"], row["number"], "held letter")
    scene.docket.ctl("queue", "retry", row["number"])
    same_letter(scene, fake, scene.servers.wait_mail(scene.alice))
    scene.settle()


def test_ambiguous_resend(scene):
    """By default it is sent again: the same bytes, the same Message-ID."""
    with FakeServer(smtp(after=drop), scene.servers.pair) as fake:
        one_letter(scene, fake)
        row = wait_state(scene, "ready")
        equal(row["ambiguous"], 1, "its count of unclear endings")
        true(row["due"], "it is due")
    repair(scene)
    scene.docket.ctl("queue", "retry", row["number"])
    same_letter(scene, fake, scene.servers.wait_mail(scene.alice))
    scene.settle()


def kill_after_dot(scene, **sending):
    """The sender is killed while it waits for the answer to the dot."""
    with FakeServer(smtp(after=swallow), scene.servers.pair) as fake:
        one_letter(scene, fake, **sending)
        true(scene.docket.kill("sender"), "no sender is running")
    return fake


def test_kill_after_dot_hold(scene):
    """The same when the sender dies; its successor finds the letter."""
    fake = kill_after_dot(scene, ambiguous="hold")
    row = wait_state(scene, "held")
    repair(scene)
    equal(wait_state(scene, "held")["number"], row["number"], "held letter")
    scene.docket.ctl("queue", "drop", row["number"])
    scene.settle()
    equal(scene.servers.mailbox(scene.alice), [], "mails to the agent")
    equal(len(fake.letters), 1, "copies sent")


def test_kill_after_dot_resend(scene):
    """With "resend" the successor sends the same bytes again."""
    fake = kill_after_dot(scene)
    repair(scene)
    number = scene.opened()
    mail = scene.servers.wait_mail(scene.alice, timeout=90)
    same_letter(scene, fake, mail)
    letter = scene.docket.ticket(number)["letters"][0]
    equal((letter["state"], letter["ambiguous"]), ("sent", 1), "the letter")


def test_held_while_another_is_out(scene):
    """A relay takes its time with one letter: that one can not be held, and
    not even after a crash; the one behind it can, and stays here."""
    with FakeServer(smtp(after=swallow), scene.servers.pair) as fake:
        one_letter(scene, fake, ambiguous="hold")
        out = wait_state(scene, "dot")["number"]
        number = scene.opened()
        scene.ask(scene.customer("walt"))
        scene.opened(2)
        letters = wait_until(lambda: len(rows := scene.docket.queue()) > 1
                             and rows, 10, "letters that wait")
        states = {row["number"]: row["state"] for row in letters}
        equal([n for n, state in states.items() if state == "dot"], [out],
              "letters that are out")
        refused = scene.docket.ctl("queue", "hold", out, code=65)
        contains(refused.err, "its sender has it", "the answer to hold")
        said = scene.docket.ctl("queue", "hold", "all").out
        equal(said, f"{len(letters) - 1} of {len(letters)} letters: hold\n",
              "the answer to hold all")
        equal(scene.docket.ticket(number)["letters"][0]["state"], "dot",
              "the letter on its ticket")
        scene.docket.crash()
        refused = scene.docket.ctl("queue", "hold", out, code=65)
        contains(refused.err, "with docketd running", "the answer to hold")
        scene.docket.launch()
        letters = wait_states(scene, "held")
        equal([row["number"] for row in letters if row["ambiguous"]], [out],
              "letters in doubt")
    scene.docket.ctl("queue", "drop", "all")
    scene.settle()
    equal(len(fake.letters), 1, "letters sent")


def test_catchall_tokens(scene):
    """token_form = "catchall": tokens stand alone before the @ of a domain
    of their own, for servers that know no subaddresses."""
    carla = scene.customer()
    reply = f"reply.{scene.desk}"
    scene.start(desk={"name": "Example Support", "address": scene.support,
                      "token_form": "catchall", "token_domain": reply})
    number, ack, notice = scene.open_ticket(carla)
    for mail in (ack, notice):
        address = str(mail["Reply-To"].addresses[0].addr_spec)
        equal((len(address.partition("@")[0]), address.partition("@")[2]),
              (39, reply), "token address")
        lacks(str(mail["Reply-To"]), "support+", "Reply-To")
    scene.answer(scene.alice, notice, "Yes, we can.")
    answer = scene.servers.wait_count(carla, 2)[1]
    contains(answer.text(), "Yes, we can.", "the answer")
    scene.write(carla, mails.reply(answer, carla, "Great!"),
                str(answer["Reply-To"].addresses[0].addr_spec))
    entries = scene.docket.wait_entries(number, 3)
    contains(entries[2]["text"], "Great!", "the reply")
    equal(len(scene.docket.tickets()), 1, "tickets")
