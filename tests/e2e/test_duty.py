# SPDX-License-Identifier: GPL-3.0-or-later
"""Agents' commands about themselves: who is there, and files that are handed
out one by one."""

import json

import mails
from process import wait_until
from scene import equal, true


def assignee(scene, number):
    return scene.docket.ticket(number)["assignee"]


def test_attach_command(scene):
    """An agent asks for the file by mail: it comes to that agent alone, and
    the customer hears nothing of it."""
    scene.docket.settings["agents"].append(scene.agent("bob", scene.bob))
    scene.docket.settings["queues"] = [
        {"name": "kyc", "addresses": [scene.support],
         "attachments": "reference"}]
    carla = scene.customer()
    scene.start()
    secret = mails.pdf("Passport of Carla")
    scene.write(carla, mails.with_files(
        carla, scene.support, "My papers", "Here.\n",
        files=[("passport.pdf", "application/pdf", secret)]))
    notice = scene.servers.wait_count(scene.alice, 1)[-1]
    scene.servers.wait_count(carla, 1)
    scene.answer(scene.alice, notice, "#attach 0/1")
    letter = scene.servers.wait_mail(
        scene.alice, lambda m: m.attachments(), what="the file")
    equal(letter.attachments(), [("passport.pdf", secret)], "the file")
    scene.settle()
    true(not any(m.attachments() for m in scene.servers.mailbox(scene.bob)),
         "nothing for bob")
    equal(len(scene.servers.mailbox(carla)), 1, "letters to the customer")


def test_away_command(scene):
    """#away by mail: what alice had is bob's, and what comes is; #back."""
    scene.docket.settings |= {
        "agents": [scene.agent("alice", scene.alice),
                   scene.agent("bob", scene.bob)],
        "queues": [{"name": "support", "addresses": [scene.support],
                    "assign": "round_robin"}]}
    carla = scene.customer()
    scene.start()
    scene.ask(carla, subject="First")
    scene.opened(1)
    equal(assignee(scene, 1), "alice", "whose it is")
    notice = scene.servers.wait_count(scene.alice, 1)[-1]
    scene.answer(scene.alice, notice, "#away until 2099-01-01")
    wait_until(lambda: assignee(scene, 1) == "bob", 10, "given on")
    scene.servers.wait_count(scene.bob, 1)
    scene.ask(carla, subject="Second")
    scene.opened(2)
    equal(assignee(scene, 2), "bob", "whose the next one is")
    scene.answer(scene.alice, notice, "#back")
    wait_until(lambda: not [row for row in json.loads(
        scene.docket.ctl("--json", "agent", "list").out)
        if row["state"] != "here"], 10, "both are there")
    scene.ask(carla, subject="Third")
    scene.opened(3)
    equal(assignee(scene, 3), "alice", "whose the third one is")
