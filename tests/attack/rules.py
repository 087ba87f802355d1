# SPDX-License-Identifier: GPL-3.0-or-later
"""What may never happen, whatever a case expects: a letter to the wrong
person, words of an attacker to a customer, a token where it can be read."""
import email
import email.policy
import re

import desk

# Stands in the text of every mail that must not reach a customer.
MALICE = "MALICE"
TOKEN = re.compile(r"[a-z2-7]{39}|[a-z2-7]{28}", re.I)
INSIDE = {"notice", "confirm", "alarm"}  # what only the desk's people get
NOTE = re.compile(r"^Internal note: (<a [^>]*>)?support\+[a-z2-7]{39}@", re.M)
# The fields of a letter that carry its own recipient's token.
OPEN_FIELDS = {"reply-to", "message-id", "in-reply-to", "references"}
RECORD = b"dkA1"  # the archive's records begin so
LETTER = re.compile(rb"Date: [^\r\n]+\r\nFrom: ")
BOUNDARY = re.compile(rb"=_[0-9a-f]{30}")  # whose digits are chance


def allowed(row, outcome):
    """Whether this letter may be written at all; each kind has one answer."""
    kind, to = row["kind"], row["to"]
    proved = outcome["auth"] != "none"
    if kind == "answer":
        if outcome["released"]:  # a confirmed mail's, of ticket 1
            return to == "carla@customer.example"
        return (proved and outcome["cell"] == "act"
                and to in outcome.get("seats", []))
    if kind in ("acknowledgement", "desk"):
        return proved and to == outcome["from"]
    agents = set.union(*desk.QUEUES.values())
    if kind == "notice":  # of a mail that is held: to whose it is
        return to in desk.QUEUES.get(outcome["queue"], agents)
    if kind == "confirm":
        return to in agents
    return kind == "alarm" and to == desk.OWNER


def letters(octets):
    """The letters among what was archived, parsed."""
    for record in octets.split(RECORD):
        begin = LETTER.search(record)
        if begin and begin.start() < 64:
            yield email.message_from_bytes(record[begin.start():],
                                           policy=email.policy.default)


def texts(letter):
    for part in letter.walk():
        if part.get_content_maintype() == "text":
            yield part.get_content()


def own_note(text):
    """Without the address for notes, which is offered to its holder."""
    return NOTE.sub("", text)


def broken(outcome):
    """A line for each rule that was broken."""
    for row in outcome["rows"]:
        if not allowed(row, outcome):
            yield f"MUST NOT BE: a letter: {row['kind']} to {row['to']}"
    found = list(letters(outcome["written"]))
    if len(found) != len(outcome["rows"]):
        yield f"{len(found)} letters in the archive, not {len(outcome['rows'])}"
    for row, letter in zip(outcome["rows"], found):
        for name, value in letter.items():
            if name.lower() not in OPEN_FIELDS and TOKEN.search(str(value)):
                yield f"MUST NOT BE: a token in {name} to {letter['To']}"
        for text in map(own_note, texts(letter)):
            if TOKEN.search(text):
                yield f"MUST NOT BE: a token in the text to {letter['To']}"
            if (MALICE in text + letter["Subject"]
                    and row["kind"] not in INSIDE):
                yield f"MUST NOT BE: foreign words to {letter['To']}"


def disclosed(outcome, secrets):
    """A line for each place but the raw mail in which a secret is left."""
    places = {"docketctl and its log": outcome["said"],
              "the store": outcome["store"]}
    written = BOUNDARY.sub(b"", outcome["written"])
    for secret in secrets:
        octets = secret.encode()
        for where, found in places.items():
            if octets in found:
                yield f"MUST NOT BE: {secret!r} in {where}"
        if written.count(octets) > outcome["raw"].count(octets):
            yield f"MUST NOT BE: {secret!r} in the archive's records"
        for letter in letters(outcome["written"]):
            names = [part.get_filename() or "" for part in letter.walk()]
            for text in [letter["Subject"], letter["From"], *names,
                         *texts(letter)]:
                if secret in text:
                    yield f"MUST NOT BE: {secret!r} to {letter['To']}"
