# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-tidy over every .c file, two at a time. It is slow, so what passed is
remembered by a hash of all that it depends on."""
import concurrent.futures
import functools
import hashlib
import os
import re
import subprocess

import rooms
import tools
import tree


@functools.lru_cache(maxsize=None)
def flags():
    done = tools.run("pkg-config", "--cflags", *tree.PACKAGES)
    if done.returncode != 0:
        raise tree.Skip("pkg-config does not know our libraries")
    return ["-std=gnu11", "-Isrc", *tree.DEFINES] + re.sub(r"-I *", "-isystem ", done.stdout).split()


@functools.lru_cache(maxsize=None)
def closure(path):
    """The file and all headers of ours that it includes, by way of others too."""
    found, todo = set(), [path]
    while todo:
        one = todo.pop()
        if one in found or not os.path.exists(os.path.join(tree.TOP, one)):
            continue
        found.add(one)
        for _line, quote, name in rooms.includes(one):
            if quote == '"':
                todo += ["src/" + name, os.path.join(os.path.dirname(one), name)]
    return sorted(found)


def stamp(path, program):
    digest = hashlib.sha256(" ".join([program, *flags()]).encode())
    for one in [".clang-tidy", "tests/unit/.clang-tidy", *closure(path)]:
        digest.update(tree.text(one).encode())
    return digest.hexdigest()


def look(program, path):
    try:
        done = tools.run(program, "--quiet", path, "--", *flags(), timeout=600)
    except subprocess.TimeoutExpired:
        return [(path, "clang-tidy took more than ten minutes")]
    found = list(tools.said(done.stdout, r"(\S+:\d+):\d+: (?:error|warning): (.*)"))
    if done.returncode != 0 and not found:
        found = [(path, "clang-tidy: " + (done.stderr.strip().splitlines() or ["no reason"])[-1])]
    return found


def look_through(options, folders):
    program = tools.need("clang-tidy-14", "clang-tidy")
    folder = os.path.join(options.cache, "tidy") if options.cache else None
    if folder:
        os.makedirs(folder, exist_ok=True)
    todo = {}
    for path in tree.files(*folders, suffix=".c"):
        mark = folder and os.path.join(folder, stamp(path, program))
        if not mark or not os.path.exists(mark):
            todo[path] = mark
    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for path, found in zip(todo, pool.map(functools.partial(look, program), todo)):
            yield from found
            if not found and todo[path]:
                with open(todo[path], "w", encoding="utf-8") as f:
                    f.write(path + "\n")


def tidy(options):
    """clang-tidy has nothing to say of the source (see .clang-tidy)"""
    yield from look_through(options, ["src"])


def tidytests(options):
    """clang-tidy has nothing to say of the tests"""
    yield from look_through(options, ["tests/unit", "tests/fuzz"])


CHECKS = [tidy, tidytests]
