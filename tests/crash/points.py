# SPDX-License-Identifier: GPL-3.0-or-later
"""Every crash point: all processes, or the one, are killed at each call that
leaves a trace on disk or at a server; then nothing may be lost or doubled."""

import scenarios
import shim
from oracle import Wrong
from rig import Snapshot

SHARE = {"crash": 18, "kill": 4}  # points a scenario in the normal run


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
    """One fault, and what must hold after it.  False when the run was over
    before the call came."""
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


def points(lab, scenario, how):
    rig, snapshot = prepared(lab, scenario)
    counts = measure(rig, scenario, snapshot, shim.OUT)
    action = {"crash": shim.CRASH, "kill": shim.KILL}[how]
    # A reader may not end others: its kernel filter does not let it.
    wanted = [(role, n) for role, count in counts.items()
              for n in range(1, count + 1)
              if role != "reader" or how == "kill"]
    tried = copies = 0
    for role, n in lab.some(wanted, SHARE[how]):
        fired, more = attempt(rig, scenario, snapshot,
                              {"role": role, "index": n, "action": action,
                               "classes": shim.OUT})
        tried += fired
        copies += more
    return (f"{tried} of {len(wanted)} points tried, all clean, "
            f"{copies} letters twice")


def tests():
    for scenario in scenarios.ALL:
        for how in ("crash", "kill"):
            yield (f"{how}_at_every_call_{scenario.name}",
                   lambda lab, s=scenario, h=how: points(lab, s, h))
