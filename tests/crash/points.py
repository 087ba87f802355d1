# SPDX-License-Identifier: GPL-3.0-or-later
"""Every crash point: all processes, or the one, are killed at each call that
leaves a trace on disk or at a server; then nothing may be lost or doubled."""

import scenarios
import shim
from oracle import Wrong
from rig import Snapshot
from scene import true

SHARE = {"crash": 18, "kill": 4}  # points a scenario in the normal run
TRIES = 5  # runs until one gets as far as the call


def measure(rig, scenario, snapshot, classes):
    """How many calls each role makes, with no fault; all must be well."""
    snapshot.restore()
    rig.shim.set(classes=classes)
    scenario.run(rig)
    counts = rig.shim.counts()
    rig.recover()
    rig.check_all()
    return counts


def prepared(lab, scenario):
    rig = lab.rig()
    scenario.prepare(rig)
    return rig, Snapshot(rig)


def attempt(rig, scenario, snapshot, fault):
    """One fault, and what must hold after it: (whether the run got so far,
    letters that went out twice)."""
    snapshot.restore()
    rig.shim.set(**fault)
    rig.shim.put("speed", 16)
    try:
        scenario.run(rig)
        fired = rig.shim.fired()
        rig.check_after_crash()
        rig.recover()
        copies = rig.check_all()
    except Exception as error:
        raise Wrong(f"{scenario.name} {fault} at {rig.shim.where()}: "
                    f"{error}") from error
    return fired > 0, copies


def reach(rig, scenario, snapshot, fault):
    """The fault, in as many runs as it takes: two roles that talk do not
    make the same number of calls in each, and the last of the measured run
    may be missing in the next.  (reached, copies); what holds after a fault
    must hold after each of these runs as well."""
    copies = 0
    for _ in range(TRIES):
        fired, more = attempt(rig, scenario, snapshot, fault)
        copies += more
        if fired:
            break
    return fired, copies


def points(lab, scenario, how):
    rig, snapshot = prepared(lab, scenario)
    counts = measure(rig, scenario, snapshot, shim.OUT)
    action = {"crash": shim.CRASH, "kill": shim.KILL}[how]
    # A reader may not end others: its kernel filter does not let it.
    wanted = [(role, n) for role, count in counts.items()
              for n in range(1, count + 1)
              if role != "reader" or how == "kill"]
    tried = copies = missing = 0
    for role, n in lab.some(wanted, SHARE[how]):
        fired, more = reach(rig, scenario, snapshot,
                            {"role": role, "index": n, "action": action,
                             "classes": shim.OUT})
        # Only an end of the run may be missing, never a call in its midst.
        true(fired or n > counts[role] - TRIES,
             f"{scenario.name}: call {n} of {counts[role]} of the {role}")
        tried += fired
        missing += not fired
        copies += more
    absent = f", {missing} that no run makes" if missing else ""
    return (f"{tried} of {len(wanted)} points tried{absent}, all clean, "
            f"{copies} letters twice")


def tests():
    for scenario in scenarios.ALL:
        for how in ("crash", "kill"):
            yield (f"{how}_at_every_call_{scenario.name}",
                   lambda lab, s=scenario, h=how: points(lab, s, h))
