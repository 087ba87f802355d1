# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills by chance while mail comes in, shutdowns and reloads at any moment,
two daemons on one state folder, and a wall clock that jumps."""

import os
import shutil
import signal
import subprocess
import threading
import time

import scenarios
from docket import libconfig, program
from oracle import Wrong
from process import Trouble, signal_pid, wait_until
from rig import ALICE, HOME, SUPPORT
from scene import Skip, contains, equal, true
from servers import MailServers

ROLES = ("fetcher", "mailbox", "reader", "sender", "keeper", "supervisor")


NOT_TAKEN_IN = 11  # docketctl(1)
ROUNDS = 500  # kills of one store's writer
BURST = 20  # mails that come at once


class Load:
    """Customers who write, on a thread, until told to stop; each gets an
    acknowledgement."""

    def __init__(self, rig, dice, put, pause):
        rig.only_acknowledged()
        self.rig = rig
        self.dice = dice
        self.put = put
        self.pause = pause
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.write, daemon=True)
        self.thread.start()

    def write(self):
        n = 0
        while not self.ending.wait(self.dice.uniform(0, self.pause)):
            self.put(self.rig.ask(f"customer{n}@{HOME}", place=False))
            n += 1

    def stop(self):
        self.ending.set()
        self.thread.join(30)


def launch(rig):
    """docketd, quick to start again what was killed."""
    rig.shim.set(classes=0)
    rig.shim.put("speed", 32)
    rig.daemon()
    rig.docket.wait_ready(20)


def kill_one(rig, dice):
    """True when something was there to be killed."""
    role = dice.choice(ROLES)
    if not rig.docket.kill(role):
        return False
    if role == "supervisor":
        rig.docket.service.process.wait()
        rig.docket.stop()
        launch(rig)
    return True


def kills(rig, lab, count, put):
    """So many kills of any role while mail comes in: one for a kill, so that
    a slow machine has no more to look through in the end."""
    rig.only_acknowledged()
    launch(rig)
    done = mails = 0
    while done < count:
        if mails <= done:
            put(rig.ask(f"customer{mails}@{HOME}", place=False))
            mails += 1
        time.sleep(lab.dice.uniform(0, 0.15))
        done += kill_one(rig, lab.dice)
    rig.docket.stop(20)
    return mails


def random_kills(lab):
    rig = lab.rig()
    count = 3000 if lab.long else 40
    mails = kills(rig, lab, count, rig.imap.put)
    return f"{count} kills, {mails} mails, {settle(rig)}"


def kills_in_batches(lab):
    """Many mails at once in small batches: one is committed while the next is
    read and the one behind it fetched."""
    rig = lab.rig()
    rig.use(accounts=[rig.account(batch_mails=3)])
    rig.only_acknowledged()
    launch(rig)
    count, mails = 300 if lab.long else 8, 0
    for _ in range(count):
        for _ in range(BURST):
            rig.imap.put(rig.ask(f"customer{mails}@{HOME}", place=False))
            mails += 1
        time.sleep(lab.dice.uniform(0, 0.4))
        kill_one(rig, lab.dice)
    rig.docket.stop(20)
    return f"{count} kills, {mails} mails, {settle(rig)}"


def put_back(rig, move):
    """A mail in whose work three processes in a row were killed lies in
    quarantine, as it should: an operator looks, and moves it into the inbox.
    move does so with all that lie there; both say how many."""
    rig.recover(12)
    held = rig.docket.held()
    for hold in held:
        equal(hold["cause"], NOT_TAKEN_IN, "cause of a hold")
        rig.ctl("hold", "drop", hold["number"])
    equal(move(), len(held), "mails in quarantine")
    rig.recover()
    return len(held)


def settle(rig):
    """What must hold in the end, when the mailbox is our own."""
    again = put_back(rig, rig.imap.release)
    copies = rig.check_all()
    return f"{copies} letters twice, {again} put back from quarantine"


def release(servers):
    there = servers.mailbox(SUPPORT, "docket-quarantine")
    with servers.imap(SUPPORT) as client:
        client.select("docket-quarantine")
        for mail in there:
            client.uid("MOVE", str(mail.uid), "INBOX")
    return len(there)


def kills_with_dovecot(lab):
    """The same with a real Dovecot, over TLS that is verified."""
    with MailServers() as servers:
        servers.add_user(SUPPORT)
        rig = lab.rig()
        rig.docket.secret("imap-password", servers.passwords[SUPPORT])
        rig.use(accounts=[{"host": "localhost", "user": SUPPORT,
                           "port": servers.ports["imaps"],
                           "ca_file": servers.ca, "start": "all",
                           "password_file": "imap-password"}])
        count = 3000 if lab.long else 60
        mails = kills(rig, lab, count, lambda raw: servers.deliver(
            SUPPORT, raw, rig.envelope_sender(raw)))
        again = put_back(rig, lambda: release(servers))
        rig.ctl("verify")
        tickets = rig.tickets()
        rig.oracle.stored(rig.entries(tickets))
        rig.oracle.moved([mail.raw for mail in
                          servers.mailbox(SUPPORT, "docket-done")],
                         servers.mailbox(SUPPORT))
        copies = rig.oracle.sent(rig.sink.letters)
        true(copies <= rig.ambiguous(tickets), f"{copies} copies uncounted")
    return (f"{count} kills, {mails} mails, {copies} letters twice, "
            f"{again} put back from quarantine")


def store_alone(lab):
    """The unit test of the store's writer, for longer."""
    path = os.path.join(os.path.dirname(program("docketd")), "tests", "unit",
                        "test-storecrash")
    if not os.path.exists(path):
        raise Skip(f"no {path}; make check builds it")
    env = dict(os.environ, DOCKET_CRASH_ROUNDS=str(ROUNDS),
               TMPDIR=lab.folder)
    stores = 40 if lab.long else 1
    for _ in range(stores):
        done = subprocess.run([path], env=env, capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            raise Wrong(f"{path}: {done.stdout[-400:]}")
    return f"{stores * ROUNDS} kills, {stores} stores, all whole"


def shutdowns(lab):
    """SIGTERM at any moment: status 0, within seconds."""
    rig = lab.rig()
    count = 500 if lab.long else 10
    slowest = 0
    load = Load(rig, lab.dice, rig.imap.put, 0.2)
    try:
        for _ in range(count):
            rig.shim.set(classes=0)
            rig.daemon()
            time.sleep(lab.dice.uniform(0.05, 0.8))
            began = time.monotonic()
            code = rig.docket.stop(10)
            slowest = max(slowest, time.monotonic() - began)
            # Before it minds signals it may be ended by one.
            true(code in (0, -signal.SIGTERM), f"status {code}")
    finally:
        load.stop()
    rig.recover()
    rig.check_all()
    return f"{count} shutdowns, the slowest {slowest:.1f} s"


def reloads(lab):
    """SIGHUP under load, every other time with a bad file, which is
    refused."""
    rig = lab.rig()
    count = 500 if lab.long else 12
    load = Load(rig, lab.dice, rig.imap.put, 0.3)
    launch(rig)
    good = libconfig(rig.docket.settings, -1)
    refused = 0
    try:
        for n in range(count):
            bad = n % 2 == 1
            with open(rig.docket.path, "w", encoding="utf-8") as f:
                f.write(good + ("nonsense = 1;\n" if bad else ""))
            mark = len(rig.docket.log())
            rig.docket.hangup()
            rig.docket.wait_log("event=reload.refused" if bad
                                else "event=reload ", 20, mark)
            refused += bad
            time.sleep(lab.dice.uniform(0, 0.5))
    finally:
        load.stop()
    rig.docket.write()
    true(rig.running(), "docketd ended")
    rig.docket.stop(20)
    rig.recover()
    rig.check_all()
    return f"{count} reloads, {refused} of them refused"


def two_daemons(lab):
    """The second refuses at once and says why, even when the first is
    stopped; the first goes on."""
    rig = lab.rig()
    rig.daemon()
    rig.docket.wait_ready()
    pid = rig.docket.service.pid
    for how in (None, signal.SIGSTOP):
        if how:
            signal_pid(pid, how)
        began = time.monotonic()
        for arguments in (("-f",), ("--once",)):
            code, out = rig.run(*rig.docket.argv(*arguments), timeout=10)
            true(code != 0, "the second one started")
            contains(out, f"in use by process {pid}", "its words")
        true(time.monotonic() - began < 5, "it took its time")
    signal_pid(pid, signal.SIGCONT)
    rig.ask(scenarios.CARLA)
    wait_until(lambda: len(rig.sink.letters) == 2, 20, "two letters")
    rig.docket.stop(20)
    rig.check_all()
    return "refused while the first runs, and while it is stopped"


STEPS = {"ten years on": 10 * 365 * 86400, "a day back": -86400,
         "an hour on": 3600, "an hour back": -3600}


def clock_steps(lab):
    """The wall clock jumps while a letter waits, and back: no letter waits
    for a time that was never near, and none goes out twice."""
    rig = lab.rig()
    rig.once()
    for name, seconds in STEPS.items():
        rig.ask(f"{name.replace(' ', '-')}@{HOME}", verdict="fail")
        rig.sink.fault = lambda session, verb, rest: \
            "451 4.3.0 not now" if verb == "RCPT" else None
        rig.shim.set(classes=0)
        rig.shim.put("wall", seconds * 1000)
        rig.once(shim=True)
        rig.sink.fault = None
        rig.shim.put("wall", 0)
        before = len(rig.letters_to(ALICE))
        rig.daemon()
        try:
            rig.docket.wait_ready()
            # 4,000 s of the schedule, and a little
            rig.shim.put("wall", 4400 * 1000)
            wait_until(lambda n=before: len(rig.letters_to(ALICE)) > n, 20,
                       f"the letter after the clock went {name}")
        except Trouble as error:
            raise Wrong(f"{error}: {rig.docket.queue()}") from error
        finally:
            rig.docket.stop(20)
    rig.shim.put("wall", 0)
    rig.recover()
    rig.check_all()
    return f"{len(STEPS)} steps, each letter sent in its time"


def backups(lab):
    """Copies made under load are whole; one that is put back sends nothing
    without a word, and what came in since is found by moving it back."""
    rig = lab.rig()
    copy = os.path.join(lab.folder, "copy")
    count = 50 if lab.long else 4
    load = Load(rig, lab.dice, rig.imap.put, 0.2)
    launch(rig)
    try:
        for _ in range(count):
            time.sleep(lab.dice.uniform(0.1, 0.6))
            rig.ctl("backup", copy)
    finally:
        load.stop()
    rig.docket.stop(20)
    rig.recover()
    rig.check_all()
    shutil.move(rig.docket.state, rig.docket.state + ".lost")
    os.mkdir(rig.docket.state, 0o700)
    rig.ctl("restore", copy, "--reconcile")
    rig.ctl("verify")
    before = len(rig.sink.letters)
    rig.once()
    equal(len(rig.sink.letters), before, "letters sent after the restore")
    contains(rig.ctl("restore", copy, code=78).err, "already", "a second one")
    known = len(rig.tickets())
    rig.ctl("queue", "drop", "all")
    # Moved back by hand: they get new UIDs.
    done = rig.imap.box.folders["docket-done"]
    for mail in done.mails:
        rig.imap.put(mail.raw, mail.when)
    done.mails.clear()
    rig.recover()
    rig.ctl("verify")
    rig.oracle.stored(rig.entries(rig.tickets()))
    return (f"{count} copies, {known} tickets in the last, "
            f"{len(rig.oracle.mails)} again after the mails were moved back")


def tests():
    for test in (backups, random_kills, kills_in_batches, kills_with_dovecot,
                 store_alone, shutdowns, reloads, two_daemons, clock_steps):
        yield test.__name__, test
