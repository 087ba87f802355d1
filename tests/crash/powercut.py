# SPDX-License-Identifier: GPL-3.0-or-later
"""The power goes at any moment.

The shim writes down every write, sync and name below the state folder, and
what was sent to the servers, in one order.  From that come the states that a
disk may be left in: what was synced is there; of what was not, any part may
be, whole or torn at 512 octets, in any order.  Each state must be a store
that docketctl verify finds whole, with every mail that the server had been
told about and every letter whose dot had gone out known."""

import os
import re
import shutil
import struct

import scenarios
from oracle import Wrong, newest_key, text_of
from process import Trouble
from rig import ALICE, HOME, Snapshot

WRITE, DSYNC, SIZE, MAKE, RENAME, UNLINK, SYNC, SEND = range(1, 9)
FETCHER, SENDER = 2, 5
HEAD = struct.Struct("<4IQ")
SECTOR = 512
UNTOLD = ("lock", "lock.mdb", "socket")  # nobody relies on their content
STATES = 5000


def records(path):
    """(what, role, path, offset, data) in the order of the kernel."""
    with open(path, "rb") as f:
        raw = f.read()
    at = 0
    while at < len(raw):
        what, role, name, size, offset = HEAD.unpack_from(raw, at)
        at += HEAD.size
        text = raw[at:at + name].decode()
        at += name
        yield what, role, text, offset, raw[at:at + size]
        at += size


class Inode:
    """What is surely on disk, and the writes that may not be."""

    def __init__(self, content=b""):
        self.content = bytearray(content)
        self.pending = []

    def apply(self, offset, data):
        end = offset + len(data)
        if len(self.content) < end:
            self.content.extend(bytes(end - len(self.content)))
        self.content[offset:end] = data

    def write(self, offset, data):
        self.pending.append((offset, data))

    def cut_to(self, size):
        self.pending.append((size, None))

    def sync(self):
        self.content = bytearray(self.after(self.pending))
        self.pending.clear()

    def after(self, writes):
        """The content with these writes on top."""
        copy = Inode(self.content)
        for offset, data in writes:
            if data is None:
                grown = offset - len(copy.content)
                copy.content[offset:] = bytes(max(grown, 0))
            else:
                copy.apply(offset, data)
        return copy.content


class Disk:
    """The state folder as far as it has been written."""

    def __init__(self, folder, saved):
        self.folder = folder
        self.names = {}  # as programs see them
        self.known = {}  # as they surely are on disk
        self.unsure = []  # names given, moved or taken since the last sync
        if not saved:
            return
        for place, _, files in os.walk(saved):
            for name in files:
                path = os.path.join(place, name)
                with open(path, "rb") as f:
                    self.names[folder + path[len(saved):]] = Inode(f.read())
        self.known = dict(self.names)

    def inode(self, path):
        return self.names.setdefault(path, Inode())

    def take(self, what, path, offset, data):
        if what == WRITE:
            self.inode(path).write(offset, data)
        elif what == DSYNC:
            self.inode(path).apply(offset, data)
        elif what == SIZE:
            self.inode(path).cut_to(offset)
        elif what == SYNC:
            self.sync(path)
        elif what == MAKE:
            self.unsure.append((path, self.inode(path), None))
        elif what == RENAME:
            to = data.decode()
            self.names[to] = self.names.pop(path, Inode())
            self.unsure.append((to, self.names[to], path))
        elif what == UNLINK:
            self.names.pop(path, None)
            self.unsure.append((path, None, None))

    def sync(self, path):
        if path in self.names:
            self.names[path].sync()
            return
        rest = []
        for change in self.unsure:
            if os.path.dirname(change[0]) == path:
                self.rename(self.known, change)
            else:
                rest.append(change)
        self.unsure = rest

    @staticmethod
    def rename(names, change):
        to, inode, source = change
        if source:
            names.pop(source, None)
        if inode:
            names[to] = inode
        else:
            names.pop(to, None)

    def state(self, dice, how):
        """One state that a cut may leave: {path: content}.  `how` is "none"
        or "all" of what is not synced, or "some"."""
        names = dict(self.known)
        sure = {"none": 0, "all": len(self.unsure)}.get(
            how, dice.randint(0, len(self.unsure)))
        for change in self.unsure[:sure]:
            self.rename(names, change)
        return {path: bytes(inode.after(self.survivors(inode, dice, how)))
                for path, inode in names.items()}

    @staticmethod
    def survivors(inode, dice, how):
        if how == "none":
            return []
        if how == "all":
            return inode.pending
        kept = [w for w in inode.pending if dice.random() < 0.5]
        return [Disk.torn(write, dice) for write in kept]

    @staticmethod
    def torn(write, dice):
        """A write of which only some first sectors have arrived."""
        offset, data = write
        if data is None or dice.random() < 0.5:
            return write
        first = SECTOR - offset % SECTOR
        cuts = list(range(first, len(data), SECTOR))
        return (offset, data[:dice.choice(cuts)]) if cuts else write


class Trace:
    """One recorded run, and what the servers knew at each moment."""

    def __init__(self, rig, snapshot, path):
        self.rig = rig
        self.snapshot = snapshot
        self.records = list(records(path))
        self.box = rig.imap.box.copy()
        self.letters = [(letter["number"], letter["to"])
                        for ticket in rig.tickets()
                        for letter in ticket["letters"]]
        self.letters.sort()
        self.check_order()

    def check_order(self):
        """Letters went out in the order of their numbers: what the sink got
        tells which are meant."""
        got = [letter.to for letter in self.rig.sink.letters]
        if got != [to for _, to in self.letters]:
            raise Trouble(f"letters out of order: {got} {self.letters}")

    def moments(self):
        """(place, disk, moved UIDs, letters sent) after each record."""
        rig = self.rig
        disk = Disk(rig.docket.state, self.snapshot.saved)
        moved, dots = set(), len(self.snapshot.letters)
        for place, (what, role, path, offset, data) in enumerate(self.records):
            if what != SEND:
                disk.take(what, path, offset, data)
            elif role == FETCHER:
                for words in re.findall(rb"UID MOVE ([0-9:,]+) ", data):
                    moved |= uids(words.decode())
            elif role == SENDER:
                # the next letter's commands may come behind it
                dots += data.startswith(b".\r\n") + data.count(b"\r\n.\r\n")
            yield place, disk, moved, dots


def uids(words):
    found = set()
    for part in words.split(","):
        low, _, high = part.partition(":")
        found |= set(range(int(low), int(high or low) + 1))
    return found


def lay_out(rig, state):
    """Make the state folder what the disk was left with."""
    shutil.rmtree(rig.docket.state)
    for name in ("", "store", "archive", "keys", "outbox"):
        os.makedirs(os.path.join(rig.docket.state, name), 0o700)
    for path, content in state.items():
        if os.path.basename(path) in UNTOLD:
            continue
        with open(path, "wb") as f:
            f.write(content)
        os.chmod(path, 0o600)


def box_at(trace, moved):
    """The mailbox as the server had it: moved is what it was told."""
    box = trace.snapshot.box.copy()
    inbox = box.folders["INBOX"]
    done = trace.box.folders["docket-done"]
    box.folders.setdefault("docket-done", type(done)())
    for mail in [m for m in inbox.mails if m.uid in moved]:
        inbox.mails.remove(mail)
        box.folders["docket-done"].add(mail.raw, mail.when)
    return box


def judge(trace, box, dots):
    """The store that was left: whole, and behind no server.  True when it
    is one that was never finished: then docketd must begin it anew."""
    rig = trace.rig
    raws = box.raws("docket-done")
    if not os.path.exists(os.path.join(rig.docket.state, "store", "data.mdb")):
        if raws or dots:
            raise Wrong("no store is left, and servers were told")
        return True
    result = rig.ctl("verify", code=None)
    if result.code != 0 and not raws and not dots:
        return True
    if result.code != 0:
        raise Wrong(f"verify: {result.code} {result.out}{result.err}")
    tickets = rig.tickets()
    have = {newest_key(text) for text in rig.entries(tickets)}
    for raw in raws:
        if newest_key(text_of(raw)) not in have:
            raise Wrong("a mail that was moved is not in the store")
    states = {letter["number"]: letter["state"] for ticket in tickets
              for letter in ticket["letters"]}
    for number, _ in trace.letters[:dots]:
        if states.get(number) not in ("dot", "sent"):
            raise Wrong(f"letter {number} was sent and is "
                        f"{states.get(number)}")
    return False


def go_on(trace, box, dots):
    """From that state all is done as if nothing had been."""
    rig = trace.rig
    rig.imap.box = box
    rig.sink.letters[:] = trace.sent[:dots]
    rig.recover()
    rig.check_all()


def cuts(lab, trace, share, whole):
    """So many states, spread over all moments; every `whole`th is also run
    to its end.  Returns how many."""
    trace.sent = list(trace.rig.sink.letters)
    share //= len(trace.records)
    tried = 0
    for place, disk, moved, dots in trace.moments():
        hows = ["none", "all"] + ["some"] * max(share - 2, 0)
        if share < 2:
            hows = [lab.dice.choice(("none", "some"))]
        for how in hows:
            lay_out(trace.rig, disk.state(lab.dice, how))
            box = box_at(trace, moved)
            try:
                if judge(trace, box, dots) or tried % whole == 0:
                    go_on(trace, box, dots)
            except Exception as error:
                raise Wrong(f"cut behind record {place} of "
                            f"{len(trace.records)}, {how} of what was not "
                            f"synced: {error}") from error
            tried += 1
    return tried


def recorded(rig, run):
    snapshot = Snapshot(rig)
    path = os.path.join(rig.folder, "trace")
    rig.shim.record(rig.docket.state, path)
    run()
    trace = Trace(rig, snapshot, path)
    os.unlink(path)
    rig.check_all()
    return trace


def busy(rig):
    """Mails of every kind in one run."""
    scenarios.Bounce.prepare(rig)
    rig.ask(f"dave@{HOME}")
    rig.ask(f"erna@{HOME}")
    rig.reply(rig.letters_to(ALICE)[0], ALICE, scenarios.CARLA,
              style="gmail")
    return recorded(rig, lambda: rig.once(shim=True))


def burst(rig):
    """Many letters go out in one batch."""
    scenarios.Burst.prepare(rig)
    return recorded(rig, lambda: rig.once(shim=True))


def first_start(rig):
    """The very first run: folders, store and keys are made in it."""
    rig.ask(scenarios.CARLA)
    return recorded(rig, lambda: rig.once(shim=True))


def rotation(rig):
    """A new key, then an answer under the old one."""
    scenarios.Rotation.prepare(rig)
    return recorded(rig, lambda: scenarios.Rotation.run(rig))


def tests():
    def power_cut(lab, make, share):
        trace = make(lab.rig())
        whole = 4 if make is burst else 50 if lab.long else 20
        tried = cuts(lab, trace, share if lab.long else share // 50, whole)
        return (f"{tried} states of {len(trace.records)} moments, all whole "
                "and nothing lost")
    for make, share in ((busy, STATES), (burst, STATES // 4),
                        (first_start, STATES // 4), (rotation, STATES // 4)):
        yield (f"power_cut_{make.__name__}",
               lambda lab, m=make, s=share: power_cut(lab, m, s))
