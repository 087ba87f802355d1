# SPDX-License-Identifier: GPL-3.0-or-later
"""New signing keys while mail is on its way."""

import mails
from process import wait_until
from scene import contains, equal, lacks, true

HOLD_AGENT_NO_TOKEN = 2


def rotate(scene, *arguments):
    return scene.docket.ctl("token", "rotate", *arguments).out


def key_of(scene, mail):
    """The key that signed the reply address of a letter."""
    row = scene.docket.ctl("token", "read", str(mail["Reply-To"]), "--json",
                           code=None).json()
    return row["key"]


def to_address_only(scene, sender, mail, text):
    """A reply that leads to its ticket by its address alone: no client's
    In-Reply-To, no References."""
    address = str(mail["Reply-To"])
    scene.write(sender, mails.plain(sender, address, "Re: Help", text),
                address)


def roles(scene):
    found = scene.docket.roles()
    return {role: found[role] for role in ("mailbox", "keeper", "sender")}


def test_rotation_with_mail_in_flight(scene):
    """Letters of the old key and of the new one are answered after a rotation,
    by customers and by agents; all find their tickets, and no role is started
    anew for it."""
    carla, dora = map(scene.customer, ("carla", "dora"))
    scene.start()
    first, old_ack, old_notice = scene.open_ticket(carla)
    before = roles(scene)
    equal(key_of(scene, old_ack), 0, "key of the first letters")
    contains(rotate(scene), "key 1 signs", "what `token rotate` prints")
    second, new_ack, new_notice = scene.open_ticket(dora, subject="Other")
    equal([key_of(scene, m) for m in (new_ack, new_notice)], [1, 1],
          "key of letters after the rotation")
    to_address_only(scene, carla, old_ack, "To the old address.\n")
    to_address_only(scene, dora, new_ack, "To the new address.\n")
    scene.docket.wait_entries(first, 2)
    scene.docket.wait_entries(second, 2)
    scene.answer(scene.alice, old_notice, "From the old notice.")
    scene.answer(scene.alice, new_notice, "From the new notice.")
    contains(scene.servers.wait_count(carla, 2)[1].text(),
             "From the old notice.", "the answer to Carla")
    contains(scene.servers.wait_count(dora, 2)[1].text(),
             "From the new notice.", "the answer to Dora")
    scene.settle()
    equal(scene.docket.held(), [], "held mails")
    equal(len(scene.docket.tickets()), 2, "tickets")
    equal(roles(scene), before, "processes")


def test_rotations_between_mails(scene):
    """A rotation after each of twelve replies: mails wait in the inbox while
    the key changes, and each reply is to a letter of another key."""
    carla = scene.customer()
    scene.start()
    number, ack, _ = scene.open_ticket(carla)
    for turn in range(12):
        to_address_only(scene, carla, ack, f"Reply {turn}.\n")
        rotate(scene)
        address = scene.docket.ctl("token", "issue", "customer",
                                   number).out.strip()
        del ack.message["Reply-To"]
        ack.message["Reply-To"] = address
    scene.docket.wait_entries(number, 13)
    scene.settle()
    equal(len(scene.docket.tickets()), 1, "tickets")
    scene.docket.stop()
    scene.docket.ctl("verify")


def test_ended_key(scene):
    """Past its time a key proves nothing: the customer's reply to the bare
    address is a new ticket, the agent's answer is held."""
    carla = scene.customer()
    scene.start()
    number, ack, notice = scene.open_ticket(carla)
    rotate(scene, "--keep", "3s")
    to_address_only(scene, carla, ack, "In time.\n")
    scene.docket.wait_entries(number, 2)
    wait_until(lambda: scene.docket.ctl(
        "token", "keys", "--json").json()[0]["key_state"] == "ended", 10,
        "end of the key")
    to_address_only(scene, carla, ack, "Too late.\n")
    scene.opened(2)
    scene.answer(scene.alice, notice, "Too late as well.")
    held = wait_until(scene.docket.held, 10, "held mail")
    equal([h["cause"] for h in held], [HOLD_AGENT_NO_TOKEN], "causes")
    scene.settle()
    equal(len(scene.docket.ticket(number)["entries"]), 2, "entries")
    for mail in scene.servers.mailbox(carla):
        lacks(str(mail.raw), "Too late as well", "mail to Carla")


def test_damaged_ring(scene):
    """A ring that cannot be read is said in the log, and mail goes on under
    the keys in use; mended, it is used again."""
    carla = scene.customer()
    scene.start()
    number, ack, _ = scene.open_ticket(carla)
    path = f"{scene.docket.state}/keys/ring"
    with open(path, "rb") as f:
        good = f.read()
    with open(path, "wb") as f:
        f.write(good[:-1] + bytes([good[-1] ^ 1]))
    since = len(scene.docket.log())
    to_address_only(scene, carla, ack, "Still here.\n")
    scene.docket.wait_entries(number, 2)
    scene.docket.wait_log("keys.refused.*key_file", since=since)
    result = scene.docket.ctl("token", "rotate", code=None)
    true(result.code != 0, "a damaged ring was replaced")
    with open(path, "wb") as f:
        f.write(good)
    rotate(scene)
    to_address_only(scene, carla, ack, "And still.\n")
    scene.docket.wait_entries(number, 3)
    scene.settle()
    equal(len(scene.docket.tickets()), 1, "tickets")
