# SPDX-License-Identifier: GPL-3.0-or-later
"""By when a customer is answered: told, warned of, missed, apologised for."""

import datetime
import email.policy
import email.utils
import os
from email.message import EmailMessage

import mails
from process import wait_until
from scene import contains, equal, lacks, matches, true


def queue(scene, **changes):
    return {"name": "support", "addresses": [scene.support],
            "hours": ["always"]} | changes


def letters(scene, person, part):
    """That person's mails with these words in them."""
    return [m for m in scene.servers.mailbox(person)
            if part in " ".join(m.text().split())]


def wait_letter(scene, person, part, timeout=40):
    return wait_until(lambda: letters(scene, person, part), timeout,
                      f"a mail to {person} with {part!r}")


def test_warned_missed_sorry(scene):
    """A promise of seconds: the agent is warned, then agent, supervisor and
    customer are told, each once, though the keeper is killed in between."""
    carla = scene.customer()
    boss = scene.servers.add_user(f"boss@{scene.desk}")
    scene.start(queues=[queue(scene, promise=["first 30s"],
                              promise_warning="20s", supervisor=[boss])])
    number, ack, notice = scene.open_ticket(carla)
    contains(ack.text(), "You will have our answer by", "acknowledgement")
    matches(notice.text(), r"Answer due: .*, in 0 min", "notice")
    wait_letter(scene, scene.alice, "is promised an answer or a solution soon")
    equal(letters(scene, boss, "Promised"), [], "the supervisor is not warned")
    scene.docket.kill("keeper")
    sorry = wait_letter(scene, carla, "have not managed to")[0]
    contains(" ".join(sorry.text().split()),
             f"ticket number is {number}", "apology")
    equal(str(sorry["Subject"]), "Re: Help", "its subject")
    overdue = wait_letter(scene, scene.alice, "has not been kept")[0]
    contains(overdue.text(), "Promised: the first answer by", "to the agent")
    wait_letter(scene, boss, "has not been kept")
    scene.docket.kill("keeper")
    scene.answer(scene.alice, overdue, "It is on its way.")
    answer = wait_letter(scene, carla, "It is on its way.")
    equal(len(answer), 1, "answers")
    scene.settle()
    equal([len(letters(scene, carla, "have not managed to")),
           len(letters(scene, scene.alice, "is promised an answer")),
           len(letters(scene, scene.alice, "has not been kept")),
           len(letters(scene, boss, "has not been kept"))],
          [1, 1, 1, 1], "letters of each kind")
    group = scene.docket.ctl("stats", "--json").json()["groups"][0]
    equal((group["first"], group["kept_percent"]),
          ({"kept": 0, "missed": 1}, 0), "stats")
    equal(scene.docket.ctl("verify").code, 0, "verify")


def japanese(sender, to):
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = email.utils.formataddr(("Hana", sender))
    message["To"] = to
    message["Subject"] = "出金について"
    message["Date"] = email.utils.format_datetime(datetime.datetime.now(
        datetime.timezone(datetime.timedelta(hours=-3))))
    message["Message-ID"] = mails.new_id(sender)
    message.set_content("昨日の出金がまだ届いていません。確認をお願いします。\n")
    return bytes(message)


def test_vip_in_japanese(scene):
    """A VIP writes in Japanese while the desk is closed: in Japanese, and in
    the time zone of the directory, the letter says when it opens and by when
    there is an answer, which is the VIPs' promise; the ticket goes before
    others."""
    hana, carla = scene.customer("hana"), scene.customer()
    now = datetime.datetime.now(datetime.timezone.utc)
    day = (now + datetime.timedelta(days=2)).strftime("%a")
    scene.start(queues=[queue(
        scene, hours=[f"{day} 09:00-18:00"], time_zone="UTC",
        promise=["first 4h", "first 30m vip 1"], vip_priority=5)])
    table = os.path.join(scene.folder, "people.csv")
    with open(table, "w", encoding="utf-8") as file:
        file.write("uid,addresses,name,language,time_zone,vip\n"
                   f"U7,{hana},Hana,ja,Asia/Tokyo,2\n")
    scene.docket.ctl("people", "import", table)
    scene.ask(carla)
    scene.opened()
    scene.write(hana, japanese(hana, scene.support))
    ack = wait_letter(scene, hana, "受付時間外")[0]
    text = "".join(ack.text().split())
    opening = (now + datetime.timedelta(days=2)).strftime("%Y年%-m月%-d日")
    contains(text, opening, "the day")
    contains(text, "18:00(JST)です", "when the desk opens")
    contains(text, "18:30(JST)までにご返信いたします", "the promise")
    lacks(text, "{{", "acknowledgement")
    rows = scene.docket.tickets()
    equal([(r["requester"], r["priority"]) for r in rows],
          [(hana, 5), (carla, 3)], "the order worked")
    true(rows[0]["answer_due"] < rows[1]["answer_due"], "promises")


def test_place(scene):
    """Who comes when others wait is told how many; a flood of one sender
    stands behind another's one mail."""
    flood = scene.customer("flood")
    scene.start(queues=[queue(scene, tell_place=3)])
    for i in range(45):
        scene.ask(flood, f"Matter {i}")
    scene.docket.wait_tickets(45, 60)
    number, ack, _ = scene.open_ticket(scene.customer())
    contains(ack.text(), "There are 20 requests before yours.", "place")
    rows = [r["number"] for r in scene.docket.tickets()]
    equal(rows.index(number), 20, "its place in the list")
