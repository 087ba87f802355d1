# SPDX-License-Identifier: GPL-3.0-or-later
"""What every file has at its top, and words that no file has."""
import os
import re
import subprocess

import tree

SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
FIRST = f"/* {SPDX} */\n"
TOP_COMMENT = re.compile(r"\s*/\*(.*?)\*/", re.S)
# Split, so that this file does not hold what it looks for.
WORDS = re.compile("|".join([
    r"/ho" r"me/[a-z]", r"/Use" r"rs/[A-Za-z]", r"/ro" r"ot/\w", r"registry\.np" r"mjs",
    r"pypi\.o" r"rg", r"pythonhosted\.o" r"rg", r"crates\.i" r"o", r"proxy\.go" r"lang",
    r"deb\.deb" r"ian\.org",
]))
LEFT_OVER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|not imple" r"mented|st" r"ub)\b")


def scripts():
    found = tree.files("contrib", "tests", ".ci", suffix="")
    return [p for p in found if p.endswith((".sh", ".py")) or tree.text(p).startswith("#!")]


def tops(_options):
    """licence line, #pragma once, own header first, and why a .c exists"""
    for path in tree.files("src", "tests/unit", "tests/fuzz"):
        body = tree.text(path)
        if not body.startswith(FIRST):
            yield f"{path}:1", f"first line is not {FIRST.strip()}"
            continue
        if path.endswith(".h"):
            if "\n#pragma once\n" not in body[:2000]:
                yield f"{path}:2", "no #pragma once"
            continue
        if path.startswith("src/"):
            yield from top_of_source(path, body[len(FIRST):])
    for path in scripts():
        if SPDX not in tree.text(path)[:300]:
            yield f"{path}:1", f"no {SPDX}"


def top_of_source(path, body):
    comment = TOP_COMMENT.match(body)
    if not comment:
        yield f"{path}:2", "no comment that says why this file exists and what it must never do"
    elif not 3 <= comment.group().strip().count("\n") + 1 <= 8:
        yield f"{path}:2", "the comment at the top has not 3 to 8 lines"
    own = path[4:-2] + ".h"
    first = re.search(r'^#include\s+[<"]([^>"]+)', body, re.M)
    if os.path.exists(os.path.join(tree.TOP, "src", own)) and first and first.group(1) != own:
        yield path, f'"{own}" is not the first include'


def tracked():
    """Every file of the project: what git would keep, or all of a tarball."""
    done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=tree.TOP,
                          capture_output=True, text=True, check=False)
    names = done.stdout.splitlines() if done.returncode == 0 else \
        tree.files("src", "conf", "contrib", "tests", suffix="")
    return [n for n in names if os.path.isfile(os.path.join(tree.TOP, n))
            and not n.startswith(("tests/corpus/", "COPYING"))]


def words(_options):
    """no path of a developer's machine, no registry host, no left-over"""
    above = os.path.dirname(tree.TOP) + "/"
    here = re.compile(re.escape(above) if above not in ("/", "/tmp/") else r"(?!)")
    for path in tracked():
        for line, match in tree.matches(path, WORDS, in_code=False):
            yield f"{path}:{line}", f"{match.group()} has no place here"
        for line, _match in tree.matches(path, here, in_code=False):
            yield f"{path}:{line}", "a path of this machine"
        if path.startswith(("src/", "contrib/")):
            for line, match in tree.matches(path, LEFT_OVER, in_code=False):
                yield f"{path}:{line}", f"left over: {match.group()}"


def sources(_options):
    """src/Makefile.sources.am lists what is in the tree"""
    done = subprocess.run(["contrib/sources", "--check"], cwd=tree.TOP, text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        yield "src/Makefile.sources.am", "stale: run contrib/sources"


CHECKS = [tops, words, sources]
