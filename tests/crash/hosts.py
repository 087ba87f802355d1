# SPDX-License-Identifier: GPL-3.0-or-later
"""Two dockets with two state folders on one mailbox, as on two hosts: one of
them reads it, the other says so and leaves it alone, and no customer is
answered twice.  The server has neither CONDSTORE nor anything else for that;
e2e/test_hosts.py does it with Dovecot."""

import os
import shutil
import time

from oracle import Wrong
from process import wait_until
from rig import DESK, HOME
from scene import contains, equal, true
from storm import launch

OWNER = f"owner@{DESK}"
CONFIG = 78  # sysexits.h


def pair(lab):
    """Two rigs on the mailbox and the sink of the first."""
    first, second = lab.rig(), lab.rig()
    for server in (second.imap, second.sink):
        server.close()
    second.imap, second.sink = first.imap, first.sink
    for rig in (first, second):
        rig.use(accounts=[rig.account(name="support")],
                relays=[rig.relay()], owner_email=OWNER)
        rig.only_acknowledged()
    return first, second


def refused(rig):
    """This one leaves the mailbox alone, and says what to do."""
    code, out = rig.once()
    equal(code, CONFIG, f"status of the second ({out[-400:]})")
    contains(out, "is worked by another docket", "its words")
    contains(out, "docketctl takeover support", "its words")


def count(rig):
    """Its tickets; none before it has a store."""
    done = rig.ctl("list", "--json", "-n", "1000", code=None)
    return len(done.json()) if done.code == 0 else 0


def goes_on(rig, customer):
    """This one takes a new mail in."""
    before = count(rig)
    rig.ask(f"{customer}@{HOME}")
    code, out = rig.once()
    equal(code, 0, f"status ({out[-400:]})")
    equal(count(rig), before + 1, "tickets")


def claims(rig):
    return len(rig.imap.box.raws("docket-claim"))


def second_host(lab):
    """Refused; after "takeover" it is the first that is."""
    first, second = pair(lab)
    goes_on(first, "anna")
    refused(second)
    equal(count(second), 0, "tickets of the second")
    alarms = first.letters_to(OWNER)
    equal(len(alarms), 1, "alarms")
    contains(alarms[0].raw.decode(), "two dockets on account support",
             "the alarm")
    goes_on(first, "berta")
    contains(second.ctl("takeover", "support").out, "taken over", "answer")
    goes_on(second, "carla")
    refused(first)
    goes_on(second, "dora")
    contains(second.ctl("takeover", "sales", code=None).err,
             "never looked at an account named sales", "answer")
    equal(claims(first), 2, "claims")
    return "the second refused, then the first after a takeover"


def while_it_runs(lab):
    """The mailbox is taken over from a docketd that runs: it reads no mail
    more."""
    first, second = pair(lab)
    launch(first)
    first.ask(f"anna@{HOME}")
    wait_until(lambda: count(first) == 1, 20, "a ticket")
    second.run(*second.docket.argv("--once"))
    second.ctl("takeover", "support")
    for customer in ("", "berta", "carla"):
        if customer:
            second.ask(f"{customer}@{HOME}")
        code, out = second.run(*second.docket.argv("--once"))
        equal(code, 0, f"status of the second ({out[-400:]})")
    first.docket.wait_log("is worked by another docket", 60)
    equal(count(first), 1, "tickets of the first")
    equal(count(second), 2, "tickets of the second")
    equal(claims(first), 2, "claims")
    return "the first stopped at the next mail"


def move(rig):
    """The state folder to a new place, of another inode."""
    moved = rig.docket.state + ".moved"
    shutil.copytree(rig.docket.state, moved,
                    ignore=shutil.ignore_patterns("socket"))
    shutil.rmtree(rig.docket.state)
    shutil.move(moved, rig.docket.state)


def same_host(lab):
    """What must not look like a second host."""
    rig, _ = pair(lab)
    goes_on(rig, "anna")
    equal(claims(rig), 1, "claims")
    rig.daemon()
    rig.docket.wait_ready()
    rig.docket.crash()
    goes_on(rig, "after-a-crash")
    equal(claims(rig), 1, "claims after a crash")
    # Moved: another folder, as on another machine.
    move(rig)
    goes_on(rig, "after-a-move")
    equal(claims(rig), 2, "claims after a move")
    # A backup of before that, put back.
    copy = os.path.join(lab.folder, "copy")
    rig.ctl("backup", copy)
    move(rig)
    rig.once()
    shutil.rmtree(rig.docket.state)
    os.mkdir(rig.docket.state, 0o700)
    rig.ctl("restore", copy)
    goes_on(rig, "after-a-restore")
    # The mailbox put back, or somebody tidied up.
    del rig.imap.box.folders["docket-claim"].mails[1:]
    goes_on(rig, "after-the-mailbox-was-put-back")
    del rig.imap.box.folders["docket-claim"]
    goes_on(rig, "after-the-folder-was-deleted")
    rig.imap.box.folders["docket-claim"].add(b"Subject: hello\r\n\r\nhi\r\n")
    goes_on(rig, "after-a-foreign-mail")
    rig.check_all()
    return "crash, move, restore, mailbox put back, folder deleted: went on"


def copied(lab):
    """A copy of the state folder that is started beside it: one of the two
    stops."""
    first, second = pair(lab)
    goes_on(first, "anna")
    shutil.rmtree(second.docket.state)
    shutil.copytree(first.docket.state, second.docket.state)
    shutil.copy(os.path.join(first.folder, "docket-key"),
                os.path.join(second.folder, "docket-key"))
    goes_on(second, "berta")
    code, out = first.once()
    equal(code, CONFIG, f"status of the first ({out[-300:]})")
    contains(out, "from a copy of this state folder", "its words")
    return "the older of the two stopped"


def no_claims(lab):
    """A server that lets nobody make or fill the folder: read all the same,
    with a warning."""
    rig, _ = pair(lab)
    for verb in ("CREATE", "APPEND"):
        rig.imap.fault = lambda session, tag, got, rest, v=verb: (
            got == v and "docket-claim" in rest and
            (session.say(f"{tag} NO [OVERQUOTA] no room") or True))
        rig.ask(f"{verb.lower()}@{HOME}")
        code, out = rig.once()
        equal(code, 0, f"status ({out[-400:]})")
        contains(out, "event=imap.unclaimed", "its words")
    rig.imap.fault = None
    rig.check_all()
    rig.use(accounts=[rig.account(name="support", claim_folder="")])
    before = claims(rig)
    goes_on(rig, "without")
    equal(claims(rig), before, "claims with claim_folder = \"\"")
    return "read without a claim"


def at_once(lab):
    """Both start on a mailbox that nobody has claimed, and are killed now and
    then: each mail is answered once, by whoever it was."""
    rounds = 25 if lab.long else 3
    mails = 0
    for _ in range(rounds):
        first, second = pair(lab)
        for n in range(5):
            first.ask(f"customer{n}@{HOME}")
        mails += 5
        for rig in (first, second):
            rig.shim.set(classes=0)
            rig.shim.put("speed", 64)
            rig.daemon()
        try:
            for _ in range(4):
                time.sleep(lab.dice.uniform(0, 0.3))
                lab.dice.choice((first, second)).docket.kill(
                    lab.dice.choice(("fetcher", "mailbox")))
            wait_until(lambda f=first: not f.imap.box.raws("INBOX"), 60,
                       "an empty inbox")
        finally:
            for rig in (first, second):
                rig.docket.stop(20)
        first.imap.settle()
        once_each(first, second)
    return f"{mails} mails in {rounds} mailboxes, each on one ticket once"


def once_each(first, second):
    """Over both of them."""
    both = [(rig.tickets(), rig) for rig in (first, second)]
    first.oracle.stored([text for tickets, rig in both
                         for text in rig.entries(tickets)])
    counts = [len(tickets) for tickets, _ in both]
    if 0 not in counts:
        raise Wrong(f"both took mails in: {counts}")
    owner = [rig for tickets, rig in both if tickets][0]
    owner.recover()
    letters = [one for one in first.sink.letters if one.to != OWNER]
    true(first.oracle.sent(letters) == 0, "copies")


def tests():
    for test in (second_host, while_it_runs, same_host, copied, no_claims,
                 at_once):
        yield "two_hosts_" + test.__name__, test
