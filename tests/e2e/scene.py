# SPDX-License-Identifier: GPL-3.0-or-later
"""The people and the desk of one test.

Each scene has a domain of its own for the desk and one for its customers, so
tests can share the mail servers and still never see each other's mail.
"""

import os
import re

import mails
from docket import SOURCE, Docket
from process import wait_until
from servers import BORDER

DESK_NAME = "Example Support"
TOKEN = r"[a-z2-7]{39}"


class Skip(Exception):
    """The test cannot run here, for the reason given."""


class Scene:
    """A desk `support`, agents alice and bob, customers as they come.

    `desk` and `home` are the domains of the desk and of its customers."""

    def __init__(self, servers, folder, desk, home):
        self.servers = servers
        self.folder = folder
        self.desk = desk
        self.home = home
        self.notes = []  # figures for the line that the runner prints
        self.support = servers.add_user(f"support@{self.desk}")
        self.alice = servers.add_user(f"alice@{self.desk}")
        self.bob = servers.add_user(f"bob@{self.desk}")
        self.docket = Docket(folder, self.settings(), servers.guard)
        self.use_password("imap-password", servers.passwords[self.support])
        self.use_password("smtp-password", servers.passwords[self.support])

    # The desk

    def settings(self):
        """docket.conf for this desk.  The tests' mailboxes start empty, so
        "all" takes every mail, even one that comes before the first login."""
        return {
            "state_dir": os.path.join(self.folder, "state"),
            "key_file": "docket-key",
            "templates_dir": os.path.join(SOURCE, "conf", "templates"),
            "sandbox": os.environ.get("DOCKET_SANDBOX", "required"),
            "border_hosts": [BORDER],
            "desk": {"name": DESK_NAME, "address": self.support},
            "accounts": [self.account(start="all")],
            "relays": [self.relay()],
            "agents": [self.agent("alice", self.alice)],
        }

    def account(self, **changes):
        return {"host": "localhost", "port": self.servers.ports["imaps"],
                "ca_file": self.servers.ca, "user": self.support,
                "password_file": "imap-password"} | changes

    def relay(self, **changes):
        return {"host": "localhost",
                "port": self.servers.ports["submission"],
                "ca_file": self.servers.ca, "user": self.support,
                "password_file": "smtp-password"} | changes

    @staticmethod
    def agent(name, address, **changes):
        return {"name": name, "addresses": [address],
                "public_name": name.capitalize()} | changes

    def use_password(self, name, password):
        self.docket.secret(name, password)

    def start(self, **changes):
        """Start docketd with these top-level settings changed."""
        self.docket.settings |= changes
        self.docket.start()

    def close(self):
        self.docket.stop()

    # The people

    def customer(self, name="carla"):
        return self.servers.add_user(f"{name}@{self.home}")

    def write(self, customer, raw, to=None, verdict="pass"):
        """A customer's mail server hands their mail to the desk's."""
        self.servers.smtp_in(raw, customer, to or self.support, verdict)

    def ask(self, customer, subject="Help", text="My skates are broken.\n",
            verdict="pass"):
        """A customer's first, plain mail; returns its Message-ID."""
        ident = mails.new_id(customer)
        self.write(customer, mails.plain(customer, self.support, subject,
                                         text, ident=ident),
                   verdict=verdict)
        return ident

    def opened(self, count=1):
        """Wait for so many tickets; the number of the latest."""
        return self.docket.wait_tickets(count)[-1]["number"]

    def open_ticket(self, customer, **mail):
        """Ask, and wait for the ticket, the acknowledgement and the notice;
        returns (number, acknowledgement, notice)."""
        before = len(self.servers.mailbox(self.alice))
        ident = self.ask(customer, **mail)
        ack = self.servers.wait_mail(
            customer, lambda m: m["In-Reply-To"] == ident,
            what="acknowledgement")
        notice = self.servers.wait_count(self.alice, before + 1)[-1]
        return self.opened(), ack, notice

    def answer(self, agent, notice, text, style=None, **options):
        """An agent presses Reply on a notice and sends, logged in."""
        raw = mails.reply(notice, agent, text, style=style, **options)
        self.servers.submit(agent, raw)
        return raw

    def wait_inbox_empty(self, timeout=10):
        """Everything that has arrived is processed and moved."""
        wait_until(lambda: not self.servers.mailbox(self.support), timeout,
                   "empty inbox")

    def settle(self):
        """Wait until docket has read all mail and sent all letters, so that
        "nothing was sent" can be told from "nothing was sent yet"."""
        self.wait_inbox_empty()
        self.settle_letters()

    def settle_letters(self):
        """The same for a mailbox in which mail stays."""
        wait_until(lambda: not self.docket.queue(), 10, "empty queue")
        wait_until(self.postfix_is_idle, 10, "idle Postfix")

    def postfix_is_idle(self):
        queue = os.path.join(self.servers.postfix.folder, "queue")
        return not any(os.listdir(os.path.join(queue, name))
                       for name in ("incoming", "active", "maildrop"))


# What must be true; each raises AssertionError with the reason.

def equal(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: {found!r}, not {expected!r}")


def true(holds, what):
    if not holds:
        raise AssertionError(what)


def contains(text, part, what):
    if part not in text:
        raise AssertionError(f"{what}: no {part!r} in {text!r}")


def lacks(text, part, what):
    if part in text:
        raise AssertionError(f"{what}: {part!r} in {text!r}")


def matches(text, pattern, what):
    if not re.search(pattern, text or "", re.IGNORECASE):
        raise AssertionError(f"{what}: {text!r} does not match {pattern!r}")
