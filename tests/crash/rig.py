# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk between a mailbox and a sink that are part of the test.

Quick, because there is no server to start and nothing to wait for: docketd
--once reads the mailbox, sends what is due and ends.
"""

import email
import email.policy
import email.utils
import os
import shutil
import subprocess

import mails
from docket import SOURCE, Docket, program
from imapbox import ImapServer
from oracle import Oracle, Wrong
from process import command_line, end_session, members
from servers import Mail
from shim import Shim
from sink import Sink

DESK = "desk.example.com"
HOME = "home.example.org"
SUPPORT = f"support@{DESK}"
ALICE = f"alice@{DESK}"
BORDER = "mx.example.com"

TRUSTED = """\
Return-Path: <{sender}>
Delivered-To: {to}
Authentication-Results: mx.example.com; dmarc={verdict} header.from={domain}
Received: from mail.{domain} (mail.{domain} [192.0.2.25])
\tby mx.example.com (Postfix) with ESMTPS id 4F0A1
\tfor <{to}>; {date}
"""


def delivered(raw, sender, to=SUPPORT, verdict="pass"):
    """The mail as the desk's own exchanger puts it into the mailbox."""
    head = TRUSTED.format(sender=sender, to=to, verdict=verdict,
                          domain=sender.rpartition("@")[2] or HOME,
                          date=email.utils.formatdate())
    return mails.crlf(head).encode("ascii") + raw


class Rig:
    """One desk.  `folder` is a scratch folder of its own."""

    def __init__(self, folder, library, guard=None):
        self.folder = folder
        self.imap = ImapServer()
        self.sink = Sink()
        self.docket = Docket(folder, self.settings(), guard)
        self.docket.secret("password", "not-so-secret-word")
        self.shim = Shim(folder, library)
        self.oracle = Oracle()
        self.agents = [ALICE]  # who hears of a mail
        self.closers = []  # called when the rig is closed
        self.docket.write()

    def settings(self, **changes):
        return {
            "state_dir": os.path.join(self.folder, "state"),
            "key_file": "docket-key",
            "templates_dir": os.path.join(SOURCE, "conf", "templates"),
            "sandbox": os.environ.get("DOCKET_SANDBOX", "required"),
            "border_hosts": [BORDER],
            "desk": {"name": "Example Support", "address": SUPPORT},
            "accounts": [self.account()],
            "relays": [self.relay()],
            "agents": [{"name": "alice", "addresses": [ALICE],
                        "public_name": "Alice"}],
        } | changes

    def account(self, **changes):
        return {"host": "127.0.0.1", "port": self.imap.port, "tls": "none",
                "user": SUPPORT, "password_file": "password",
                "start": "all"} | changes

    def relay(self, **changes):
        return {"host": "127.0.0.1", "port": self.sink.port, "tls": "none",
                "user": SUPPORT, "password_file": "password"} | changes

    def use(self, **settings):
        self.docket.settings |= settings
        self.docket.write()

    def without_agents(self):
        """So many mails that notices would be folded into digests."""
        agents = [dict(agent, disabled=True)
                  for agent in self.docket.settings["agents"]]
        self.use(agents=agents)
        self.agents = []

    def only_acknowledged(self):
        """As many mails as one likes: what goes out is one acknowledgement
        each, to the customer who wrote it, without a cap."""
        self.without_agents()
        self.use(sending={"acknowledgements_per_minute": 0})

    def close(self):
        self.docket.stop()
        for close in self.closers:
            close()
        self.imap.close()
        self.sink.close()

    # Mails

    def ask(self, customer, place=True, verdict="pass"):
        """A customer's first mail; its octets."""
        key = self.oracle.key()
        raw = mails.plain(customer, SUPPORT, f"Help {key}",
                          f"My skates are broken: {key}.\n")
        known = [customer] if verdict == "pass" else []
        self.oracle.put(key, *self.agents, *known)
        raw = delivered(raw, customer, verdict=verdict)
        if place:
            self.imap.put(raw)
        return raw

    @staticmethod
    def envelope_sender(raw):
        """Of a mail that ask() made."""
        return raw.partition(b"<")[2].partition(b">")[0].decode()

    def reply(self, letter, sender, *recipients, style="thunderbird"):
        """Somebody answers a letter of ours."""
        key = self.oracle.key()
        mail = Mail(0, [], letter.raw)
        raw = mails.reply(mail, sender, f"More words, {key}.", style=style)
        to = str(mail["Reply-To"].addresses[0].addr_spec)
        self.oracle.put(key, *recipients)
        self.imap.put(delivered(raw, sender, to))

    def bounce(self, letter, *recipients):
        """A letter of ours comes back."""
        key = self.oracle.key()
        message = email.message_from_bytes(letter.raw)
        raw = mails.dsn(letter.sender, letter.to, str(message["Message-ID"]),
                        str(message["Subject"]))
        raw = raw.replace(b"could not be delivered.",
                          f"could not be delivered ({key}).".encode(), 1)
        self.oracle.put(key, *recipients)
        head = mails.crlf(f"Return-Path: <>\nDelivered-To: {letter.sender}\n")
        self.imap.put(head.encode() + raw)

    def letters_to(self, address):
        return [one for one in self.sink.letters if one.to == address]

    # Programs

    def run(self, *argv, shim=False, timeout=60):
        """A program in a session of its own, to its end; (code, output)."""
        env = self.shim.environment() if shim else None
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT,
                                   start_new_session=True, env=env)
        try:
            out = process.communicate(timeout=timeout)[0]
        except subprocess.TimeoutExpired as error:
            living = [" ".join(command_line(pid))
                      for pid in members(process.pid)]
            end_session(process.pid)
            out = process.communicate()[0].decode("utf-8", "replace")
            raise Wrong(f"{argv[0]} did not end in {timeout} s: {living} "
                        f"{out[-1500:]}") from error
        finally:
            end_session(process.pid)
        return process.returncode, out.decode("utf-8", "replace")

    def daemon(self):
        """Start docketd to stay, under the shim."""
        env = self.shim.environment()
        self.docket.env = {name: env[name]
                           for name in ("LD_PRELOAD", "DOCKET_SHIM")}
        self.docket.launch()

    def running(self):
        return bool(self.docket.service) and self.docket.service.running()

    def once(self, shim=False, timeout=60):
        code, out = self.run(*self.docket.argv("--once"), shim=shim,
                             timeout=timeout)
        self.imap.settle()
        self.sink.settle()
        return code, out

    def docketctl(self, *arguments):
        return [program("docketctl"), "-c", self.docket.path, *arguments]

    def ctl(self, *arguments, timeout=600, **options):
        """A long store on a busy machine takes its time."""
        return self.docket.ctl(*arguments, timeout=timeout, **options)

    def recover(self, rounds=6):
        """Run without faults until nothing is left to do."""
        for _ in range(rounds):
            code, out = self.once(timeout=600)
            if code == 0 and not self.docket.queue():
                return
            self.ctl("queue", "retry", "all", code=None)
        raise Wrong(f"not done after {rounds} runs: {code} "
                    f"{out[-600:]} {self.docket.queue()}")

    # Looking

    def tickets(self):
        return [self.docket.ticket(row["number"])
                for row in self.docket.tickets()]

    @staticmethod
    def entries(tickets):
        """The text of each entry on any of the tickets."""
        return [f"{entry['subject']}\n{entry['text']}"
                for ticket in tickets for entry in ticket["entries"]]

    def check_after_crash(self):
        """At the moment after a fault, before anything is run again."""
        moved = self.imap.box.raws("docket-done")
        if moved:
            self.ctl("verify")
            self.oracle.moved_only_stored(moved,
                                          self.entries(self.tickets()))

    def check_moved(self):
        """The same with one program fewer for each ticket: whatever has left
        the inbox has its ticket."""
        moved = self.imap.box.raws("docket-done")
        if len(moved) > len(self.docket.tickets()):
            raise Wrong(f"{len(moved)} mails were moved, and there are "
                        f"{len(self.docket.tickets())} tickets")

    def check_all(self):
        """When all is done."""
        self.ctl("verify")
        tickets = self.tickets()
        self.oracle.moved(self.imap.box.raws("docket-done"),
                          self.imap.box.raws("INBOX"))
        self.oracle.stored(self.entries(tickets))
        copies = self.oracle.sent(self.sink.letters)
        counted = self.ambiguous(tickets)
        if copies > counted:
            raise Wrong(f"{copies} copies, {counted} counted as ambiguous")
        return copies

    @staticmethod
    def ambiguous(tickets):
        """How often docket itself was in doubt about a letter."""
        return sum(letter["ambiguous"] for ticket in tickets
                   for letter in ticket["letters"])


class Snapshot:
    """A rig's state, to begin from again and again."""

    def __init__(self, rig):
        self.rig = rig
        self.state = rig.docket.state
        self.saved = self.state + ".saved"
        shutil.rmtree(self.saved, ignore_errors=True)  # an older one
        shutil.copytree(self.state, self.saved,
                        ignore=shutil.ignore_patterns("socket"))
        self.box = rig.imap.box.copy()
        self.letters = list(rig.sink.letters)
        self.journal = (rig.oracle.count, list(rig.oracle.mails),
                        set(rig.oracle.letters))

    def restore(self):
        rig = self.rig
        shutil.rmtree(self.state)
        shutil.copytree(self.saved, self.state)
        rig.imap.box = self.box.copy()
        rig.imap.fault = rig.sink.fault = None
        rig.imap.commands.clear()
        rig.sink.letters[:] = self.letters
        count, put, letters = self.journal
        rig.oracle.count = count
        rig.oracle.mails[:] = put
        rig.oracle.letters.clear()
        rig.oracle.letters |= letters
