#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, shown step by step to somebody who sees docket for the first
time.  Run by contrib/try, which builds docket before.

Every mail is printed as a mail client would show it and is left as a file.
What is claimed on the way is checked, so the story cannot go wrong unseen.
"""

import argparse
import os
import shutil
import signal
import sys
import textwrap
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import mails  # noqa: E402
from docket import SOURCE, program  # noqa: E402
from process import Trouble, members  # noqa: E402
from scene import Scene, contains, equal, lacks, true  # noqa: E402
from servers import MailServers  # noqa: E402

FIELDS = ("From", "To", "Reply-To", "Subject", "In-Reply-To",
          "Auto-Submitted")
TRUST = ("Authentication-Results",)
ARTICLES = os.path.join(SOURCE, "conf", "help")
WIDTH = 78
INSIDE = 76  # of a frame around a mail: what people wrap their lines at


class Printer:
    """Prints steps and mails, and files every mail that it shows."""

    def __init__(self, folder):
        self.folder = folder
        self.steps = self.mails = 0
        self.bold = sys.stdout.isatty()
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)

    def step(self, text):
        self.steps += 1
        on, off = ("\033[1m", "\033[0m") if self.bold else ("", "")
        print(f"\n{on}{self.steps}. {text}{off}\n", flush=True)

    @staticmethod
    def say(text):
        print(textwrap.fill(text, WIDTH, break_long_words=False,
                            break_on_hyphens=False), flush=True)

    @staticmethod
    def block(text):
        for line in text.splitlines():
            print(f"  | {line}".rstrip())
        print(flush=True)

    def file(self, name, mail):
        """Keep the mail's bytes; returns the name of the file."""
        self.mails += 1
        name = f"{self.mails:02}-{name}.eml"
        with open(os.path.join(self.folder, name), "wb") as f:
            f.write(mail.raw)
        return name

    def mail(self, name, mail, fields=FIELDS):
        """Show a mail: the fields that matter, the text, the files."""
        print(f"  ,-- {self.file(name, mail)}")
        for field in fields:
            for value in mail.get_all(field):
                text = f"{field}: {' '.join(str(value).split())}"
                self.rows(text, "          ")
        print("  |")
        for line in readable(mail).splitlines():
            self.rows(line.rstrip(), "")
        for file_name, data in mail.attachments():
            print(f"  | [{file_name}, {len(data)} bytes]")
        print("  `--\n", flush=True)

    @staticmethod
    def rows(text, indent):
        for row in textwrap.wrap(text, INSIDE, subsequent_indent=indent,
                                 break_long_words=False,
                                 break_on_hyphens=False) or [""]:
            print(f"  | {row}".rstrip())


def readable(mail):
    """The text; of an HTML mail the source, which is what arrived."""
    return mail.text().strip()


class Story:
    """Four customers, one agent, one desk."""

    def __init__(self, servers, printer):
        self.servers = servers
        self.printer = printer
        folder = os.path.join(servers.folder, "docket")
        self.scene = Scene(servers, folder, "example.com", "example.org")
        self.carla = self.scene.customer("carla")
        self.juergen = self.scene.customer("juergen")
        self.chris = self.scene.customer("chris")
        self.nina = self.scene.customer("nina")
        self.questions = "support+questions@example.com"
        self.verify = "support+verify@example.com"
        self.scene.docket.settings["desk"]["verify_address"] = self.verify

    # The steps, in their order

    def servers_and_desk(self, took):
        p = self.printer
        p.step("A desk on two real mail servers")
        p.say("A private Dovecot and a private Postfix run on free ports of "
              f"this machine, with a scratch certificate (started in "
              f"{took:.1f} s). The system's own mail services are not "
              "touched. docketd reads support@example.com over IMAPS and "
              "sends through the submission port; it runs as these "
              "processes, and starts a sandboxed reader with the first mail:")
        print()
        began = time.monotonic()
        self.scene.start(queues=[
            {"name": "support", "hours": ["always"],
             "promise": ["first 4h"], "survey": True},
            {"name": "questions", "addresses": [self.questions],
             "promise": ["first 4h"], "first_answer": True,
             "first_answer_wait": 15}])
        self.scene.docket.ctl("help", "import", ARTICLES)
        roles = self.scene.docket.roles()
        rows = [f"{role:8} {', '.join(map(str, pids))}"
                for role, pids in roles.items() if pids]
        p.block("\n".join(["docketd  "
                           f"{self.scene.docket.service.pid}", *rows]))
        p.say(f"docketd was ready after {time.monotonic() - began:.1f} s.")

    def three_mails(self):
        p, scene = self.printer, self.scene
        p.step("Three customers write to support@example.com")
        p.say("Their mail servers hand the mails to ours by SMTP. Carla asks "
              "in plain text, Jürgen in German with HTML only, Chris with a "
              "screenshot and an invoice.")
        print()
        began = time.monotonic()
        # One after the other, so that the story always has the same numbers.
        scene.ask(self.carla, "Blades for my skates",
                  "Hello,\n\ndo you also sharpen blades? And what is the "
                  "price?\n\nCarla\n")
        scene.docket.wait_tickets(1)
        scene.write(self.juergen,
                    mails.german_html(self.juergen, scene.support))
        scene.docket.wait_tickets(2)
        scene.write(self.chris, mails.with_files(
            self.chris, scene.support, "Error on your order page",
            "Hi,\n\nyour shop shows a red box when I pay (see the picture). "
            "The invoice\nis attached too.\n\nChris\n", "Chris Customer"))
        scene.docket.wait_tickets(3)
        took = time.monotonic() - began
        scene.wait_inbox_empty()
        done = self.servers.wait_count(scene.support, 3, folder="docket-done")
        p.say(f"All three are tickets {took:.1f} s later, and docket has "
              "moved the mails to the folder docket-done. What the border "
              "server found out about their senders stands on top of each:")
        print()
        for mail in done:
            who = str(mail["From"].addresses[0].username)
            p.mail(f"{who}-asks", mail, TRUST + FIELDS)

    def acknowledgements(self):
        p = self.printer
        p.step("Each customer has an acknowledgement")
        letters = [self.servers.wait_mail(who)
                   for who in (self.carla, self.juergen, self.chris)]
        p.say("This is Carla's. The queue promises a first answer within four "
              "hours, and the letter names the instant, in the customer's "
              "language and time zone. It goes out with a null envelope "
              "sender, and its Reply-To address opens her ticket for her "
              "alone.")
        print()
        p.mail("acknowledgement-carla", letters[0],
               FIELDS + ("X-Auto-Response-Suppress", "Return-Path"))
        p.file("acknowledgement-juergen", letters[1])
        p.file("acknowledgement-chris", letters[2])
        for mail, words in zip(letters, (
                "You will have our answer by", "Sie erhalten unsere Antwort",
                "You will have our answer by")):
            contains(" ".join(mail.text().split()), words, "the promise")
            equal(mail["Return-Path"], "<>", "envelope sender")

    def notice(self):
        """What the agent sees of Chris's mail; returns it."""
        p = self.printer
        p.step("Alice, an agent, has a notice of each in her mailbox")
        notices = self.servers.wait_count(self.scene.alice, 3)
        carla, juergen, notice = (
            next(m for m in notices if f"#{number}]" in m["Subject"])
            for number in (1, 2, 3))
        p.file("what-alice-sees-carla", carla)
        p.say("HTML has become text:")
        print()
        p.mail("what-alice-sees-juergen", juergen)
        contains(juergen.text(), "Größe 38", "the text made of HTML")
        p.say("Files come along:")
        print()
        p.mail("what-alice-sees-chris", notice)
        equal(dict(notice.attachments()),
              {name: data for name, _, data in mails.FILES}, "attachments")
        p.say("Picture and invoice are byte for byte what Chris sent.")
        return notice

    def answer(self, notice):
        p, scene = self.printer, self.scene
        p.step("Alice answers with an ordinary mail client")
        p.say("She presses Reply and writes above the quoted notice; her "
              "client logs in at the submission port. Postfix writes down "
              "who logged in, and that is what docket believes:")
        print()
        scene.answer(scene.alice, notice,
                     "Hi Chris,\n\nthank you for the picture. The order page "
                     "works again, please\ntry once more.", "thunderbird")
        mail = self.servers.wait_mail(
            scene.support, lambda m: m["In-Reply-To"] == notice["Message-ID"],
            folder="docket-done", what="Alice's answer")
        stamp = next(r for r in mail.get_all("Received")
                     if "Authenticated sender" in r)
        p.block("Received: " + stamp.replace("\t", "\n        ")
                .replace("\r\n", ""))
        p.file("alice-answers", mail)

    def customer_gets(self):
        """What Chris gets; returns it."""
        p, scene = self.printer, self.scene
        p.step("Chris gets the answer from the desk")
        answer = self.servers.wait_count(self.chris, 2)[1]
        p.mail("what-chris-gets", answer, FIELDS + ("Return-Path",))
        contains(answer.text(), "works again", "the answer")
        lacks(answer.raw.decode("ascii"), scene.alice, "the answer")
        p.say("Alice's address occurs nowhere in it, nor does any word of "
              "the notice.")
        return answer

    def really_you(self, answer):
        """Chris asks whether that answer was genuine; no ticket."""
        p, scene = self.printer, self.scene
        p.step("Is it really you? Chris forwards the answer to "
               + self.verify)
        p.say("He forwards it as an attachment. docket looks into the log of "
              "what it has sent, and compares every octet:")
        print()
        scene.write(self.chris, mails.attached(
            self.chris, self.verify, "Really?",
            "Hello, is this mail really from you?", answer.raw), self.verify)
        verdict = self.servers.wait_mail(
            self.chris, lambda m: "Genuine" in m.text(), what="the verdict")
        p.mail("really-you", verdict)
        equal(len(scene.docket.tickets()), 3, "tickets")

    def customer_replies(self, answer):
        p, scene = self.printer, self.scene
        p.step("Chris replies, and it lands on the same ticket")
        number = next(t["number"] for t in scene.docket.tickets()
                      if t["requester"] == self.chris)
        scene.write(self.chris, mails.reply(
            answer, self.chris, "Now it works. What was it?", "Chris Customer",
            "apple"), str(answer["Reply-To"]))
        entries = scene.docket.wait_entries(number, 3)
        contains(entries[2]["text"], "Now it works", "the reply")
        equal(len(scene.docket.tickets()), 3, "tickets")
        notice = self.servers.wait_count(scene.alice, 4)[3]
        scene.wait_inbox_empty()
        p.file("chris-replies", self.servers.mailbox(
            scene.support, "docket-done")[-1])
        p.say("Alice is told:")
        print()
        p.mail("what-alice-sees-then", notice)
        return number

    def rating(self, number):
        """The agent solves it by a command, which is carried out and cut
        off, and the customer says how that was."""
        p, scene = self.printer, self.scene
        p.step("Alice solves the ticket by a command, and Chris says how that "
               "was")
        p.say("Lines at the top that begin with # are for docket: it marks "
              "the ticket and sets its status, and Chris gets what stands "
              "below them. This is what she writes:")
        print()
        words = "#tag +shop\n#solved\nA full disk. It cannot happen again."
        p.block(words)
        notice = self.servers.wait_count(scene.alice, 4)[3]
        scene.answer(scene.alice, notice, words, "gmail")
        letter = self.servers.wait_count(self.chris, 3)[2]
        lacks(letter.text(), "#", "the answer")
        p.say("And this is what Chris gets:")
        print()
        p.mail("what-chris-is-asked", letter)
        best = mails.offers(letter)[5]
        p.say("Chris presses the first line and sends the empty mail that "
              "opens. It votes, and opens nothing again:")
        print()
        scene.write(self.chris, mails.plain(self.chris, best, "5/5", ""), best)
        scene.docket.wait_entries(number, 5)
        equal(scene.docket.ticket(number)["status"], "solved", "status")
        p.block(f"To: {best}\nSubject: 5/5")

    def first_answer(self):
        """Nina's question is answered by an article; no agent is needed."""
        p, scene = self.printer, self.scene
        p.step("Nina asks what a help article answers")
        p.say("She writes to support+questions@example.com, a queue with "
              "first_answer; the articles of conf/help have been imported "
              "(docketctl help import). Her ticket is in the queue at once, and its promise "
              "runs; but agents are told only after 15 minutes, by "
              "first_answer_wait:")
        print()
        before = len(self.servers.mailbox(scene.alice))
        ident = mails.new_id(self.nina)
        scene.write(self.nina, mails.plain(
            self.nina, self.questions, "Withdrawal",
            "Hello, how long does a withdrawal take?\n", ident=ident),
            self.questions)
        letter = self.servers.wait_mail(
            self.nina, lambda m: m["In-Reply-To"] == ident,
            what="the first answer")
        p.mail("an-article-answers", letter)
        contains(letter.text(), "* Withdrawals", "the article")
        number = scene.docket.wait_tickets(4)[-1]["number"]
        p.say("That was it. She replies with the one word that the letter "
              "names, and the ticket is solved; nobody was disturbed:")
        print()
        scene.write(self.nina, mails.reply(letter, self.nina, "solved"),
                    str(letter["Reply-To"]))
        scene.docket.wait_entries(number, 2)
        scene.wait_inbox_empty()
        equal(len(self.servers.mailbox(scene.alice)), before, "notices")
        ticket = scene.docket.ticket(number)
        equal(ticket["status"], "solved", "status")
        p.block(f"ticket {number}: {ticket['status']}, tags "
                f"{', '.join(ticket['tags'])}")

    def operator(self, number):
        p, scene = self.printer, self.scene
        p.step("What the operator sees")
        ticket = scene.docket.ticket(number)
        equal((ticket["status"], ticket["tags"]), ("solved", ["shop"]),
              "the ticket")
        for arguments in (["list"], ["show", number],
                          ["show", number, "--audit"], ["stats"], ["verify"]):
            print("  $ docketctl", *arguments)
            result = scene.docket.ctl(*arguments)
            p.block(result.out + result.err)

    def tell(self, took):
        self.servers_and_desk(took)
        self.three_mails()
        self.acknowledgements()
        self.answer(self.notice())
        answer = self.customer_gets()
        number = self.customer_replies(answer)
        self.rating(number)
        self.really_you(answer)
        self.first_answer()
        self.operator(number)


def connect_help(servers, printer, scene):
    """How to join in with a mail client, and what to try."""
    printer.step("Join in with a mail client of your own")
    print(f"  IMAP  localhost  port {servers.ports['imaps']}  SSL/TLS\n"
          f"  SMTP  localhost  port {servers.ports['submission']}  STARTTLS\n"
          f"  authority to trust: {servers.ca}\n\n"
          "  user name and address    password")
    for address, password in servers.passwords.items():
        print(f"  {address:24} {password}")
    print(f"\n  mailboxes as files: {servers.dovecot.mail}\n"
          f"  docket.conf: {scene.docket.path}\n"
          f"  docketd's log: {scene.docket.log_path}\n"
          f"  {program('docketctl')} -c {scene.docket.path} list\n")
    printer.say("Write to support@example.com as a customer, answer as "
                "alice@example.com. Ctrl-C ends everything.")


def wait_for_the_end():
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        print("\nending", flush=True)


class PlainPasswords(MailServers):
    """Passwords that one can type; the servers listen on loopback only."""

    def add_user(self, address, password=None):
        name = address.partition("@")[0]
        return super().add_user(address, password or f"{name}-tries")


def run_story(servers, printer, took, keep):
    story = Story(servers, printer)
    try:
        story.tell(took)
        if keep:
            connect_help(servers, printer, story.scene)
            wait_for_the_end()
    except Exception:
        print("\nThe end of docketd's log:")
        printer.block("\n".join(story.scene.docket.log().splitlines()[-15:]))
        raise
    finally:
        story.scene.close()


def walk(options):
    began = time.monotonic()
    printer = Printer(os.path.abspath(options.mails))
    with PlainPasswords() as servers:
        sessions = [servers.dovecot.service.pid, servers.postfix.service.pid]
        run_story(servers, printer, time.monotonic() - began, options.keep)
    printer.step("The end")
    true(not any(map(members, sessions)), "a server process is left")
    printer.say("docketd and both servers have ended, and no process is "
                f"left. The {printer.mails} mails lie as files in "
                f"{printer.folder}")
    if not options.keep:
        print(f"\nIt took {time.monotonic() - began:.1f} s. With --keep the "
              "servers stay, for a mail client of yours.")


def main():
    parser = argparse.ArgumentParser(prog="contrib/try", description=(
        "docket's main job on private mail servers, step by step."))
    parser.add_argument("--keep", action="store_true", help="leave the "
                        "servers up for a mail client, until Ctrl-C")
    parser.add_argument("--mails", default="try-mails", metavar="FOLDER",
                        help="where to leave the mails as files; emptied "
                        "at the start")
    options = parser.parse_args()

    def terminated(*unused):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, terminated)
    signal.signal(signal.SIGHUP, terminated)
    try:
        walk(options)
    except (Trouble, AssertionError) as error:
        sys.exit(f"contrib/try: {error}")
    except KeyboardInterrupt:
        print("\nended", flush=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
