# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call fails once: a full disk, a broken one, an interrupted or short
call, no descriptor or memory left.  docketd must say so or succeed; a second
run without faults finds nothing half done."""

import errno
import re
import time

import scenarios
import shim
from oracle import Wrong
from points import measure, prepared
from process import Trouble, wait_until
from rig import HOME
from scene import equal, true

KINDS = {
    "no_space": (shim.FAIL, errno.ENOSPC, shim.FILE | shim.SIZE | shim.NAME),
    "broken_disk": (shim.FAIL, errno.EIO,
                    shim.FILE | shim.SIZE | shim.NAME | shim.SYNC | shim.READ),
    "interrupted": (shim.FAIL, errno.EINTR,
                    shim.FILE | shim.SEND | shim.READ),
    "short": (shim.SHORT, 0, shim.FILE | shim.SEND | shim.READ),
    "no_descriptor": (shim.FAIL, errno.EMFILE, shim.OPEN | shim.MAKE),
    "no_memory": (shim.FAIL, errno.ENOMEM, shim.MEMORY),
}
SHARE = 7  # calls a kind in the normal run
MEMORY_SHARE = 60  # allocations a role and scenario, with all looked at
MEMORY_STEP = 3  # every so many of new mails, with a look after BATCH
BATCH = 25
# What a failure is told in; the last two are libconfig's and GLib's own words.
WORDS = ("level=(error|warning)|^docketd: |^out of dynamic memory|"
         "^GLib .*Cannot allocate memory")


def judge(rig, kind, code, out):
    """Success is whole, a failure is told; only want of memory may abort."""
    if code == 0:
        return
    if not re.search(WORDS, out, re.MULTILINE):
        raise Wrong(f"status {code} and not a word of why: {out[-400:]}")
    if kind != "no_memory" and "signal=6" in out:
        raise Wrong(f"a role was aborted: {out[-400:]}")


def attempt(rig, scenario, snapshot, kind, fault):
    snapshot.restore()
    rig.shim.set(**fault)
    rig.shim.put("speed", 16)
    try:
        code, out = rig.once(shim=True)
        fired = rig.shim.fired()
        where = rig.shim.where()
        judge(rig, kind, code, out)
        synced = where in ("fsync", "fdatasync")
        if fired and synced and fault["error"] == errno.EIO:
            true(code != 0, "a failed sync ended nothing")
        rig.check_after_crash()
        rig.recover()
        rig.check_all()
    except Exception as problem:
        raise Wrong(f"{scenario.name}: {kind} at {fault['role']} "
                    f"{fault['index']} ({rig.shim.where()}): {problem}"
                    ) from problem
    return fired


def spread(wanted, most):
    """At most so many, evenly."""
    step = max(1, len(wanted) // most)
    return wanted[::step]


def calls_fail(lab, kind, chosen):
    """One kind of fault at each call of each role.  What is opened and read
    at a start is the same in all scenarios, and most of all calls: once is
    enough."""
    tried = total = 0
    action, error, classes = KINDS[kind]
    for scenario in chosen if lab.long else chosen[:1]:
        if scenario is not chosen[0]:
            classes &= ~(shim.OPEN | shim.READ)
        rig, snapshot = prepared(lab, scenario)
        counts = measure(rig, scenario, snapshot, classes)
        wanted = [(role, n) for role, count in counts.items() for n in
                  spread(range(1, count + 1),
                         MEMORY_SHARE if kind == "no_memory" else count)]
        total += len(wanted)
        for role, n in lab.some(wanted, SHARE):
            fault = {"role": role, "index": n, "action": action,
                     "error": error, "classes": classes}
            tried += attempt(rig, scenario, snapshot, kind, fault) > 0
    return f"{tried} of {total} calls tried, all clean"


def no_memory_left(lab):
    """There are thousands of allocations in one mail's way: so a mail for
    each, in one store, of which each run takes up what the last has left."""
    rig, snapshot = prepared(lab, scenarios.NewMail)
    counts = measure(rig, scenarios.NewMail, snapshot, shim.MEMORY)
    wanted = [(role, n) for role, count in counts.items()
              for n in range(1, count + 1, MEMORY_STEP)]
    chosen = lab.some(wanted, 2 * BATCH)
    tried = 0
    for at in range(0, len(chosen), BATCH):
        snapshot.restore()
        batch = chosen[at:at + BATCH]
        try:
            tried += sum(out_of_memory(rig, *one) for one in batch)
            rig.recover()
            rig.check_all()
        except Exception as problem:
            raise Wrong(f"no memory at one of {batch}: {problem}"
                        ) from problem
    return f"{tried} of {sum(counts.values())} allocations, all clean"


def out_of_memory(rig, role, index):
    """One run with one allocation less; whether it came to that."""
    rig.shim.set(role=role, index=index, action=shim.FAIL,
                 error=errno.ENOMEM, classes=shim.MEMORY)
    rig.shim.put("speed", 16)
    code, out = rig.once(shim=True)
    judge(rig, "no_memory", code, out)
    rig.check_moved()
    rig.ask(f"customer{rig.oracle.count}@{HOME}")
    return rig.shim.fired() > 0


def disk_full(lab):
    """From some write on none of the mailbox's has room; the mail stays in
    the inbox.  When there is room again docketd goes on by itself."""
    rig = lab.rig()
    rig.once()
    healed = 0
    for first in lab.some(range(1, 11), 3):
        rig.shim.set(role="mailbox", action=shim.FAIL, error=errno.ENOSPC,
                     index=first, repeat=1 << 30,
                     classes=shim.FILE | shim.SIZE)
        rig.shim.put("speed", 16)
        before = len(rig.oracle.mails)
        rig.daemon()
        try:
            rig.docket.wait_ready()
            pid = rig.docket.service.pid
            rig.ask(f"customer{first}@{HOME}")
            wait_until(rig.shim.fired, 10, "a full disk")
            time.sleep(0.2)
            equal(len(rig.tickets()), before, "tickets on a full disk")
            rig.shim.set()
            rig.shim.put("speed", 16)
            wait_until(lambda n=before: len(rig.tickets()) > n, 20,
                       "the ticket when there is room again")
            equal(rig.docket.service.pid, pid, "docketd's process")
            true(rig.running(), "docketd does not run any more")
            healed += 1
        except Trouble as problem:
            raise Wrong(f"full from write {first} on: {problem}; "
                        f"{rig.docket.last_words()}") from problem
        finally:
            rig.docket.stop(20)
        rig.recover()
        rig.check_all()
    return f"{healed} disks filled and healed without a restart"


def tests():
    most = (scenarios.NewMail, scenarios.Answer, scenarios.Bounce,
            scenarios.Burst)
    for kind in KINDS:
        yield (f"fails_once_{kind}",
               lambda lab, k=kind: calls_fail(lab, k, most))
    yield "no_memory_left", no_memory_left
    yield "disk_full_heals", disk_full
