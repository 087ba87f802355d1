/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that options take, for the table in options.c, with what each is in
 * settings.h. A word stands in files that operators wrote years ago: it may get
 * companions and must never get another meaning. */
#include "settings/optionwords.h"

#include "settings/settings.h"

const struct options_word optionwords_tls[] = {
	{ "implicit", SETTINGS_TLS_IMPLICIT },
	{ "starttls", SETTINGS_TLS_STARTTLS },
	{ "none", SETTINGS_TLS_NONE },
	{ NULL, 0 },
};
const struct options_word optionwords_auth[] = {
	{ "plain", SETTINGS_AUTH_PLAIN },
	{ "login", SETTINGS_AUTH_LOGIN },
	{ "xoauth2", SETTINGS_AUTH_XOAUTH2 },
	{ NULL, 0 },
};
const struct options_word optionwords_mark[] = {
	{ "move", SETTINGS_MARK_MOVE },
	{ "keyword", SETTINGS_MARK_KEYWORD },
	{ NULL, 0 },
};
const struct options_word optionwords_ack[] = {
	{ "verified", SETTINGS_ACK_VERIFIED },
	{ "all", SETTINGS_ACK_ALL },
	{ "never", SETTINGS_ACK_NEVER },
	{ NULL, 0 },
};
const struct options_word optionwords_identity[] = {
	{ "off", SETTINGS_IDENTITY_OFF },
	{ "mark", SETTINGS_IDENTITY_MARK },
	{ "ask", SETTINGS_IDENTITY_ASK },
	{ "documents", SETTINGS_IDENTITY_DOCUMENTS },
	{ NULL, 0 },
};
const struct options_word optionwords_closed[] = {
	{ "reopen", SETTINGS_CLOSED_REOPEN },
	{ "new", SETTINGS_CLOSED_NEW },
	{ "reject", SETTINGS_CLOSED_REJECT },
	{ NULL, 0 },
};
const struct options_word optionwords_after_answer[] = {
	{ "pending", SETTINGS_AFTER_PENDING },
	{ "open", SETTINGS_AFTER_OPEN },
	{ "solved", SETTINGS_AFTER_SOLVED },
	{ NULL, 0 },
};
const struct options_word optionwords_thanks[] = {
	{ "digest", SETTINGS_THANKS_DIGEST },
	{ "quiet", SETTINGS_THANKS_QUIET },
	{ "reopen", SETTINGS_THANKS_REOPEN },
	{ NULL, 0 },
};
const struct options_word optionwords_letters[] = {
	{ "reminder", SETTINGS_LETTER_REMINDER },
	{ "closed", SETTINGS_LETTER_CLOSED },
	{ "solved", SETTINGS_LETTER_SOLVED },
	{ "reopened", SETTINGS_LETTER_REOPENED },
	{ "merged", SETTINGS_LETTER_MERGED },
	{ "held", SETTINGS_LETTER_HELD },
	{ "disclosed", SETTINGS_LETTER_DISCLOSED },
	{ "none", 0 },
	{ NULL, 0 },
};
const struct options_word optionwords_requester[] = {
	{ "reply-to", SETTINGS_REQUESTER_REPLY_TO },
	{ NULL, 0 },
};
const struct options_word optionwords_cc[] = {
	{ "never", SETTINGS_CC_NEVER },
	{ "authenticated", SETTINGS_CC_AUTHENTICATED },
	{ NULL, 0 },
};
const struct options_word optionwords_assign[] = {
	{ "claim", SETTINGS_ASSIGN_CLAIM },
	{ "round_robin", SETTINGS_ASSIGN_ROUND_ROBIN },
	{ "least_open", SETTINGS_ASSIGN_LEAST_OPEN },
	{ "language", SETTINGS_ASSIGN_LANGUAGE },
	{ NULL, 0 },
};
const struct options_word optionwords_tell[] = {
	{ "assignee", SETTINGS_TELL_ASSIGNEE },
	{ "all", SETTINGS_TELL_ALL },
	{ NULL, 0 },
};
const struct options_word optionwords_attachments[] = {
	{ "attach", SETTINGS_ATTACHMENTS_ATTACH },
	{ "reference", SETTINGS_ATTACHMENTS_REFERENCE },
	{ NULL, 0 },
};
const struct options_word optionwords_token_form[] = {
	{ "subaddress", SETTINGS_TOKEN_SUBADDRESS },
	{ "catchall", SETTINGS_TOKEN_CATCHALL },
	{ NULL, 0 },
};
const struct options_word optionwords_ambiguous[] = {
	{ "resend", SETTINGS_AMBIGUOUS_RESEND },
	{ "hold", SETTINGS_AMBIGUOUS_HOLD },
	{ NULL, 0 },
};
const struct options_word optionwords_auto_sender[] = {
	{ "null", SETTINGS_AUTO_SENDER_NULL },
	{ "bounce", SETTINGS_AUTO_SENDER_BOUNCE },
	{ NULL, 0 },
};
const struct options_word optionwords_sandbox[] = {
	{ "required", SETTINGS_SANDBOX_REQUIRED },
	{ "off", SETTINGS_SANDBOX_OFF },
	{ NULL, 0 },
};
const struct options_word optionwords_agent_auth[] = {
	{ "submission", SETTINGS_AGENT_SUBMISSION },
	{ "dmarc", SETTINGS_AGENT_DMARC },
	{ "confirm", SETTINGS_AGENT_CONFIRM },
	{ NULL, 0 },
};

const struct options_word optionwords_facts[] = {
	{ "uid", SETTINGS_FACT_UID },
	{ "order", SETTINGS_FACT_ORDER },
	{ "transaction", SETTINGS_FACT_TRANSACTION },
	{ "address", SETTINGS_FACT_ADDRESS },
	{ "amount", SETTINGS_FACT_AMOUNT },
	{ "device", SETTINGS_FACT_DEVICE },
	{ "system", SETTINGS_FACT_SYSTEM },
	{ "version", SETTINGS_FACT_VERSION },
	{ "error", SETTINGS_FACT_ERROR },
	{ "date", SETTINGS_FACT_DATE },
	{ "none", 0 },
	{ NULL, 0 },
};
