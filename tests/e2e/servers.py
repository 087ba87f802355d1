#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private mail servers for the tests: a real Dovecot and a real Postfix.

They run on free loopback ports, with a certificate of a scratch authority,
below one scratch folder that vanishes with them.  `servers.py --selftest`
proves that they start, carry mail by every way, and leave nothing behind.
"""

import contextlib
import email
import email.policy
import email.utils
import imaplib
import os
import secrets
import shutil
import smtplib
import socket
import ssl
import sys
import tempfile
import time

from certificates import Authority
from dovecot import Dovecot
from postfix import Postfix
from process import Guard, Trouble, members, wait_until

PORTS = ("imap", "imaps", "lmtp", "submission", "strict", "mx", "mx_fail")
BORDER = "mx.example.com"


def free_ports(names):
    """A port for each name; all are held until the last one is chosen."""
    with contextlib.ExitStack() as held:
        ports = {}
        for name in names:
            s = held.enter_context(socket.socket())
            s.bind(("127.0.0.1", 0))
            ports[name] = s.getsockname()[1]
        return ports


def is_open(port):
    """Whether something answers with a greeting, not only listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), 0.5):
            return True
    except OSError:
        return False


class Mail:
    """A mail in a mailbox: its bytes, and the same parsed."""

    def __init__(self, uid, flags, raw):
        self.uid = uid
        self.flags = flags
        self.raw = raw
        self.message = email.message_from_bytes(
            raw, policy=email.policy.default)

    def __getitem__(self, name):
        return self.message[name]

    def get_all(self, name):
        return self.message.get_all(name, [])

    def text(self):
        """What a mail client shows: the plain text part."""
        part = self.message.get_body(("plain", "html"))
        return part.get_content() if part else ""

    def html(self):
        """The HTML form; "" when there is none."""
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""

    def attachments(self):
        """(name, bytes) of each attachment."""
        return [(part.get_filename(), part.get_payload(decode=True))
                for part in self.message.walk()
                if part.get_filename() and not part.is_multipart()]


class MailServers:
    """start() and stop(), or a `with` block.  `keep` leaves the folder."""

    def __init__(self, keep=False):
        self.keep = keep
        self.folder = None
        self.guard = None
        self.passwords = {}
        self.ports = {}

    # Coming and going

    def start(self):
        self.guard = Guard()
        self.folder = tempfile.mkdtemp(prefix="docket-")
        os.chmod(self.folder, 0o755)
        self.guard.tell("folder", self.folder)
        self.authority = Authority(os.path.join(self.folder, "tls"))
        self.ca = self.authority.path
        self.pair = self.authority.issue("localhost",
                                         ["localhost", "127.0.0.1"])
        self.ports = free_ports(PORTS)
        sasl = os.path.join(self.folder, "sasl")
        self.dovecot = Dovecot(self.sub("dovecot"), self.ports, self.pair,
                               sasl, self.guard)
        self.postfix = Postfix(self.sub("postfix"), self.ports, self.pair,
                               sasl, self.guard)
        try:
            self.dovecot.start()
            self.postfix.start()
            for name in PORTS:
                wait_until(lambda n=name: is_open(self.ports[n]), 10,
                           f"answer from the {name} port")
        except BaseException:
            self.stop()
            raise
        return self

    def sub(self, name):
        path = os.path.join(self.folder, name)
        os.mkdir(path, 0o755)
        return path

    def stop(self):
        """End both servers by process id and remove the scratch folder."""
        try:
            self.postfix.stop()
        finally:
            self.dovecot.stop()
            if self.keep:
                self.guard.tell("forget", self.folder)
            else:
                shutil.rmtree(self.folder)
                self.guard.tell("forget", self.folder)
            self.guard.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *unused):
        self.stop()

    # People

    def add_user(self, address, password=None):
        """Give a person a mailbox; returns the address."""
        self.passwords[address] = password or secrets.token_hex(8)
        self.dovecot.add_user(address, self.passwords[address])
        return address

    # Ways in

    def deliver(self, address, raw, sender=""):
        """By LMTP into a mailbox, exactly these bytes below Return-Path,
        Delivered-To and Dovecot's own Received."""
        with smtplib.LMTP("127.0.0.1", self.ports["lmtp"],
                          "mx.example.com") as lmtp:
            lmtp.sendmail(sender, [address], raw)

    def smtp_in(self, raw, sender, recipient, verdict="pass"):
        """Mail from outside, as another mail server hands it to ours.

        Postfix writes its Received and, above it, the result of a DMARC
        check for the sender's domain.  The verdict is "pass" or "fail"; a
        null sender has no domain and gets no result."""
        port = self.ports["mx" if verdict == "pass" else "mx_fail"]
        with smtplib.SMTP("127.0.0.1", port, "mail.example.org") as smtp:
            smtp.ehlo()
            code, text = smtp.docmd("XCLIENT",
                                    "NAME=mail.example.org ADDR=192.0.2.25")
            if code != 220:
                raise Trouble(f"XCLIENT refused: {text!r}")
            smtp.ehlo()
            smtp.sendmail(sender, [recipient], raw)

    def submit(self, user, raw, recipients=None):
        """As a person's mail client: STARTTLS, log in, send.

        The recipients default to those of the fields To and Cc."""
        message = email.message_from_bytes(raw, policy=email.policy.default)
        if recipients is None:
            fields = message.get_all("To", []) + message.get_all("Cc", [])
            recipients = [a for _, a in email.utils.getaddresses(fields)]
        with smtplib.SMTP("localhost", self.ports["submission"],
                          "laptop.example.com") as smtp:
            smtp.starttls(context=self.tls())
            smtp.login(user, self.passwords[user])
            smtp.sendmail(user, recipients, raw)

    # Looking

    def tls(self):
        """A client's context that trusts the scratch authority only."""
        return ssl.create_default_context(cafile=self.ca)

    @contextlib.contextmanager
    def imap(self, user):
        """A logged-in IMAPS connection with its certificate verified."""
        client = imaplib.IMAP4_SSL("localhost", self.ports["imaps"],
                                   ssl_context=self.tls())
        try:
            client.login(user, self.passwords[user])
            yield client
        finally:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                client.logout()

    def folders(self, user):
        with self.imap(user) as client:
            rows = client.list()[1]
        return sorted(row.decode().rpartition(' "/" ')[2].strip('"')
                      for row in rows if row)

    def mailbox(self, user, folder="INBOX"):
        """The mails of a folder, oldest first, left unread.  A folder that
        is not there is empty."""
        with self.imap(user) as client:
            return read_folder(client, folder)

    def wait_mail(self, user, predicate=lambda mail: True, timeout=10,
                  folder="INBOX", what="mail"):
        """The first mail of a folder for which the predicate holds."""
        def look():
            return [m for m in self.mailbox(user, folder) if predicate(m)]
        found = wait_until(look, timeout, f"{what} for {user} in {folder}")
        return found[0]

    def wait_count(self, user, count, timeout=10, folder="INBOX"):
        """Wait until the folder holds at least so many mails."""
        def look():
            mails = self.mailbox(user, folder)
            return mails if len(mails) >= count else None
        return wait_until(look, timeout,
                          f"{count} mails for {user} in {folder}")

    def append(self, user, raw, folder="INBOX", when=None):
        """Put a mail in by IMAP, with an INTERNALDATE (seconds)."""
        date = imaplib.Time2Internaldate(when or time.time())
        with self.imap(user) as client:
            status, answer = client.append(folder, None, date, raw)
        if status != "OK":
            raise Trouble(f"APPEND: {answer}")


def read_folder(client, folder):
    if client.select(f'"{folder}"', readonly=True)[0] != "OK":
        return []
    rows = client.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])")[1]
    mails = []
    for row in rows:
        if isinstance(row, tuple):
            head = row[0].decode("ascii", "replace")
            uid = int(head.partition("UID ")[2].split()[0])
            flags = head.partition("FLAGS (")[2].partition(")")[0].split()
            mails.append(Mail(uid, flags, row[1]))
    return mails


def wait_for(predicate, timeout=10, what="result"):
    """Another name at the place where tests look for it."""
    return wait_until(predicate, timeout, what)


# The self test

SAMPLE = (b"From: Carla <carla@example.org>\r\nTo: %s\r\n"
          b"Subject: %s\r\nMessage-ID: <%s@example.org>\r\n\r\nHello.\r\n")


def sample(to, subject):
    return SAMPLE % (to.encode(), subject.encode(),
                     secrets.token_hex(8).encode())


def by_subject(subject):
    return lambda mail: mail["Subject"] == subject


def check(name, holds, detail=""):
    if not holds:
        raise Trouble(f"{name}: {detail}")
    print(f"ok {name}")


def test_ways(s):
    alice, support = "alice@example.com", "support@example.com"
    s.deliver(support, sample(support, "lmtp"))
    mail = s.wait_mail(support, by_subject("lmtp"))
    check("LMTP to IMAPS", mail.text() == "Hello.\r\n", mail.raw)

    plus = "support+token@example.com"
    s.smtp_in(sample(plus, "exchanger"), "carla@example.org", plus)
    mail = s.wait_mail(support, by_subject("exchanger"))
    check("exchanger writes its Received and a DMARC result",
          mail["Authentication-Results"].startswith(BORDER)
          and "dmarc=pass header.from=example.org"
          in mail["Authentication-Results"]
          and any("by mx.example.com (Postfix)" in r
                  and "mail.example.org" in r
                  for r in mail.get_all("Received")), mail.raw)
    check("the token is kept in Delivered-To",
          plus in mail.get_all("Delivered-To"), mail.raw)

    s.smtp_in(sample(support, "forged"), "alice@example.com", support, "fail")
    mail = s.wait_mail(support, by_subject("forged"))
    check("a failed check is told", "dmarc=fail header.from=example.com"
          in mail["Authentication-Results"], mail.raw)

    s.submit(alice, sample(support, "submitted"))
    mail = s.wait_mail(support, by_subject("submitted"))
    check("submission names the sender",
          any(f"(Authenticated sender: {alice})" in r and "ESMTPSA" in r
              for r in mail.get_all("Received")), mail.raw)


def test_refusals(s):
    support = "support@example.com"
    with smtplib.SMTP("localhost", s.ports["submission"]) as smtp:
        smtp.ehlo()
        check("no login before STARTTLS", not smtp.has_extn("auth"))
        smtp.starttls(context=s.tls())
        code = smtp.docmd("MAIL", "FROM:<alice@example.com>")[0]
        code = smtp.docmd("RCPT", "TO:<support@example.com>")[0]
        check("submission wants a login", code >= 500, code)
    client = imaplib.IMAP4("localhost", s.ports["imap"])
    check("IMAP offers STARTTLS", "STARTTLS" in client.capabilities)
    client.starttls(s.tls())
    client.login(support, s.passwords[support])
    client.logout()
    try:
        s.smtp_in(sample("gone@example.com", "x"), "carla@example.org",
                  "gone@example.com")
        check("unknown recipient is refused", False, "accepted")
    except smtplib.SMTPRecipientsRefused:
        check("unknown recipient is refused", True)
    s.submit("alice@example.com", sample("unborn@example.com", "bounces"))
    mail = s.wait_mail("alice@example.com",
                       lambda m: "Undelivered" in m["Subject"])
    check("a bounce comes back", mail["Return-Path"] == "<>", mail.raw)
    to = "b+token@desk1.example.com"
    s.smtp_in(sample(to, "bounced"), "", to)
    mail = s.wait_mail("support@desk1.example.com", by_subject("bounced"))
    check("a bounce address leads to the desk", "support+token" in
          mail["Delivered-To"] and "Authentication-Results" not in
          mail.message, mail.raw)


def selftest():
    began = time.monotonic()
    servers = MailServers()
    servers.start()
    started = time.monotonic() - began
    try:
        for user in ("support", "alice", "bob"):
            servers.add_user(f"{user}@example.com")
        servers.add_user("support@desk1.example.com")
        for user in ("carla", "customer1", "customer2", "customer3"):
            servers.add_user(f"{user}@example.org")
        test_ways(servers)
        test_refusals(servers)
        sessions = [servers.dovecot.service.pid, servers.postfix.service.pid]
    finally:
        stopping = time.monotonic()
        servers.stop()
    stopped = time.monotonic() - stopping
    check("no process is left", not any(map(members, sessions)))
    check("no file is left", not os.path.exists(servers.folder))
    check("the start takes less than 3 s", started < 3, f"{started:.1f} s")
    print(f"started in {started:.1f} s, stopped in {stopped:.1f} s")


if __name__ == "__main__":
    if sys.argv[1:] == ["--selftest"]:
        sys.exit(selftest())
    sys.exit("usage: servers.py --selftest")
