# SPDX-License-Identifier: GPL-3.0-or-later
"""The sender alone: letters that lie ready in the store go into a sink over
STARTTLS, against a client that does nothing but pipeline."""

import itertools
import os
import shutil
import subprocess
import time

from mix import Mix
from process import Service, wait_until
from servers import is_open
from yard import Watch, bench_program

CASES = ((1, 1), (1, 16), (4, 16))  # connections, send_batch
SMALL = 20000  # octets of a mail that carries nothing


class TlsSink:
    """A `with` block: tests/bench/wire as a sink with STARTTLS."""

    def __init__(self, yard):
        self.yard = yard

    def __enter__(self):
        pair = self.yard.pair
        self.service = Service(
            "wire", [bench_program("wire"), "sink",
                     str(self.yard.ports["submission"]), pair.certificate,
                     pair.key],
            os.path.join(self.yard.folder, "wire.log"), self.yard.guard)
        wait_until(lambda: is_open(self.yard.ports["submission"]), 10, "wire")
        return self

    def __exit__(self, *unused):
        self.service.stop()


def send_bare(yard, letters, connections):
    """Letters a second."""
    out = subprocess.run(
        [bench_program("wire"), "send", str(yard.ports["submission"]),
         str(letters), str(connections)], capture_output=True,
        check=True).stdout
    return letters / float(out)


def write_firsts(folder, count):
    """First mails of the mix, without attachments: a letter for each."""
    mails = (octets for octets, first in Mix(seed=3).mails(20 * count)
             if first and len(octets) < SMALL)
    files = []
    for number, octets in enumerate(itertools.islice(mails, count)):
        files.append(os.path.join(folder, f"{number:06d}"))
        with open(files[-1], "wb") as f:
            f.write(octets)
    return files


def fill_outbox(yard, letters):
    """A docket whose store holds so many letters to send."""
    docket = yard.docket(yard.fill([]), relays=[
        {"host": "localhost", "port": yard.ports["submission"],
         "tls": "starttls", "ca_file": yard.authority.path}])
    docket.write()
    files = write_firsts(yard.sub("letters"), letters)
    subprocess.run([bench_program("intake"), docket.path, "200", *files],
                   capture_output=True, check=True)
    # Or the keeper makes the search index of all those tickets meanwhile.
    docket.ctl("reindex", timeout=300)
    return docket


def send_docket(yard, filled, letters, connections, batch):
    """Letters a second, from the first one's answer to the last one's."""
    docket = yard.docket("nobody@example.com")
    shutil.rmtree(docket.folder)
    shutil.copytree(filled.folder, docket.folder)
    docket.settings = filled.settings | {
        "state_dir": docket.state,
        "sending": {"senders": connections, "send_batch": batch,
                    "acknowledgements_per_minute": 0}}
    docket.write()
    watch = Watch(docket)
    docket.launch()
    try:
        watch.wait(0, 1)
        had, began = watch.letters, time.monotonic()
        watch.wait(0, letters)
        return (watch.letters - had) / (time.monotonic() - began)
    finally:
        docket.stop()
        yard.drop(docket)


def measure_sender(yard, runs, letters):
    """{(connections, send_batch): {"bare": [letters/s], "docket": [...]}}"""
    rows = {case: {"bare": [], "docket": []} for case in CASES}
    with TlsSink(yard):
        filled = fill_outbox(yard, letters)
        for (connections, batch), row in rows.items():
            for _ in range(runs):
                row["bare"].append(send_bare(yard, letters, connections))
                row["docket"].append(send_docket(yard, filled, letters,
                                                 connections, batch))
        yard.drop(filled)
    return rows
