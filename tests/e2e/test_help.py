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
                  "questions": ["Tax report"],
                  "menu": {"articles": 0, "topics": 0, "solved": 0}}, "stats")


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


MENU = {
    "en": ("API keys: creating and using them", "fees", "Fees for trading",
           "solved", "human"),
    "ru": ("API-ключи: как создать", "комиссии", "Комиссии за торговлю",
           "решено", "оператор"),
}


def check_menu(scene, language, customer, help_desk):
    """An empty mail gets the topics, a keyword its article, "solved" nothing,
    and the word for a person a ticket; only that is heard of."""
    topic, word, title, solved, person = MENU[language]
    before = len(scene.servers.mailbox(scene.alice))
    tickets = len(scene.docket.tickets())

    def say(letter, text, count):
        scene.write(customer, mails.reply(letter, customer, text), help_desk)
        return scene.servers.wait_count(customer, count)[-1]

    # that a client names its language is all that an empty mail says
    scene.write(customer, mails.plain(
        customer, help_desk, "", "", fields=(
            ("Accept-Language", language),)), help_desk)
    topics = scene.servers.wait_count(customer, 1)[-1]
    for part in (topic, title, person):
        contains(topics.text(), part, "the menu")
    equal(str(topics["Auto-Submitted"]), "auto-replied", "the menu")
    article = say(topics, word, 2)
    contains(article.text(), f"* {title}", "the letter about the word")
    scene.write(customer, mails.reply(article, customer, solved), help_desk)
    scene.write(customer, mails.out_of_office(article, customer), help_desk)
    scene.settle()
    equal(len(scene.servers.mailbox(customer)), 2, "letters so far")
    equal(len(scene.docket.tickets()), tickets, "tickets so far")
    equal(len(scene.servers.mailbox(scene.alice)), before, "notices so far")
    scene.write(customer, mails.reply(article, customer, person), help_desk)
    notice = scene.servers.wait_count(scene.alice, before + 1)[-1]
    contains(notice.text(), person, "the notice")
    number = scene.opened(tickets + 1)
    equal((scene.docket.ticket(number)["queue"], tags(scene, number)),
          ("help", ["wants-person"]), "the ticket")


def test_menu(scene):
    """A queue's menu, in English and in Russian."""
    carla, ivan, dora = (scene.customer(n) for n in ("carla", "ivan", "dora"))
    help_desk = f"support+help@{scene.desk}"
    scene.start(queues=[{"name": "support"},
                        {"name": "help", "addresses": [help_desk],
                         "menu": True}])
    scene.docket.ctl("help", "import", ARTICLES)
    check_menu(scene, "en", carla, help_desk)
    check_menu(scene, "ru", ivan, help_desk)
    scene.write(dora, mails.plain(dora, help_desk, "Withdrawal", "\n"),
                help_desk)
    letter = scene.servers.wait_count(dora, 1)[-1]
    contains(letter.text(), "* Withdrawals: steps", "a keyword as subject")
    found = scene.docket.ctl("stats", "--json").json()["first_answers"]
    equal((found["menu"], found["person"]),
          ({"articles": 3, "topics": 2, "solved": 2}, 2), "stats")
    kept = scene.docket.ctl("hold", "list", "--all", "--json").json()
    equal(len(kept), 9, "mails without a ticket")
    equal(scene.docket.held(), [], "mails that wait")
