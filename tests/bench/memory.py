# SPDX-License-Identifier: GPL-3.0-or-later
"""Anonymous memory of each role: at rest, and while a mail of 35 MiB comes."""

import base64
import os
import re
import time

from mix import BORDER, DESK
from process import members
from docket import role_of
from yard import Watch


def anonymous(pid):
    """Octets, 0 for a process that has just ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as f:
            return 1024 * int(re.search(r"^Anonymous:\s+(\d+)", f.read(),
                                        re.M).group(1))
    except (OSError, AttributeError):
        return 0


def by_role(session):
    found = {}
    for pid in members(session):
        name = role_of(pid) or "supervisor"
        found[name] = max(found.get(name, 0), anonymous(pid))
    return found


def large_mail(yard):
    """A file with a mail just under the limit on size."""
    size = 25 * 2 ** 20 - 65536
    octets = (f"Authentication-Results: {BORDER}; dmarc=pass "
              "header.from=example.org\n"
              f"Received: from mail.example.org by {BORDER}; "
              "Sun, 1 Jan 2034 00:00:00 +0000\n"
              "From: large@example.org\n"
              f"To: {DESK}\nSubject: large\nMessage-ID: <l@example.org>\n"
              "MIME-Version: 1.0\n"
              'Content-Type: multipart/mixed; boundary="=_1"\n\n'
              "--=_1\nContent-Type: text/plain\n\nall of it\n"
              '--=_1\nContent-Type: application/zip; name="all.zip"\n'
              "Content-Disposition: attachment\n"
              "Content-Transfer-Encoding: base64\n\n").encode() \
        + base64.encodebytes(os.urandom(size)) + b"--=_1--\n"
    wire = len(octets) + octets.count(b"\n")
    path = os.path.join(yard.pool,
                        f"1700000001.1.bench,S={len(octets)},W={wire}")
    with open(path, "wb") as f:
        f.write(octets)
    os.chmod(path, 0o644)
    return path


def measure_memory(yard):
    """rest: {role: octets}; large: the most that any role grew by."""
    user = yard.fill([])
    docket = yard.docket(user)
    docket.start()
    docket.wait_log("event=imap.ready")
    time.sleep(1)
    rest = by_role(docket.service.pid)
    docket.stop()

    user = yard.fill([large_mail(yard)])
    docket = yard.docket(user)
    docket.write()
    watch = Watch(docket)
    docket.launch()
    peak = {}
    end = time.monotonic() + 60
    while (watch.mails < 1 or watch.letters < 1) and time.monotonic() < end:
        for name, octets in by_role(docket.service.pid).items():
            peak[name] = max(peak.get(name, 0), octets)
        watch.read()
    docket.stop()
    return {"rest": rest, "large": max(
        octets - rest.get(name, rest["mailbox"])
        for name, octets in peak.items())}
