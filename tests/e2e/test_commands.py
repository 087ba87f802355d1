# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands by mail that change hands, people and words: each from an agent's
mail client to what everybody gets."""

import os

import mails
from scene import contains, equal, lacks, true


def desk(scene, **changes):
    """Alice and Bob on support, Bob alone on sales."""
    scene.docket.settings |= {
        "agents": [scene.agent("alice", scene.alice),
                   scene.agent("bob", scene.bob)],
        "queues": [{"name": "support", "addresses": [scene.support]},
                   {"name": "sales", "agents": ["bob"]}]} | changes


def reply_to(scene, customer, letter, text):
    scene.write(customer, mails.reply(letter, customer, text),
                str(letter["Reply-To"]))


def newest(scene, person, count):
    return scene.servers.wait_count(person, count)[-1]


def test_assign(scene):
    """A colleague gets the ticket with its last mail, and his answer goes to
    the customer; nobody who is away does, and alice hears why."""
    desk(scene)
    carla = scene.customer()
    scene.start()
    number, _, notice = scene.open_ticket(carla)
    scene.docket.ctl("agent", "away", "bob")
    scene.answer(scene.alice, notice, "#assign bob", "gmail")
    refused = newest(scene, scene.alice, 2)
    contains(refused.text(), "bob is away until", "why not")
    equal(scene.docket.ticket(number)["assignee"], "", "assignee")
    scene.docket.ctl("agent", "back", "bob")
    scene.answer(scene.alice, notice, "#Assign Bob\n#note He knows skates.",
                 "apple")
    given = newest(scene, scene.bob, 2)
    contains(given.text(), "My skates are broken.", "what bob gets")
    equal(scene.docket.ticket(number)["assignee"], "bob", "assignee")
    scene.answer(scene.bob, given, "New ones are on their way.", "outlook")
    answer = newest(scene, carla, 2)
    contains(answer.text(), "New ones are on their way.", "the answer")
    contains(str(answer["From"]), "Bob via", "who answers")


def test_queue(scene):
    """A ticket goes to another queue: its agents hear of it, and go on."""
    desk(scene)
    carla = scene.customer()
    scene.start()
    number, _, notice = scene.open_ticket(carla)
    scene.servers.wait_count(scene.bob, 1)
    scene.answer(scene.alice, notice, "#queue slaes", "gmail")
    contains(newest(scene, scene.alice, 2).text(), "nearest name: sales",
             "the nearest queue")
    scene.answer(scene.alice, notice, "#queue sales", "gmail")
    given = newest(scene, scene.bob, 2)
    contains(given.text(), "My skates are broken.", "what bob gets")
    equal(scene.docket.ticket(number)["queue"], "sales", "queue")
    scene.answer(scene.bob, given, "They cost 90.", "gmail")
    answer = newest(scene, carla, 2)
    contains(answer.text(), "They cost 90.", "the answer")
    reply_to(scene, carla, answer, "I take them.")
    scene.servers.wait_count(scene.bob, 3)
    scene.settle()
    equal(len(scene.servers.mailbox(scene.alice)), 2,
          "mails to alice, who is on another queue")


def test_split(scene):
    """A second matter in a reply becomes a ticket of its own, and the answers
    to the two never meet."""
    desk(scene)
    carla = scene.customer()
    scene.start()
    first, ack, _ = scene.open_ticket(carla)
    reply_to(scene, carla, ack, "And where is my invoice of May?")
    notice = newest(scene, scene.alice, 2)
    scene.docket.wait_entries(first, 2)
    scene.answer(scene.alice, notice, "#split 1", "gmail")
    second = scene.opened(2)
    made = scene.servers.wait_mail(
        scene.bob, lambda m: f"#{second}]" in str(m["Subject"]),
        what="the new ticket's notice")
    contains(made.text(), "invoice of May", "the notice")
    tickets = [scene.docket.ticket(n) for n in (first, second)]
    equal([t["linked"] for t in tickets], [second, first], "links")
    equal(tickets[1]["seats"][0]["address"], carla, "its customer")
    scene.answer(scene.bob, made, "It is attached to your account.", "gmail")
    answer = newest(scene, carla, 2)
    reply_to(scene, carla, answer, "I see it now, but it is a wrong one.")
    entries = scene.docket.wait_entries(second, 3)
    contains(entries[2]["text"], "a wrong one", "the reply")
    equal([entry["kind"] for entry in scene.docket.ticket(first)["entries"]],
          ["customer", "customer", "note", "note"], "entries of the first")


def test_spam(scene):
    """The sender is never answered again, the agents hear no more of that
    ticket, and see what his next one may be."""
    desk(scene)
    eve = scene.customer("eve")
    scene.start()
    number, ack, notice = scene.open_ticket(eve, subject="Buy",
                                            text="Buy my coins!\n")
    scene.servers.wait_count(scene.bob, 1)
    scene.answer(scene.alice, notice, "#spam", "gmail")
    scene.wait_inbox_empty()
    ticket = scene.docket.ticket(number)
    equal((ticket["status"], ticket["tags"]), ("closed", ["spam"]), "ticket")
    reply_to(scene, eve, ack, "Buy more!")
    scene.docket.wait_entries(number, 3)
    scene.ask(eve, subject="Again", text="Buy my coins!!\n")
    scene.opened(2)
    again = newest(scene, scene.alice, 2)
    contains(again.text().lower(), "spam", "the notice")
    scene.settle()
    equal(len(scene.servers.mailbox(eve)), 1, "letters to eve")
    equal(len(scene.servers.mailbox(scene.bob)), 2, "notices to bob")


GERMAN = ("Guten Tag,\n\nseit gestern sind meine Schlittschuhe kaputt. Was "
          "kann ich jetzt tun, und was kostet die Reparatur?\n")


def test_macro(scene):
    """A prepared answer goes out in the customer's language, with the agent's
    own words behind it; one that is not there sends nothing."""
    macros = os.path.join(scene.folder, "macros")
    for language, words in (("en", "Dear customer, we repair skates.\n"),
                            ("de", "Liebe Kundin, lieber Kunde,\n\nwir "
                             "reparieren Schlittschuhe: Vorgang {{ticket}}, "
                             "{{agent_name}}.\n")):
        os.makedirs(os.path.join(macros, language))
        with open(os.path.join(macros, language, "repair.txt"), "w",
                  encoding="utf-8") as f:
            f.write(words)
    desk(scene, macros_dir=macros)
    jana = scene.customer("jana")
    scene.start()
    number, _, notice = scene.open_ticket(jana, subject="Schlittschuhe",
                                          text=GERMAN)
    equal(scene.docket.ticket(number)["language"], "de", "language")
    scene.answer(scene.alice, notice, "#macro repiar\nBis bald.", "gmail")
    contains(newest(scene, scene.alice, 2).text(), "nearest name: repair",
             "the nearest text")
    scene.answer(scene.alice, notice, "#macro repair\nBis bald.", "gmail")
    answer = newest(scene, jana, 2)
    text = answer.text()
    contains(text, "wir reparieren Schlittschuhe", "the prepared words")
    contains(text, f"Vorgang {number}, Alice.", "its places")
    true(text.index("Schlittschuhe:") < text.index("Bis bald."), "the order")
    for word in ("we repair", "#macro"):
        lacks(text, word, "the answer")


def test_cc(scene):
    """Who is added gets the answers from then on, under a reply address of
    his own; who is removed gets none, and is a stranger."""
    desk(scene)
    carla, dora = scene.customer(), scene.customer("dora")
    scene.start()
    number, _, notice = scene.open_ticket(carla)
    scene.answer(scene.alice, notice, f"#cc add {dora}\nHello both.", "gmail")
    hers = newest(scene, dora, 1)
    contains(hers.text(), "Hello both.", "what dora gets")
    answer = newest(scene, carla, 2)
    true(hers["Reply-To"] != answer["Reply-To"], "one reply address for two")
    reply_to(scene, dora, hers, "I have the same.")
    entries = scene.docket.wait_entries(number, 3)
    equal(entries[2]["kind"], "customer", "dora's entry")
    scene.answer(scene.alice, notice,
                 f"#cc remove {dora}\nFor Carla alone.", "gmail")
    contains(newest(scene, carla, 3).text(), "For Carla alone.", "the answer")
    reply_to(scene, dora, hers, "And now?")
    entries = scene.docket.wait_entries(number, 5)
    equal(entries[4]["kind"], "third-party", "dora's entry then")
    scene.settle()
    equal(len(scene.servers.mailbox(dora)), 1, "mails to dora")
