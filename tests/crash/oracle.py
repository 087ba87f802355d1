# SPDX-License-Identifier: GPL-3.0-or-later
"""Who was to get what: the judge of all crash tests.

Each mail that a test puts in carries a key, a word that occurs nowhere else.
The journal says which keys went in and which recipient each is to reach; the
sink says what arrived, the store what stands on tickets, the mailbox what was
moved.  All of it is compared as sets of (key, recipient).  Nothing is ever
decided by a log.
"""

import collections
import email
import email.policy
import hashlib
import re
import secrets

KEY = re.compile(r"\bkx([0-9]{6})[0-9a-f]{8}\b")


class Wrong(AssertionError):
    """docket broke a promise."""


def text_of(raw):
    """All that can be read in a mail: subject and text."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    part = message.get_body(("plain", "html"))
    try:
        body = part.get_content() if part else ""
    except (LookupError, ValueError):
        body = ""
    return f"{message['Subject']}\n{body}"


def newest_key(text):
    """The key of what caused this text: older ones may be quoted below."""
    found = [m.group(0) for m in KEY.finditer(text)]
    return max(found, key=lambda key: key[2:8], default=None)


def body_of(raw):
    """Without the fields that a relay on the way may add on top."""
    return hashlib.sha256(raw).hexdigest()


class Oracle:
    """Journal of one run."""

    def __init__(self):
        self.count = 0
        self.mails = []  # keys of the mails put in
        self.letters = set()  # (key, recipient) that are to go out
        self.copies = 0  # letters that came a second time, identical

    def key(self):
        """A new word for a mail."""
        self.count += 1
        return f"kx{self.count:06d}{secrets.token_hex(4)}"

    def put(self, key, *recipients):
        """A mail of this key goes in; letters to these must come of it."""
        self.mails.append(key)
        self.letters |= {(key, to) for to in recipients}

    # What must hold

    def sent(self, letters):
        """Each letter expected came, no other did; copies are the same
        octets under the same Message-ID.  Returns how many copies."""
        by_id = collections.defaultdict(list)
        for letter in letters:
            message = email.message_from_bytes(letter.raw)
            by_id[str(message["Message-ID"]), letter.to].append(letter)
        got = collections.Counter()
        copies = 0
        for (_, to), same in by_id.items():
            if len({body_of(letter.raw) for letter in same}) != 1:
                raise Wrong(f"copies of a letter to {to} differ")
            copies += len(same) - 1
            got[newest_key(text_of(same[0].raw)), to] += 1
        self.compare(got, collections.Counter(self.letters), "letters")
        self.copies = copies
        return copies

    def stored(self, entries):
        """Each mail is on one ticket, once."""
        got = collections.Counter(newest_key(text) for text in entries)
        self.compare(got, collections.Counter(self.mails), "entries")

    def moved(self, raws, left=()):
        """The server has each mail once in the done folder, none outside."""
        got = collections.Counter(newest_key(text_of(raw)) for raw in raws)
        self.compare(got, collections.Counter(self.mails), "mails moved")
        if left:
            raise Wrong(f"{len(left)} mails are still in the inbox")

    def moved_only_stored(self, raws, entries):
        """At any moment: what has left the inbox is in the store."""
        have = {newest_key(text) for text in entries}
        for raw in raws:
            key = newest_key(text_of(raw))
            if key not in have:
                raise Wrong(f"mail {key} was moved and is not in the store")

    @staticmethod
    def compare(got, wanted, what):
        lost = list((wanted - got).elements())
        more = list((got - wanted).elements())
        if lost or more:
            raise Wrong(f"{what}: lost {sorted(map(str, lost))}, "
                        f"doubled or unwanted {sorted(map(str, more))}")
