# SPDX-License-Identifier: GPL-3.0-or-later
"""What C and GLib offer and docket does not use, each with what to use
instead. Only code is looked at, not comments and strings."""
import re

import tree

RULES = [(re.compile(pattern), words) for pattern, words in [
    (r"\bG_(?:DEFINE|DECLARE)_(?:ABSTRACT_|FINAL_|DERIVABLE_)?(?:TYPE|INTERFACE|BOXED)\w*",
     "no GObject types of ours: a struct"),
    (r"\bg_(?:object_new|signal_\w+)\b", "no GObject types of ours, no signals"),
    (r"\bGMain(?:Loop|Context)\b|\bg_main_\w+|\bg_(?:timeout|idle)_add\w*", "no main loop: roles block"),
    (r"\bG(?:File|Socket|InputStream|OutputStream|Subprocess|Cancellable|IO\w+)\b|\bg_io_\w+",
     "no GIO: base/ and net/"),
    (r"\bGS?List\b|\bg_s?list_\w+", "no GList: GPtrArray"),
    (r"\bG(?:Thread|Mutex|Cond|RWLock)\w*\b|\bg_(?:thread|mutex|cond|async_queue)_\w+|\bpthread_create\b",
     "no threads: roles are processes"),
    (r"\bg_(?:log|logv|message|info|debug|warning|critical|print|printerr)\s*\(",
     "not GLib's logger: base/log.h"),
    (r"\bg_return_(?:val_)?if_(?:fail|reached)\b|\bg_warn_if_\w+", "g_assert for bugs, fail.h for input"),
    (r"\bg_regex_\w+|\bregcomp\b|\bpcre2?_\w+", "no backtracking on mail: a linear scanner"),
    (r"\bgoto\b", "no goto: early return and g_auto*"),
    (r"\b(?:strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atoll)\s*\(", "bounded: g_snprintf, GString, strtol with a check"),
    (r"\b(?:system|popen|alloca|g_alloca|g_newa|setjmp|longjmp|vfork)\s*\(", "not in this program"),
    (r"\b(?:MAX|MIN|CLAMP)\s*\([^;]*\bclock_(?:now|boot)\s*\(", "a macro asks the clock several times: a local first"),
    (r"\bsignal\s*\((?![^;]*\bSIG_(?:DFL|IGN)\b)", "handlers by sigaction or signalfd"),
]]
# C library and GLib functions that one file has a reason for.
ALLOWED = {
    ("src/base/log.c", "not GLib's logger: base/log.h"),  # it takes GLib's log over
}
TEST_ONLY = "not GLib's logger: base/log.h"  # tests may talk
BOOLEAN = re.compile(r"[(,]\s*(?:bool|gboolean)\s+(?!\*)\w+\s*[,)]")


def forbidden(_options):
    """no GLib item or C function outside the subset"""
    for path in tree.files("src", "tests/unit", "tests/fuzz"):
        for pattern, words in RULES:
            if (path, words) in ALLOWED or (words == TEST_ONLY and path.startswith("tests/")):
                continue
            for line, match in tree.matches(path, pattern):
                yield f"{path}:{line}", f"{match.group().strip()}: {words}"


def booleans(_options):
    """no boolean parameters in headers: an enum says what true means"""
    for path in tree.files("src", suffix=".h"):
        for line, match in tree.matches(path, BOOLEAN):
            if (path, "booleans") not in tree.exceptions():
                yield f"{path}:{line}", f"boolean parameter: {match.group().strip('(, )')}"


CHECKS = [forbidden, booleans]
