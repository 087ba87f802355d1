# SPDX-License-Identifier: GPL-3.0-or-later
"""The seven things during which everything is made to fail.

prepare() brings a rig to where the scenario begins; run() is what happens
under the fault, with the shim; whatever came of it, a recovery without faults
must lead to what the oracle expects."""

import signal
import time

from process import Trouble, signal_pid
from rig import ALICE, HOME

CARLA = f"carla@{HOME}"


class NewMail:
    """Two mails come in: two tickets, acknowledgements, notices."""

    name = "new"

    @staticmethod
    def prepare(rig):
        rig.once()
        rig.ask(CARLA)
        rig.ask(f"dave@{HOME}")

    @staticmethod
    def run(rig):
        rig.once(shim=True)


class Reply(NewMail):
    """A customer answers the acknowledgement: the agent is told."""

    name = "reply"

    @staticmethod
    def prepare(rig):
        rig.ask(CARLA)
        rig.once()
        rig.reply(rig.letters_to(CARLA)[0], CARLA, ALICE)


class Answer(NewMail):
    """An agent answers a notice: the customer gets it."""

    name = "answer"

    @staticmethod
    def prepare(rig):
        rig.ask(CARLA)
        rig.once()
        rig.reply(rig.letters_to(ALICE)[0], ALICE, CARLA)


class Bounce(NewMail):
    """An answer comes back: it stands on the ticket, the agent is told."""

    name = "bounce"

    @staticmethod
    def prepare(rig):
        Answer.prepare(rig)
        rig.once()
        rig.bounce(rig.letters_to(CARLA)[1], ALICE)


class Burst(NewMail):
    """The relay comes back: eight letters wait, and go as one batch."""

    name = "burst"

    @staticmethod
    def prepare(rig):
        rig.once()
        for name in ("carla", "dave", "erna", "frida"):
            rig.ask(f"{name}@{HOME}")
        rig.use(relays=[rig.relay(port=1)])
        rig.once()
        rig.use(relays=[rig.relay()])
        if rig.sink.letters or len(rig.docket.queue()) != 8:
            raise Trouble(f"not eight letters wait: {rig.docket.queue()}")


class Rotation(NewMail):
    """A new signing key, while an answer under the old one is on its way."""

    name = "rotation"

    @staticmethod
    def prepare(rig):
        Answer.prepare(rig)

    @staticmethod
    def run(rig):
        rig.run(*rig.docketctl("token", "rotate"), shim=True)
        rig.once(shim=True)


class Reload(NewMail):
    """SIGHUP between two mails that a staying docketd reads."""

    name = "reload"

    @staticmethod
    def prepare(rig):
        rig.once()
        rig.kept = [rig.ask(CARLA, place=False),
                    rig.ask(f"dave@{HOME}", place=False)]

    @staticmethod
    def run(rig):
        rig.daemon()
        try:
            Reload.live(rig)
        except Trouble:
            pass  # it was killed, or is still resting: recovery will tell
        finally:
            Reload.end(rig)

    @staticmethod
    def live(rig):
        rig.docket.wait_ready()
        rig.imap.put(rig.kept[0])
        Reload.letters(rig, 2)
        rig.docket.write()
        rig.docket.hangup()
        rig.imap.put(rig.kept[1])
        Reload.letters(rig, 4)

    @staticmethod
    def letters(rig, count):
        """Wait for them, as long as docketd is there and not delayed."""
        end = time.monotonic() + 4
        while len(rig.sink.letters) < count and rig.running() and (
                time.monotonic() < end):
            time.sleep(0.01)

    @staticmethod
    def end(rig):
        if rig.running():
            signal_pid(rig.docket.service.pid, signal.SIGTERM)
        rig.docket.stop(20)
        rig.imap.settle()
        rig.sink.settle()
        # What was not delivered before docketd died is delivered now.
        put = [m.raw for f in rig.imap.box.folders.values() for m in f.mails]
        for raw in rig.kept:
            if raw not in put:
                rig.imap.put(raw)


ALL = (NewMail, Reply, Answer, Bounce, Burst, Reload, Rotation)
