# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that shim.c shares with a test, and the means to preload it."""

import mmap
import os
import shutil
import struct
import subprocess

from process import Trouble

HERE = os.path.dirname(os.path.abspath(__file__))

# The order is that of shim.c.
ROLES = ("any", "supervisor", "fetcher", "mailbox", "reader", "sender",
         "keeper", "ctl")
FILE, SEND, NAME, SYNC, OPEN, READ, MAKE, MEMORY, SIZE = (
    1 << n for n in range(9))
OUT = FILE | SEND | NAME | SYNC | SIZE  # what leaves a trace behind
DISK = FILE | NAME | SYNC | SIZE | OPEN
NONE, KILL, CRASH, FAIL, SHORT = range(5)

HEAD = struct.Struct("<4IQ2Iq4I")
COUNTS = struct.Struct("<8Q")
PATH = 256


def compiled(folder):
    """The shared object, built once a run."""
    path = os.path.join(folder, "shim.so")
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc")
    if not compiler:
        raise Trouble("no C compiler for tests/crash/shim.c")
    if not os.path.exists(path):
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", path,
                        os.path.join(HERE, "shim.c")], check=True)
    return path


class Shim:
    """One page.  Set it before a program is started, read it after."""

    def __init__(self, folder, library):
        self.path = os.path.join(folder, "shim.page")
        self.library = library
        with open(self.path, "wb") as f:
            f.truncate(8192)
        with open(self.path, "r+b") as f:
            self.page = mmap.mmap(f.fileno(), 8192)

    def environment(self, **more):
        """Of a program that is to run under the shim."""
        return dict(os.environ, LD_PRELOAD=self.library,
                    DOCKET_SHIM=self.path, **more)

    def set(self, role="any", action=NONE, index=0, classes=OUT, error=0,
            repeat=0):
        """Counts start anew.  The action is done at that call of the role
        and, when it lets it fail, at `repeat` more."""
        self.page[:8192] = bytes(8192)
        HEAD.pack_into(self.page, 0, ROLES.index(role), action, error,
                       classes, index, repeat, 0, 0, 0, 0, 0, 0)

    def record(self, folder, trace):
        """From now on write down what the programs do below the folder."""
        self.set(classes=0)
        start = HEAD.size + COUNTS.size
        for number, text in enumerate(("", folder, trace)):
            raw = text.encode()
            at = start + number * PATH
            self.page[at:at + len(raw)] = raw
        self.put("record", 1)

    def put(self, name, value):
        """wall (ms), speed or record, also while programs run."""
        offset, form = {"wall": (32, "<q"), "speed": (40, "<I"),
                        "record": (44, "<I")}[name]
        struct.pack_into(form, self.page, offset, value)

    def fired(self):
        """How often the action was done."""
        return HEAD.unpack_from(self.page, 0)[6]

    def where(self):
        """The call at which it was."""
        start = HEAD.size + COUNTS.size
        return self.page[start:start + PATH].partition(b"\0")[0].decode()

    def counts(self):
        """Calls so far by role, of those that have made any."""
        found = COUNTS.unpack_from(self.page, HEAD.size)
        return {role: n for role, n in zip(ROLES, found) if n}
