# SPDX-License-Identifier: GPL-3.0-or-later
"""A first start on a mailbox that is full of old mail: how soon the first one
is there, and whether today's customers wait for those of last year."""

import os
import shutil
import time

from process import members, wait_until
from scene import true

BLOCK = 1000  # mails that are written at once
MAIL = ("From customer@{home} Thu Jan  1 00:00:00 2026\n"
        "From: Customer <customer{n}@{home}>\n"
        "To: {support}\n"
        "Subject: Old mail {n}\n"
        "Date: Thu, 01 Jan 2026 00:00:00 +0000\n"
        "Message-ID: <old{n}@{home}>\n"
        "\n"
        "This is mail {n}, from long ago.\n\n")


def fill(scene, count):
    """An mbox of so many mails as the desk's INBOX; the folder's path."""
    dovecot = scene.servers.dovecot
    home = os.path.join(dovecot.folder, "mail", scene.support)
    inbox = os.path.join(home, "inbox")
    os.makedirs(home, exist_ok=True)
    with open(inbox, "w", encoding="ascii") as f:
        for start in range(0, count, BLOCK):
            f.write("".join(
                MAIL.format(n=n, home=scene.home, support=scene.support)
                for n in range(start, min(start + BLOCK, count))))
    dovecot.place(scene.support, scene.servers.passwords[scene.support],
                  f"mbox:{home}/folders:INBOX={inbox}")
    return os.path.join(home, "folders")


def select_time(scene):
    """Seconds that Dovecot takes to open the mailbox for the first time."""
    with scene.servers.imap(scene.support) as client:
        began = time.monotonic()
        client.select("INBOX")
        return time.monotonic() - began


def resident(scene):
    """MiB of the largest of docketd's processes."""
    most = 0
    for pid in members(scene.docket.service.pid):
        try:
            with open(f"/proc/{pid}/status", encoding="ascii",
                      errors="replace") as f:
                rows = dict(row.split(":", 1) for row in f if ":" in row)
            most = max(most, int(rows.get("VmRSS", "0 kB").split()[0]))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return most / 1024


def newcomer(scene, uid):
    """Seconds from a new mail's coming into the mailbox to its ticket."""
    raw = (f"From: Carla <carla{uid}@{scene.home}>\r\n"
           f"To: {scene.support}\r\nSubject: New mail {uid}\r\n"
           f"Message-ID: <new{uid}@{scene.home}>\r\n\r\nHelp!\r\n")
    since = len(scene.docket.log())
    scene.servers.append(scene.support, raw.encode("ascii"))
    began = time.monotonic()
    scene.docket.wait_log(f"event=mail .*uid={uid} .*result=ticket", 60,
                          since)
    return time.monotonic() - began


def first_start(scene, count):
    folders = fill(scene, count)
    selected = select_time(scene)
    shutil.rmtree(folders)  # its index: docketd finds the mailbox unopened
    scene.docket.settings |= {
        "accounts": [scene.account(start="all", mark="keyword")]}
    scene.docket.write()
    began = time.monotonic()
    scene.docket.launch()
    scene.docket.wait_log("event=mail .*result=ticket", 120 + selected * 3)
    first = time.monotonic() - began - selected
    waits = [newcomer(scene, count + 1 + number) for number in range(5)]
    most = resident(scene)
    scene.notes.append(
        f"{count} mails: SELECT {selected:.1f} s, first ticket {first:.1f} s "
        f"after it, new mails {max(waits):.2f} s at most, {most:.0f} MiB")
    true(first <= 10, f"the first ticket took {first:.1f} s")
    true(max(waits) <= 2, f"a new mail waited for {max(waits):.1f} s")
    true(most <= 128, f"a process has {most:.0f} MiB")
    true(f"uid={count} " not in scene.docket.log(), "all was read already")


def test_first_start_on_a_full_mailbox(scene):
    """Of 50,000 mails; the first ones are there at once, new ones too."""
    first_start(scene, 50000)


def test_first_start_on_a_million_mails(scene):
    """The same with a million of them."""
    first_start(scene, 1000000)


test_first_start_on_a_million_mails.long = True
