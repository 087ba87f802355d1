# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: the table in src/settings/options.c, its manual, its example."""
import os
import re

import tree

TABLE, MANUAL = "src/settings/options.c", "conf/docket.conf.5"
ROW = re.compile(
    r"\b(?:TEXTS?|FILE_PATH|YES_NO|NUMBER|WORDS?|ROW)"
    r"\((?!field\b)([a-z][a-z0-9_]*),")
ITEM = re.compile(r"^\.It Ic ([a-z][a-z0-9_]*)", re.M)


def names(path, pattern):
    found = {}
    for line, match in tree.matches(path, pattern, in_code=False):
        found.setdefault(next(g for g in match.groups() if g), line)
    return found


def options(_options):
    """every option has a row in options.c and a paragraph in docket.conf(5)"""
    for path in (TABLE, MANUAL):
        if not os.path.exists(os.path.join(tree.TOP, path)):
            raise tree.Skip(f"no {path} yet")
    rows, items = names(TABLE, ROW), names(MANUAL, ITEM)
    for name in sorted(rows.keys() - items.keys()):
        yield f"{TABLE}:{rows[name]}", f"{name} has no paragraph (.It Ic {name}) in {MANUAL}"
    for name in sorted(items.keys() - rows.keys()):
        yield f"{MANUAL}:{items[name]}", f"{name} is no option in {TABLE}"
    if not rows:
        yield TABLE, "no row found: a row starts with the option's name in quotes"


CHECKS = [options]
