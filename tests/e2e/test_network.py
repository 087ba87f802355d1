# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates, passwords and servers that say no."""

import os
import time

from certificates import Authority
from fakes import FakeServer, imap_starttls, imaps, smtp
from process import wait_until
from scene import contains, equal, lacks, matches, true

CERTIFICATE = r"certificate|verif"


def imap_must_refuse(scene, fake, pattern, **account):
    """docket meets a bad IMAP server: a clear log line, no secret sent."""
    scene.start(accounts=[scene.account(port=fake.port, **account)])
    line = scene.docket.wait_log(pattern)
    contains(line, "localhost", "the log line about it")
    true(fake.connections > 0, "nobody connected")
    true(not fake.heard_secret(scene.support,
                               scene.servers.passwords[scene.support]),
         "the password was sent")
    return line


def bad_certificate(scene, pair):
    with FakeServer(imaps, pair) as fake:
        imap_must_refuse(scene, fake, CERTIFICATE)
        equal(fake.heard, b"", "bytes sent to a server with a wrong name")
        lacks(scene.docket.log(), scene.servers.passwords[scene.support],
              "the log")


def test_imap_certificate_of_another_host(scene):
    """A good certificate for another name: refused before any command."""
    bad_certificate(scene, scene.servers.authority.issue(
        "other", ["imap.example.net"]))


def test_imap_certificate_of_unknown_authority(scene):
    """The right name by an authority that nobody named."""
    other = Authority(os.path.join(scene.folder, "tls"), "Somebody's CA")
    bad_certificate(scene, other.issue("localhost", ["localhost"]))


def test_imap_certificate_expired(scene):
    """A certificate whose time is over."""
    bad_certificate(scene, scene.servers.authority.issue(
        "expired", ["localhost"], days=-1))


def test_imap_preauth_before_starttls(scene):
    """PREAUTH would skip STARTTLS: whoever is on the wire can say it."""
    with FakeServer(imap_starttls("* PREAUTH welcome")) as fake:
        imap_must_refuse(scene, fake, "preauth", tls="starttls")


def test_imap_words_before_handshake(scene):
    """Words between STARTTLS and the handshake come from an attacker."""
    talk = imap_starttls("* OK ready",
                         "\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN")
    with FakeServer(talk, scene.servers.pair) as fake:
        imap_must_refuse(scene, fake, "before the TLS handshake",
                         tls="starttls")
        equal(fake.handshakes, 0, "handshakes after the injected words")


def test_imap_without_starttls(scene):
    """STARTTLS is wanted but not offered: no fall-back to clear text."""
    def talk(wire):
        wire.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")
        while (line := wire.line()) is not None:
            tag = line.partition(" ")[0]
            if "CAPABILITY" in line.upper():
                wire.say("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
                wire.say(f"{tag} OK done")
            else:
                wire.say(f"{tag} BAD no")
    with FakeServer(talk) as fake:
        imap_must_refuse(scene, fake, "starttls", tls="starttls")


def test_smtp_certificate_of_another_host(scene):
    """The relay shows a wrong certificate: letters wait, nothing leaks."""
    pair = scene.servers.authority.issue("other-smtp", ["mx.example.net"])
    carla = scene.customer()
    with FakeServer(smtp(), pair) as fake:
        scene.start(relays=[scene.relay(port=fake.port)])
        scene.ask(carla)
        line = scene.docket.wait_log(CERTIFICATE)
        contains(line, "localhost", "the log line about it")
        true(not fake.heard_secret(scene.support,
                                   scene.servers.passwords[scene.support]),
             "the password was sent")
        lacks(fake.heard, b"MAIL FROM", "what the relay heard")
        letters = wait_until(scene.docket.queue, 5, "waiting letters")
        true(all(row["state"] == "ready" for row in letters),
             f"states of waiting letters: {letters}")


def failed_logins(scene):
    with open(scene.servers.dovecot.log, encoding="utf-8") as f:
        return sum(scene.support in line and "auth failed" in line.lower()
                   for line in f)


def test_wrong_imap_password(scene):
    """An alarm line, and no hammering on the server."""
    scene.use_password("imap-password", "not-the-password")
    scene.start()
    line = scene.docket.wait_log("login|password|authenticat")
    matches(line, "imap|account", "the log line about it")
    time.sleep(4)
    tries = failed_logins(scene)
    true(1 <= tries <= 3, f"{tries} failed logins in 4 s")
    lacks(scene.docket.log(), "not-the-password", "the log")
    true(scene.docket.service.running(), "docketd ended")


def test_password_repaired(scene):
    """After a SIGHUP with the right password the mail is read at once."""
    carla = scene.customer()
    scene.use_password("imap-password", "not-the-password")
    scene.start()
    scene.docket.wait_log("login|password|authenticat")
    scene.ask(carla)
    scene.use_password("imap-password",
                       scene.servers.passwords[scene.support])
    scene.docket.hangup()
    scene.opened()


def test_wrong_smtp_password(scene):
    """A refused login is our fault: the letters wait for a better day."""
    carla = scene.customer()
    scene.use_password("smtp-password", "not-the-password")
    scene.start()
    scene.ask(carla)
    scene.docket.wait_log("login|password|authenticat|535")
    letters = wait_until(scene.docket.queue, 5, "waiting letters")
    true(all(row["state"] == "ready" for row in letters),
         f"states of waiting letters: {letters}")
    scene.use_password("smtp-password",
                       scene.servers.passwords[scene.support])
    scene.docket.reload()
    for row in letters:
        scene.docket.ctl("queue", "retry", row["number"], code=None)
    scene.servers.wait_mail(carla, timeout=20)


def test_relay_says_later(scene):
    """A temporary refusal: the letter waits, is shown, and goes out later."""
    carla = scene.customer()
    with FakeServer(smtp({"MAIL": "451 4.3.2 come back later"}),
                    scene.servers.pair) as fake:
        scene.start(relays=[scene.relay(port=fake.port)])
        scene.ask(carla)

        def tried():
            rows = scene.docket.queue()
            return rows and all(row["attempts"] for row in rows) and rows
        letters = wait_until(tried, 10, "tried letters")
        contains(letters[0]["response"], "come back later", "response")
        equal(letters[0]["state"], "ready", "state")
    scene.docket.settings["relays"] = [scene.relay()]
    scene.docket.reload()
    for row in letters:
        scene.docket.ctl("queue", "retry", row["number"])
    scene.servers.wait_mail(carla)
    scene.servers.wait_mail(scene.alice)
    scene.settle()


def test_second_relay(scene):
    """When the first relay is down the second one is used."""
    carla = scene.customer()
    with FakeServer(smtp()) as closed:
        closed.close()
        scene.start(relays=[scene.relay(name="down", port=closed.port),
                            scene.relay(name="up")])
        scene.ask(carla)
        scene.servers.wait_mail(carla, timeout=20)


def test_recipient_refused(scene):
    """An agent's address that is gone fails its letter, and only that."""
    carla = scene.customer()
    scene.start(agents=[scene.agent("gone", f"gone@{scene.desk}"),
                        scene.agent("alice", scene.alice)])
    scene.ask(carla)
    scene.servers.wait_mail(scene.alice)
    scene.servers.wait_mail(carla)
    number = scene.opened()

    def failed():
        return [row for row in scene.docket.ticket(number)["letters"]
                if row["state"] == "failed"]
    letters = wait_until(failed, 10, "failed letter")
    equal([row["to"] for row in letters], [f"gone@{scene.desk}"],
          "recipients of failed letters")


def check(scene, **changes):
    """What `check --connect` prints with these settings, and its status."""
    scene.docket.settings |= changes
    scene.docket.write()
    return scene.docket.ctl("check", "--connect", code=None)


def strict(scene):
    """A relay that removes forged fields."""
    return [scene.relay(port=scene.servers.ports["strict"])]


def test_check_connect(scene):
    """`docketctl check --connect` says what works and what does not."""
    scene.docket.write()
    scene.docket.ctl("check")
    result = check(scene, relays=strict(scene))
    equal(result.code, 0, f"status of check, which says {result.out!r}")
    contains(result.out, "localhost", "what check --connect prints")
    pair = scene.servers.authority.issue("other-check", ["imap.example.net"])
    with FakeServer(imaps, pair) as fake:
        result = check(scene, accounts=[scene.account(port=fake.port)])
        true(result.code != 0, "a wrong certificate passes the check")
        matches(result.out + result.err, CERTIFICATE, "its words")
        equal(fake.heard, b"", "bytes sent to a server with a wrong name")


def test_check_believed(scene):
    """A border that removes forged fields can be believed; the check's mail
    becomes no ticket, with a daemon running or not, and is not deleted."""
    for count in (1, 2):
        result = check(scene, relays=strict(scene))
        equal(result.code, 0, f"status of check, which says {result.out!r}")
        for part in ("dmarc can be believed", "was removed on the way",
                     "submission can be believed", "confirm can be believed"):
            contains(result.out, part, "what check --connect prints")
        wait_until(lambda n=count: len(scene.servers.mailbox(
            scene.support, "docket-done")) == n, 10, "the mail, moved")
        equal(scene.servers.mailbox(scene.support), [], "mails in the inbox")
        if count == 1:
            scene.start()
    equal(scene.docket.tickets(), [], "tickets")
    equal(scene.docket.held(), [], "held mails")


def test_check_not_believed(scene):
    """A border that leaves a forged field in place is told of, and so is one
    that border_hosts does not name."""
    result = check(scene)
    equal(result.code, 78, "status of check")
    contains(result.out, "dmarc can not be believed", "what it prints")
    result = check(scene, border_hosts=["mx.elsewhere.example"])
    equal(result.code, 78, "status of check")
    contains(result.out, 'border_hosts = [ "mx.example.com" ]',
             "what it prints")
    lacks(result.out, "dmarc can be believed", "what it prints")
    done = scene.servers.mailbox(scene.support, "docket-done")
    equal(len(done), 2, "mails in the done folder")
