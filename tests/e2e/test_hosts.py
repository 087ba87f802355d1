# SPDX-License-Identifier: GPL-3.0-or-later
"""Two dockets with two state folders on one mailbox of a real Dovecot: as when
a host was replaced and the old one still runs."""

import contextlib

from process import Trouble, wait_until
from scene import Scene, contains, equal

OTHERS = "is worked by another docket"


@contextlib.contextmanager
def second_host(scene):
    """Another docket for the same desk and mailbox."""
    twin = Scene(scene.servers, scene.folder + "-twin", "twin." + scene.desk,
                 "twin." + scene.home)
    twin.docket.settings = scene.docket.settings | {
        "state_dir": twin.docket.settings["state_dir"]}
    for name, texts in scene.docket.secrets.items():
        twin.docket.secret(name, *texts)
    try:
        yield twin.docket
    finally:
        twin.close()


def mails_until_noticed(scene, one, two):
    """A mail that the second has moved away before Dovecot tells the first of
    it is none to the first."""
    for number in range(10):
        subject = f"Third {number}"
        scene.ask(scene.customer(f"carla{number}"), subject)
        wait_until(lambda s=subject: s in str(two.tickets()), 20,
                   "the mail at the second")
        with contextlib.suppress(Trouble):
            one.wait_log(OTHERS, 3)
            return
    one.wait_log(OTHERS, 0)


def test_two_hosts(scene):
    """The second leaves the mailbox alone and says so; after a takeover it is
    the first that does, at the next mail that it sees."""
    one = scene.docket
    scene.start(accounts=[scene.account(name="support", start="all")])
    scene.open_ticket(scene.customer("anna"))
    with second_host(scene) as two:
        two.start()
        two.wait_log(OTHERS, 20)
        contains(two.ctl("status", code=None).out, OTHERS, "status")
        scene.open_ticket(scene.customer("berta"), subject="Second")
        equal(len(one.tickets()), 2, "tickets of the first")
        two.ctl("takeover", "support")
        two.stop()
        two.start()
        two.wait_log("event=imap.ready", 20)
        mails_until_noticed(scene, one, two)
        scene.ask(scene.customer("dora"), "Fourth")
        wait_until(lambda: "Fourth" in str(two.tickets()), 20,
                   "the mail at the second")
        equal(len(one.tickets()), 2, "tickets of the first")
        scene.wait_inbox_empty()
        claims = scene.servers.mailbox(scene.support, "docket-claim")
        equal(len(claims), 2, "claims")
        contains(str(claims[0]["Subject"]), "docket works this mailbox",
                 "what a person sees")
        one.stop()
        two.stop()
