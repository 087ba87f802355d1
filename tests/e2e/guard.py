# SPDX-License-Identifier: GPL-3.0-or-later
"""The other end of process.Guard: waits until its input ends, then cleans up.

Input lines: "session PID TICKS", "done PID", "folder PATH", "forget PATH",
"mount PATH", "umount PATH".  A test program that ends well has taken
everything back before it closes the pipe.
"""

import shutil
import signal
import subprocess
import sys

from process import end_session, members, start_time

sessions = {}
folders = []
mounts = []


def note(word, argument):
    if word == "session":
        pid, ticks = argument.split()
        sessions[int(pid)] = ticks
    elif word == "done":
        sessions.pop(int(argument), None)
    elif word == "folder":
        folders.append(argument)
    elif word == "forget" and argument in folders:
        folders.remove(argument)
    elif word == "mount":
        mounts.append(argument)
    elif word == "umount" and argument in mounts:
        mounts.remove(argument)


def is_ours(session, ticks):
    """A leader that ended leaves its session; a new leader is a stranger's."""
    now = start_time(session)
    return now == ticks or (now is None and bool(members(session)))


def clean():
    for session, ticks in sessions.items():
        if is_ours(session, ticks):
            end_session(session)
    for path in mounts:
        subprocess.run(["umount", "--lazy", path], check=False)
    for path in folders:
        shutil.rmtree(path, ignore_errors=True)


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for line in sys.stdin:
        word, _, argument = line.strip().partition(" ")
        note(word, argument)
    clean()


main()
