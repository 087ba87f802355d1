# SPDX-License-Identifier: GPL-3.0-or-later
"""Size budgets. One that would force an unnatural cut may be passed with a
reason in tests/lint/exceptions."""
import os
import re

import texts
import tree

FUNCTION_LINES, FUNCTION_P95, FUNCTION_MEDIAN = 80, 60, 20
FILE_LINES, FILE_MEDIAN = 500, 250
PARAMETERS, DEPTH, COLUMNS = 6, 3, 100
COMMENTS = (0.12, 0.20)
TESTS = 0.8
SUITES = ("tests/attack/", "tests/checks/", "tests/cli/", "tests/corpus/", "tests/crash/", "tests/e2e/",
          "tests/threads/")


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0


def over_budget():
    """(path, name, line, text) of everything past a hard budget."""
    for path in tree.files("src", "tests/unit", "tests/fuzz", suffix=".c"):
        for f in tree.functions(path):
            for have, limit, what in ((f.lines, FUNCTION_LINES, "lines"),
                                      (f.parameters, PARAMETERS, "parameters"),
                                      (f.depth, DEPTH, "levels of nesting")):
                if have > limit:
                    yield path, f.name, f.line, f"{f.name} has {have} {what}, {limit} allowed"
    for path in tree.files("src", suffix=(".c", ".cc", ".h")):
        have = tree.text(path).count("\n")
        if have > FILE_LINES:
            yield path, "file", have, f"{have} lines, {FILE_LINES} allowed"
    for path in tree.files("src", "tests/unit", "tests/fuzz"):
        for number, line in enumerate(tree.text(path).split("\n"), 1):
            if len(line.expandtabs(8)) > COLUMNS:
                yield path, "columns", number, f"{len(line.expandtabs(8))} columns, {COLUMNS} allowed"


def sizes(_options):
    """functions, files, parameters, nesting and columns are inside their budgets"""
    used = set()
    for path, name, line, words in over_budget():
        used.add((path, name))
        if (path, name) not in tree.exceptions():
            yield f"{path}:{line}", words
    for path, name in sorted(tree.exceptions() - used):
        if path == "tree" or name == "booleans":
            continue
        if not name.endswith("_") or not os.path.exists(os.path.join(tree.TOP, path)):
            yield "tests/lint/exceptions", f"{path} {name} is not needed any more"


def lines(paths):
    return sum(tree.text(p).count("\n") for p in paths)


# A row of a table of phrases or of names: data, that a comment a row would not
# make plainer.
ROW = re.compile(r'^\s*(\{ ?[^{};]*"[^;]*\},|"[^"]*",?( "[^"]*",)*)\s*$')


def rows(paths):
    return sum(1 for p in paths for line in tree.text(p).split("\n") if ROW.match(line))


def figures():
    """The tree's figures: (name, value, whether it is inside, how it is said)."""
    sources = tree.files("src")
    have = [f.lines for p in tree.files("src", suffix=".c") for f in tree.functions(p)]
    file_lines = [tree.text(p).count("\n") for p in tree.files("src", suffix=".c")]
    total = max(1, lines(sources))
    suites = [p for p in texts.scripts() if p.startswith(SUITES)]
    tests = lines(tree.files("tests/unit", "tests/fuzz") + suites) / total
    comments = sum(tree.comment_lines(p) for p in sources) / max(1, total - rows(sources))
    p95, middle = quantile(have, 0.95), quantile(have, 0.5)
    return [
        ("function-median", middle <= FUNCTION_MEDIAN, f"{len(have)} functions, median {middle} lines"),
        ("function-p95", p95 <= FUNCTION_P95, f"95th percentile {p95}, longest {max(have, default=0)}"),
        ("file-median", quantile(file_lines, 0.5) <= FILE_MEDIAN,
         f"{len(sources)} files, {total} lines, median .c {quantile(file_lines, 0.5)}, "
         f"longest {max(file_lines, default=0)}"),
        ("comments", COMMENTS[0] <= comments <= COMMENTS[1] or not have,
         f"{100 * comments:.1f} % of the lines that are no rows of tables are comments"),
        ("tests", tests >= TESTS or not have, f"{tests:.2f} lines of test a source line"),
    ]


def proportions(_options):
    """medians, comments and tests of the whole tree are inside their budgets"""
    for name, inside, words in figures():
        print(f"# {words}")
        if not inside and ("tree", name) not in tree.exceptions():
            yield "tree", f"{name}: {words}"


CHECKS = [sizes, proportions]
