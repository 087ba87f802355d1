# SPDX-License-Identifier: GPL-3.0-or-later
"""Queues and people: which queue a mail goes to, which agent gets it, who
stands in for whom, and what of an attachment reaches whom."""

import json
import os
import time

import mails
from scene import contains, equal, lacks, true

JAPANESE = """お世話になっております。

先週から口座の出金ができません。画面には「処理中」と表示されたままです。
いつ頃使えるようになるか教えていただけますか。

よろしくお願いいたします。
"""


def assignee(scene, number):
    return scene.docket.ticket(number)["assignee"]


def three_agents(scene, **queue):
    """alice, bob and carol on one queue; carol's address."""
    carol = scene.servers.add_user(f"carol@{scene.desk}")
    scene.docket.settings |= {
        "agents": [scene.agent("alice", scene.alice),
                   scene.agent("bob", scene.bob),
                   scene.agent("carol", carol)],
        "queues": [{"name": "support", "addresses": [scene.support]} | queue]}
    return carol


def test_round_robin(scene):
    """Three agents in turn: each mail is one agent's, and no other hears of
    it.  Who goes away hands on what he has, and is passed over."""
    carol = three_agents(scene, assign="round_robin")
    boxes = {"alice": scene.alice, "bob": scene.bob, "carol": carol}
    carla = scene.customer()
    scene.start()
    for count in range(1, 7):
        scene.ask(carla, subject=f"Matter {count}")
        scene.opened(count)
    order = [assignee(scene, n) for n in range(1, 7)]
    equal(order, ["alice", "bob", "carol"] * 2, "who got them")
    for name, box in boxes.items():
        scene.servers.wait_count(box, 2)
    scene.settle()
    for name, box in boxes.items():
        equal(len(scene.servers.mailbox(box)), 2, f"notices to {name}")
    scene.docket.ctl("agent", "away", "bob")
    equal([assignee(scene, 2), assignee(scene, 5)], ["alice", "carol"],
          "what bob had")
    scene.ask(carla, subject="Matter 7")
    scene.opened(7)
    true(assignee(scene, 7) != "bob", "nothing more for bob")
    rows = {row["agent"]: row["state"] for row in
            json.loads(scene.docket.ctl("--json", "agent", "list").out)}
    equal(rows, {"alice": "here", "bob": "away", "carol": "here"}, "states")
    scene.docket.ctl("agent", "back", "bob")
    scene.docket.ctl("verify")


def test_vip_on_a_closed_night(scene):
    """A VIP writes in Japanese while the desk is shut and the manager away:
    the deputy alone hears of it, and the letter is Japanese.  The same mail
    from somebody who only writes under the address goes the common way."""
    three_agents(scene)
    later = time.strftime("%a", time.gmtime(time.time() + 2 * 86400))
    scene.docket.settings["queues"] = [
        {"name": "support", "addresses": [scene.support], "agents": ["alice"],
         "acknowledge": "verified", "hours": [f"{later} 09:00-18:00"],
         "promise": ["first 8h", "first 1h vip 2"]}]
    yuki = scene.customer("yuki")
    scene.start()
    people = os.path.join(scene.folder, "people.csv")
    with open(people, "w", encoding="utf-8") as f:
        f.write("uid,addresses,name,language,time_zone,vip,manager,deputy\n"
                f"U-7,{yuki},Yuki,ja,Asia/Tokyo,2,bob,carol\n")
    scene.docket.ctl("people", "import", people)
    scene.docket.ctl("agent", "away", "bob")
    scene.ask(yuki, subject="出金について", text=JAPANESE)
    number = scene.opened()
    equal(assignee(scene, number), "carol", "assignee")
    notice = scene.servers.wait_count(f"carol@{scene.desk}", 1)[-1]
    contains(notice.text(), "出金", "notice")
    ack = scene.servers.wait_count(yuki, 1)[-1]
    equal(ack["Content-Language"], "ja", "language of the letter")
    scene.settle()
    equal(len(scene.servers.mailbox(scene.alice)), 0, "notices to alice")
    equal(len(scene.servers.mailbox(scene.bob)), 0, "notices to bob")
    scene.ask(yuki, subject="Urgent", verdict="none")
    number = scene.opened(2)
    equal(assignee(scene, number), "", "assignee of what is not proved")
    notice = scene.servers.wait_count(scene.alice, 1)[-1]
    contains(notice.text(), "identity not proved", "banner")


def test_routing(scene):
    """By a form's category, by a rule, by the address, else the catch-all;
    explain says which."""
    form = scene.servers.add_user(f"form@{scene.home}")
    payments = scene.servers.add_user(f"payments@{scene.desk}")
    carla = scene.customer()
    scene.docket.settings |= {
        "queues": [
            {"name": "support", "addresses": [scene.support]},
            {"name": "payments", "addresses": [payments],
             "category": ["withdrawal"]},
            {"name": "partners"}],
        "forms": [{"from": form}],
        "routing": [{"if_subject": ["partner*"], "queue": "partners"}]}
    scene.start()
    scene.write(form, mails.plain(
        form, scene.support, "Web form",
        "Name: Carla\nCategory: Withdrawal\n\nWhere is it?\n",
        fields=[("Reply-To", carla)]))
    scene.opened(1)
    scene.ask(carla, subject="Becoming a partner")
    scene.opened(2)
    scene.ask(carla, subject="Help", text="Category: withdrawal\n")
    scene.opened(3)
    queues = [scene.docket.ticket(n)["queue"] for n in (1, 2, 3)]
    equal(queues, ["payments", "partners", "support"], "queues")
    path = os.path.join(scene.folder, "mail.eml")
    with open(path, "wb") as f:
        f.write(mails.plain(carla, scene.support, "Our partnership", "Hi\n"))
    said = scene.docket.ctl("explain", path).out
    contains(said, 'routing[0]: if_subject "partner*", so queue partners',
             "explain")
    contains(said, "a new ticket of queue partners", "explain")


def test_attachments_by_reference(scene):
    """Notices name the file and do not carry it; it is written out once asked
    for, to a file that was not there, with a record, so many times a day."""
    scene.docket.settings["desk"] |= {"attachments_per_day": 2}
    scene.docket.settings["queues"] = [
        {"name": "kyc", "addresses": [scene.support],
         "attachments": "reference"}]
    carla = scene.customer()
    scene.start()
    secret = mails.pdf("Passport of Carla")
    scene.write(carla, mails.with_files(
        carla, scene.support, "My papers", "Here.\n",
        files=[("passport.pdf", "application/pdf", secret)]))
    number = scene.opened()
    notice = scene.servers.wait_count(scene.alice, 1)[-1]
    lacks(notice.raw, mails.with_base64_of(secret)[:60], "notice")
    equal([p.get_filename() for p in notice.message.walk() if p.get_filename()], [],
          "files in the notice")
    contains(notice.text(), "number 0/1", "notice")
    path = os.path.join(scene.folder, "passport.pdf")
    scene.docket.ctl("show", number, "passport.pdf", "--attachment", 0,
                     code=77)
    scene.docket.ctl("attachment", "get", number, "0/1", path)
    with open(path, "rb") as f:
        equal(f.read(), secret, "the file")
    equal(os.stat(path).st_mode & 0o777, 0o600, "its mode")
    scene.docket.ctl("attachment", "get", number, "0/1", path, code=73)
    scene.docket.ctl("attachment", "get", number, "0/1", path + ".2")
    scene.docket.ctl("attachment", "get", number, "0/1", path + ".3", code=65)
    true(not os.path.exists(path + ".3"), "nothing is left behind")
