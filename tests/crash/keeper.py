# SPDX-License-Identifier: GPL-3.0-or-later
"""The keeper is killed while it reminds a customer, and while it closes his
ticket: he gets either letter once, and no state is without its letter. And
while it makes the index of tickets, or adds to it: each is found, once."""

import time

import shim
from oracle import Wrong, text_of
from process import wait_until
from rig import ALICE, HOME, Snapshot
from scene import equal, true

CARLA = f"carla@{HOME}"
HOUR = 3600 * 1000
SHARE = 3  # kills a stage in the normal run
STAGES = {  # hours after the answer, words of the letter, status then
    "reminder": (25, "have not heard from you since", "pending"),
    "closing": (49, "is closed now", "closed"),
}


def letters(rig, words):
    """Carla's that say so."""
    return [one for one in rig.letters_to(CARLA)
            if words in " ".join(text_of(one.raw).split())]


def prepared(lab):
    """A ticket that waits for its customer, who is reminded after a day and
    given up after two."""
    rig = lab.rig()
    rig.use(queues=[{"name": "support", "pending_days": 2,
                     "reminder_days": 1}])
    rig.ask(CARLA)
    rig.once()
    rig.reply(rig.letters_to(ALICE)[0], ALICE, CARLA)
    rig.recover()
    equal(rig.docket.ticket(1)["status"], "pending", "status")
    return rig, Snapshot(rig)


def live(rig, stage):
    """docketd until the letter is there, and a while for a second one."""
    hours, words, _ = STAGES[stage]
    rig.shim.put("wall", hours * HOUR)
    rig.daemon()
    try:
        rig.docket.wait_ready()
        wait_until(lambda: letters(rig, words), 15, f"the {stage}")
        time.sleep(0.2)
    finally:
        rig.docket.stop(20)
        rig.sink.settle()


def judge(rig, stage):
    _, words, status = STAGES[stage]
    equal(len(letters(rig, words)), 1, f"letters of the {stage}")
    rig.ctl("verify")
    ticket = rig.docket.ticket(1)
    equal(ticket["status"], status, "status")
    audit = rig.ctl("show", "1", "--audit", "--json").json()
    done = [row["action"] for row in audit]
    equal(done.count("ticket.reminder"), 1, "reminders in the audit")


def measure(rig, snapshot, stage):
    """How many calls the keeper makes for that, with no fault."""
    snapshot.restore()
    rig.shim.set(classes=shim.OUT)
    live(rig, stage)
    judge(rig, stage)
    return rig.shim.counts()["keeper"]


def attempt(rig, snapshot, stage, index):
    """Whether it was killed there, and all is well behind it."""
    snapshot.restore()
    rig.shim.set(role="keeper", index=index, action=shim.KILL,
                 classes=shim.OUT)
    rig.shim.put("speed", 16)
    try:
        live(rig, stage)
        judge(rig, stage)
    except Exception as error:
        raise Wrong(f"{stage}, keeper killed at call {index}, "
                    f"{rig.shim.where()}: {error}") from error
    return rig.shim.fired() > 0


def reminded_once(lab):
    rig, snapshot = prepared(lab)
    words = []
    for stage in STAGES:
        calls = measure(rig, snapshot, stage)
        points = lab.some(range(1, calls + 1), SHARE)
        killed = sum(attempt(rig, snapshot, stage, index)
                     for index in points)
        true(killed > 0, f"no kill during the {stage}")
        words.append(f"{stage} {killed} of {calls} calls")
        snapshot = Snapshot(rig)
    return ", ".join(words) + ": each letter once"


# --- the index of tickets

WORD = "skates"  # of every mail that a rig asks with


def found(rig):
    """The tickets that have the word; None while there is no whole index."""
    done = rig.ctl("search", WORD, "--json", "-n", "99", code=None)
    return (sorted(row["number"] for row in done.json())
            if done.code == 0 and not done.err else None)


def index_life(rig, wanted):
    """docketd until the index has all tickets."""
    rig.daemon()
    try:
        rig.docket.wait_ready()
        wait_until(lambda: found(rig) == wanted, 30, "the index")
    finally:
        rig.docket.stop(20)
    equal(found(rig), wanted, "what is found")
    rig.ctl("verify")


def index_attempt(rig, snapshot, wanted, index):
    snapshot.restore()
    rig.shim.set(role="keeper", index=index, action=shim.KILL,
                 classes=shim.DISK)
    rig.shim.put("speed", 16)
    try:
        index_life(rig, wanted)
    except Exception as error:
        raise Wrong(f"indexing, keeper killed at call {index}, "
                    f"{rig.shim.where()}: {error}") from error
    return rig.shim.fired() > 0


def indexed_once(lab):
    """First of an index of two tickets that is made, then of a third ticket
    that is added."""
    rig = lab.rig()
    rig.use(queues=[{"name": "support"}])
    words = []
    for stage, new, wanted in (("making", (1, 2), [1, 2]),
                               ("adding", (3,), [1, 2, 3])):
        for number in new:
            rig.ask(f"person{number}@{HOME}")
            rig.once()
        snapshot = Snapshot(rig)
        rig.shim.set(classes=shim.DISK)
        index_life(rig, wanted)
        calls = rig.shim.counts()["keeper"]
        killed = sum(index_attempt(rig, snapshot, wanted, index)
                     for index in lab.some(range(1, calls + 1), SHARE))
        true(killed > 0, f"no kill while {stage} the index")
        words.append(f"{stage} {killed} of {calls} calls")
    return ", ".join(words) + ": each ticket found, once"


def tests():
    yield reminded_once.__name__, reminded_once
    yield indexed_once.__name__, indexed_once
