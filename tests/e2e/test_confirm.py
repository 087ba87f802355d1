# SPDX-License-Identifier: GPL-3.0-or-later
"""The confirm way: an agent's mail that nothing proves acts once the agent has
answered the letter about it, and for no other reason."""

import re

import mails
from process import wait_until
from scene import contains, equal, lacks, true

HOLD_AGENT_UNVERIFIED = 1
HOLD_AGENT_DOUBLE = 8
HOLD_ANSWERED = 12
HOLD_CONFIRM_VOID = 13
WORDS = "We send you new skates."


def wait_confirm(scene, count=1):
    """The newest letter that asks alice to confirm, of so many."""
    def found():
        letters = [m for m in scene.servers.mailbox(scene.alice)
                   if "confirm" in str(m["Subject"])]
        return letters if len(letters) >= count else None
    return wait_until(found, 10, f"{count} confirm letters")[-1]


def word_of(letter):
    """The word stands alone in an indented line."""
    return re.search(r"^ {4}([a-z2-7]{8})$", letter.text().replace("\r", ""),
                     re.MULTILINE).group(1)


def held_answer(scene, text=WORDS):
    """Alice answers a notice where nothing is believed; returns the customer
    and the confirm letter."""
    carla = scene.customer()
    scene.start(agent_auth=["confirm"])
    _, _, notice = scene.open_ticket(carla)
    scene.answer(scene.alice, notice, text)
    letter = wait_confirm(scene)
    equal([h["cause"] for h in scene.docket.held()], [HOLD_AGENT_UNVERIFIED],
          "causes of held mails")
    shown = scene.docket.ctl("hold", "show", 1).out
    for part in ("Agent      alice", "Asked by", "Came by    ", "To do      ",
                 "docketctl hold release 1", text):
        contains(shown, part, "what `hold show` prints")
    return carla, letter


def causes(scene):
    return [h["cause"] for h in scene.docket.held()]


def wait_void(scene, count=1):
    wait_until(lambda: causes(scene).count(HOLD_CONFIRM_VOID) == count, 10,
               f"{count} answers that do not count")


def test_confirm_releases(scene):
    """A typed word lets the answer go to the customer, once."""
    carla, letter = held_answer(scene)
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")
    for part in (WORDS, carla, "Held mail: 1"):
        contains(letter.text(), part, "the confirm letter")
    equal(letter["Auto-Submitted"], "auto-replied", "Auto-Submitted")
    scene.answer(scene.alice, letter, word_of(letter))
    answer = scene.servers.wait_count(carla, 2)[1]
    contains(answer.text(), WORDS, "the released answer")
    lacks(answer.text(), word_of(letter), "the released answer")
    equal(causes(scene), [], "held mails")
    scene.answer(scene.alice, letter, "Again: " + word_of(letter))
    wait_void(scene)
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 2, "mails to the customer")
    shown = scene.docket.ctl("hold", "show", 1).out
    contains(shown, "agent alice", "what `hold show` prints")


def test_confirm_out_of_office(scene):
    """A vacation answer that quotes the whole letter releases nothing."""
    carla, letter = held_answer(scene)
    scene.servers.submit(scene.alice,
                         mails.out_of_office(letter, scene.alice))
    quoted = mails.plain(
        scene.alice, str(letter["Reply-To"]), "Away",
        "I am away.\n\n" + mails.quote(letter.text()) + "\n",
        fields=(("Auto-Submitted", "auto-replied"),))
    scene.servers.submit(scene.alice, quoted)
    wait_void(scene)
    scene.settle()
    true(HOLD_AGENT_UNVERIFIED in causes(scene), "still held")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def test_confirm_quoted_word(scene):
    """Pressing Reply and Send is not enough in any mail client."""
    carla, letter = held_answer(scene)
    for count, style in enumerate(sorted(mails.STYLES), 1):
        scene.answer(scene.alice, letter, f"Fine ({style}).", style=style)
        wait_void(scene, count)
    scene.settle()
    true(HOLD_AGENT_UNVERIFIED in causes(scene), "still held")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def test_confirm_every_client(scene):
    """Typed above the quote, the word is found in any mail client."""
    carla = scene.customer()
    scene.start(agent_auth=["confirm"])
    _, _, notice = scene.open_ticket(carla)
    for count, style in enumerate(sorted(mails.STYLES), 1):
        scene.answer(scene.alice, notice, f"{WORDS} ({style})", style=style)
        letter = wait_confirm(scene, count)
        scene.answer(scene.alice, letter, word_of(letter), style=style)
        answer = scene.servers.wait_count(carla, count + 1)[-1]
        contains(answer.text(), f"({style})", "the released answer")
    equal(causes(scene), [], "held mails")


def test_confirm_wrong_hold(scene):
    """The letter about one held mail does nothing for another, nor does it
    in anybody else's hands."""
    carla, first = held_answer(scene)
    notice = scene.servers.mailbox(scene.alice)[0]
    scene.answer(scene.alice, notice, "And another thing.")
    second = wait_confirm(scene, 2)
    scene.answer(scene.alice, second, word_of(first))
    wait_void(scene)
    mallory = scene.customer("mallory")
    raw = mails.plain(mallory, str(first["Reply-To"]), "Yes",
                      word_of(first) + "\n")
    scene.write(mallory, raw, str(first["Reply-To"]))
    wait_void(scene, 2)
    scene.settle()
    equal(causes(scene).count(HOLD_AGENT_UNVERIFIED), 2, "still held")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")
    equal(scene.servers.mailbox(mallory), [], "mails to the stranger")


def test_confirm_forged_agent(scene):
    """Whoever writes as an agent makes a letter to the agent, at most five an
    hour, and none of it goes on."""
    carla = scene.customer()
    scene.start()
    _, _, notice = scene.open_ticket(carla)
    for number in range(8):
        raw = mails.plain(scene.alice, str(notice["Reply-To"]), "Re: Help",
                          f"Try {number}.\n")
        scene.servers.smtp_in(raw, scene.alice, str(notice["Reply-To"]),
                              "fail")
    wait_until(lambda: len(scene.docket.held()) == 8, 10, "8 held mails")
    scene.settle()
    letters = [m for m in scene.servers.mailbox(scene.alice)
               if "confirm" in str(m["Subject"])]
    equal(len(letters), 5, "confirm letters")
    equal(len(scene.servers.mailbox(carla)), 1, "mails to the customer")


def two_agents(scene):
    """Alice and bob have the same notice; returns the customer and both."""
    carla = scene.customer()
    scene.start(agents=[scene.agent("alice", scene.alice),
                        scene.agent("bob", scene.bob)])
    _, _, notice = scene.open_ticket(carla)
    return carla, notice, scene.servers.wait_mail(scene.bob)


def test_answered_meanwhile(scene):
    """Who answers what another has answered is asked first."""
    carla, to_alice, to_bob = two_agents(scene)
    scene.answer(scene.bob, to_bob, "It is done.")
    scene.servers.wait_count(carla, 2)
    scene.answer(scene.alice, to_alice, WORDS)
    letter = wait_confirm(scene)
    contains(letter.text(), "bob answered 0 minutes ago", "the letter")
    equal(causes(scene), [HOLD_ANSWERED], "causes of held mails")
    scene.answer(scene.alice, letter, word_of(letter))
    answer = scene.servers.wait_count(carla, 3)[2]
    contains(answer.text(), WORDS, "the second answer")


def test_client_sends_twice(scene):
    """The same answer under two Message-IDs is one letter, and the agent is
    told."""
    carla, notice, _ = two_agents(scene)
    before = len(scene.servers.mailbox(scene.alice))
    scene.answer(scene.alice, notice, WORDS, style="gmail")
    scene.answer(scene.alice, notice, WORDS, style="gmail")
    wait_until(lambda: causes(scene) == [HOLD_AGENT_DOUBLE], 10, "held mail")
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 2, "mails to the customer")
    told = scene.servers.mailbox(scene.alice)[before:]
    true(any("Your mail is held" in str(m["Subject"]) for m in told),
         "the agent is told")
