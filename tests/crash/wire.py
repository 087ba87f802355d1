# SPDX-License-Identifier: GPL-3.0-or-later
"""The network fails at every octet of an IMAP and an SMTP session, in both
directions; and servers that come and go."""

import os
import time

from certificates import Authority
from oracle import Wrong
from proxy import CUT, DOWN, GARBAGE, RESET, STALL, UP, Proxy
from rig import HOME, Snapshot
from scene import equal, true

SHARE = {CUT: 10, RESET: 5, STALL: 5, GARBAGE: 10}  # octets a direction
STEP = {CUT: 1, RESET: 4, STALL: 8, GARBAGE: 4}  # every so many with --long
SPEED = {STALL: 256}
BATCH = 25  # faults in one store, each at a mail of its own


def desk(lab, protocol, encrypted):
    """A rig with a proxy before one of its servers, at a new mail."""
    rig = lab.rig()
    server = rig.imap if protocol == "imap" else rig.sink
    proxy = Proxy(server.port)
    rig.closers.append(proxy.close)
    change = {"port": proxy.port}
    if encrypted:
        authority = Authority(os.path.join(rig.folder, "tls"))
        server.secure(authority.issue("localhost", ["localhost"]))
        change |= {"host": "localhost", "tls": "implicit",
                   "ca_file": authority.path}
    if protocol == "imap":
        rig.use(accounts=[rig.account(**change)])
    else:
        rig.use(relays=[rig.relay(**change)])
    rig.once()
    rig.ask(f"carla@{HOME}")
    return rig, proxy, Snapshot(rig)


def attempt(rig, proxy, direction, octet, kind):
    """One fault during one mail.  What it has left undone is done before the
    next: letters wait for the end."""
    proxy.fault(direction, octet, kind)
    rig.shim.set()
    rig.shim.put("speed", SPEED.get(kind, 16))
    _, out = rig.once(shim=True)
    if "signal=" in out:
        raise Wrong(f"a role died: {out[-600:]}")
    hit = proxy.hit
    proxy.heal()
    rig.check_moved()
    if rig.imap.box.raws("INBOX"):
        rig.once()
    return hit


def faults(rig, proxy, snapshot, direction, octets, kind):
    """These faults, from a fresh store on; then all must be well."""
    snapshot.restore()
    hit = 0
    for n, octet in enumerate(octets):
        if n > 0:  # the snapshot has a mail
            rig.ask(f"carla{n}@{HOME}")
        try:
            hit += attempt(rig, proxy, direction, octet, kind)
        except Exception as error:
            raise Wrong(f"{kind} at octet {octet} {direction}: "
                        f"{error}") from error
    try:
        rig.recover()
        rig.check_all()
    except Exception as error:
        raise Wrong(f"{kind} at octets {octets[0]} to {octets[-1]} "
                    f"{direction}: {error}") from error
    return hit


def breaks(lab, protocol, kind):
    """One kind of fault.  What spoils octets is tried under TLS, for without
    it nobody could tell."""
    rig, proxy, snapshot = desk(lab, protocol, kind == GARBAGE)
    rig.recover()
    rig.check_all()
    tried = total = 0
    for direction, size in proxy.sizes.copy().items():
        octets = range(0, size, STEP[kind] if lab.long else 1)
        total += size
        chosen = lab.some(octets, SHARE[kind])
        for at in range(0, len(chosen), BATCH):
            tried += faults(rig, proxy, snapshot, direction,
                            chosen[at:at + BATCH], kind)
    return f"{tried} of {total} octets tried, all clean"


def one_octet_segments(lab, protocol):
    rig, proxy, _ = desk(lab, protocol, False)
    proxy.dribble = True
    code, out = rig.once()
    equal(code, 0, f"status ({out[-300:]})")
    rig.check_all()
    return f"{proxy.sizes[UP]} up, {proxy.sizes[DOWN]} down"


def moody(dice):
    """A tenth of all letters is put off, and now and then the relay says
    that it is our fault."""
    def reply(_, verb, __):
        if verb in ("RCPT", ".") and dice.random() < 0.1:
            return "451 4.3.0 not now"
        if verb == "AUTH" and dice.random() < 0.01:
            return "535 5.7.8 never heard of you"
        return None
    return reply


def flapping(lab):
    """Both servers come and go while mail comes in."""
    rig, imap, _ = desk(lab, "imap", False)
    smtp = Proxy(rig.sink.port)
    rig.closers.append(smtp.close)
    rig.use(relays=[rig.relay(port=smtp.port)])
    rig.recover()
    rig.only_acknowledged()
    rig.sink.fault = moody(lab.dice)
    rig.shim.set()
    rig.shim.put("speed", 32)
    rig.daemon()
    rig.docket.wait_ready()
    mails = flaps = 0
    end = time.monotonic() + (600 if lab.long else 8)
    while time.monotonic() < end:
        proxy = lab.dice.choice((imap, smtp))
        proxy.switch(not proxy.down)
        flaps += 1
        for _ in range(lab.dice.randrange(27 if lab.long else 4)):
            rig.ask(f"customer{mails}@{HOME}")
            mails += 1
        time.sleep(lab.dice.uniform(0.1, 3.0 if lab.long else 0.6))
    imap.switch(False)
    smtp.switch(False)
    rig.sink.fault = None
    true(rig.running(), "docketd ended")
    rig.docket.stop(20)
    rig.recover()
    copies = rig.check_all()
    return f"{mails} mails, {flaps} flaps, {copies} letters twice"


def tests():
    for protocol in ("imap", "smtp"):
        for kind in (CUT, RESET, STALL, GARBAGE):
            yield (f"{kind}_{protocol}",
                   lambda lab, p=protocol, k=kind: breaks(lab, p, k))
        yield (f"one_octet_segments_{protocol}",
               lambda lab, p=protocol: one_octet_segments(lab, p))
    yield "flapping_servers", flapping
