# SPDX-License-Identifier: GPL-3.0-or-later
"""How docket reads a mailbox: what it takes, how it marks, how fast."""

import os
import signal
import time

import mails
from fakes import FakeServer, silence
from process import command_line, shared_memory, signal_pid, wait_until
from scene import Skip, contains, equal, matches, true

DONE = "docket-done"


def subjects(scene, folder="INBOX"):
    return sorted(m["Subject"]
                  for m in scene.servers.mailbox(scene.support, folder))


def put_old_mail(scene, count=2):
    """Mail that was there before docket came, from long ago."""
    carla = scene.customer()
    for number in range(count):
        when = time.time() - 90 * 86400
        scene.servers.append(scene.support, mails.plain(
            carla, scene.support, f"Old {number}", "Long done.\n",
            when=when), when=when)
    return carla


def wait_login(scene):
    """Wait until docket has logged in and looked at the mailbox."""
    def seen():
        with open(scene.servers.dovecot.log, encoding="utf-8") as f:
            return f"Login: user=<{scene.support}>" in f.read()
    wait_until(seen, 10, "login")
    time.sleep(0.5)


def test_done_folder(scene):
    """A mail leaves the inbox for the done folder, unchanged."""
    carla = scene.customer()
    scene.start()
    raw = mails.plain(carla, scene.support, "Moved", "Take care.\n")
    scene.write(carla, raw)
    scene.opened()
    scene.wait_inbox_empty()
    done = scene.servers.mailbox(scene.support, DONE)
    equal([m["Subject"] for m in done], ["Moved"], "done folder")
    true(done[0].raw.endswith(raw), "the mail in the done folder changed")


def test_keyword_mode(scene):
    """With a keyword the mail stays, and a restart does not read it again."""
    carla = scene.customer()
    scene.start(accounts=[scene.account(start="all", mark="keyword")])
    scene.ask(carla)
    scene.opened()

    def marked():
        mail = scene.servers.mailbox(scene.support)[0]
        return mail if DONE in mail.flags else None
    mail = wait_until(marked, 10, "keyword on the mail")
    true("\\Seen" not in mail.flags, "the mail is marked as read")
    scene.docket.stop()
    scene.docket.start()
    scene.ask(carla, subject="Another")
    scene.opened(2)
    equal(len(scene.docket.tickets()), 2, "tickets")
    true(DONE not in scene.servers.folders(scene.support),
         "a done folder was made")


def test_start_now(scene):
    """By default the mail that is already there is left alone."""
    carla = put_old_mail(scene)
    scene.start(accounts=[scene.account()])
    wait_login(scene)
    scene.ask(carla, subject="New")
    number = scene.opened()
    equal(scene.docket.ticket(number)["subject"], "New", "subject")
    scene.settle_letters()
    equal(len(scene.docket.tickets()), 1, "tickets")
    equal(subjects(scene), ["Old 0", "Old 1"], "inbox")


def test_start_all(scene):
    """start = "all" makes tickets of old mail, without acknowledgements."""
    carla = put_old_mail(scene)
    scene.start()
    scene.docket.wait_tickets(2)
    scene.settle()
    equal(scene.servers.mailbox(carla), [], "answers to mail of months ago")
    equal(subjects(scene, DONE), ["Old 0", "Old 1"], "done folder")


def test_start_date(scene):
    """start = a date takes what arrived since then."""
    carla = put_old_mail(scene)
    since = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 10 * 86400))
    scene.ask(carla, subject="Recent")
    scene.servers.wait_count(scene.support, 3)
    scene.start(accounts=[scene.account(start=since)])
    scene.opened()
    scene.settle_letters()
    equal([t["subject"] for t in scene.docket.tickets()], ["Recent"],
          "tickets")
    equal(subjects(scene), ["Old 0", "Old 1"], "inbox")


def test_starttls(scene):
    """IMAP with STARTTLS does the same job."""
    carla = scene.customer()
    scene.start(accounts=[scene.account(
        start="all", tls="starttls", port=scene.servers.ports["imap"])])
    scene.open_ticket(carla)


def latency(scene, carla, subject):
    """Seconds from the end of a delivery to a ticket that can be listed."""
    raw = mails.plain(carla, scene.support, subject, "Quick.\n")
    before = len(scene.docket.tickets())
    scene.servers.deliver(scene.support, raw, carla)
    began = time.monotonic()
    scene.docket.wait_tickets(before + 1)
    return time.monotonic() - began


def test_idle_latency(scene):
    """IDLE brings a mail onto a ticket within a second."""
    carla = scene.customer()
    # A poll could not be what brings it.
    scene.start(accounts=[scene.account(start="all", poll_interval=3600)])
    latency(scene, carla, "First")
    times = []
    for number in range(5):
        time.sleep(0.3)
        times.append(latency(scene, carla, f"Mail {number}"))
    true(max(times) <= 1.0,
         "from delivery to ticket: " + ", ".join(f"{t:.2f} s" for t in times))


def test_broken_account_slows_nobody(scene):
    """One account hangs, another refuses; the third works as ever."""
    carla = scene.customer()
    with FakeServer(silence) as hanging, FakeServer(silence) as closed:
        closed.close()
        scene.start(accounts=[
            scene.account(name="hangs", port=hanging.port),
            scene.account(name="refuses", port=closed.port),
            scene.account(name="works", start="all", poll_interval=3600)])
        latency(scene, carla, "First")
        times = [latency(scene, carla, f"Mail {n}") for n in range(3)]
        true(hanging.connections > 0, "the hanging account was never tried")
    true(max(times) <= 1.0,
         "from delivery to ticket: " + ", ".join(f"{t:.2f} s" for t in times))


def test_many_at_once(scene):
    """A backlog of 150 mails, more than a batch, in order and complete."""
    carla = scene.customer()
    when = time.time() - 2 * 86400
    for number in range(150):
        scene.servers.append(scene.support, mails.plain(
            carla, scene.support, f"Mail {number:03}", "One of many.\n",
            when=when), when=when)
    scene.start()
    rows = scene.docket.wait_tickets(150, 30)
    equal([t["subject"] for t in rows], [f"Mail {n:03}" for n in range(150)],
          "subjects in the order of the tickets")
    scene.wait_inbox_empty()


def test_unreadable_mail(scene):
    """A mail past the limits becomes a short ticket; the raw mail is kept,
    the agents are told, and the next mail goes on."""
    carla, eve = map(scene.customer, ("carla", "eve"))
    scene.start()
    raw = mails.too_deep(eve, scene.support)
    scene.write(eve, raw)
    scene.ask(carla, subject="After it")
    tickets = scene.docket.wait_tickets(2)
    contains([t["subject"] for t in tickets], "After it", "subjects")
    number = [t["number"] for t in tickets if t["subject"] != "After it"][0]
    matches(str(scene.docket.ticket(number)), "unreadable|depth|nested",
            "the ticket")
    scene.servers.wait_count(scene.alice, 2)
    archive = os.path.join(scene.docket.state, "archive")
    kept = b"".join(open(os.path.join(archive, name), "rb").read()
                    for name in os.listdir(archive))
    true(raw in kept, "the raw mail is not in the archive")
    scene.docket.ctl("verify")


def check_reader_lost(scene, big, deaths):
    """The large mail is on a ticket as unreadable and kept byte for byte,
    the mail behind it was read, and its reader died so often."""
    tickets = scene.docket.wait_tickets(2, 30)
    contains([t["subject"] for t in tickets], "After it", "subjects")
    unreadable = [t for t in tickets if t["subject"] != "After it"]
    equal(len(unreadable), 1, f"unreadable mails in {tickets}")
    number = unreadable[0]["number"]
    matches(str(scene.docket.ticket(number)), "unreadable", "the ticket")
    entry = scene.docket.ticket(number)["entries"][0]
    shown = scene.docket.ctl("raw", f"{number}/{entry['seq']}", "--reason",
                               "a test").out_bytes
    true(shown.endswith(big), "the raw mail is not the one that came")
    equal(scene.docket.log().count("event=reader.lost"), deaths,
          "lost readers in the log")
    scene.servers.wait_count(scene.alice, 2)
    scene.wait_inbox_empty(20)
    scene.docket.ctl("verify")


def big_mail(scene, sender):
    return mails.with_files(
        sender, scene.support, "Too big to read", "See.\n",
        files=[("big.bin", "application/octet-stream",
                os.urandom(18 << 20))])


def test_reader_out_of_memory(scene):
    """A mail for which a reader's memory is too little costs two readers,
    no more: it is kept as unreadable, and the next one goes on."""
    if scene.docket.settings["sandbox"] == "off":
        raise Skip("a reader's memory is bounded by the sandbox")
    carla, eve = map(scene.customer, ("carla", "eve"))
    # The settings see to it that memory is enough for every honest mail; this
    # one has a million parameters more than one.
    scene.start(limits={"parse_memory": 134 << 20, "message_size": 4 << 20})
    head = "--b\r\nContent-Disposition: inline%s\r\n\r\nx\r\n"
    big = (f"From: {eve}\r\nTo: {scene.support}\r\n"
           "Subject: Too big to read\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
           head % (";a=b" * 1000) * 900 + "--b--\r\n").encode()
    scene.servers.deliver(scene.support, big, eve)
    scene.ask(carla, subject="After it")
    check_reader_lost(scene, big, 2)


def test_reader_killed_each_time(scene):
    """The same when somebody else ends the reader whenever it works."""
    carla, eve = map(scene.customer, ("carla", "eve"))
    scene.start()
    big = big_mail(scene, eve)
    scene.servers.deliver(scene.support, big, eve)

    def lost_twice():
        # One that dies before it serves is the machine's fault, not the
        # mail's: docket would wait for ten seconds.
        for pid in scene.docket.roles()["reader"]:
            end = time.monotonic() + 1
            while time.monotonic() < end and command_line(pid):
                if shared_memory(pid) > 1024:
                    signal_pid(pid, signal.SIGKILL)
                    break
        return scene.docket.log().count("event=reader.lost") == 2
    wait_until(lost_twice, 40, "second lost reader")
    scene.ask(carla, subject="After it")
    check_reader_lost(scene, big, 2)


def kill_mailbox_at_work(scene, times):
    """A mailbox has a batch of mails in its hands as long as it has it in its
    memory."""
    killed = 0

    def enough():
        nonlocal killed
        busy = [pid for pid in scene.docket.roles()["mailbox"]
                if shared_memory(pid) > 1024]
        if busy and scene.docket.kill("mailbox"):
            killed += 1
        return killed == times
    wait_until(enough, 60, f"a mailbox at work, {times} times")


def test_quarantine(scene):
    """A mail that takes its mailbox down again and again is moved to the
    quarantine folder, unread but not lost, and the next mail goes on."""
    carla, eve = map(scene.customer, ("carla", "eve"))
    scene.start()
    big = big_mail(scene, eve)
    scene.servers.deliver(scene.support, big, eve)
    # Once by surprise, then three times in careful mode.
    kill_mailbox_at_work(scene, 4)
    scene.ask(carla, subject="After it")
    number = scene.opened()
    equal(scene.docket.ticket(number)["subject"], "After it", "subject")
    kept = scene.servers.wait_count(scene.support, 1, 20,
                                    "docket-quarantine")
    true(kept[0].raw.endswith(big), "the mail in quarantine changed")
    held = scene.docket.held()
    equal([(h["ticket"], h["sources"][0]["uid"]) for h in held],
          [(None, 1)], "held mails")
    scene.wait_inbox_empty(20)
    scene.docket.ctl("verify")


def test_uidvalidity_changes(scene):
    """The folder is made anew and all its mail comes again under other
    numbers: no mail makes a second ticket."""
    carla = scene.customer()
    with scene.servers.imap(scene.support) as client:
        client.create("Shop")
    account = scene.account(start="all", folder="Shop", mark="keyword")
    scene.start(accounts=[account])
    raws = [mails.plain(carla, scene.support, f"Mail {n}", "Once.\n")
            for n in range(3)]
    for raw in raws:
        scene.servers.append(scene.support, raw, "Shop")
    scene.docket.wait_tickets(3)
    scene.docket.stop()
    with scene.servers.imap(scene.support) as client:
        client.rename("Shop", "Shop-before")
        client.create("Shop")
    for raw in raws[::-1]:
        scene.servers.append(scene.support, raw, "Shop")
    mark = len(scene.docket.log())
    scene.docket.start()
    scene.docket.wait_log("renumbered", since=mark)
    scene.servers.append(scene.support, mails.plain(
        carla, scene.support, "Mail 3", "New.\n"), "Shop")
    scene.docket.wait_tickets(4)
    scene.settle_letters()
    equal(sorted(t["subject"] for t in scene.docket.tickets()),
          [f"Mail {n}" for n in range(4)], "tickets")
    equal({t["entries"] for t in scene.docket.tickets()}, {1}, "entries")
    equal(len(scene.servers.mailbox(scene.alice)), 4, "notices")


def test_once(scene):
    """--once reads what is there, sends every letter, and ends."""
    carla = scene.customer()
    scene.ask(carla)
    scene.servers.wait_mail(scene.support)
    scene.docket.write()
    result = scene.docket.run("--once")
    equal(result.code, 0, f"exit code ({result.err[-300:]!r})")
    equal(len(scene.docket.tickets()), 1, "tickets")
    scene.servers.wait_mail(carla)
    scene.servers.wait_mail(scene.alice)
    equal(scene.docket.queue(), [], "letters waiting")
    again = scene.docket.run("--once")
    equal(again.code, 0, "exit code of a second --once")
    equal(len(scene.docket.tickets()), 1, "tickets after a second --once")


def test_deliver(scene):
    """`docketctl deliver` takes a mail on stdin, with the daemon or not."""
    carla = scene.customer()
    scene.start()
    raw = mails.plain(carla, scene.support, "By pipe", "From a pipe.\n")
    scene.docket.ctl("deliver", stdin=raw)
    ticket = scene.docket.ticket(scene.opened())
    equal(ticket["subject"], "By pipe", "subject")
    scene.servers.wait_mail(scene.alice)
    scene.docket.stop()
    raw = mails.plain(carla, scene.support, "Alone", "No daemon.\n")
    scene.docket.ctl("deliver", stdin=raw)
    equal(len(scene.docket.tickets()), 2, "tickets")


def test_parse_and_explain(scene):
    """Both read a file without a server and without settings."""
    path = os.path.join(scene.folder, "mail.eml")
    with open(path, "wb") as f:
        f.write(mails.german_html("j@example.org", "support@example.com"))
    scene.docket.write()
    parsed = scene.docket.ctl("parse", path).json()
    equal(parsed["from_name"], "Müller, Jürgen", "from_name")
    equal(parsed["subject"], "Umtausch: Größe paßt nicht", "subject")
    equal(parsed["attachments"], [], "attachments")
    explained = scene.docket.ctl("explain", path).out
    true(explained.strip(), "explain prints nothing")
