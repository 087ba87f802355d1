# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks that trust rests on, and the tests that would miss each."""
import collections

Check = collections.namedtuple("Check", "name file words instead tests")

HEAD = "\tg_string_append_len(data, (const char *)head, HEAD_SIZE);\n"


def unsigned(change):
    """The MAC made over a head from which something was blotted out."""
    return ("\tuint8_t blotted[HEAD_SIZE];\n"
            "\tmemcpy(blotted, head, HEAD_SIZE);\n"
            f"\t{change};\n"
            "\tg_string_append_len(data, (const char *)blotted, HEAD_SIZE);\n")


CHECKS = [
    # What a token says of itself.
    Check("role", "src/route/token.c", HEAD, unsigned("blotted[1] &= 0x0f"),
          ["token/customer-role", "token/agent-role"]),
    Check("seat", "src/route/token.c", HEAD,
          unsigned("blotted[1] &= 0xf0; blotted[2] = 0"),
          ["token/customer-seat"]),
    Check("number", "src/route/token.c", HEAD,
          unsigned("memset(blotted + 3, 0, 5)"),
          ["token/agent-number"]),
    Check("the holder in the MAC", "src/route/token.c",
          "\tg_string_append(data, holder);\n", "",
          ["test-token /token/holder"]),
    Check("the MAC", "src/route/token.c",
          "return equal & known & fit & (holder != NULL);",
          "return known & fit & (holder != NULL);",
          ["cell/4-forged-customer", "cell/4-forged-agent",
           "token/alien-agent", "token/alien-customer"]),
    Check("retired key", "src/model/keyring.c",
          "if (key->until != 0 && now >= key->until)", "if (FALSE)",
          ["cell/4-retired-customer", "cell/4-retired-agent",
           "token/ended-note", "id/own-ended"]),
    # Who wrote it.
    Check("address", "src/route/holder.c",
          "\tif (!holder)\n\t\treturn TRUST_SOMEBODY_ELSE;\n", "",
          ["cell/3-customer-somebody-else", "cell/3-agent-somebody-else",
           "token/agent-of-another"]),
    Check("proof of a customer", "src/route/holder.c",
          "return *from && verdict->auth != VERDICT_AUTH_NONE;",
          "return *from != '\\0';",
          ["cell/2-customer-unproved", "cell/2-none-customer-unproved",
           "id/foreign-unproved"]),
    Check("agent_auth: dmarc", "src/route/holder.c",
          "return (conf->agent_auth & SETTINGS_AGENT_DMARC) != 0;",
          "return TRUE;", ["submission/submission-only"]),
    Check("agent_auth: submission", "src/route/holder.c",
          " &&\n\t    (conf->agent_auth & SETTINGS_AGENT_SUBMISSION);", ";",
          ["submission/dmarc-only"]),
    Check("DMARC", "src/route/authres.c",
          "\tif (found.passed || found.signature)\n\t\treturn NULL;\n",
          "\treturn NULL;\n",
          ["authres/spf-alone",
           "authres/dkim-unaligned", "authres/dmarc-other-domain"]),
    Check("dmarc=fail", "src/route/authres.c",
          "\tif (found.failed)\n\t\treturn \"dmarc=fail\";\n", "",
          ["authres/dmarc-fail"]),
    Check("trusted block: whose results", "src/route/authres.c",
          "if (results && is_ours(conf, results->id))", "if (results)",
          ["authres/id-other", "authres/id-subdomain", "authres/id-none"]),
    Check("trusted block: where it ends", "src/route/authres.c",
          "\t\t    !is_field(field_at(header, i), \"Received-SPF\"))\n"
          "\t\t\tbreak;\n",
          "\t\t    !is_field(field_at(header, i), \"Received-SPF\"))\n"
          "\t\t\tcontinue;\n",
          ["place/below", "place/under-second-received"]),
    Check("trusted block: who took it in", "src/route/authres.c",
          "if (is_listed(conf->border_hosts, received->by))\n"
          "\t\t\tborder.received", "if (true)\n\t\t\tborder.received",
          ["place/above", "submission/other-server"]),
    Check("trusted block: what is passed over", "src/route/authres.c",
          "if (is_passed(conf, received))", "if (!is_listed("
          "conf->border_hosts, received->by))",
          ["place/above-second-way", "place/above-helo"]),
    Check("trusted block: on the submission port", "src/route/authres.c",
          "\tif (received_is_submission(border->received))\n"
          "\t\treturn results;\n", "",
          ["place/submission-other", "place/submission-customer"]),
    Check("login", "src/route/authres.c",
          "strcmp(received->authenticated, from) == 0",
          "*received->authenticated", ["submission/other-login"]),
    Check("single From", "src/route/authres.c",
          "\t\tif (value)\n\t\t\treturn g_strdup(\"\");\n", "",
          ["from/two-fields", "from/space-colon", "from/two-fields-alike"]),
    Check("single address", "src/route/addrscan.c",
          "return !has_unquoted(name, \",;:>)\\\\\") &&\n"
          "\t    (!has_unquoted(name, \"@\") || address_equal(name, address));",
          "return true;", ["from/name-comma", "from/name-bare"]),
    # What the one who wrote it may do.
    Check("disabled agent", "src/desk/agentmail.c",
          "if (!agent || agent->disabled) {", "if (!agent) {",
          ["token/agent-disabled"]),
    Check("agent's queue", "src/desk/staff.c",
          "\treturn (queue &&", "\treturn TRUE || (queue &&",
          ["token/agent-off-queue", "token/agent-off-queue-note"]),
    Check("note role", "src/pipeline/apply.c",
          "return match->role == TOKEN_NOTE ? DECIDE_NOTE : DECIDE_AGENT;",
          "return DECIDE_AGENT;", ["note/proved", "note/reply-all"]),
    Check("replay: to whom", "src/route/thread.c",
          "\tif (!g_str_equal(clue->where, \"To\") && "
          "!g_str_equal(clue->where, \"Cc\"))\n"
          "\t\treturn \"the reply address stands in neither To nor Cc\";\n",
          "", ["replay/envelope", "replay/envelope-x", "replay/note"]),
    Check("replay: when", "src/route/thread.c",
          "if (ABS(came - mail->date) > THREAD_FRESH_MS)", "if (FALSE)",
          ["replay/old", "replay/early"]),
    Check("two tokens", "src/route/thread.c",
          "if (other && !is_lifted(&finder, HOLD_TWO_TOKENS)) {",
          "if (FALSE) {", ["token/two-agents", "token/two-roles"]),
    Check("marker", "src/desk/agentmail.c",
          "if (problem || mail->cut == MARKER_MISSING)", "if (problem)",
          ["agent/marker-gone"]),
    Check("confirm: the hold's number", "src/pipeline/release.c",
          "G_GUINT64_FORMAT \" %u\", hold,\n\t        seat);",
          "G_GUINT64_FORMAT \" %u\", (guint64)0, seat);",
          ["confirm/other-hold"]),
    Check("confirm: only once", "src/route/thread.c",
          "return clue->held ? NULL : \"released or dropped before\";",
          "return NULL;", ["confirm/twice"]),
    Check("confirm: a human", "src/route/thread.c",
          "\tif (finder->verdict->class != VERDICT_HUMAN)\n"
          "\t\treturn \"no human wrote it\";\n", "",
          ["confirm/out-of-office"]),
    Check("confirm: the word", "src/desk/confirm.c",
          "return *word && has_word(typed, word);", "return TRUE;",
          ["confirm/no-word", "confirm/quoted-word"]),
    Check("confirm: who answers", "src/route/thread.c",
          "\t    TRUST_SOMEBODY_ELSE)\n"
          "\t\treturn \"From is not that agent's address\";",
          "\t    TRUST_SOMEBODY_ELSE && FALSE)\n\t\treturn \"\";",
          ["confirm/stranger", "confirm/other-agent"]),
    Check("Message-ID without token: an agent's mail", "src/route/thread.c",
          "if (!agent || is_lifted(finder, HOLD_AGENT_NO_TOKEN))",
          "if (TRUE)", ["id/own-agent", "id/own-agent-spoofed",
                        "cell/1-none-agent-proved"]),
    Check("Message-ID without token: whose letter", "src/route/thread.c",
          "return holder_is_from(clue, finder->from)\n\t    ? NULL",
          "return TRUE\n\t    ? NULL", ["id/own-stranger",
                                        "id/own-other-customer"]),
    Check("Message-ID without token: which letter", "src/route/thread.c",
          "\tif (clue->letter_kind != LETTER_ANSWER &&\n"
          "\t    clue->letter_kind != LETTER_ACKNOWLEDGEMENT &&\n"
          "\t    clue->letter_kind != LETTER_DESK)\n"
          "\t\treturn \"not a letter to a customer\";\n", "",
          ["id/own-notice-ex-agent"]),
    Check("foreign Message-ID: who is on the ticket", "src/route/thread.c",
          "return clue->on_ticket ? NULL : \"From is not on that ticket\";",
          "return NULL;", ["id/foreign-stranger", "id/number-stranger",
                           "id/number-other-customer"]),
    Check("subject number: not on a forward", "src/route/subject.c",
          "if (*p++ != '[')", "p = strchr(p, '[');\n\tif (!p++)",
          ["id/number-forward"]),
    Check("loop", "src/classify/classify.c",
          "\tif (loop) {\n", "\tif (FALSE) {\n",
          ["loop/field", "loop/own-stripped"]),
    Check("form: authenticated", "src/route/requester.c",
          "if (verdict->auth == VERDICT_AUTH_NONE || !is_form(",
          "if (!is_form(", ["form/unproved"]),
    Check("form: listed", "src/route/requester.c",
          "|| !is_form(settings, *from))", ")",
          ["form/somebody-else", "form/no-forms"]),
    Check("form: whose fields count", "src/desk/category.c",
          "bool form = what->verdict && what->verdict->form;",
          "bool form = what->verdict;", ["form/unproved", "form/name"]),
]
