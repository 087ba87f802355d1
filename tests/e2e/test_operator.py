# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators do to docket: wrong settings, signals, a full disk."""

import os
import re
import shutil
import subprocess
import time

import mails
from docket import ROLES
from fakes import FakeServer, silence
from process import members, wait_until
from scene import Skip, contains, equal, lacks, matches, true

EX_USAGE, EX_CONFIG = 64, 78


def refused(scene, extra, *words, beyond=0):
    """These lines at the end of docket.conf: exit 78, and the place, which
    is the last line or so many lines beyond it."""
    scene.docket.write(extra)
    with open(scene.docket.path, encoding="utf-8") as f:
        line = len(f.read().splitlines()) + beyond
    for arguments in (["--check"], ["-f"]):
        result = scene.docket.run(*arguments, timeout=10)
        equal(result.code, EX_CONFIG, f"exit code of docketd {arguments[0]}")
        for word in (f"docket.conf:{line}", *words):
            contains(result.err, word, "the error")
    result = scene.docket.ctl("check", code=EX_CONFIG)
    for word in (f"docket.conf:{line}", *words):
        contains(result.err + result.out, word, "docketctl's error")


def test_typo_in_settings(scene):
    """File, line and the nearest known key."""
    refused(scene, 'log_levl = "info";\n', "log_levl", "log_level")


def test_typo_inside_a_group(scene):
    refused(scene, "limits = { message_sise = 1000; };\n", "message_sise",
            "message_size")


def test_value_out_of_range(scene):
    refused(scene, "limits = { hops = 4000; };\n", "hops", "1000")


def test_syntax_error(scene):
    """The line is the one where no sense could be made of the text."""
    refused(scene, "limits = { hops = ; };\n", "syntax error",
            "hops = ;")
    refused(scene, "limits = { hops = \n", "syntax error", beyond=1)


def test_missing_settings_file(scene):
    """No file: the path is named."""
    result = scene.docket.run("--check")
    equal(result.code, EX_CONFIG, "exit code")
    contains(result.err, "docket.conf", "the error")


def test_readable_secret(scene):
    """A password that others can read is refused, with the file's name."""
    scene.docket.secret("imap-password", "x", 0o644)
    scene.docket.write()
    result = scene.docket.run("-f", timeout=10)
    equal(result.code, EX_CONFIG, "exit code")
    contains(result.err, "imap-password", "the error")


def test_usage(scene):
    """Unknown verbs and options are usage errors and name themselves."""
    scene.docket.write()
    for arguments in (["lisst"], ["list", "--jsn"]):
        result = scene.docket.ctl(*arguments, code=EX_USAGE)
        contains(result.err, arguments[-1], "the error")


def test_reload_bad_settings(scene):
    """SIGHUP with a bad file: refused aloud, the old settings go on."""
    carla = scene.customer()
    scene.start()
    mark = len(scene.docket.log())
    scene.docket.write('log_levl = "info";\n')
    scene.docket.hangup()
    scene.docket.wait_log("log_levl", since=mark)
    wait_until(lambda: scene.docket.notify.has("READY=1"), 5,
               "READY=1 after the refusal")
    # docketctl reads the same file and would refuse it too.
    scene.docket.write()
    scene.open_ticket(carla)
    lacks(scene.docket.log()[mark:], "event=role.start", "the log")


def test_reload_good_settings(scene):
    """SIGHUP with a second agent: the next notice goes to both."""
    carla, dora = map(scene.customer, ("carla", "dora"))
    scene.start()
    scene.open_ticket(carla)
    scene.docket.settings["agents"].append(scene.agent("bob", scene.bob))
    scene.docket.reload()
    # An address is sent one acknowledgement a day, so another one writes.
    scene.open_ticket(dora, subject="Second")
    scene.servers.wait_mail(scene.bob)


def test_words_are_of_the_last_reload(scene):
    """A letter's file that is broken while docketd runs: no role looks at it,
    however often it starts; a reload is refused and names it; repaired, the
    next letter has its words."""
    own, macros = (os.path.join(scene.folder, name) for name in
                   ("words", "macros"))
    letter = os.path.join(own, "en", "acknowledgement.txt")
    macro = os.path.join(macros, "en", "repair.txt")

    def write(path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    def reload_names(path):
        mark = len(scene.docket.log())
        scene.docket.hangup()
        scene.docket.wait_log("reload.refused.*" + re.escape(path), since=mark)

    shutil.copytree(scene.docket.settings["templates_dir"], own)
    write(letter, "Subject: {{subject}}\n\nFirst words, {{ticket}}.\n")
    write(macro, "We repair {{ticket}}.\n")
    carla, dora = map(scene.customer, ("carla", "dora"))
    scene.start(templates_dir=own, macros_dir=macros)
    write(macro, "We repair {{nothing}}.\n")
    reload_names(macro)
    write(letter, "Subject: {{subject}}\n\n{{nothing}}\n")
    reload_names(letter)
    for role in ("mailbox", "keeper"):
        scene.docket.kill(role)
    _, ack, _ = scene.open_ticket(carla)
    contains(ack.text(), "First words,", "the acknowledgement")
    write(letter, "Subject: {{subject}}\n\nSecond words, {{ticket}}.\n")
    write(macro, "We repair.\n")
    scene.docket.reload()
    _, ack, _ = scene.open_ticket(dora, subject="Second")
    contains(ack.text(), "Second words,", "the acknowledgement")


def test_terminate(scene):
    """SIGTERM: all roles end within five seconds, with status 0."""
    carla = scene.customer()
    scene.start()
    scene.open_ticket(carla)  # the first mail starts the reader
    roles = scene.docket.roles()
    for role in ROLES:
        true(roles[role], f"no {role} is running: {roles}")
    session = scene.docket.service.pid
    notify = scene.docket.notify
    began = time.monotonic()
    scene.docket.service.process.terminate()
    wait_until(lambda: notify.has("STOPPING=1"), 5, "STOPPING=1")
    code = scene.docket.service.wait(5)
    took = time.monotonic() - began
    equal(code, 0, "exit status")
    true(took < 5, f"the end took {took:.1f} s")
    equal(members(session), [], "processes left")


def test_terminate_while_a_server_hangs(scene):
    """A server that never answers does not hold up the end."""
    with FakeServer(silence) as imap, FakeServer(silence) as smtp:
        scene.start(accounts=[scene.account(port=imap.port)],
                    relays=[scene.relay(port=smtp.port)])
        wait_until(lambda: imap.connections, 5, "connection")
        began = time.monotonic()
        scene.docket.stop()
        true(time.monotonic() - began < 5, "the end took too long")


def test_two_daemons(scene):
    """A second docketd on the same state folder is refused."""
    scene.start()
    result = scene.docket.run("-f", timeout=10)
    true(result.code != 0, "a second docketd starts")
    matches(result.err, "lock|running|in use", "the error")
    true(scene.docket.service.running(), "the first docketd ended")


def test_status(scene):
    """`status --json` is a JSON object; plain `status` is for people."""
    scene.start()
    true(isinstance(scene.docket.ctl("status", "--json").json(), dict),
         "status --json is no object")
    true(scene.docket.ctl("status").out.strip(), "status prints nothing")


def test_list_and_show_for_people(scene):
    """The plain forms name the ticket; foreign control bytes stay out."""
    carla = scene.customer()
    scene.start()
    scene.write(carla, mails.plain(
        carla, scene.support, "Red alert",
        "Look: \x1b[31mred\x1b[0m and a bell \x07\n"))
    number = scene.opened()
    rows = scene.docket.ctl("list").out
    contains(rows, str(number), "list")
    contains(rows, "Red alert", "list")
    shown = scene.docket.ctl("show", number).out
    contains(shown, "Look:", "show")
    lacks(shown, "\x1b", "show")
    lacks(shown, "\x07", "show")
    scene.docket.ctl("show", 4711, code=66)


def test_reading_verbs_without_daemon(scene):
    """list, show, verify work on a store that no daemon serves."""
    carla = scene.customer()
    scene.start()
    number, _, _ = scene.open_ticket(carla)
    scene.docket.stop()
    equal(len(scene.docket.tickets()), 1, "tickets")
    scene.docket.ticket(number)
    scene.docket.ctl("verify")


def damage(path):
    """Change one byte in the middle of a file."""
    with open(path, "r+b") as f:
        f.seek(os.path.getsize(path) // 2)
        byte = f.read(1)
        f.seek(-1, os.SEEK_CUR)
        f.write(bytes([byte[0] ^ 1]))


def test_verify_finds_damage(scene):
    """One changed byte in the archive, and `verify` says so."""
    carla = scene.customer()
    scene.start()
    scene.open_ticket(carla)
    scene.docket.stop()
    scene.docket.ctl("verify")
    archive = os.path.join(scene.docket.state, "archive")
    largest = max((os.path.join(archive, n) for n in os.listdir(archive)),
                  key=os.path.getsize)
    damage(largest)
    result = scene.docket.ctl("verify", code=None)
    true(result.code not in (0, 64), f"verify ended with {result.code}")
    damage(largest)
    scene.docket.ctl("verify")


class SmallDisk:
    """A small file system over the state folder."""

    def __init__(self, scene, mib):
        self.path = scene.docket.state
        self.guard = scene.servers.guard
        if os.geteuid() != 0:
            raise Skip("only root can mount")
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=0700",
             "docket-test", self.path], capture_output=True, check=False)
        if done.returncode != 0:
            raise Skip("no tmpfs can be mounted here")
        self.guard.tell("mount", self.path)

    def fill(self, leave):
        """Use all but so many bytes."""
        free = os.statvfs(self.path)
        size = free.f_bavail * free.f_bsize - leave
        with open(os.path.join(self.path, "filler"), "wb") as f:
            f.write(b"\0" * max(size, 0))

    def empty(self):
        os.unlink(os.path.join(self.path, "filler"))

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        subprocess.run(["umount", "--lazy", self.path], check=True)
        self.guard.tell("umount", self.path)


def test_disk_full(scene):
    """No room: the mail stays in the inbox; room again: it is a ticket."""
    carla = scene.customer()
    with SmallDisk(scene, 16) as disk:
        scene.start()
        scene.open_ticket(carla)
        scene.wait_inbox_empty()
        mark = len(scene.docket.log())
        disk.fill(65536)
        raw = mails.with_files(carla, scene.support, "Large", "See.\n",
                               files=[("large.bin", "application/x-large",
                                       os.urandom(1 << 20))])
        scene.write(carla, raw)
        scene.docket.wait_log("space|full", since=mark)
        time.sleep(1)
        equal(len(scene.servers.mailbox(scene.support)), 1,
              "mails in the inbox")
        equal(len(scene.docket.tickets()), 1, "tickets on a full disk")
        disk.empty()
        scene.docket.wait_tickets(2, 75)
        scene.wait_inbox_empty()
        scene.docket.ctl("verify")
        scene.docket.stop()
