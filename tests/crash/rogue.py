# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that misbehave: mailboxes put back from a backup, marks refused,
answers that lie, never end or stop half way.  Each fault is met once or for a
while; then the server behaves, and nothing is lost or doubled."""

import os
import resource

from imapbox import CAPABILITIES, Folder, Hang
from oracle import Wrong
from rig import HOME
from scene import equal, true

RSS_MAX = 256 << 10  # KiB, of any role


def desk(lab, mark="move"):
    rig = lab.rig()
    rig.use(accounts=[rig.account(mark=mark)])
    return rig


def unmarked(rig):
    return [mail.uid for mail in rig.imap.box.folders["INBOX"].mails
            if "docket-done" not in mail.flags]


def whole(rig):
    """As check_all(), where a mail may lie in the done folder twice: that
    was the server's doing."""
    rig.ctl("verify")
    tickets = rig.tickets()
    rig.oracle.stored(rig.entries(tickets))
    equal(unmarked(rig), [], "mails in the inbox without a mark")
    return rig.oracle.sent(rig.sink.letters)


# Mailboxes that are not what they were

def put_back(rig, raws, uidnext):
    """The mailbox as an older backup knew it: these mails, UIDs from 1."""
    inbox = rig.imap.box.folders["INBOX"] = Folder()
    for raw in raws:
        inbox.add(raw)
    inbox.uidnext = max(inbox.uidnext, uidnext)


def uids_used_again(lab, mark):
    """New mails under UIDs that were read before; UIDNEXT has long passed
    the watermark."""
    rig = desk(lab, mark)
    old = [rig.ask(f"customer{n}@{HOME}") for n in range(4)]
    rig.once()
    new = [rig.ask(f"later{n}@{HOME}", place=False) for n in range(5)]
    put_back(rig, [new[0], old[1], new[1], new[2], old[3], new[3], new[4]], 0)
    rig.recover()
    whole(rig)
    return "5 new mails under old UIDs found, 2 old ones known again"


def used_again_while_unmarked(lab, mark):
    """docketd dies between commit and mark; then the mailbox is put back,
    and another mail bears the UID that was to be marked."""
    rig = desk(lab, mark)
    rig.once()
    rig.imap.fault = lambda session, tag, verb, rest: hang_at(
        verb, "UID_MOVE", "UID_STORE")
    rig.ask(f"first@{HOME}")
    rig.once()
    equal(len(rig.tickets()), 1, "tickets before the mark")
    rig.imap.fault = None
    put_back(rig, [rig.ask(f"second@{HOME}", place=False)], 0)
    rig.recover()
    whole(rig)
    return "not marked unread"


def hang_at(verb, *verbs):
    if verb in verbs:
        raise Hang
    return False


def uidnext_backwards(lab):
    rig = desk(lab)
    old = [rig.ask(f"customer{n}@{HOME}") for n in range(6)]
    rig.once()
    put_back(rig, [old[2], rig.ask(f"new@{HOME}", place=False)], 0)
    rig.recover()
    whole(rig)
    return "1 new mail found, 1 old one known again"


def uidvalidity_changes(lab):
    count = 2000 if lab.long else 100
    rig = desk(lab, "keyword")
    rig.without_agents()
    old = [rig.ask("carla@" + HOME, verdict="fail") for _ in range(count)]
    rig.recover()
    inbox = rig.imap.box.folders["INBOX"] = Folder(1700000002)
    for raw in old:
        inbox.add(raw)
    for n in range(5):
        rig.ask(f"new{n}@{HOME}", verdict="fail")
    rig.recover()
    whole(rig)
    return f"{count} old mails known again, 5 new ones taken in"


def mailbox_put_back(lab):
    """All that was moved is back where it was."""
    rig = desk(lab)
    old = [rig.ask(f"customer{n}@{HOME}") for n in range(5)]
    rig.once()
    put_back(rig, old, 0)
    rig.recover()
    whole(rig)
    return "5 mails known again, none doubled"


# Marks

def refuse(session, tag, verb):
    if verb in ("UID_MOVE", "UID_STORE"):
        session.say(f"{tag} NO not today")
        return True
    return False


def archive_size(rig):
    folder = os.path.join(rig.docket.state, "archive")
    return sum(os.path.getsize(os.path.join(folder, name))
               for name in os.listdir(folder))


def marks_refused(lab, mark):
    """The server takes no mark for a thousand sessions: no copy piles up,
    here or there."""
    rig = desk(lab, mark)
    rig.ask(f"carla@{HOME}")
    rig.imap.fault = lambda session, tag, verb, rest: refuse(
        session, tag, verb)
    rig.once()
    rig.imap.commands.clear()  # its claim was added
    size = archive_size(rig)
    cycles = 1000 if lab.long else 10
    for _ in range(cycles):
        rig.once()
    equal(archive_size(rig), size, "octets in the archive")
    equal(len(rig.tickets()), 1, "tickets")
    true(not any(word.split(" ")[0] in ("UID_COPY", "COPY", "UID_EXPUNGE",
                                        "EXPUNGE", "APPEND")
                 for word in rig.imap.commands), "copies on the server")
    rig.imap.fault = None
    rig.recover()
    whole(rig)
    return f"{cycles} sessions refused, no copy anywhere"


def told_together(lab):
    """A mail a commit: the server is told of many at once all the same."""
    rig = desk(lab)
    rig.use(accounts=[rig.account(batch_mails=1)])
    count = 40
    for n in range(count):
        rig.ask(f"customer{n}@{HOME}")
    rig.once()
    told = [word for word in rig.imap.commands
            if word.startswith("UID_MOVE")]
    true(0 < len(told) < count / 2, f"{len(told)} times")
    rig.recover()
    whole(rig)
    return f"{count} mails, told of {len(told)} times"


def no_move(lab):
    rig = desk(lab)
    rig.imap.capabilities = CAPABILITIES.replace(" MOVE", "")
    for n in range(3):
        rig.ask(f"customer{n}@{HOME}")
    rig.recover()
    whole(rig)
    equal(len(rig.imap.box.folders["INBOX"].mails), 3, "mails in the inbox")
    return "marked by keyword instead"


# Answers that lie

def flood(session, unit, count):
    block = unit * 1000
    for _ in range(count // 1000):
        session.socket.sendall(block)


SEARCH, FETCH = "UID_SEARCH", "UID_FETCH"
CLAIMS = "docket-claim"
LIES = {
    "bye_at_select": ("SELECT", b"* BYE not now\r\n"),
    "bye_at_search": (SEARCH, b"* BYE not now\r\n"),
    "bye_at_fetch": (FETCH, b"* BYE not now\r\n"),
    "bye_at_move": ("UID_MOVE", b"* BYE not now\r\n"),
    "wrong_tag": (SEARCH, b"zzz OK done\r\n"),
    "no_tag": (SEARCH, b"\r\n\r\n"),
    "literal_of_3_gb": (FETCH, b"* 1 FETCH (UID 1 BODY[] {3221225472}\r\nx"),
    "literal_too_large": (FETCH, b"* 1 FETCH (UID 1 BODY[] {99999999999999}"
                          b"\r\n"),
    "literal_negative": (FETCH, b"* 1 FETCH (UID 1 BODY[] {-1}\r\nx)\r\n"),
    "literal_wraps": (FETCH, b"* 1 FETCH (UID 1 BODY[] {4294967297}\r\nx)"),
    "literal_half": (FETCH, b"* 1 FETCH (UID 1 BODY[] {5000}\r\nFrom: x"),
    "literal_short": (FETCH, b"* 1 FETCH (UID 1 BODY[] {4}\r\nFrom: x)\r\n"),
    "uid_zero": (FETCH, b"* 1 FETCH (UID 0 RFC822.SIZE 5)\r\n"),
    "uid_of_another": (FETCH, b"* 1 FETCH (UID 77 BODY[] {1}\r\nx)\r\n"),
    "search_zero": (SEARCH, b"* SEARCH 0 4294967295 4294967296\r\n"),
    "exists_shrinks": (SEARCH, b"* 0 EXISTS\r\n* SEARCH 1\r\n"),
    "exists_huge": ("SELECT", b"* 4294967295 EXISTS\r\n"),
    "deep_lists": (FETCH, b"* 1 FETCH " + b"(" * 100000 + b"\r\n"),
    "nul_octets": (SEARCH, b"* SEARCH \0\0\0\r\n"),
    "eight_bit": (SEARCH, b"* \xff\xfe\xfd\r\n"),
    "permanentflags": ("SELECT", b"* OK [PERMANENTFLAGS (% x)] kept\r\n"),
    "uidnext_most": ("SELECT", b"* OK [UIDNEXT 4294967295] next\r\n"),
}
FLOODS = {
    "endless_line": (SEARCH, b"x" * 100, 2000000),
    "endless_search": (SEARCH, b" 12345678", 2000000),
    "million_untagged": (SEARCH, b"* 5 EXISTS\r\n", 1000000),
    "million_unknown": (FETCH, b"* X-NOTHING\r\n", 1000000),
}


class Once:
    """Tells its lie at the first command of that name in a folder, or that
    opens it, then hangs up."""

    def __init__(self, verb, lie, place="INBOX"):
        self.verb = verb
        self.lie = lie
        self.folder = place
        self.told = False

    def here(self, session, rest):
        folders = session.server.box.folders
        return session.named(rest) == self.folder or (
            session.folder and session.folder is folders.get(self.folder))

    def __call__(self, session, tag, verb, rest):
        if self.told or verb != self.verb or not self.here(session, rest):
            return False
        self.told = True
        self.lie(session)
        raise Hang


def met(rig, fault, name):
    """docketd meets the fault, then a server that behaves."""
    rig.imap.fault = fault
    rig.shim.set()
    rig.shim.put("speed", 16)
    code, out = rig.once(shim=True)
    if "signal=" in out:
        raise Wrong(f"{name}: a role died: {out[-600:]}")
    true(fault.told, f"{name} was not told")
    rig.imap.fault = None
    return code


def lies(lab):
    """Each lie, in the middle of two mails."""
    rig = desk(lab)
    rig.once()
    for name, (verb, octets) in LIES.items():
        for n in range(2):
            rig.ask(f"{name.replace('_', '-')}{n}@{HOME}", verdict="fail")
        def lie(session, octets=octets):
            session.socket.sendall(octets)
        met(rig, Once(verb, lie), name)
        if verb in (SEARCH, FETCH):
            met(rig, Once(verb, lie, CLAIMS), name)
    rig.recover()
    rig.check_all()
    return f"{len(LIES)} lies, {rss() >> 10} MiB at most"


def rss():
    """The most that any ended process had, in KiB."""
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    true(most < RSS_MAX, f"{most} KiB of memory")
    return most


def floods(lab):
    rig = desk(lab)
    rig.once()
    for name, (verb, unit, count) in FLOODS.items():
        rig.ask(f"{name.replace('_', '-')}@{HOME}", verdict="fail")
        count //= 1 if lab.long else 10
        met(rig, Once(verb, lambda s, u=unit, c=count: quietly(s, u, c)),
            name)
    rig.recover()
    rig.check_all()
    return f"{len(FLOODS)} floods, {rss() >> 10} MiB at most"


def quietly(session, unit, count):
    """The client may hang up under a flood."""
    try:
        flood(session, unit, count)
    except OSError:
        pass


# Relays

def at(verb, reply):
    """This reply to that verb."""
    return lambda session, got, rest: reply if got == verb else None


REPLIES = {f"{code}_{verb.lower()}": at(verb, f"{code} {words}")
           for verb in ("GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA",
                        ".")
           for code, words in ((421, "4.3.2 going down"),
                               (451, "4.3.0 greylisted"))}
REPLIES |= {
    "auth_wrong": at("AUTH", "535 5.7.8 wrong password"),
    "relay_denied": at("RCPT", "554 5.7.1 relay access denied"),
    "not_logged_in": at("MAIL", "530 5.7.0 authentication required"),
    "million_lines": at("EHLO", "\r\n".join(["250-x"] * 100000) +
                        "\r\n250 x"),
    "endless_line": at("EHLO", "250 " + "x" * 1000000),
    "no_code": at("MAIL", "hello there"),
    "half_code": at("MAIL", "25"),
    "code_999": at("MAIL", "999 what"),
    "code_000": at("MAIL", "000 what"),
    "eight_bit": at("MAIL", "250 \xff\xfe\xfd"),
    "nul_octets": at("MAIL", "250 \0\0"),
    "escapes": at("MAIL", "451 \x1b[2J\x07"),
    "two_answers": at("MAIL", "250 ok\r\n250 ok\r\n451 and more"),
    "early_250": at("DATA", "250 taken already"),
    "go_ahead_twice": at("DATA", "354 go\r\n354 go"),
    "mixed_codes": at("EHLO", "250-a\r\n350 b"),
    "silence_then_end": at("GREETING", ""),
}


def replies(lab):
    """Each reply for one run; then the relay behaves.  A letter that was
    answered with 250 in the middle of nonsense may go out twice: it must not
    get lost."""
    rig = desk(lab)
    rig.once()
    names = list(REPLIES)
    for name in names if lab.long else lab.some(names, 14):
        rig.ask(f"{name.replace('_', '-').replace('.', 'dot')}@{HOME}",
                verdict="fail")
        rig.sink.fault = REPLIES[name]
        rig.shim.set()
        rig.shim.put("speed", 16)
        _, out = rig.once(shim=True)
        if "signal=" in out:
            raise Wrong(f"{name}: a role died: {out[-600:]}")
        rig.sink.fault = None
        rig.recover()
        try:
            rig.check_all()
        except Exception as error:
            raise Wrong(f"{name}: {error}") from error
    states = {letter["state"] for ticket in rig.tickets()
              for letter in ticket["letters"]}
    equal(states, {"sent"}, "states of the letters")
    return f"{len(names)} replies, {rss() >> 10} MiB at most"


def tests():
    for mark in ("move", "keyword"):
        yield (f"uids_used_again_{mark}",
               lambda lab, m=mark: uids_used_again(lab, m))
        yield (f"used_again_while_unmarked_{mark}",
               lambda lab, m=mark: used_again_while_unmarked(lab, m))
        yield (f"marks_refused_{mark}",
               lambda lab, m=mark: marks_refused(lab, m))
    for test in (uidnext_backwards, uidvalidity_changes, mailbox_put_back,
                 told_together, no_move, lies, floods, replies):
        yield test.__name__, test
