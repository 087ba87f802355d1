# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that other programs make: formatter, cppcheck, mandoc, shells,
Python's compiler, systemd."""
import os
import re
import shutil
import subprocess
import tempfile

import tree
import texts

# resourceLeak: cppcheck does not know the cleanup attribute of autofd.
# varFuncNullUB: NULL is a pointer with every C library that LMDB and libetpan
# run on.
# readdirCalled: wants readdir_r, which glibc has deprecated; roles have one
# thread.
# CastIntegerToAddressAtReturn: takes "struct template *" for an integer; the
# compiler's -Wint-conversion does not.
CPPCHECK_OFF = ["unmatchedSuppression", "resourceLeak", "varFuncNullUB", "readdirCalled",
                "CastIntegerToAddressAtReturn"]
# gtk.cfg writes g_autoptr's definitions with these and does not define them.
CPPCHECK_DEFINES = ["-D_GLIB_AUTOPTR_FUNC_NAME(T)=glib_autoptr_cleanup_##T",
                    "-D_GLIB_AUTOPTR_TYPENAME(T)=T##_autoptr"]
EXPOSURE = 1.5  # of "systemd-analyze security", at most


def run(*command, **keywords):
    return subprocess.run(command, cwd=tree.TOP, capture_output=True, text=True,
                          errors="replace", check=False, **keywords)


def need(*names):
    for name in names:
        if shutil.which(name):
            return name
    raise tree.Skip(f"{names[-1]} is not installed")


def said(output, pattern):
    """Findings of a program that says "file:line:... text"."""
    for line in output.splitlines():
        match = re.match(pattern, line)
        if match:
            yield os.path.relpath(os.path.join(tree.TOP, match.group(1)), tree.TOP), match.group(2)


def formatting(_options):
    """clang-format has nothing to change"""
    program = need("clang-format-14", "clang-format")
    paths = tree.files("src", "tests/unit", "tests/fuzz")
    if not paths:
        return
    done = run(program, "--dry-run", "-Werror", "--ferror-limit=1", *paths)
    for at, words in said(done.stderr, r"(\S+:\d+):\d+: error: (.*)"):
        yield at, words + f"; {program} -i {at.split(':')[0]}"


def cppcheck(options):
    """cppcheck: warning, performance, portability"""
    need("cppcheck")
    command = ["cppcheck", "-q", "-j2", "--library=gtk,posix,openssl", "--std=c11",
               "--enable=warning,performance,portability", "--inline-suppr", "-Isrc",
               *CPPCHECK_DEFINES, *tree.DEFINES,
               *["--suppress=" + name for name in CPPCHECK_OFF],
               "--template={file}:{line}: {severity}: {id}: {message}"]
    if options.cache:
        folder = os.path.join(options.cache, "cppcheck")
        os.makedirs(folder, exist_ok=True)
        command.append("--cppcheck-build-dir=" + folder)
    paths = tree.files("src", suffix=".c")
    if paths:
        yield from said(run(*command, *paths).stderr, r"(\S+:\d+): (\w+: .*)")


def manuals(_options):
    """mandoc -T lint is silent about the man pages"""
    need("mandoc")
    for path in tree.files("src", "conf", suffix=tuple(f".{n}" for n in range(1, 9))):
        # What the system's base manual would have to hold is not ours.
        done = run("mandoc", "-T", "lint", "-W", "style", path)
        for line in done.stdout.splitlines():
            if "referenced manual not found" not in line and "Mdocdate" not in line:
                found = re.match(r"mandoc: ([^:]+:\d+):\d+: (.*)", line)
                yield found.groups() if found else (path, line)


def shells(_options):
    """bash -n reads every shell script"""
    for path in texts.scripts():
        first = tree.text(path).split("\n", 1)[0]
        if path.endswith(".sh") or re.match(r"#!.*\b(?:ba)?sh\b", first):
            for line in run("bash", "-n", path).stderr.splitlines():
                yield path, line


def pythons(_options):
    """Python compiles every Python program"""
    for path in texts.scripts():
        if path.endswith(".py") or "python" in tree.text(path).split("\n", 1)[0]:
            try:
                compile(tree.text(path), path, "exec")
            except SyntaxError as error:
                yield f"{path}:{error.lineno}", error.msg


def service(_options):
    """contrib/docketd.service verifies and is exposed by 1.5 at most"""
    need("systemd-analyze")
    path = "contrib/docketd.service"
    with tempfile.TemporaryDirectory() as folder:
        unit = os.path.join(folder, "docketd.service")
        with open(unit, "w", encoding="utf-8") as f:
            # verify wants a program that is there; ours may not be installed.
            f.write(re.sub(r"/usr/sbin/docketd\b", "/bin/true", tree.text(path)))
        done = run("systemd-analyze", "verify", "--man=no", unit)
        for line in (done.stdout + done.stderr).splitlines():
            if "docketd" in line:
                yield path, line.replace(folder + "/", "")
        done = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
        match = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
        if not match:
            yield path, "systemd-analyze security says nothing: " + done.stderr.strip()
        elif float(match.group(1)) > EXPOSURE:
            yield path, f"exposure {match.group(1)}, {EXPOSURE} allowed"


CHECKS = [formatting, cppcheck, manuals, shells, pythons, service]
