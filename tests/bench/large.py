# SPDX-License-Identifier: GPL-3.0-or-later
"""What a mail costs, and what an operator waits for, in a store of thousands
or a million of tickets.  The store is filled by tests/bench/fill; the mails go
in by tests/bench/intake, which is the mailbox without its fetcher and reader."""

import json
import os
import statistics
import subprocess
import time

from yard import bench_program

RUNS = 5
VERBS = (("list", "-n", "50"), ("list", "--status", "open"),
         ("show", "1000"), ("status",))


def take(docket, files):
    """CPU ms a mail, of one process."""
    out = subprocess.run([bench_program("intake"), docket.path, "100", *files],
                         capture_output=True, check=True).stdout
    row = json.loads(out)
    return row["cpu_ms"] / row["mails"]


def wait_for(docket, verb):
    """Milliseconds that an operator waits."""
    began = time.monotonic()
    docket.ctl(*verb)
    return 1000 * (time.monotonic() - began)


def measure_large(yard, sizes):
    """{tickets: {"cost": [CPU ms a mail], verb: [ms]}} for a store that grows
    to those sizes."""
    docket = yard.docket("nobody@example.com")
    docket.write()
    # Each run has mails that the store has not seen.
    part = len(yard.files) // (RUNS * len(sizes))
    files = iter(range(0, len(yard.files), part))
    rows, there = {}, 0
    for size in sizes:
        subprocess.run([bench_program("fill"), docket.state,
                        str(size - there)], check=True)
        there = size
        rows[size] = {"cost": []}
        for _ in range(RUNS):
            at = next(files)
            rows[size]["cost"].append(take(docket,
                                           yard.files[at:at + part]))
        for verb in VERBS:
            rows[size][" ".join(verb)] = [wait_for(docket, verb)
                                          for _ in range(RUNS)]
    data = os.path.join(docket.state, "store", "data.mdb")
    rows["octets"] = os.stat(data).st_size
    yard.drop(docket)
    return rows


def say_large(rows, sizes):
    for size in sizes:
        for what, values in rows[size].items():
            unit = "ms of CPU a mail" if what == "cost" \
                else f"ms for docketctl {what}"
            print(f"  {size:>9,} tickets {statistics.median(values):9.3f} "
                  f"({min(values):.3f} to {max(values):.3f}) {unit}")
    print(f"  data.mdb has {rows['octets'] / 2 ** 20:,.0f} MiB")
