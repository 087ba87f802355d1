# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk that the cases attack, made by docketctl alone.

  ticket 1  Carla <carla@customer.example>, queue support, answered by alice;
            its first letters are of a key that is not good any more
  ticket 2  Dan <dan@other.example>, queue support
  ticket 3  Fay <fay@third.example>, queue billing
  ticket 4  Uma <uma@plain.example>, queue support, never authenticated
"""
import base64
import email.utils
import json
import os
import re
import shutil
import subprocess
import sys
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SECONDS = 60
OWNER = "owner@example.com"
NOW = time.time()  # one for the whole run: a mail sent again has its old date

SETTINGS = """\
state_dir = "{folder}/state";
templates_dir = "{source}/conf/templates";
sandbox = "{sandbox}";
owner_email = "{owner}";
log_level = "warning";
desk = {{ name = "Example Support"; address = "support@example.com"; }};
accounts = ( {{ host = "127.0.0.1"; port = 1; user = "support";
  password_file = "password"; }} );
relays = ( {{ host = "127.0.0.1"; port = 1; user = "support";
  password_file = "password"; }} );
agents = (
  {{ name = "alice"; public_name = "Alice"; addresses = [ "alice@example.com",
     "alice@home.example" ]; }},
  {{ name = "bob"; addresses = [ "bob@example.com" ]; }},
  {{ name = "dave"; addresses = [ "dave@example.com" ]; disabled = {dave}; }},
  {{ name = "erin"; addresses = [ "erin@example.com" ]; }}{gone}
);
queues = (
  {{ name = "support"; addresses = [ "support@example.com" ];
     agents = [ "alice", "bob", "dave"{left} ]; }},
  {{ name = "billing"; addresses = [ "billing@example.com" ];
     agents = [ "erin" ]; }}
);
{rest}
"""
# Who works where, for rules.py.
QUEUES = {"support": {"alice@example.com", "bob@example.com"},
          "billing": {"erin@example.com"}}
# Was an agent when the tickets were opened, and is none any more.
GONE = ', { name = "gina"; addresses = [ "gina@example.com" ]; }'
USUAL = 'border_hosts = [ "mx.example.com", "mx2.example.com" ];'
VARIANTS = {
    "usual": USUAL,
    "no-border": "",
    "filter": USUAL + ' authserv_id = "filter.example.com";',
    "inner": USUAL + ' inner_hosts = [ "store.example.com" ];',
    "dmarc-only": USUAL + ' agent_auth = [ "dmarc" ];',
    "submission-only": USUAL + ' agent_auth = [ "submission" ];',
    "confirm": USUAL + ' agent_auth = [ "confirm" ];',
    "gmail": 'border_hosts = [ "mx.google.com" ];',
    "microsoft": 'border_hosts = [ "*.mail.protection.outlook.com" ]; '
                 'authserv_id = ""; inner_hosts = [ "*.prod.outlook.com", '
                 '"*.outlook.office365.com" ];',
    "fastmail": 'border_hosts = [ "*.messagingengine.com" ]; authserv_id = '
                '"mx6.messagingengine.com"; inner_hosts = [ '
                '"*.internal", "phl-compute-05" ];',
    "exchange": 'border_hosts = [ "edge.example.com" ]; inner_hosts = '
                '[ "*.corp.example.com" ];',
    "form": USUAL + ' forms = ( { from = "form@shop.example"; } ); '
            'categories = ( { name = "withdrawal"; } ); routing = ( '
            '{ if_category = [ "withdrawal" ]; queue = "billing"; } );',
}

PROVED = """\
Authentication-Results: mx.example.com; dmarc=pass header.from={domain}
Received: from mail.{domain} (mail.{domain} [192.0.2.10])
\tby mx.example.com (Postfix) with ESMTPS id 4Zb; {date}
"""
MAIL = """\
From: {name} <{sender}>
To: {to}
Subject: {subject}
Message-ID: <{id}>
Date: {date}

{text}
"""


class Trouble(Exception):
    """docketctl, or a case, has not done what the runner rests on."""


def program():
    build = os.environ.get("DOCKET_BINDIR", os.path.join(SOURCE, "build/gcc"))
    path = os.path.abspath(os.path.join(build, "docketctl"))
    if not os.access(path, os.X_OK):
        sys.exit(f"no docketctl in {build}; set DOCKET_BINDIR")
    return path


PROGRAM = program()


def date(days=0):
    return email.utils.formatdate(NOW + 86400 * days)


def mail(name, sender, subject, to="support@example.com", proved=True):
    local, domain = sender.split("@")
    text = PROVED.format(domain=domain, date=date()) if proved else ""
    return (text + MAIL.format(
        name=name, sender=sender, to=to, subject=subject, date=date(),
        id=f"{local}-1@{domain}", text=f"This is about {subject}.")).encode()


def unpack(token):
    return bytearray(base64.b32decode(token.upper() + "=" * (-len(token) % 8)))


def pack(octets):
    return base64.b32encode(octets).decode().rstrip("=").lower()


def switched(token, changes):
    """The token with other fields and the old MAC (route/token.h)."""
    octets = unpack(token)
    fields = dict(change.split("=") for change in changes)
    for key, value in ((k, int(v)) for k, v in fields.items()):
        if key == "version":
            octets[0] = octets[0] & 0x3f | value << 6
        elif key == "key":
            octets[0] = octets[0] & 0xc0 | value
        elif key == "role":
            octets[1] = octets[1] & 0x0f | value << 4
        elif key == "seat":
            octets[1] = octets[1] & 0xf0 | value >> 8
            octets[2] = value & 0xff
        elif key == "number":
            octets[3:8] = value.to_bytes(5, "big")
        elif key == "mac":
            octets[8 + value] ^= 1
        else:
            raise Trouble(f"no such part of a token: {key}")
    return pack(octets)


class Desk:
    """A scratch folder; fill() and deliver() serve the cases."""

    said = b""  # by docketctl, since the case began

    def __init__(self, folder, alien=False):
        self.folder, self.variants, self.known = folder, VARIANTS, {}
        self.write("password", b"x")
        self.write("docket-key", b"a key for tests, and for tests only")
        self.settings(then=True)
        if alien:
            self.deliver_all(mail("Carla", "carla@customer.example", "skates"))
            for _ in range(2):  # its key has the same number as ours
                self.ctl("usual", "token", "rotate")
            return
        self.alien = os.path.join(folder, "alien")
        os.mkdir(self.alien)
        self.alien = Desk(self.alien, alien=True)
        self.make()
        self.settings()
        self.before = self.rows("usual", "queue", "list")
        self.remember_ids()
        os.rename(self.state(), self.state("pristine"))

    def write(self, name, octets):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as f:
            f.write(octets)
        os.chmod(path, 0o600)

    def settings(self, then=False):
        """Of now, or as they were when the tickets were opened."""
        for name, rest in self.variants.items():
            self.write(f"{name}.conf", SETTINGS.format(
                folder=self.folder, source=SOURCE, owner=OWNER,
                dave="false" if then else "true", gone=GONE if then else "",
                left=', "gina"' if then else "",
                sandbox=os.environ.get("DOCKET_SANDBOX", "required"),
                rest=rest).encode())

    def state(self, name="state"):
        return os.path.join(self.folder, name)

    def copy(self, number):
        """Another folder with the same state and knowledge."""
        other = Desk.__new__(Desk)
        other.__dict__.update(self.__dict__)
        other.folder = os.path.join(self.folder, f"worker-{number}")
        if not os.path.isdir(other.folder):
            os.mkdir(other.folder)
            shutil.copytree(self.state("pristine"), other.state("pristine"))
        other.write("password", b"x")
        shutil.copy(os.path.join(self.folder, "docket-key"), other.folder)
        other.settings()
        other.reset()
        return other

    def ctl(self, variant, *words, stdin=b""):
        done = subprocess.run(
            [PROGRAM, "-c", os.path.join(self.folder, f"{variant}.conf"),
             *map(str, words)], input=stdin, capture_output=True,
            timeout=SECONDS, check=False)
        self.said += done.stdout + done.stderr
        if done.returncode != 0:
            raise Trouble(f"docketctl {' '.join(map(str, words))}: "
                          f"{done.stderr.decode('utf-8', 'replace').strip()}")
        return done.stdout.decode("utf-8")

    def rows(self, variant, *words, stdin=b""):
        return json.loads(self.ctl(variant, *words, "--json", stdin=stdin))

    # --- setting up

    def deliver_all(self, *mails):
        for raw in mails:
            self.ctl("usual", "deliver", stdin=raw)

    def make(self):
        self.deliver_all(mail("Carla", "carla@customer.example", "skates"))
        for words in ("customer 1", "agent 1 alice", "note 1 alice"):
            self.token("ended", words)
        self.ctl("usual", "token", "rotate", "--keep=0")
        self.deliver_all(
            mail("Dan", "dan@other.example", "a bill"),
            mail("Fay", "fay@third.example", "a refund",
                 to="billing@example.com"),
            mail("Uma", "uma@plain.example", "a question", proved=False))
        token = self.token("older", "agent 1 alice")
        self.deliver_all(mail("Alice", "alice@example.com", "Re: skates",
                              to=f"support+{token}@example.com"))
        self.token("older", "customer 1")
        self.token("token", "agent 1 dave")
        self.token("token", "agent 1 gina")
        self.ctl("usual", "token", "rotate")

    def remember_ids(self):
        """The Message-IDs and bounce addresses of all letters so far."""
        self.ids, self.bounces = {}, {}
        archive = b"".join(self.archive().values())
        with open(os.path.join(self.state(), "store/data.mdb"), "rb") as f:
            store = f.read()
        ids = re.findall(rb"<(docket\.([a-z2-7]{28})@example\.com)>", archive)
        bounces = re.findall(rb"(support\+([a-z2-7]{28})@example\.com)", store)
        for found, into in ((ids, self.ids), (bounces, self.bounces)):
            for text, token in found:
                letter = int.from_bytes(unpack(token.decode())[1:7], "big")
                into[letter] = text.decode()

    def archive(self):
        """The segments' octets by name."""
        folder, found = os.path.join(self.state(), "archive"), {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as f:
                found[name] = f.read()
        return found

    # --- the words in braces

    def token(self, kind, words):
        """Made once, for keys come and go."""
        if (kind, words) not in self.known:
            place = self.alien if kind == "alien" else self
            address = place.ctl("usual", "token", "issue", *words.split())
            self.known[kind, words] = re.search("[a-z2-7]{39}", address).group()
        return self.known[kind, words]

    def letter(self, texts, words):
        kind, ticket = words.split()
        numbers = [row["number"] for row in self.before
                   if (row["kind"], row["ticket"]) == (kind, int(ticket))]
        return texts[max(numbers)]

    def word(self, kind, words):
        if kind in ("token", "older", "ended", "alien"):
            return self.token(kind, words)
        if kind == "switched":
            parts = [w for w in words.split() if "=" in w]
            plain = [w for w in words.split() if "=" not in w]
            return switched(self.token("token", " ".join(plain)), parts)
        if kind == "cut":
            length, _, rest = words.partition(" ")
            return self.token("token", rest)[:int(length)]
        if kind == "upper":
            return self.token("token", words).upper()
        if kind == "id":
            return self.letter(self.ids, words)
        if kind == "bounce":
            return self.letter(self.bounces, words)
        if kind == "confirm":
            what, _, number = words.partition(" ")
            return self.confirms[int(number or "1") - 1][what]
        return date(int(words or "0"))

    def fill(self, raw):
        """The mail with its words in braces filled in."""
        def one(match):
            kind, words = match.group(1).decode(), match.group(2).decode()
            if kind == "octet":
                return bytes.fromhex(words)
            return self.word(kind, words.strip()).encode()
        kinds = (b"token|older|ended|alien|switched|cut|upper|id|bounce|date"
                 b"|octet|confirm")
        return re.sub(rb"\{(" + kinds + rb")([ a-z0-9=-]*)\}", one, raw)

    # --- a case

    def reset(self):
        shutil.rmtree(self.state(), ignore_errors=True)
        shutil.copytree(self.state("pristine"), self.state())

    def explain(self, raw, variant):
        self.reset()
        return self.ctl(variant, "explain", "-", stdin=raw)

    def learn_confirms(self, old):
        """The token and the word of each confirm letter, in their order."""
        found = re.findall(
            rb"Reply-To: support\+([a-z2-7]{39})@.*?\r\nSubject: [^\r]*confirm"
            rb".*?first line:(?:=0A|=\r\n|\s)*([a-z2-7]{8})\r\n",
            rest_of(old, self.archive()), re.S)
        self.confirms = [{"token": token.decode(), "word": word.decode()}
                         for token, word in found]

    def deliver(self, raw, variant, before=()):
        """What explain tells and what deliver does, from the same state; the
        mails that came before are in that state."""
        self.reset()
        self.said = b""
        base, old = self.before, self.archive()
        for one in before:
            self.ctl(variant, "deliver", stdin=self.fill(one))
            self.learn_confirms(old)
        if before:
            base = self.rows(variant, "queue", "list")
        old, raw = self.archive(), self.fill(raw)
        told = self.rows(variant, "explain", "-", stdin=raw)
        done = self.rows(variant, "deliver", stdin=raw)["text"]
        words = re.match(r"(ticket|hold|released hold) (\d+)(.*known before)?",
                         done)
        if not words:
            raise Trouble(f"deliver says {done!r}")
        new = self.rows(variant, "queue", "list")[len(base):]
        outcome = {"auth": told["auth"], "cell": told["cell"],
                   "from": told["from"],
                   "told": [text for text in told["letters"]
                            if not text.endswith(f" {OWNER}")],
                   "ticket": None, "entry": None, "hold": None,
                   "queue": None,
                   "known": bool(words.group(3)),
                   "released": None, "rows": new, "written": rest_of(old, self.archive())}
        outcome["letters"] = [f"{row['kind']} to {row['to']}" for row in new
                              if row["to"] != OWNER]
        outcome["owner"] = len(new) - len(outcome["letters"])
        verb, number, _ = words.groups()
        if outcome["known"]:
            outcome["told"] = []
        elif verb == "released hold":
            outcome["released"] = int(number)
            outcome["told"] = outcome["letters"]
        elif verb == "hold":
            row = self.rows(variant, "hold", "show", number)
            outcome["hold"] = row["cause"]
        else:
            ticket = self.rows(variant, "show", number)
            outcome["entry"] = ticket["entries"][-1]["kind"]
            outcome["ticket"] = (int(number) if int(number) <= 4 else "new")
            outcome["seats"] = [s["address"] for s in ticket["seats"]]
            for key in ("queue", "requester", "category"):
                outcome[key] = ticket[key]
            outcome["named"] = [f"{row['kind']} {row['value']}" for row
                                in ticket["entries"][-1]["named"]]
            self.ctl(variant, "show", number)
        with open(os.path.join(self.state(), "store/data.mdb"), "rb") as f:
            outcome["store"] = f.read()
        outcome |= {"raw": raw, "said": self.said}
        return outcome


def rest_of(old, new):
    """What was added to the archive."""
    return b"".join(octets[len(old.get(name, b"")):]
                    for name, octets in new.items())
