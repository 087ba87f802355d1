# SPDX-License-Identifier: GPL-3.0-or-later
"""A mailbox with an IMAP server in front of it, both within the test.

It does what docketd needs of a server, correctly, and remembers; a test can
put any fault in front of a command.  Mails are kept between sessions, so a
test can look at what a crash has left.
"""

import copy
import re
import socket
import ssl
import threading
import time

from process import wait_until

CAPABILITIES = "IMAP4rev1 SASL-IR AUTH=PLAIN IDLE MOVE UIDPLUS"


class Message:
    """A mail in a folder."""

    def __init__(self, uid, raw, when=None, flags=()):
        self.uid = uid
        self.raw = raw
        self.when = when or time.time()
        self.flags = set(flags)

    def date(self):
        return time.strftime('"%d-%b-%Y %H:%M:%S +0000"',
                             time.gmtime(self.when))


class Folder:
    """Mails by UID, upward."""

    def __init__(self, uidvalidity=1700000001):
        self.uidvalidity = uidvalidity
        self.uidnext = 1
        self.mails = []

    def add(self, raw, when=None):
        self.mails.append(Message(self.uidnext, raw, when))
        self.uidnext += 1
        return self.uidnext - 1

    def find(self, words):
        """The mails of a UID set."""
        found = []
        top = max([m.uid for m in self.mails], default=0)
        for part in words.split(","):
            low, _, high = part.partition(":")
            ends = [top if end == "*" else int(end)
                    for end in (low, high or low)]
            found += [m for m in self.mails
                      if min(ends) <= m.uid <= max(ends)]
        return found


class Box:
    """The mailbox: folders by name.  copy() is what a test begins with."""

    def __init__(self):
        self.folders = {"INBOX": Folder()}

    def copy(self):
        return copy.deepcopy(self)

    def raws(self, name):
        folder = self.folders.get(name)
        return [m.raw for m in folder.mails] if folder else []


class Hang(Exception):
    """The server ends the connection here."""


class Session:
    """One connection.  Commands are methods do_NAME(tag, rest)."""

    def __init__(self, server, connection):
        self.server = server
        self.socket = connection
        self.folder = None
        self.told = 0
        self.buffer = b""

    def say(self, text):
        self.socket.sendall(text.encode("latin-1") + b"\r\n")

    def line(self):
        while b"\n" not in self.buffer:
            more = self.socket.recv(65536)
            if not more:
                raise Hang
            self.buffer += more
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.decode("latin-1").rstrip("\r")

    def talk(self):
        self.say(f"* OK [CAPABILITY {self.server.capabilities}] ready")
        while True:
            tag, _, rest = self.line().partition(" ")
            verb, _, rest = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _, rest = rest.partition(" ")
                verb = "UID_" + verb
            self.server.commands.append(f"{verb} {rest}")
            fault = self.server.fault
            if fault and fault(self, tag, verb.upper(), rest):
                continue
            method = getattr(self, "do_" + verb.upper(), None)
            if not method:
                self.say(f"{tag} BAD what is {verb}?")
                continue
            with self.server.lock:
                method(tag, rest)

    def ok(self, tag, text="done"):
        self.say(f"{tag} OK {text}")

    # Before a folder is selected

    def do_CAPABILITY(self, tag, _):
        self.say(f"* CAPABILITY {self.server.capabilities}")
        self.ok(tag)

    def do_AUTHENTICATE(self, tag, rest):
        if " " not in rest:
            self.say("+ ")
            self.line()
        self.ok(tag, f"[CAPABILITY {self.server.capabilities}] welcome")

    do_LOGIN = do_AUTHENTICATE

    def do_NOOP(self, tag, _):
        self.tell_news()
        self.ok(tag)

    def do_LOGOUT(self, tag, _):
        self.say("* BYE until next time")
        self.ok(tag)
        raise Hang

    def do_LIST(self, tag, _):
        self.say('* LIST (\\Noselect) "/" ""')
        self.ok(tag)

    def named(self, rest):
        return rest.split(" ")[0].strip('"')

    def do_STATUS(self, tag, rest):
        folder = self.server.box.folders.get(self.named(rest))
        if not folder:
            self.say(f"{tag} NO [NONEXISTENT] no such folder")
            return
        self.say(f'* STATUS "{self.named(rest)}" (MESSAGES '
                 f"{len(folder.mails)} UIDNEXT {folder.uidnext} "
                 f"UIDVALIDITY {folder.uidvalidity})")
        self.ok(tag)

    def do_CREATE(self, tag, rest):
        self.server.box.folders.setdefault(self.named(rest), Folder())
        self.ok(tag)

    def do_SELECT(self, tag, rest):
        self.folder = self.server.box.folders.get(self.named(rest))
        if not self.folder:
            self.say(f"{tag} NO [NONEXISTENT] no such folder")
            return
        self.told = len(self.folder.mails)
        self.say("* FLAGS (\\Seen \\Deleted \\Answered)")
        self.say("* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] kept")
        self.say(f"* {self.told} EXISTS")
        self.say("* 0 RECENT")
        self.say(f"* OK [UIDVALIDITY {self.folder.uidvalidity}] fine")
        self.say(f"* OK [UIDNEXT {self.folder.uidnext}] next")
        self.ok(tag, "[READ-WRITE] selected")

    do_EXAMINE = do_SELECT

    def do_APPEND(self, tag, rest):
        folder = self.server.box.folders.get(self.named(rest))
        if folder is None:
            self.say(f"{tag} NO [TRYCREATE] no such folder")
            return
        size = int(rest.rpartition("{")[2].rstrip("}"))
        self.say("+ go ahead")
        while len(self.buffer) < size + 2:
            more = self.socket.recv(65536)
            if not more:
                raise Hang
            self.buffer += more
        folder.add(self.buffer[:size])
        self.buffer = self.buffer[size + 2:]
        self.ok(tag)

    # In it

    def tell_news(self):
        if self.folder and len(self.folder.mails) != self.told:
            self.told = len(self.folder.mails)
            self.say(f"* {self.told} EXISTS")

    def do_UID_SEARCH(self, tag, rest):
        words = rest.split(" ")
        mails = self.folder.mails
        low, _, high = words[0].partition(":")
        if low.isdigit():
            mails = mails[int(low) - 1:int(high or low)]
        if "UID" in words:
            wanted = self.folder.find(words[words.index("UID") + 1])
            mails = [m for m in mails if m in wanted]
        if "UNKEYWORD" in words:
            word = words[words.index("UNKEYWORD") + 1].lower()
            mails = [m for m in mails if word not in m.flags]
        if "UNSEEN" in words:
            mails = [m for m in mails if "\\seen" not in m.flags]
        self.say("* SEARCH" + "".join(f" {m.uid}" for m in mails))
        self.ok(tag)

    def do_UID_FETCH(self, tag, rest):
        words, _, items = rest.partition(" ")
        for mail in self.folder.find(words):
            number = self.folder.mails.index(mail) + 1
            parts = [f"UID {mail.uid}"]
            if "INTERNALDATE" in items:
                parts.append(f"INTERNALDATE {mail.date()}")
            if "FLAGS" in items:
                parts.append(f"FLAGS ({' '.join(sorted(mail.flags))})")
            if "RFC822.SIZE" in items:
                parts.append(f"RFC822.SIZE {len(mail.raw)}")
            text = f"* {number} FETCH (" + " ".join(parts)
            raw = b")\r\n"
            body = re.search(r"BODY\.PEEK\[(\w*)\]", items)
            if body:
                content = mail.raw
                if body.group(1) == "HEADER":
                    content = content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
                text += f" BODY[{body.group(1)}] {{{len(content)}}}\r\n"
                raw = content + raw
            self.socket.sendall(text.encode("latin-1") + raw)
        self.ok(tag)

    def do_UID_STORE(self, tag, rest):
        words, _, items = rest.partition(" ")
        flags = items.partition("(")[2].rstrip(")").lower().split()
        for mail in self.folder.find(words):
            mail.flags |= set(flags)
        self.ok(tag)

    def do_UID_MOVE(self, tag, rest):
        words, _, name = rest.partition(" ")
        target = self.server.box.folders.get(self.named(name))
        if target is None:
            self.say(f"{tag} NO [TRYCREATE] no such folder")
            return
        for mail in self.folder.find(words):
            number = self.folder.mails.index(mail) + 1
            target.add(mail.raw, mail.when)
            self.folder.mails.remove(mail)
            self.told -= 1
            self.say(f"* {number} EXPUNGE")
        self.ok(tag)

    def do_IDLE(self, tag, _):
        self.say("+ idling")
        self.server.lock.release()
        try:
            self.socket.settimeout(0.02)
            while True:
                try:
                    word = self.line()
                    break
                except TimeoutError:
                    with self.server.lock:
                        self.tell_news()
        finally:
            self.socket.settimeout(None)
            self.server.lock.acquire()
        self.ok(tag, f"end of {word}")


class ImapServer:
    """Serves a Box.  fault(session, tag, verb, rest) is asked before each
    command; when it returns true it has answered itself."""

    def __init__(self, box=None):
        self.box = box or Box()
        self.capabilities = CAPABILITIES
        self.fault = self.tls = None
        self.commands = []
        self.open = 0
        self.lock = threading.RLock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        try:
            while True:
                connection, _ = self.listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP,
                                      socket.TCP_NODELAY, 1)
                with self.lock:
                    self.open += 1
                threading.Thread(target=self.serve, args=(connection,),
                                 daemon=True).start()
        except OSError:
            pass

    def serve(self, connection):
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection,
                                                  server_side=True)
            Session(self, connection).talk()
        except (Hang, OSError, ValueError):
            pass
        finally:
            connection.close()
            with self.lock:
                self.open -= 1

    def secure(self, pair):
        """TLS from the first octet on, with that certificate."""
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(pair.certificate, pair.key)

    def settle(self):
        """Wait until what came from a client that is dead has been done."""
        wait_until(lambda: self.open == 0, 10, "end of the IMAP sessions")

    def release(self):
        """All of the quarantine into the inbox; how many."""
        raws = self.box.raws("docket-quarantine")
        self.box.folders["docket-quarantine"] = Folder()
        for raw in raws:
            self.put(raw)
        return len(raws)

    def put(self, raw, when=None):
        """A mail arrives; its UID."""
        with self.lock:
            return self.box.folders["INBOX"].add(raw, when)

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
