# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of any role at any moment loses nothing and doubles nothing."""

import os
import random
import threading
import time

from process import members, signal_pid, wait_until
from scene import equal, true

ROLES = ("fetcher", "mailbox", "reader", "sender", "keeper", "supervisor")
MAILS = 48  # below the caps on acknowledgements a minute and notices an hour


class Writers:
    """Customers who each write one mail, on a thread, until all have."""

    def __init__(self, scene, rng, count):
        self.scene = scene
        self.rng = rng
        self.customers = [scene.customer(f"customer{n}")
                          for n in range(count)]
        self.error = None
        self.thread = threading.Thread(target=self.write_all, daemon=True)
        self.thread.start()

    def write_all(self):
        try:
            for number, customer in enumerate(self.customers):
                self.scene.ask(customer, f"Mail {number}",
                               f"This is mail {number}.\n")
                time.sleep(self.rng.uniform(0, 0.2))
        except Exception as error:  # pylint: disable=broad-except
            self.error = error

    def join(self):
        self.thread.join(60)
        if self.error:
            raise self.error


def revive(scene):
    """docketd itself was killed: its roles must follow it, then restart."""
    docket = scene.docket
    session = docket.service.pid
    docket.service.process.wait()
    wait_until(lambda: not members(session), 5,
               "end of the roles after docketd was killed")
    docket.notify.close()
    docket.launch()
    docket.wait_ready()


def kill_some(scene, rng, roles, count):
    """Kill so many processes at random moments; returns what was hit.

    A role that is killed often is started again later and later, so docketd
    itself is started anew when there is nothing left to kill."""
    hit = []
    missed = 0
    while len(hit) < count:
        time.sleep(rng.uniform(0.0, 0.4))
        role = rng.choice(roles)
        missed += 1
        if scene.docket.kill(role):
            missed = 0
            hit.append(role)
            if role == "supervisor":
                revive(scene)
        elif missed > 10:
            scene.docket.stop()
            scene.docket.start()
    return hit


def each_once(scene, customers):
    """Every mail is one entry on one ticket, and was moved once."""
    tickets = scene.docket.wait_tickets(len(customers), 120)
    equal(sorted(t["requester"] for t in tickets), sorted(customers),
          "requesters of the tickets")
    equal({t["entries"] for t in tickets}, {1}, "entries of the tickets")
    scene.wait_inbox_empty(60)
    done = scene.servers.mailbox(scene.support, "docket-done")
    subjects = sorted(str(m["Subject"]) for m in done)
    equal(subjects, sorted(f"Mail {n}" for n in range(len(customers))),
          "mails in the done folder")


def letters_once(mailbox, what):
    """Copies only of the same bytes under the same Message-ID."""
    bodies = {}
    for mail in mailbox:
        body = mail.raw.partition(b"\r\n\r\n")[2]
        same = bodies.setdefault(str(mail["Message-ID"]), body)
        equal(same, body, f"two copies of one letter to {what}")
    return len(bodies), len(mailbox) - len(bodies)


def check_letters(scene, customers):
    """One acknowledgement a customer, one notice a ticket."""
    copies = 0
    for customer in customers:
        letters, more = letters_once(
            scene.servers.wait_count(customer, 1, 120), customer)
        equal(letters, 1, f"acknowledgements to {customer}")
        copies += more
    letters, more = letters_once(scene.servers.mailbox(scene.alice), "alice")
    equal(letters, len(customers), "notices to the agent")
    return copies + more


def tell(scene, hit, mails, copies):
    kills = ", ".join(f"{role} {hit.count(role)}" for role in ROLES
                      if role in hit)
    scene.notes += [f"kills: {len(hit)} ({kills})",
                    f"mails: {mails}, each on one ticket once",
                    f"letters that went out twice: {copies}"]


def drained(scene):
    """A letter that was found in its dot twice waits for its turn by the
    schedule, minutes away; an operator need not."""
    if scene.docket.queue():
        scene.docket.ctl("queue", "retry", "all")
        time.sleep(1)
    return not scene.docket.queue()


def storm(scene, roles, kills, count=MAILS):
    """Mail comes in while roles of docket are killed."""
    seed = int(os.environ.get("DOCKET_SEED") or random.randrange(1 << 31))
    rng = random.Random(seed)
    scene.start()
    writers = Writers(scene, random.Random(seed + 1), count)
    try:
        hit = kill_some(scene, rng, roles, kills)
        writers.join()
        each_once(scene, writers.customers)
        wait_until(lambda: drained(scene), 120, "empty queue")
        wait_until(scene.postfix_is_idle, 20, "idle Postfix")
        copies = check_letters(scene, writers.customers)
        scene.docket.ctl("verify")
        true(copies <= hit.count("sender") + hit.count("supervisor"),
             f"{copies} copies of letters, kills: {hit}")
        tell(scene, hit, count, copies)
    except Exception as error:
        raise AssertionError(f"DOCKET_SEED={seed}: {error}") from error


def test_kill_any_role(scene):
    """Twenty kills of any role while mail comes in."""
    storm(scene, ROLES, 20)


def test_kill_everything(scene):
    """As when the power goes: all processes at once, five times."""
    customers = [scene.customer(f"customer{n}") for n in range(15)]
    scene.start()
    for number, customer in enumerate(customers):
        scene.ask(customer, f"Mail {number}")
        if number % 3 == 1:
            time.sleep(0.05 * (number % 5))
            scene.docket.crash()
            scene.docket.launch()
            scene.docket.wait_ready()
    each_once(scene, customers)
    wait_until(lambda: drained(scene), 60, "empty queue")
    wait_until(scene.postfix_is_idle, 20, "idle Postfix")
    copies = check_letters(scene, customers)
    scene.docket.ctl("verify")
    tell(scene, ["supervisor"] * 5, len(customers), copies)


def one_role(scene, role):
    """Kill one role between two mails, when it has nothing to do; it must
    come back without waiting for work."""
    first, second = map(scene.customer, ("first", "second"))
    scene.start()
    scene.open_ticket(first)
    pids = wait_until(lambda: scene.docket.roles()[role], 5, role)
    signal_pid(pids[0], 9)
    wait_until(lambda: pids[0] not in scene.docket.roles()[role], 5,
               f"end of the {role}")

    def is_back():
        return scene.docket.roles()[role]
    if role != "reader":  # which comes back with the next mail
        wait_until(is_back, 10, f"{role} after it was killed")
    scene.open_ticket(second, subject="After the kill")
    wait_until(is_back, 10, f"{role} after the next mail")
    scene.docket.ctl("verify")


def test_kill_fetcher(scene):
    one_role(scene, "fetcher")


def test_kill_mailbox(scene):
    one_role(scene, "mailbox")


def test_kill_reader(scene):
    one_role(scene, "reader")


def test_kill_sender(scene):
    one_role(scene, "sender")


def test_kill_keeper(scene):
    one_role(scene, "keeper")


def test_kill_supervisor(scene):
    """docketd's own death takes all roles along; the next start goes on."""
    carla = scene.customer()
    scene.start()
    scene.docket.kill("supervisor")
    revive(scene)
    scene.open_ticket(carla)


def test_kill_storm_on_letters(scene):
    """Forty kills of sender and mailbox alone: the windows of a letter."""
    storm(scene, ("sender", "mailbox"), 40)


test_kill_storm_on_letters.long = True
