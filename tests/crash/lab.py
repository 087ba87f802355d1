# SPDX-License-Identifier: GPL-3.0-or-later
"""What a crash test works with: a scratch folder, dice, rigs that are closed
behind it, and how much of a suite is wanted."""

import os
import random
import shutil
import tempfile

import shim
from process import Guard
from rig import Rig

QUICK = "/dev/shm"  # a sync costs nothing there; the shim sees it all the same


class Lab:
    """A `with` block a test.  `share` says how much of an exhaustive suite
    is tried: the number of points, or None for all of them."""

    def __init__(self, name, seed, long):
        self.name = name
        self.long = long
        self.dice = random.Random(f"{seed} {name}")
        self.rigs = []
        self.folder = self.guard = self.library = None

    def __enter__(self):
        self.guard = Guard()
        self.folder = tempfile.mkdtemp(
            prefix="docket-", dir=QUICK if os.access(QUICK, os.W_OK) else None)
        os.chmod(self.folder, 0o755)
        self.guard.tell("folder", self.folder)
        self.library = shim.compiled(self.folder)
        return self

    def __exit__(self, *unused):
        try:
            for rig in self.rigs:
                rig.close()
        finally:
            shutil.rmtree(self.folder)
            self.guard.tell("forget", self.folder)
            self.guard.close()

    def rig(self):
        rig = Rig(os.path.join(self.folder, f"desk{len(self.rigs)}"),
                  self.library, self.guard)
        self.rigs.append(rig)
        return rig

    def some(self, points, share):
        """All points in the long form, else so many of them, spread."""
        points = list(points)
        if self.long or len(points) <= share:
            return points
        step = len(points) / share
        return [points[int(n * step + self.dice.random() * step)]
                for n in range(share)]
