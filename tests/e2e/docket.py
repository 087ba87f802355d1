# SPDX-License-Identifier: GPL-3.0-or-later
"""One docket under test: its settings, its daemon, its docketctl.

The programs are taken from the build folder that $DOCKET_BINDIR names.  Every
docket has a folder of its own, so that many can share the mail servers.
"""

import json
import os
import re
import signal
import socket
import subprocess

from canary import forms
from process import (Service, Trouble, command_line, descendants, members,
                     signal_pid, wait_until)

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
ROLES = ("fetcher", "mailbox", "reader", "sender", "keeper")
STATE = "state"
SANITIZER = re.compile(r"(ERROR|WARNING|SUMMARY): \w+Sanitizer.*"
                       r"|.*: runtime error: .*")


def program(name):
    """The path of docketd or docketctl in the build folder."""
    build = os.environ.get("DOCKET_BINDIR") or os.environ.get("DOCKET_BIN")
    if not build:
        raise Trouble("DOCKET_BINDIR must name the build folder")
    for place in (build, os.path.join(build, "src")):
        path = os.path.abspath(os.path.join(place, name))
        if os.access(path, os.X_OK):
            return path
    raise Trouble(f"no {name} in {build}")


def libconfig(value, depth=0):
    """A Python value as libconfig writes it: a dict is a group, a list of
    groups a list, any other list an array."""
    indent = "  " * (depth + 1)
    if isinstance(value, dict):
        rows = "".join(f"{indent}{key} = {libconfig(v, depth + 1)};\n"
                       for key, v in value.items())
        return rows if depth < 0 else "{\n" + rows + "  " * depth + "}"
    if isinstance(value, (list, tuple)):
        items = ", ".join(libconfig(v, depth + 1) for v in value)
        group = bool(value) and isinstance(value[0], dict)
        return f"( {items} )" if group else f"[ {items} ]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


class Notify:
    """The service manager's side of sd_notify."""

    def __init__(self, path):
        self.path = path
        self.states = []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.socket.setblocking(False)

    def has(self, state):
        """Whether docketd has ever sent such a line, "READY=1" say."""
        try:
            while True:
                self.states += self.socket.recv(4096).decode().splitlines()
        except BlockingIOError:
            return state in self.states

    def clear(self):
        self.has("")
        self.states.clear()

    def close(self):
        self.socket.close()
        os.unlink(self.path)


class Result:
    """What a docketctl call printed and how it ended."""

    def __init__(self, done):
        self.code = done.returncode
        self.out_bytes = done.stdout
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)


class Docket:
    """write(), start(), stop(), ctl().  `settings` is docket.conf as a dict
    and may be changed before write()."""

    def __init__(self, folder, settings, guard=None):
        self.folder = folder
        self.guard = guard
        self.path = os.path.join(folder, "docket.conf")
        self.state = os.path.join(folder, STATE)
        self.log_path = os.path.join(folder, "docketd.log")
        self.settings = settings
        self.service = None
        self.notify = None
        self.secrets = {}
        self.env = {}  # more for docketd's environment
        self.said = []
        os.makedirs(folder, exist_ok=True)
        os.makedirs(self.state, mode=0o700)
        self.secret("docket-key", os.urandom(32).hex())
        open(self.log_path, "a", encoding="ascii").close()

    # Settings

    def secret(self, name, text, mode=0o600):
        """Write a file beside docket.conf that docket reads a secret from."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as f:
            f.write(text + "\n")
        os.chmod(path, mode)
        self.secrets.setdefault(name, set()).add(text)
        return name

    def needles(self):
        """All secrets that were ever in use, in all their forms.  Some tests
        use one that is no secret at all, for its file's sake."""
        user = self.settings["desk"]["address"]
        return {shape for texts in list(self.secrets.values())
                for text in list(texts) if len(text) > 8
                for shape in forms(text, user)}

    def said_secret(self):
        """Whether a program that ran to its end printed a secret."""
        needles = self.needles()
        return any(needle in text for text in self.said
                   for needle in needles)

    def sanitizer_report(self):
        """The first words of a sanitizer's report, if there is one."""
        texts = [self.log(), *(text.decode("utf-8", "replace")
                               for text in self.said)]
        match = SANITIZER.search("\n".join(texts))
        return match and match.group(0)

    def write(self, extra=""):
        """Write docket.conf; extra lines, right or wrong, go to its end.
        Answers go at once, where a test does not want them to wait."""
        self.settings["sending"] = {
            "undo_seconds": 0, **self.settings.get("sending", {})}
        with open(self.path, "w", encoding="utf-8") as f:
            f.write(libconfig(self.settings, -1) + extra)

    # The daemon

    def argv(self, *arguments):
        return [program("docketd"), *arguments, "-c", self.path]

    def start(self, timeout=10):
        """Start in the foreground and wait for READY=1."""
        self.write()
        self.launch()
        self.wait_ready(timeout)

    def launch(self):
        self.notify = Notify(os.path.join(self.folder, "notify"))
        env = dict(os.environ, NOTIFY_SOCKET=self.notify.path, **self.env)
        self.service = Service("docketd", self.argv("-f"), self.log_path,
                               self.guard, env)

    def wait_ready(self, timeout=10):
        def ready():
            if not self.service.running():
                raise Trouble("docketd ended at its start: "
                              + self.last_words())
            return self.notify.has("READY=1")
        wait_until(ready, timeout, "READY=1 from docketd")

    def run(self, *arguments, timeout=60):
        """Run docketd to its end (--once, --check, bad settings)."""
        return self.result(subprocess.run(
            self.argv(*arguments), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=timeout, check=False))

    def result(self, done):
        self.said += [done.stdout, done.stderr]
        return Result(done)

    def stop(self, timeout=5.0):
        """SIGTERM; docketd and its roles have so long to end."""
        if not self.service:
            return None
        service, self.service = self.service, None
        try:
            return service.stop(timeout)
        finally:
            self.notify.close()

    def hangup(self):
        """SIGHUP: read docket.conf anew."""
        self.notify.clear()
        signal_pid(self.service.pid, signal.SIGHUP)

    def reload(self):
        """SIGHUP with good settings, which are in use afterwards."""
        self.write()
        self.hangup()
        wait_until(lambda: self.notify.has("RELOADING=1"), 5, "RELOADING=1")
        wait_until(lambda: self.notify.has("READY=1"), 10,
                   "READY=1 after the reload")

    def crash(self):
        """kill -9 of everything at once, as when the power goes."""
        service, self.service = self.service, None
        self.notify.close()
        for pid in members(service.pid):
            signal_pid(pid, signal.SIGKILL)
        service.process.wait()
        wait_until(lambda: not members(service.pid), 5, "end by SIGKILL")
        if self.guard:
            self.guard.tell("done", service.pid)

    # Its roles

    def roles(self):
        """{"mailbox": [pid, …], …} of the living children."""
        found = {role: [] for role in ROLES}
        for pid in descendants(self.service.pid):
            role = role_of(pid)
            if role in found:
                found[role].append(pid)
        return found

    def kill(self, role):
        """kill -9 of one process of a role ("supervisor" is docketd itself);
        whether there was one."""
        pids = ([self.service.pid] if role == "supervisor"
                else self.roles()[role])
        if pids:
            signal_pid(pids[0], signal.SIGKILL)
        return bool(pids)

    # Its words

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def last_words(self, lines=3):
        return " | ".join(self.log().splitlines()[-lines:])

    def wait_log(self, pattern, timeout=10, since=0):
        """Wait for a log line that matches; returns it.  `since` is a length
        of the log, to look only at what came later."""
        expression = re.compile(pattern, re.IGNORECASE)

        def look():
            for line in self.log()[since:].splitlines():
                if expression.search(line):
                    return line
            return None
        return wait_until(look, timeout, f"log line with {pattern!r}")

    # docketctl

    def ctl(self, *arguments, stdin=b"", code=0, timeout=60):
        """Run docketctl.  `code` is the exit code that it must end with, or
        None for any."""
        result = self.result(subprocess.run(
            [program("docketctl"), "-c", self.path,
             *map(str, arguments)], input=stdin, capture_output=True,
            timeout=timeout, check=False))
        if code is not None and result.code != code:
            raise AssertionError(
                f"docketctl {' '.join(map(str, arguments))}: exit "
                f"{result.code}, not {code}: {(result.err or result.out)!r}")
        return result

    def tickets(self):
        return self.ctl("list", "--json").json()

    def ticket(self, number):
        return self.ctl("show", number, "--json").json()

    def held(self):
        return self.ctl("hold", "list", "--json").json()

    def queue(self):
        return self.ctl("queue", "list", "--json").json()

    def wait_tickets(self, count, timeout=10):
        """Wait until so many tickets exist; returns them by number."""
        def look():
            rows = self.tickets()
            return rows if len(rows) >= count else None
        rows = wait_until(look, timeout, f"{count} tickets")
        return sorted(rows, key=lambda row: row["number"])

    def wait_entries(self, number, count, timeout=10):
        """Wait until the ticket has so many entries; returns them."""
        def look():
            entries = self.ticket(number)["entries"]
            return entries if len(entries) >= count else None
        return wait_until(look, timeout, f"{count} entries on {number}")


def role_of(pid):
    """What a process says it is: `docketd: mailbox support` or --role=."""
    line = " ".join(command_line(pid))
    match = (re.search(r"--role[= ](\w+)", line)
             or re.match(r"docketd: (\w+)", line))
    return match.group(1) if match else None
