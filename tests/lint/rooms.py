# SPDX-License-Identifier: GPL-3.0-or-later
"""The house of src/README: a folder includes only folders above it, stages
never include each other, and each library stays in its rooms."""
import os
import re

import tree

# From top to bottom; rooms on one line never include each other.
FLOORS = [
    ["base"], ["settings"], ["model"], ["store"], ["search"], ["net"],
    ["mime"],
    ["imap", "intake", "classify", "route", "desk", "outbox", "smtp"],
    ["pipeline"], ["daemon"], ["ctl"],
]
# Header -> files and folders of src/ that may include it.
LIBRARIES = [
    ("libconfig", r"libconfig\.h", ["settings/"]),
    ("LMDB", r"lmdb\.h", ["store/kv_lmdb.h"]),
    ("GMime", r"gmime/.*", ["mime/"]),
    ("libetpan", r"libetpan/.*", ["imap/", "net/"]),
    ("OpenSSL", r"openssl/.*", ["base/", "net/", "store/keys.c", "store/keyring_seal.c"]),
    ("libxml2", r"libxml/.*", ["mime/"]),
    ("ICU", r"unicode/.*", ["base/address.c", "mime/", "desk/"]),
    ("CLD2", r"cld2/.*", ["mime/cld.cc"]),
    ("Xapian", r"xapian\.h", ["search/engine.cc", "search/finder.cc",
                              "search/guarded.h", "search/terms.cc",
                              "search/terms.h"]),
    ("libseccomp", r"seccomp\.h", ["intake/"]),
    ("jansson", r"jansson\.h", ["ctl/"]),
    ("libarchive", r"archive(_entry)?\.h", ["ctl/ctltar.c"]),
    ("GIO", r"gio/.*", []),
]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)


def includes(path):
    # Of the text, not the code: code() has blanked what stands in quotes.
    for line, match in tree.matches(path, INCLUDE, in_code=False):
        yield line, match.group(1), match.group(2)


def layers(_options):
    """folders include only folders above them"""
    floor = {room: n for n, rooms in enumerate(FLOORS) for room in rooms}
    for path in tree.files("src"):
        room = path.split("/")[1]
        if room not in floor:
            yield path, f"no such room in the house: {room}"
            continue
        for line, quote, name in includes(path):
            other = name.split("/")[0]
            at = f"{path}:{line}"
            if quote == '"' and not os.path.exists(os.path.join(tree.TOP, "src", name)):
                yield at, f'"{name}" is not a header written from src/'
            elif quote == '"' and other != room and floor.get(other, 99) >= floor[room]:
                yield at, f"{room} must not include {other} ({name})"


def libraries(_options):
    """each library is used only in its rooms"""
    for path in tree.files("src"):
        for line, _quote, name in includes(path):
            for library, pattern, rooms in LIBRARIES:
                if re.fullmatch(pattern, name) and not path[4:].startswith(tuple(rooms)):
                    yield f"{path}:{line}", f"{library} belongs to {', '.join(rooms) or 'nobody'}"


CHECKS = [layers, libraries]
