# SPDX-License-Identifier: GPL-3.0-or-later
"""How long one mail takes, from the EXISTS that tells of it to the sink's
answer to its acknowledgement.  Two relays in this process see both."""

import re
import socket
import statistics
import threading
import time

from mix import Mix
from process import Trouble, wait_until

EXISTS = re.compile(rb"\* \d+ EXISTS\r\n")
SAMPLES = 100


class Relay:
    """Passes octets between a client and a server; on_server and on_client
    see what went by, at once."""

    def __init__(self, port, on_server, on_client):
        self.target = port
        self.watchers = {"server": on_server, "client": on_client}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, sink, name in ((client, server, "client"),
                                       (server, client, "server")):
                threading.Thread(target=self.pump, daemon=True,
                                 args=(source, sink, name)).start()

    def pump(self, source, sink, name):
        try:
            while octets := source.recv(65536):
                self.watchers[name](octets)
                sink.sendall(octets)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.listener.close()


class Clock:
    """When mails were told of, and when letters were accepted."""

    def __init__(self):
        self.told = []
        self.accepted = []
        self.dot = False

    def imap_server(self, octets):
        if EXISTS.search(octets):
            self.told.append(time.monotonic())

    def smtp_client(self, octets):
        # A body's piece may end so too: no reply comes before the dot.
        self.dot = self.dot or octets.endswith(b".\r\n")

    def smtp_server(self, octets):
        if self.dot and octets.startswith(b"250"):
            self.dot = False
            self.accepted.append(time.monotonic())


def measure_latency(yard):
    """Milliseconds: median and 99th of SAMPLES first mails."""
    clock = Clock()
    imap = Relay(yard.ports["imap"], clock.imap_server, lambda octets: None)
    smtp = Relay(yard.ports["sink"], clock.smtp_server, clock.smtp_client)
    user = yard.fill([])
    docket = yard.docket(
        user, relays=[{"host": "127.0.0.1", "port": smtp.port,
                       "tls": "none"}])
    docket.settings["accounts"][0] |= yard.imap(tls=False) | {
        "host": "127.0.0.1", "port": imap.port}
    docket.start()
    mails = (octets for octets, first in Mix(seed=7).mails(SAMPLES * 4)
             if first)
    took = []
    try:
        docket.wait_log("event=imap.ready")
        time.sleep(1)
        for octets, _ in zip(mails, range(SAMPLES)):
            told, accepted = len(clock.told), len(clock.accepted)
            yard.deliver(user, octets)
            wait_until(lambda n=accepted: len(clock.accepted) > n, 20,
                       "acknowledgement")
            if len(clock.told) <= told:
                raise Trouble("a mail came without EXISTS")
            took.append(1000 * (clock.accepted[accepted]
                                - clock.told[told]))
    finally:
        docket.stop()
        imap.close()
        smtp.close()
    took.sort()
    return {"median": statistics.median(took), "samples": len(took),
            "p99": took[min(len(took) - 1, int(len(took) * 0.99))]}
