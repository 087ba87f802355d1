# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that behave badly, and hear all that a client tells them.

A real server cannot be made to show a wrong certificate to one client only,
or to say something between STARTTLS and the handshake; these can.
"""

import base64
import contextlib
import socket
import ssl
import threading


class Wire:
    """One connection: lines in, bytes out, upgraded to TLS on demand."""

    def __init__(self, connection, server):
        self.socket = connection
        self.server = server

    def say(self, text):
        self.socket.sendall(text.encode("ascii") + b"\r\n")

    def line(self):
        """One line without its end, or None when the client has gone."""
        out = b""
        while not out.endswith(b"\n"):
            byte = self.socket.recv(1)
            if not byte:
                return None
            self.server.heard += byte
            out += byte
        return out.decode("utf-8", "replace").rstrip("\r\n")

    def secure(self):
        """The server's side of a handshake; it fails if the client is not
        content with the certificate."""
        self.server.offers += 1
        self.socket = self.server.tls.wrap_socket(self.socket,
                                                  server_side=True)
        self.server.handshakes += 1


class FakeServer:
    """Listens on a free loopback port and runs talk(wire) per connection.

    `heard` is everything that clients sent outside of handshakes, `letters`
    what they sent as mail, `offers` and `handshakes` count the handshakes
    begun and done."""

    def __init__(self, talk, pair=None):
        self.talk = talk
        self.tls = None
        if pair:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(pair.certificate, pair.key)
        self.heard = b""
        self.letters = []
        self.connections = self.offers = self.handshakes = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections += 1
                self.open.append(connection)
                threading.Thread(target=self.serve, args=(connection,),
                                 daemon=True).start()

    def serve(self, connection):
        wire = Wire(connection, self)
        with contextlib.suppress(OSError):
            self.talk(wire)
            wire.socket.close()

    def heard_secret(self, user, password):
        """Whether the password was sent in any of its usual forms."""
        forms = [password.encode(),
                 base64.b64encode(password.encode()).rstrip(b"="),
                 base64.b64encode(f"\0{user}\0{password}".encode())]
        return any(form in self.heard for form in forms)

    def close(self):
        # A blocked accept() only ends when the socket is shut down.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.open:
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def swallow(wire):
    """Agree to nothing and hear everything."""
    while wire.line() is not None:
        pass


def imaps(wire):
    """IMAPS that greets once the client has accepted its certificate."""
    wire.secure()
    wire.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready")
    swallow(wire)


def imap_starttls(greeting, after=""):
    """IMAP with STARTTLS; `after` is said between its OK and the handshake,
    in the same packet, where an attacker on the wire would put it."""
    def talk(wire):
        wire.say(greeting)
        while (line := wire.line()) is not None:
            tag, _, command = line.partition(" ")
            if command.upper().startswith("CAPABILITY"):
                wire.say("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED")
                wire.say(f"{tag} OK done")
            elif command.upper().startswith("STARTTLS"):
                wire.say(f"{tag} OK go ahead" + after)
                wire.secure()
                swallow(wire)
                return
            else:
                wire.say(f"{tag} BAD not here")
    return talk


def smtp_letter(wire, after):
    """DATA: the letter up to its dot, then after(wire)."""
    lines = []
    wire.say("354 go ahead")
    while (line := wire.line()) != ".":
        if line is None:
            return
        lines.append(line)
    wire.server.letters.append("\n".join(lines))
    after(wire)


def take(wire):
    wire.say("250 2.0.0 taken")


def drop(wire):
    """The line dies between the dot and the answer to it."""
    wire.socket.shutdown(socket.SHUT_RDWR)


def smtp_answers(wire, answers, after):
    """SMTP on an open wire; `answers` maps a verb to its reply."""
    while (line := wire.line()) is not None:
        verb = line.partition(" ")[0].upper()
        if verb == "EHLO":
            wire.say("250-mx.example.com\r\n250-STARTTLS\r\n"
                     "250 AUTH PLAIN LOGIN")
        elif verb == "STARTTLS":
            wire.say("220 go ahead")
            wire.secure()
        elif verb == "DATA" and verb not in answers:
            smtp_letter(wire, after)
        elif verb == "QUIT":
            wire.say("221 bye")
            return
        else:
            wire.say(answers.get(verb, "250 ok"))


def smtp(answers=None, after=take):
    """SMTP with STARTTLS; AUTH succeeds, a verb may be answered otherwise.
    after(wire) says what happens after a letter's final dot."""
    table = {"AUTH": "235 2.7.0 welcome"} | (answers or {})

    def talk(wire):
        wire.say("220 mx.example.com ESMTP")
        smtp_answers(wire, table, after)
    return talk


def silence(wire):
    """Accept the connection and never say a word."""
    swallow(wire)
