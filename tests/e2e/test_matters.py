# SPDX-License-Identifier: GPL-3.0-or-later
"""The second new mail about one matter, in two languages: it joins the open
ticket of whoever is proved, and is only linked where somebody is not; and
tickets are found by their words."""

import os
import shutil

import mails
from process import wait_until
from scene import contains, equal, lacks

# Two mails about one order, a third, and what the customer is told.
ASKED = {
    "en": ("My order 12345678 has not been filled since yesterday.\n",
           "Hello? Nobody answers. Order 12345678!\n",
           "Still waiting for order 12345678.\n",
           "Your place in the queue stays as it is"),
    "ru": ("Здравствуйте! Заказ 87654321 не исполнен со вчерашнего дня.\n",
           "Почему никто не отвечает? Заказ 87654321!\n",
           "Всё ещё жду ответа, заказ 87654321.\n",
           "Ваше место в очереди не изменилось"),
}


def flat(mail):
    return " ".join(mail.text().split())


def entries(scene, number, count):
    return wait_until(lambda: len(scene.docket.ticket(number)["entries"])
                      == count, 15, f"{count} entries")


def check_language(scene, language, customer):
    first, second, third, told = ASKED[language]
    before = len(scene.docket.tickets())
    number, ack, _ = scene.open_ticket(customer, subject="1", text=first)
    lacks(flat(ack), told, "the acknowledgement")
    due = scene.docket.ticket(number).get("answer")
    scene.ask(customer, subject="2", text=second)
    entries(scene, number, 2)
    letter = scene.servers.wait_mail(customer, lambda m: told in flat(m),
                                     what="a letter about the place")
    contains(flat(letter), str(number), "the letter")
    equal(letter["Auto-Submitted"], "auto-generated", "an automatic letter")
    notice = scene.servers.wait_mail(
        scene.alice, lambda m: second.split()[0] in m.text(), what="a notice")
    contains(flat(notice), "put here for what both name: order", "the notice")
    scene.ask(customer, subject="3", text=third)
    entries(scene, number, 3)
    scene.settle()
    equal(len(scene.servers.mailbox(customer)), 2, "letters to the customer")
    equal(len(scene.docket.tickets()), before + 1, "tickets")
    equal(scene.docket.ticket(number).get("answer"), due, "the promise")
    return number


def test_same_matter(scene):
    """Three mails about one order are one ticket, one acknowledgement and one
    letter that the place in the queue is the same; #split takes one out."""
    carla, ivan = (scene.customer(name) for name in ("carla", "ivan"))
    scene.start(queues=[{"name": "support", "promise": ["first 8h"]}])
    number = check_language(scene, "en", carla)
    check_language(scene, "ru", ivan)
    notice = [m for m in scene.servers.mailbox(scene.alice)
              if "Nobody answers" in m.text()][0]
    scene.answer(scene.alice, notice, "#split 1")
    made = scene.docket.wait_tickets(3)[-1]["number"]
    ticket = scene.docket.ticket(made)
    equal((ticket["linked"], len(ticket["entries"])), (number, 1),
          "the ticket that was made of the second mail")


def test_not_the_same(scene):
    """A stranger who knows the order learns nothing and joins nothing; From
    unproved makes a ticket that agents read is perhaps the same."""
    carla, mallory = (scene.customer(name) for name in ("carla", "mallory"))
    scene.start()
    first, second, _, told = ASKED["en"]
    number, _, _ = scene.open_ticket(carla, subject="1", text=first)
    _, ack, notice = scene.open_ticket(mallory, subject="2", text=second)
    lacks(notice.text(), "#1", "the notice of another's mail")
    lacks(flat(ack), told, "the stranger's acknowledgement")
    scene.ask(carla, subject="3", text=second, verdict="fail")
    scene.docket.wait_tickets(3)
    scene.settle()
    doubt = [m for m in scene.servers.mailbox(scene.alice)
             if "may be the same matter as #" in flat(m)]
    equal(len(doubt), 1, "notices of a mail that may be the same")
    contains(flat(doubt[0]), f"#{number} (both name: order 12345678); not put "
             "there: the sender is not authenticated", "its remark")
    equal([len(scene.docket.ticket(n)["entries"]) for n in (1, 2, 3)],
          [1, 1, 1], "entries")
    equal(len(scene.servers.mailbox(carla)), 1, "letters to the customer")


# A mail of each, a word as it is not written there, and one that is in none.
WORDS = {
    "en": ("Withdrawals", "My withdrawals are pending, order 12345678.\n",
           "withdrawal"),
    "ru": ("Вопрос", "Здравствуйте, проверка документов ещё не закончена.\n",
           "документ"),
}


def found(scene, *words):
    """The tickets; none where there is no index yet."""
    done = scene.docket.ctl("search", *words, "--json", code=None)
    return [row["number"] for row in done.json()] if done.code == 0 else []


def test_search(scene):
    """docketctl search and an agent's #search find tickets in two languages,
    only those of the agent's queues, and again when the index was lost."""
    carla, ivan = (scene.customer(name) for name in ("carla", "ivan"))
    bob = scene.servers.add_user(f"bob@{scene.desk}")
    cards = scene.servers.add_user(f"cards@{scene.desk}")
    scene.start(
        agents=[scene.agent("alice", scene.alice), scene.agent("bob", bob)],
        queues=[{"name": "support", "addresses": [scene.support],
                 "agents": ["alice"]},
                {"name": "cards", "addresses": [cards], "agents": ["bob"]}])
    for customer, (subject, text, _) in zip((carla, ivan), WORDS.values()):
        scene.open_ticket(customer, subject=subject, text=text)
    for number, (_, _, word) in enumerate(WORDS.values(), 1):
        wait_until(lambda n=number, w=word: found(scene, w) == [n], 20, word)
    equal(found(scene, "where is order 12345678?"), [1], "a number")
    equal(found(scene, "bicycle"), [], "what nobody wrote")
    index = os.path.join(scene.folder, "state", "index", "tickets")
    shutil.rmtree(index)
    for agent, words in ((scene.alice, "1 open"), (bob, "nothing found")):
        desk = scene.docket.ctl("token", "issue", "desk",
                                agent.split("@")[0]).out.strip()
        scene.servers.submit(agent, mails.plain(
            agent, desk, "commands", "#search withdrawals\n"))
        scene.servers.wait_mail(agent, lambda m, w=words: w in flat(m),
                                what=f"a letter with {words!r}")
    wait_until(lambda: found(scene, "withdrawal") == [1], 20, "a new index")
    contains(scene.docket.ctl("reindex").out, "tickets: done", "reindex")
    equal(found(scene, "withdrawal"), [1], "the index made anew")
    scene.docket.ctl("verify")
