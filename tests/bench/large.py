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


def use_memory(docket):
    """A virtual machine's host may have to supply memory that was not used for
    a while, at several times the cost of writing to it; which store's run
    meets that memory would be chance.  The pages of a file that has just gone
    are taken again first."""
    path = os.path.join(docket.state, "gone")
    with open(path, "wb") as file:
        for _ in range(128):
            file.write(b"x" * 2 ** 20)
    os.unlink(path)


def take(docket, files):
    """CPU ms a mail, of one process."""
    use_memory(docket)
    out = subprocess.run([bench_program("intake"), docket.path, "100", *files],
                         capture_output=True, check=True).stdout
    row = json.loads(out)
    return row["cpu_ms"] / row["mails"]


def wait_for(docket, verb):
    """Milliseconds that an operator waits."""
    began = time.monotonic()
    docket.ctl(*verb)
    return 1000 * (time.monotonic() - began)


def make_store(yard, size):
    """A docket with so many tickets."""
    docket = yard.docket("nobody@example.com")
    docket.write()
    subprocess.run([bench_program("fill"), docket.state, str(size)],
                   check=True)
    return docket


def measure_large(yard, sizes):
    """{tickets: {"cost": [CPU ms a mail], verb: [ms]}}, the stores in turn."""
    stores = {size: make_store(yard, size) for size in sizes}
    rows = {size: {"cost": []} for size in sizes}
    part = len(yard.files) // RUNS
    for run in range(RUNS):
        # Each run has mails that its store has not seen.
        files = yard.files[run * part:(run + 1) * part]
        for size in sizes:
            rows[size]["cost"].append(take(stores[size], files))
    for size in sizes:
        for verb in VERBS:
            rows[size][" ".join(verb)] = [wait_for(stores[size], verb)
                                          for _ in range(RUNS)]
    data = os.path.join(stores[sizes[-1]].state, "store", "data.mdb")
    rows["octets"] = os.stat(data).st_size
    for docket in stores.values():
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
