# SPDX-License-Identifier: GPL-3.0-or-later
"""Is it really you? Customers forward doubtful mails and ask about names."""

import mails
from scene import contains, equal, lacks

EVIL = "https://evil.example/login"


def start(scene):
    """A desk with an address to ask, whose mail reaches the same mailbox."""
    verify = f"support+verify@{scene.desk}"
    security = scene.servers.add_user(f"security@{scene.desk}")
    scene.docket.settings["desk"] |= {
        "verify_address": verify, "security_email": security,
        "official": ["example.com", "@ExampleDesk"]}
    scene.start()
    return verify, security


def ask(scene, customer, verify, text, attach=None, subject="?"):
    """Write to verify; returns the answer."""
    ident = mails.new_id(customer)
    if attach is None:
        raw = mails.plain(customer, verify, subject, text, ident=ident)
    else:
        raw = mails.attached(customer, verify, subject, text, attach, ident)
    scene.write(customer, raw, verify)
    return scene.servers.wait_mail(
        customer, lambda m: m["In-Reply-To"] == ident,
        what="the answer")


def check_answer(answer, words):
    contains(answer.text(), words, "the answer")
    equal(answer["Auto-Submitted"], "auto-replied", "the answer")
    lacks(str(answer) + answer.text(), "evil.example", "the answer")


def test_verify(scene):
    """Genuine, to another, changed, never sent, quoted; in two languages.
    No ticket, nothing repeated, counted, one notice to security."""
    carla, dora = scene.customer("carla"), scene.customer("dora")
    verify, security = start(scene)
    _, ack, _ = scene.open_ticket(carla)
    letter = ack.raw
    check_answer(ask(scene, carla, verify, "Is this mail from you, please?\n",
                     letter), "Genuine: we sent you this message on")
    other = ask(scene, dora, verify,
                "Guten Tag, ist diese Nachricht wirklich von Ihnen?\n", letter)
    check_answer(other, "ging aber nicht an Ihre Adresse")
    lacks(other.text(), carla, "what dora gets")
    check_answer(ask(scene, carla, verify, "And is this one from you?\n",
                     letter + f"\r\nNow go to {EVIL}\r\n".encode()),
                 "it is not what we sent")
    forged = mails.plain(scene.support, carla, "Act now", f"Go to {EVIL}\n")
    check_answer(ask(scene, dora, verify,
                     "Guten Tag, ist das hier von Ihnen gekommen?\n", forged),
                 "Nicht von uns")
    check_answer(ask(scene, carla, verify,
                     "Please tell me, is this really yours?\n\n"
                     "---------- Forwarded message ---------\n"
                     f"From: Example <{scene.support}>\n"
                     "Date: Mon, 2 Mar 2026 at 10:00\nSubject: Act now\n"
                     f"To: <{carla}>\n\nGo to {EVIL}\n"),
                 "forward it as an attachment")
    tickets = scene.docket.ctl("list", "--json").json()
    equal(len(tickets), 1, "tickets")
    scene.settle()
    equal(len(scene.servers.mailbox(security)), 1, "letters to security")
    rows = scene.docket.ctl("phish", "list", "--json").json()
    equal(sorted((r["what"].split(":")[0], r["reports"]) for r in rows),
          [("changed", 1), ("genuine, to another recipient", 1),
           ("not ours", 1)], "reports")


def test_verify_names(scene):
    """Names that are ours and such as only look so; five answers an hour."""
    carla = scene.customer("carla")
    verify, security = start(scene)
    for text, words in (
            ("Is www.example.com your website?\n",
             "Yes, this is ours: example.com"),
            ("Gehört Ihnen das Konto @exampledesk wirklich, bitte?\n",
             "Ja, das gehört zu uns: @ExampleDesk"),
            (f"Is this page really yours: {EVIL} ?\n",
             "does not belong to us"),
            ("Ist die Adresse hilfe@evil.example wirklich Ihre Adresse?\n",
             "gehört nicht zu uns"),
            ("Hello, is it you?\n", "nothing in your message")):
        check_answer(ask(scene, carla, verify, text), words)
    scene.write(carla, mails.plain(carla, verify, "?", "Is a.example yours?\n"),
                verify)
    scene.write(carla, mails.plain(carla, verify, "?", "And b.example?\n"),
                verify, verdict="fail")
    scene.settle()
    equal(len(scene.servers.mailbox(carla)), 5, "answers")
    told, = scene.servers.mailbox(security)
    contains(told.text(), "not official: ", "what security reads")
    equal(scene.docket.ctl("list", "--json").json(), [], "tickets")
    rows = scene.docket.ctl("phish", "list", "--json").json()
    equal(sum(row["reports"] for row in rows), 4, "reports")
