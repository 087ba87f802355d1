# SPDX-License-Identifier: GPL-3.0-or-later
"""Names: foo.c and foo.h export foo_* and FOO_* and nothing else. A prefix of
another file is allowed by tests/lint/exceptions: path, "prefix_", reason."""
import collections
import os
import re
import subprocess

import tree

DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.M)
ENUM = re.compile(r"\benum\b[^;{}()]*\{([^{}]*)\}")
# main is main's, and libFuzzer calls its harness by this name.
ALLOWED = {"main", "LLVMFuzzerTestOneInput"}


def stem(path):
    return os.path.splitext(os.path.basename(path))[0].replace("-", "_")


def prefixes(path):
    """What the exceptions let the names of path start with."""
    return tuple(name for at, name in tree.exceptions() if at == path and name.endswith("_"))


def belongs(name, path):
    own = stem(path)
    return name.lower() == own or name.startswith((own + "_", own.upper() + "_", *prefixes(path)))


def symbols(options):
    """every global symbol of foo.o starts with foo_"""
    if not options.objects:
        raise tree.Skip("no object files; give --objects BUILD")
    for path in tree.files("src", suffix=".c"):
        object_file = os.path.join(options.objects, path[:-2] + ".o")
        if not os.path.exists(object_file):
            continue
        out = subprocess.run(["nm", "-g", "--defined-only", object_file],
                             capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            name = line.split()[-1]
            if name not in ALLOWED and not name.startswith("__odr_asan") \
                    and not belongs(name, path):
                yield path, f"{name} is global and does not start with {stem(path)}_"


def constants(_options):
    """macros and enumerators of foo.h start with FOO_"""
    for path in tree.files("src", suffix=".h"):
        for line, match in tree.matches(path, DEFINE):
            if not belongs(match.group(1), path):
                yield f"{path}:{line}", f"{match.group(1)} does not start with {stem(path).upper()}_"
        for line, match in tree.matches(path, ENUM):
            for name in re.findall(r"(?:^|,)\s*(\w+)", match.group(1)):
                if not belongs(name, path):
                    yield f"{path}:{line}", f"{name} does not start with {stem(path).upper()}_"


def unique(_options):
    """file names are unique in src/"""
    seen = collections.defaultdict(list)
    for path in tree.files("src"):
        seen[os.path.basename(path)].append(path)
    for name, paths in sorted(seen.items()):
        if len(paths) > 1:
            yield paths[-1], f"{name} is also {', '.join(paths[:-1])}"


CHECKS = [symbols, constants, unique]
