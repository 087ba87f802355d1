# SPDX-License-Identifier: GPL-3.0-or-later
"""A line to a server that can be cut, reset, stalled, spoiled, or handed on
octet by octet, at a chosen octet of either direction."""

import contextlib
import socket
import struct
import threading
import time

CUT, RESET, STALL, GARBAGE = "cut", "reset", "stall", "garbage"
UP, DOWN = "up", "down"  # to the server; from it


class Proxy:
    """Hands connections on to a port.  fault(direction, at, kind) is for the
    first connection that gets so far; `sizes` are the octets of the longest
    connection by direction."""

    def __init__(self, port):
        self.target = port
        self.where = None
        self.dribble = False
        self.down = False
        self.hit = 0
        self.sizes = {UP: 0, DOWN: 0}
        self.pairs = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def fault(self, direction, at, kind):
        self.hit = 0
        self.where = (direction, at, kind)

    def heal(self):
        """No fault from now on; what is stalled ends."""
        self.where = None
        for pair in self.pairs:
            finish(pair)
        self.pairs.clear()

    def switch(self, down):
        """The server is gone, and all its connections; or is back."""
        self.down = down
        if down:
            self.heal()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(client,),
                                 daemon=True).start()

    def serve(self, client):
        if self.down:
            client.close()
            return
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        pair = (client, server)
        self.pairs.append(pair)
        for one in pair:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self.pump, args=(DOWN, server, client, pair),
                         daemon=True).start()
        self.pump(UP, client, server, pair)

    def pump(self, direction, source, sink, pair):
        seen = 0
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                data = self.treat(direction, seen, data, pair)
                if data is None:
                    return
                seen += len(data)
                self.sizes[direction] = max(self.sizes[direction], seen)
                self.hand_on(sink, data)
        finish(pair)

    def hand_on(self, sink, data):
        if not self.dribble:
            sink.sendall(data)
            return
        for octet in data:
            sink.sendall(bytes([octet]))
            time.sleep(0.0002)

    def treat(self, direction, seen, data, pair):
        """The octets to hand on; None when nothing more is to be."""
        if not self.where or self.where[0] != direction:
            return data
        _, at, kind = self.where
        if not seen <= at < seen + len(data):
            return data
        self.where = None
        self.hit += 1
        place = at - seen
        if kind == GARBAGE:
            spoilt = bytes([data[place] ^ 0x55])
            return data[:place] + spoilt + data[place + 1:]
        other = pair[1] if direction == UP else pair[0]
        other.sendall(data[:place])
        if kind == STALL:
            # Neither direction moves any more until the client gives up.
            with contextlib.suppress(OSError):
                while pair[0].recv(65536):
                    pass
        if kind == RESET:
            for one in pair:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                               struct.pack("ii", 1, 0))
                # Wakes the thread that reads it: till then it stays open.
                one.shutdown(socket.SHUT_RD)
                one.close()
            return None
        finish(pair)
        return None

    def close(self):
        self.heal()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def finish(pair):
    for one in pair:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
