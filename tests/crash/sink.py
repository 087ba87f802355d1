# SPDX-License-Identifier: GPL-3.0-or-later
"""An SMTP server within the test that keeps every letter it has taken.

A letter counts as taken when its final dot is here, whether or not the
answer to it can still be said: that is how other servers do it.
"""

import socket
import ssl
import threading

from process import wait_until


class Letter:
    """What came: the envelope's recipient, and the octets."""

    def __init__(self, sender, to, raw):
        self.sender = sender
        self.to = to
        self.raw = raw


class Gone(Exception):
    """The connection ends here."""


class Session:
    """One connection.  `transaction` is (sender, recipient)."""

    def __init__(self, sink, connection):
        self.sink = sink
        self.socket = connection
        self.buffer = b""
        self.sender = self.to = ""

    def say(self, text):
        self.socket.sendall(text.encode("latin-1") + b"\r\n")

    def fill(self):
        more = self.socket.recv(262144)
        if not more:
            raise Gone
        self.buffer += more

    def line(self):
        while b"\n" not in self.buffer:
            self.fill()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.decode("latin-1").rstrip("\r")

    def data(self):
        """The letter, its dots undone; the dot itself is taken away."""
        while b"\r\n.\r\n" not in b"\r\n" + self.buffer:
            self.fill()
        raw, _, self.buffer = (b"\r\n" + self.buffer).partition(b"\r\n.\r\n")
        return raw[2:].replace(b"\r\n..", b"\r\n.") + b"\r\n"

    def talk(self):
        if self.ask("GREETING", "", "220 mx.example.com ESMTP"):
            while True:
                verb, _, rest = self.line().partition(" ")
                self.one(verb.upper(), rest)

    def ask(self, verb, rest, usual):
        """Say the reply; True when it is a good one."""
        fault = self.sink.fault
        reply = fault(self, verb, rest) if fault else None
        if reply == "":
            return False
        self.say(reply or usual)
        return (reply or usual)[0] in "23"

    def one(self, verb, rest):
        if verb == "EHLO":
            self.ask(verb, rest, self.sink.ehlo)
        elif verb == "AUTH":
            self.ask(verb, rest, "235 2.7.0 welcome")
        elif verb == "MAIL":
            self.to = ""
            if self.ask(verb, rest, "250 2.1.0 ok"):
                self.sender = rest.partition("<")[2].partition(">")[0]
        elif verb == "RCPT":
            if self.ask(verb, rest, "250 2.1.5 ok"):
                self.to = rest.partition("<")[2].partition(">")[0]
        elif verb == "DATA":
            if not self.to:
                self.say("554 5.5.1 no valid recipients")
            elif self.ask(verb, rest, "354 go ahead"):
                letter = Letter(self.sender, self.to, self.data())
                self.take(letter)
        elif verb == "QUIT":
            self.ask(verb, rest, "221 2.0.0 bye")
            raise Gone
        elif verb == "RSET":
            self.to = ""
            self.ask(verb, rest, "250 2.0.0 ok")
        else:
            self.ask(verb, rest, "250 2.0.0 ok")

    def take(self, letter):
        """Taken with the dot; a fault may still refuse it."""
        fault = self.sink.fault
        reply = fault(self, ".", letter.to) if fault else None
        if not reply or reply[0] == "2":
            with self.sink.lock:
                self.sink.letters.append(letter)
        self.to = ""
        self.say(reply or "250 2.0.0 taken")


class Sink:
    """fault(session, verb, rest) may give another reply; verbs are those of
    SMTP, GREETING, and "." for the answer to the letter.  "" is no reply."""

    def __init__(self):
        self.letters = []
        self.fault = self.tls = None
        self.connections = self.open = 0
        self.ehlo = ("250-mx.example.com\r\n250-PIPELINING\r\n250-8BITMIME"
                     "\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN")
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        try:
            while True:
                connection, _ = self.listener.accept()
                self.connections += 1
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
        except (Gone, OSError):
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
        """Wait until what came from a client that is dead has been read."""
        wait_until(lambda: self.open == 0, 10, "end of the SMTP sessions")

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
