# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what waits for the disk, since a fast disk hides it: fdatasync,
fsync, and writes to descriptors that were opened with O_DSYNC. A
sync_file_range() that only begins to write waits for nothing."""

import glob
import os
import re
import signal
import time
from itertools import islice
from operator import itemgetter

from docket import program
from mix import Mix
from process import Service, children, signal_pid, wait_until
from yard import Watch

CALLS = "fdatasync,fsync,sync_file_range,msync,openat,close," \
        "write,writev,pwrite64,pwritev"
OPEN = re.compile(r"^openat\(.*O_D?SYNC.*\) = (\d+)")
WRITE = re.compile(r"^p?writev?(?:64)?\((\d+)")
SYNC = re.compile(r"^(fdatasync\(|fsync\(|msync\(|sync_file_range\(.*_WAIT_)")
CLOSE = re.compile(r"^close\((\d+)")


def count_process(path):
    """Syncs in what strace wrote of one process."""
    synced, found = set(), 0
    with open(path, encoding="utf-8", errors="replace") as f:
        for line in f:
            if match := OPEN.match(line):
                synced.add(match.group(1))
            elif match := CLOSE.match(line):
                synced.discard(match.group(1))
            elif match := WRITE.match(line):
                found += match.group(1) in synced
            elif SYNC.match(line):
                found += 1
    return found


class Traced:
    """A docketd under strace, from its start on."""

    def __init__(self, yard, user, **changes):
        self.docket = yard.docket(user, **changes)
        self.trace = os.path.join(self.docket.folder, "trace")
        self.docket.write()
        self.watch = Watch(self.docket)
        self.service = Service(
            "strace", ["strace", "-ff", "-qq", "-e",
                       "signal=none", "-e", f"trace={CALLS}", "-o",
                       self.trace, program("docketd"), "-f", "-c",
                       self.docket.path],
            self.docket.log_path, yard.guard)
        self.docket.service = self.service

    def count(self):
        return sum(map(count_process, glob.glob(self.trace + ".*")))

    def stop(self):
        """strace ends with the docketd that it has started."""
        signal_pid(children(self.service.pid)[0], signal.SIGTERM)
        self.service.wait(30)
        self.service.stop()


def measure_syncs(yard):
    """Syncs for one mail with its acknowledgement, and a mail of a backlog
    (without those of the start)."""
    user = yard.fill([])
    traced = Traced(yard, user)
    try:
        wait_until(lambda: "event=imap.ready" in traced.docket.log(), 30,
                   "imap.ready")
        time.sleep(2)
        start = traced.count()
        # The very first mail makes files and folders; it is not counted.
        for number, (octets, _) in enumerate(
                islice(filter(itemgetter(1), Mix(seed=7).mails(20)), 2)):
            before = traced.count()
            yard.deliver(user, octets)
            traced.watch.wait(number + 1, number + 1, 60)
            time.sleep(2)
        single = traced.count() - before
    finally:
        traced.stop()
    user = yard.fill()
    traced = Traced(yard, user, sending={
        "send_batch": 16, "acknowledgements_per_minute": 0})
    try:
        traced.watch.wait(len(yard.files), yard.firsts, 600)
        time.sleep(1)
        backlog = traced.count() - start
    finally:
        traced.stop()
    return {"single": single, "backlog": backlog / len(yard.files)}
