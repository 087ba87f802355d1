# SPDX-License-Identifier: GPL-3.0-or-later
"""First answers: help articles in the acknowledgement, and what one word of
the customer does, in two languages."""

import os

import mails
from docket import SOURCE
from process import wait_until
from scene import contains, equal, lacks

ARTICLES = os.path.join(SOURCE, "conf", "help")

# A question, the article's title, a line of its passage, and the two words.
ASKED = {
    "en": ("Withdrawal", "Hello, my withdrawl is still pending since "
           "yesterday. How long does it take?\n",
           "* Withdrawals: steps and times", "usually within", "solved", "human"),
    "ru": ("Вывод средств", "Здравствуйте, сколько времени занимает вывод "
           "средств? Он завис со вчерашнего дня.\n",
           "* Вывод средств: порядок и сроки", "обычно несколько", "решено",
           "оператор"),
}


def start(scene, **queue):
    scene.start(queues=[{"name": "support", "first_answer": True} | queue])
    out = scene.docket.ctl("help", "import", ARTICLES).out
    contains(out, "in 5 languages imported", "import")


def tags(scene, number):
    return scene.docket.ticket(number)["tags"]


def check_language(scene, language, customers):
    subject, text, title, passage, solved, person = ASKED[language]
    for customer, word, tag in zip(customers, (solved, person),
                                   ("self-help", "wants-person")):
        number, ack, notice = scene.open_ticket(customer, subject=subject,
                                                text=text)
        for part in (title, passage, solved, person):
            contains(ack.text(), part, "the acknowledgement")
        contains(notice.text(), text.split(",")[0], "the notice")
        equal(tags(scene, number), ["first-answer"], "tags")
        scene.write(customer, mails.reply(ack, customer, word),
                    str(ack["Reply-To"]))
        wait_until(lambda: tag in tags(scene, number), 15, tag)
        equal(scene.docket.ticket(number)["status"],
              "solved" if word == solved else "open", word)


def test_first_answer(scene):
    """Articles are in the acknowledgement; "solved" ends the matter, "human"
    marks it, and docketctl stats counts both."""
    people = [scene.customer(name)
              for name in ("carla", "dora", "ivan", "olga", "nina")]
    start(scene)
    check_language(scene, "en", people[:2])
    check_language(scene, "ru", people[2:4])
    _, ack, _ = scene.open_ticket(people[4], subject="Tax report",
                                  text="Where can I download it?\n")
    lacks(ack.text(), "* ", "an acknowledgement without an article")
    found = scene.docket.ctl("stats", "--json").json()["first_answers"]
    equal(found, {"given": 4, "solved": 2, "person": 2, "no_article": 1,
                  "questions": ["Tax report"]}, "stats")


def test_no_first_answer(scene):
    """Whoever was robbed reads of no article; without an index mail is taken
    in as ever, and the keeper makes a new one."""
    carla, dora, ivan = (scene.customer(n) for n in ("carla", "dora", "ivan"))
    start(scene)
    _, ack, notice = scene.open_ticket(
        carla, subject="Withdrawal",
        text="My coins were stolen by a withdrawal!\n")
    lacks(ack.text(), "* Withdrawals", "the acknowledgement of a theft")
    contains(notice.text(), "stolen", "the notice")
    index = os.path.join(scene.folder, "state", "index", "help-en")
    with open(index, "wb") as f:
        f.write(b"no index")
    subject, text, title = ASKED["en"][:3]
    _, ack, _ = scene.open_ticket(dora, subject=subject, text=text)
    lacks(ack.text(), title, "without an index")
    os.unlink(index)
    wait_until(lambda: os.path.exists(index), 30, "a new index")
    _, ack, _ = scene.open_ticket(ivan, subject=subject, text=text)
    contains(ack.text(), title, "with the new index")


def check_wait(scene, language, customers):
    """Agents hear of nothing yet, after kill -9 neither; then of the ticket
    whose customer wants a person, and not of the one that is solved."""
    subject, text, _, _, solved, person = ASKED[language]
    before = len(scene.servers.mailbox(scene.alice))
    acks = []
    for customer in customers:
        ident = scene.ask(customer, subject=subject, text=text)
        acks.append(scene.servers.wait_mail(
            customer, lambda m, i=ident: m["In-Reply-To"] == i,
            what="acknowledgement"))
    scene.docket.crash()
    scene.docket.start()
    waiting = [row["to"] for row in scene.docket.queue()]
    equal(waiting, [scene.alice] * 2, "letters that wait")
    equal(len(scene.servers.mailbox(scene.alice)), before, "notices so far")
    for ack, customer, word in zip(acks, customers, (solved, person)):
        scene.write(customer, mails.reply(ack, customer, word),
                    str(ack["Reply-To"]))
    notices = scene.servers.wait_count(scene.alice, before + 2)[before:]
    scene.settle()
    equal(len(scene.servers.mailbox(scene.alice)), before + 2, "notices")
    for notice in notices:
        contains(notice.text(), customers[1], "the notice")
    equal(scene.docket.queue(), [], "letters that wait")


def test_first_answer_wait(scene):
    """first_answer_wait, in English and in Russian."""
    people = [scene.customer(name)
              for name in ("carla", "dora", "ivan", "olga")]
    start(scene, first_answer_wait=60)
    check_wait(scene, "en", people[:2])
    check_wait(scene, "ru", people[2:])
    equal([scene.docket.ticket(number)["status"] for number in range(1, 5)],
          ["solved", "open"] * 2, "tickets")
