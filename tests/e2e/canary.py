# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets where none may be: on command lines, in environments, in
logs, in what the programs print, and in the state folder.

A thread looks at all processes of the docketd under test, again and again,
while the tests run; what lies in files is looked at when a test is over.
"""

import base64
import os
import threading

from process import members

PAUSE = 0.1
BLOCK = 1 << 20


def forms(secret, user=""):
    """A secret as it is and as SASL writes it."""
    raw = secret.encode()
    shapes = {raw, base64.b64encode(raw).rstrip(b"="), raw.hex().encode()}
    if user:
        login = f"\0{user}\0{secret}".encode()
        shapes.add(base64.b64encode(login).rstrip(b"="))
    return shapes


def read_process(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as f:
            return f.read()
    except OSError:
        return b""  # it has ended


def file_holds(path, needles):
    """Whether a file holds one of them, read block by block."""
    overlap = max(map(len, needles)) - 1
    tail = b""
    with open(path, "rb") as f:
        while block := f.read(BLOCK):
            text = tail + block
            if any(needle in text for needle in needles):
                return True
            tail = text[-overlap:]
    return False


class Canary:
    """watch() a docket, check() it when its test is over.  `looks` counts
    processes that were looked at, `files` files, `hits` what was found."""

    def __init__(self):
        self.docket = None
        self.looks = self.files = 0
        self.hits = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def watch(self, docket):
        self.docket = docket

    def run(self):
        while not self.ended.wait(PAUSE):
            docket = self.docket
            service = docket.service if docket else None
            if service:
                self.look(docket, members(service.pid))

    def look(self, docket, pids):
        needles = docket.needles()
        for pid in pids:
            self.looks += 1
            for name in ("cmdline", "environ"):
                found = read_process(pid, name)
                if any(needle in found for needle in needles):
                    self.hits.append(f"/proc/{pid}/{name}")

    def check(self, docket):
        """Look at the files of a docket; the new hits of its test."""
        self.docket = None
        needles = docket.needles()
        if docket.said_secret():
            self.hits.append("what docketctl or docketd printed")
        paths = [docket.log_path]
        for folder, _, names in os.walk(docket.state):
            paths += [os.path.join(folder, name) for name in names]
        for path in filter(os.path.isfile, paths):
            self.files += 1
            if file_holds(path, needles):
                self.hits.append(os.path.basename(path))
        hits, self.hits = self.hits, []
        return hits

    def close(self):
        self.ended.set()
        self.thread.join()
