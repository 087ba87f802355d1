# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks know of the source tree: files, code without comments,
functions, and how a finding is said.

The C reader is small because the formatter has been at work first: a
function's name stands at the start of a line, its body between a "{" and a
"}" at the start of a line, and leading tabs are its nesting depth.
"""
import collections
import functools
import os
import re

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACKAGES = ["glib-2.0", "gmime-3.0", "openssl", "libconfig", "icu-uc", "libxml-2.0",
            "jansson", "libseccomp"]
# What configure puts into the command line, for programs that read C by themselves.
DEFINES = ["-D_GNU_SOURCE", '-DPACKAGE_VERSION="0"', '-DDOCKET_SYSCONFDIR="/etc/docket"',
           '-DDOCKET_DATADIR="/usr/share/docket"']
Function = collections.namedtuple("Function", "name line lines parameters depth static")


class Skip(Exception):
    """A check that cannot be made here, and why."""


class Options:
    """Where things are: objects to look into, a folder for what is cached."""

    def __init__(self, objects=None, cache=None):
        self.objects = objects
        self.cache = cache


def files(*roots, suffix=(".c", ".h")):
    """Sorted names, relative to the top, of the files below roots."""
    found = []
    for root in roots:
        for folder, folders, names in os.walk(os.path.join(TOP, root)):
            folders[:] = [f for f in folders if f != "__pycache__" and not f.startswith(".")]
            found += [os.path.relpath(os.path.join(folder, n), TOP)
                      for n in names if n.endswith(suffix)]
    return sorted(found)


@functools.lru_cache(maxsize=None)
def text(path):
    with open(os.path.join(TOP, path), encoding="utf-8", errors="replace") as f:
        return f.read()


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


@functools.lru_cache(maxsize=None)
def code(path):
    """The text with comments and the insides of strings made blanks."""
    def one(match):
        token = match.group()
        if token[0] == "/":
            return blank(match)
        return token[0] + re.sub(r"[^\n]", " ", token[1:-1]) + token[-1]
    return TOKEN.sub(one, text(path))


def comment_lines(path):
    """How many lines hold a comment, or a part of one."""
    bare = TOKEN.sub(lambda m: blank(m) if m.group()[0] == "/" else m.group(), text(path))
    return sum(1 for old, new in zip(text(path).split("\n"), bare.split("\n"))
               if old != new)


HEAD = re.compile(r"^([A-Za-z_]\w*)\(")


@functools.lru_cache(maxsize=None)
def functions(path):
    """Every function defined in a .c file."""
    lines = code(path).split("\n")
    found, i = [], 0
    while i < len(lines):
        head = HEAD.match(lines[i])
        body = i
        while head and body < len(lines) and not re.match(r"[{};#]|.*;\s*$", lines[body]):
            body += 1
        if not head or body >= len(lines) or lines[body] != "{":
            i += 1
            continue
        end = body
        while end < len(lines) and lines[end] != "}":
            end += 1
        inside = [x for x in lines[body + 1:end] if x.strip() and not x.startswith("#")]
        tabs = [len(x) - len(x.lstrip("\t")) for x in inside]
        inner = "\n".join(lines[i:body])
        inner = re.sub(r"\([^()]*\)\s*\(", "(", inner.split("(", 1)[1])
        inner = re.sub(r"\([^()]*\)", "", inner)
        count = 0 if inner.rsplit(")", 1)[0].strip() in ("", "void") else inner.count(",") + 1
        found.append(Function(head.group(1), i + 1, end - body - 1, count,
                              max(tabs, default=1) - 1, "static" in lines[i - 1]))
        i = end
    return found


def matches(path, pattern, in_code=True):
    """(line number, match) of a compiled pattern."""
    body = code(path) if in_code else text(path)
    for match in pattern.finditer(body):
        yield body.count("\n", 0, match.start()) + 1, match


@functools.lru_cache(maxsize=None)
def exceptions():
    """{(path, name)} of tests/lint/exceptions: "path name reason" a line."""
    found = set()
    for number, line in enumerate(text("tests/lint/exceptions").split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            fields = line.split(None, 2)
            if len(fields) < 3:
                raise ValueError(f"tests/lint/exceptions:{number}: path, name and reason wanted")
            found.add((fields[0], fields[1]))
    return found
