# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs started by the tests, each in a session of its own.

A mail server is a tree of processes under several users.  Giving each tree
its own session makes the whole of it findable, so that it can be ended by
process id and so that a test can prove that nothing is left.  A guard, a
small process at the other end of a pipe, does the same when the test program
itself is killed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

POLL = 0.02


class Trouble(Exception):
    """Something outside the tested program went wrong."""


def stat_fields(pid):
    """The fields of /proc/PID/stat from the third on, or None if it ended.

    The second field is a name that may hold blanks and brackets, so the line
    is cut behind its last bracket."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as f:
            return f.read().decode("latin-1").rpartition(")")[2].split()
    except OSError:
        return None


def start_time(pid):
    """Ticks after boot; tells a process from a later one of the same id."""
    fields = stat_fields(pid)
    return fields[19] if fields else None


def shared_memory(pid):
    """KiB of memfds and the like that it has looked at; 0 when it ended."""
    try:
        with open(f"/proc/{pid}/status", encoding="latin-1") as f:
            rows = [line.split() for line in f]
    except OSError:
        return 0
    return sum(int(row[1]) for row in rows if row[:1] == ["RssShmem:"])


def all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def members(session):
    """The living processes of a session.  Zombies hold nothing any more."""
    found = []
    for pid in all_pids():
        fields = stat_fields(pid)
        if fields and fields[0] != "Z" and int(fields[3]) == session:
            found.append(pid)
    return found


def children(pid):
    """The living children of a process, oldest first."""
    try:  # its own list; to look through /proc takes longer than a mail
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
            others = [int(word) for word in f.read().split()]
    except OSError:
        others = all_pids()
    found = []
    for other in others:
        fields = stat_fields(other)
        if fields and fields[0] != "Z" and int(fields[1]) == pid:
            found.append(other)
    return sorted(found, key=lambda p: int(start_time(p) or 0))


def descendants(pid):
    found = []
    for child in children(pid):
        found.append(child)
        found += descendants(child)
    return found


def command_line(pid):
    """The arguments of a process, or an empty list when it has ended."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as f:
            return f.read().decode("utf-8", "replace").rstrip("\0").split("\0")
    except OSError:
        return []


def signal_pid(pid, number):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_until(predicate, timeout, what):
    """Return the first true value of predicate(), or raise Trouble."""
    end = time.monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > end:
            raise Trouble(f"no {what} within {timeout:g} s")
        time.sleep(POLL)


def adopt_orphans():
    """Become the parent of orphaned descendants (PR_SET_CHILD_SUBREAPER).

    Mail servers leave theirs to process 1, which in a container may never
    look after them."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def reap(session):
    """Take leave of the session's ended processes that came to us."""
    for pid in all_pids():
        fields = stat_fields(pid)
        if (fields and fields[0] == "Z" and int(fields[3]) == session
                and int(fields[1]) == os.getpid() and pid != session):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def end_session(session, timeout=5.0):
    """End what is left of a session; return the ids that had to be killed."""
    for pid in members(session):
        signal_pid(pid, signal.SIGTERM)
    end = time.monotonic() + timeout
    while members(session) and time.monotonic() < end:
        time.sleep(POLL)
    left = members(session)
    for pid in left:
        signal_pid(pid, signal.SIGKILL)
    while members(session) and time.monotonic() < end + timeout:
        time.sleep(POLL)
    reap(session)
    return left


class Guard:
    """Cleans up after a test program that could not do so itself."""

    def __init__(self):
        adopt_orphans()
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                            "guard.py")
        self.process = subprocess.Popen(
            [sys.executable, "-B", path], stdin=subprocess.PIPE,
            start_new_session=True)

    def tell(self, word, argument):
        """Words: session, done, folder, forget, mount, umount."""
        self.process.stdin.write(f"{word} {argument}\n".encode())
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Service:
    """One program in the foreground, the leader of its own session."""

    def __init__(self, name, argv, log, guard=None, env=None):
        self.name = name
        self.guard = guard
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True, env=env)
        self.pid = self.process.pid
        if guard:
            guard.tell("session", f"{self.pid} {start_time(self.pid)}")

    def running(self):
        return self.process.poll() is None

    def wait(self, timeout):
        """The exit code, negative for a signal; None if it still runs."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def stop(self, timeout=5.0):
        """SIGTERM and wait.  Raises Trouble if something had to be killed."""
        if self.running():
            self.process.send_signal(signal.SIGTERM)
        code = self.wait(timeout)
        killed = end_session(self.pid)
        self.process.wait()
        if self.guard:
            self.guard.tell("done", self.pid)
        if code is None or killed:
            raise Trouble(f"{self.name} did not end by SIGTERM, "
                          f"left: {killed or self.pid}")
        return code
