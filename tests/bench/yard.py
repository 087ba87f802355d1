# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks run on: a private Dovecot, a sink for letters, folders
of mails that were written straight into mailboxes, and the programs under
measurement with what they cost."""

import contextlib
import itertools
import json
import os
import re
import shutil
import smtplib
import subprocess
import tempfile
import time

from certificates import Authority
from docket import SOURCE, Docket
from dovecot import Dovecot, users_of_processes
from mix import BORDER, DESK, Mix, describe
from process import Guard, Service, Trouble, members, wait_until
from servers import free_ports, is_open

PASSWORD = "bench-password"
TICK = os.sysconf("SC_CLK_TCK")
LOG_POLL = 0.01
MEMORY_POLL = 0.5


def bench_program(name):
    path = os.path.join(os.environ["DOCKET_BINDIR"], "tests/bench", name)
    if not os.access(path, os.X_OK):
        raise Trouble(f"no {path}: make tests/bench/{name}")
    return path


class Pool:
    """Mails of the mix, a file a mail, each name with the sizes that spare
    Dovecot the reading of every mail for its size."""

    def __init__(self, folder, count, seed):
        self.folder = folder
        self.files, self.sizes, self.firsts = [], [], 0
        for number, (octets, first) in enumerate(Mix(seed).mails(count)):
            size = len(octets)
            wire = size + octets.count(b"\n")
            name = f"1700000000.{number:07d}.bench,S={size},W={wire}"
            path = os.path.join(folder, name)
            with open(path, "wb") as f:
                f.write(octets)
            os.chmod(path, 0o644)
            self.files.append(path)
            self.firsts += first
            self.sizes.append(size)


class Yard:
    """A `with` block; `mails` are files that mailboxes are filled with."""

    def __init__(self, count, seed):
        self.folder = tempfile.mkdtemp(prefix="docket-bench-")
        os.chmod(self.folder, 0o755)
        self.guard = Guard()
        self.guard.tell("folder", self.folder)
        self.names = itertools.count(1)
        self.ports = free_ports(("imap", "imaps", "lmtp", "sink",
                                 "submission"))
        self.authority = Authority(os.path.join(self.folder, "tls"))
        self.pair = self.authority.issue("localhost",
                                         ["localhost", "127.0.0.1"])
        self.dovecot = Dovecot(self.sub("dovecot"), self.ports, self.pair,
                               os.path.join(self.folder, "sasl"), self.guard)
        self.sink = None
        pool = Pool(self.sub("pool"), count, seed)
        self.pool, self.files, self.firsts = pool.folder, pool.files, \
            pool.firsts
        self.median, self.mean = describe(pool.sizes)

    def sub(self, name):
        path = os.path.join(self.folder, name)
        os.mkdir(path, 0o755)
        return path

    def __enter__(self):
        self.dovecot.start()
        sink = shutil.which("smtp-sink", path="/usr/sbin:/sbin")
        if not sink:
            raise Trouble("smtp-sink is missing (Debian: postfix)")
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        self.sink = Service(
            "smtp-sink", [sink, *user, f"127.0.0.1:{self.ports['sink']}",
                          "128"], os.path.join(self.folder, "sink.log"),
            self.guard)
        for name in ("imaps", "sink"):
            wait_until(lambda n=name: is_open(self.ports[n]), 10, name)
        return self

    def __exit__(self, *unused):
        with contextlib.suppress(Trouble):
            self.sink.stop()
        try:
            self.dovecot.stop()
        finally:
            shutil.rmtree(self.folder)
            self.guard.tell("forget", self.folder)
            self.guard.close()

    # Mails

    def fill(self, files=None):
        """A new mailbox that holds the mails; returns its user."""
        user = f"box{next(self.names)}@example.com"
        self.dovecot.add_user(user, PASSWORD)
        home = os.path.join(self.dovecot.mail, user)
        for name in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(home, name))
        for path in self.files if files is None else files:
            os.link(path, os.path.join(home, "new", os.path.basename(path)))
        if os.geteuid() == 0:
            owner = users_of_processes()[2]
            for top, folders, names in os.walk(home):
                for name in ["."] + folders + names:
                    shutil.chown(os.path.join(top, name), owner)
        self.remember(user)
        return user

    def remember(self, user):
        """Dovecot's own index of a new mailbox is no part of any figure."""
        import imaplib
        import ssl
        context = ssl.create_default_context(cafile=self.authority.path)
        client = imaplib.IMAP4_SSL("localhost", self.ports["imaps"],
                                   ssl_context=context)
        client.login(user, PASSWORD)
        client.select("INBOX", readonly=True)
        client.uid("FETCH", "1:*", "(UID RFC822.SIZE INTERNALDATE FLAGS)")
        client.logout()

    def deliver(self, user, octets):
        """One mail of the mix, as another server hands it over; it begins
        with its Return-Path."""
        with smtplib.LMTP("127.0.0.1", self.ports["lmtp"],
                          BORDER) as lmtp:
            lmtp.sendmail(re.search(rb"<(.*)>", octets).group(1).decode(),
                          [user], octets.replace(b"\n", b"\r\n"))

    # Programs

    def imap(self, tls):
        """An account's settings: IMAPS, or without TLS, as a server on this
        machine may be reached."""
        return {"port": self.ports["imaps"], "tls": "implicit"} if tls \
            else {"port": self.ports["imap"], "tls": "none"}

    def docket(self, user, agents=0, account=None, **changes):
        folder = self.sub(f"docket{next(self.names)}")
        settings = {
            "state_dir": os.path.join(folder, "state"),
            "key_file": "docket-key",
            "templates_dir": os.path.join(SOURCE, "conf", "templates"),
            "border_hosts": [BORDER],
            "desk": {"name": "Example Support", "address": DESK},
            "accounts": [{"host": "localhost",
                          "ca_file": self.authority.path, "user": user,
                          "password_file": "imap-password",
                          "start": "all"} | self.imap(tls=True)
                         | (account or {})],
            "relays": [{"host": "localhost", "port": self.ports["sink"],
                        "tls": "none"}],
            "agents": [{"name": f"agent{n}",
                        "addresses": [f"agent{n}@example.com"],
                        "disabled": not agents}
                       for n in range(max(agents, 1))],
            "sending": {"acknowledgements_per_minute": 0},
        } | changes
        docket = Docket(folder, settings, self.guard)
        docket.secret("imap-password", PASSWORD)
        return docket

    def drop(self, docket):
        """Nothing is left of a docket that has ended."""
        shutil.rmtree(docket.folder)

    def run_docket(self, user, letters, mails=None, **changes):
        """From exec until every mail has its entry and every letter is
        accepted; returns seconds, CPU ms a mail, MiB of memory: all processes
        together, at the end and (peak) looked at twice a second."""
        mails = len(self.files) if mails is None else mails
        docket = self.docket(user, **changes)
        docket.write()
        watch = Watch(docket)
        began = time.monotonic()
        docket.launch()
        try:
            watch.wait(mails, letters)
            seconds = time.monotonic() - began
            cost = cost_of(docket.service.pid)
        finally:
            docket.stop()
            self.drop(docket)
        return {"seconds": seconds, "rate": mails / seconds,
                "cpu_ms": 1000 * cost["cpu"] / mails,
                "pss_mib": cost["pss"] / 2 ** 20,
                "peak_mib": max(watch.peak, cost["anonymous"]) / 2 ** 20}

    def run_floor(self, user, batch=100, notices=False, tls=True):
        folder = self.sub(f"floor{next(self.names)}")
        began = time.monotonic()
        with subprocess.Popen(
                [bench_program("floor"), "fetch",
                 str(self.imap(tls)["port"]), user, PASSWORD,
                 str(self.ports["sink"]), folder, str(batch),
                 "01"[notices], "01"[tls]],
                stdout=subprocess.PIPE) as process:
            out = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        shutil.rmtree(folder)
        if process.returncode != 0:
            raise Trouble(f"floor ended with {process.returncode}")
        count = json.loads(out)["mails"]
        cpu = usage.ru_utime + usage.ru_stime
        return {"seconds": seconds, "rate": count / seconds,
                "cpu_ms": 1000 * cpu / count,
                "pss_mib": usage.ru_maxrss / 1024}


class Watch:
    """Counts mails and accepted letters in docketd's log as they come."""

    MAIL = b" event=mail "
    LETTER = re.compile(rb" event=letter .*result=accepted")

    def __init__(self, docket):
        self.docket = docket
        self.place = 0
        self.rest = b""
        self.mails = 0
        self.letters = 0
        self.peak = 0  # octets of anonymous memory, all processes

    def read(self):
        with open(self.docket.log_path, "rb") as f:
            f.seek(self.place)
            octets = f.read()
        self.place += len(octets)
        lines = (self.rest + octets).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            self.mails += self.MAIL in line
            self.letters += bool(self.LETTER.search(line))

    def wait(self, mails, letters, timeout=300):
        end = time.monotonic() + timeout
        look = time.monotonic() + MEMORY_POLL
        while self.mails < mails or self.letters < letters:
            if time.monotonic() > end or \
                    not self.docket.service.running():
                raise Trouble(
                    f"{self.mails} of {mails} mails, {self.letters} of "
                    f"{letters} letters: {self.docket.last_words()}")
            if time.monotonic() > look:
                with contextlib.suppress(OSError, KeyError):
                    self.peak = max(self.peak, cost_of(
                        self.docket.service.pid)["anonymous"])
                look = time.monotonic() + MEMORY_POLL
            time.sleep(LOG_POLL)
            self.read()


def cost_of(session):
    """CPU seconds of a session's processes, with those that have ended, and
    their memory in octets."""
    cost = {"cpu": 0.0, "pss": 0, "anonymous": 0}
    for pid in members(session):
        with open(f"/proc/{pid}/stat", encoding="ascii") as f:
            fields = f.read().rpartition(")")[2].split()
        cost["cpu"] += sum(map(int, fields[11:15])) / TICK
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as f:
            rows = dict(re.findall(r"^(\w+):\s+(\d+) kB", f.read(), re.M))
        cost["pss"] += int(rows["Pss"]) * 1024
        cost["anonymous"] += int(rows["Anonymous"]) * 1024
    return cost
