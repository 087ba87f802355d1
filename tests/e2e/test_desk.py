# SPDX-License-Identifier: GPL-3.0-or-later
"""Queues and people: which queue a mail goes to, which agent gets it, who
stands in for whom, and what of an attachment reaches whom."""

import json
import os
import shutil
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
    scene.docket.ctl("assign", "1", "carol")
    scene.servers.wait_count(carol, 3)
    equal(assignee(scene, 1), "carol", "by the operator, and she was told")
    scene.docket.ctl("assign", "1", "alice")
    scene.docket.ctl("agent", "away", "bob")
    said = scene.docket.ctl("assign", "1", "bob", code=65)
    contains(said.err, "bob is away until", "why not")
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
    contains(notice.text(), "#attach 0/1", "notice")
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


def test_manager_who_left(scene):
    """An import names the line of an unknown agent; check tells of people
    whose manager is an agent no more."""
    people = os.path.join(scene.folder, "people.csv")
    scene.start()
    with open(people, "w", encoding="utf-8") as f:
        f.write("uid,addresses,vip,manager\nU-1,a@x.example,1,alice\n"
                "U-2,b@x.example,1,nobody\n")
    said = scene.docket.ctl("people", "import", people, code=65)
    contains(said.err, 'people.csv:3: manager: no agent is called "nobody"',
             "import")
    with open(people, "w", encoding="utf-8") as f:
        f.write("uid,addresses,vip,manager\nU-1,a@x.example,1,alice\n")
    scene.docket.ctl("people", "import", people)
    contains(scene.docket.ctl("check").out, "ok   people", "check")
    scene.docket.stop()
    scene.docket.settings["agents"] = [scene.agent("bob", scene.bob)]
    scene.docket.write()
    said = scene.docket.ctl("check", code=78)
    contains(said.out, "FAIL people: U-1 (manager alice)", "check")


def test_own_templates(scene):
    """A folder of one's own overrides letter by letter; a mistake in it is an
    error of check and of the start, with file and line."""
    own = os.path.join(scene.folder, "letters")
    shutil.copytree(scene.docket.settings["templates_dir"], own)
    scene.docket.settings["templates_dir"] = own
    letter = os.path.join(own, "en", "acknowledgement.txt")
    with open(letter, encoding="utf-8") as f:
        words = f.read()
    for wrong, said in ((words + "{{shoe_size}}\n", "shoe_size"),
                        ("Subject: hello\n\nNothing of it.\n", "ticket"),
                        (None, "missing")):
        os.unlink(letter)
        if wrong:
            with open(letter, "w", encoding="utf-8") as f:
                f.write(wrong)
        else:
            os.rename(os.path.join(own, "de", "acknowledgement.txt"), letter)
        scene.docket.write()
        for result in (scene.docket.run("-f", timeout=10),
                       scene.docket.ctl("check", code=78)):
            equal(result.code, 78, "exit code")
            contains(result.err + result.out, "/acknowledgement.txt",
                     "the file")
            contains(result.err + result.out, said, "what is wrong")
    os.rename(letter, os.path.join(own, "de", "acknowledgement.txt"))
    with open(letter, "w", encoding="utf-8") as f:
        f.write(words.rstrip("\n") + "\n\nSkate well!\n")
    carla = scene.customer()
    scene.start()
    _, ack, _ = scene.open_ticket(carla)
    contains(ack.text(), "Skate well!", "the letter")
