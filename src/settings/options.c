/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of options. Reading, checking, handing settings to a role and
 * the test against docket.conf and docket.conf.5 all walk it, so an option is
 * one row here, one field in settings.h and one paragraph in the manual. No
 * other file may know an option's type, default or limits. */
#include "settings/options.h"

#include <string.h>

#include "base/calendar.h"
#include "settings/optioncheck.h"
#include "settings/optionwords.h"
#include "settings/promiserule.h"
#include "settings/settings.h"

#define KIB G_GINT64_CONSTANT(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* A row by type: field, default, then what the type needs, then the help line.
 * Each table names its struct in ROW_OF first. */
#define ROW(field, row_type, text)          \
	.name = #field, .type = (row_type), \
	.offset = G_STRUCT_OFFSET(ROW_OF, field), .default_text = (text)
#define TEXT(field, text, check_by, about)                             \
	{                                                              \
		ROW(field, OPTIONS_STRING, text), .check = (check_by), \
		                                  .help = (about)      \
	}
#define FILE_PATH(field, text, check_by, about)                      \
	{                                                            \
		ROW(field, OPTIONS_PATH, text), .check = (check_by), \
		                                .help = (about)      \
	}
#define TEXTS(field, text, check_by, about)                          \
	{                                                            \
		ROW(field, OPTIONS_LIST, text), .check = (check_by), \
		                                .help = (about)      \
	}
#define YES_NO(field, text, about)                              \
	{                                                       \
		ROW(field, OPTIONS_BOOL, text), .help = (about) \
	}
#define NUMBER(field, text, least, most, about)                               \
	{                                                                     \
		ROW(field, OPTIONS_INT, text), .min = (least), .max = (most), \
		                               .help = (about)                \
	}
#define WORD(field, text, list, about)                           \
	{                                                        \
		ROW(field, OPTIONS_WORD, text), .words = (list), \
		                                .help = (about)  \
	}
#define WORDS(field, text, list, about)                         \
	{                                                       \
		ROW(field, OPTIONS_SET, text), .words = (list), \
		                               .help = (about)  \
	}

/* clang-format off */
#define ROW_OF struct settings
static const struct options_row top_rows[] = {
	FILE_PATH(state_dir, "/var/lib/docket", optioncheck_filled,
	    "folder of the store and the archive"),
	FILE_PATH(key_file, "docket-key", optioncheck_filled,
	    "secret of at least 32 octets that seals the keys in state_dir"),
	TEXT(owner_email, "", optioncheck_address_or_empty,
	    "who gets alarms"),
	YES_NO(log_addresses, "false",
	    "write mail addresses into the log, not only their hashes"),
	TEXT(log_level, "info", optioncheck_log_level,
	    "the least urgent lines that are logged"),
	WORD(sandbox, "required", optionwords_sandbox,
	    "whether the reader of mails may run without its sandbox"),
	TEXTS(border_hosts, "", optioncheck_hosts,
	    "all mail servers of yours that take mail from the Internet"),
	TEXTS(inner_hosts, "", optioncheck_hosts,
	    "servers of yours that take mail from border_hosts only"),
	{ ROW(authserv_id, OPTIONS_STRING, ""), .check = optioncheck_authserv_id,
	  .set_offset = G_STRUCT_OFFSET(ROW_OF, authserv_id_set),
	  .help = "name in the Authentication-Results that are believed" },
	WORDS(agent_auth, "submission, dmarc", optionwords_agent_auth,
	    "what shows that an agent's mail is the agent's"),
	FILE_PATH(templates_dir, "", NULL,
	    "folder with letter templates in place of the installed ones"),
	FILE_PATH(macros_dir, "", NULL, "folder with prepared answers for #macro"),
	TEXT(macro_fallback, "en", optioncheck_language_or_empty,
	    "language of those that the customer's is missing of"),
};
#undef ROW_OF

#define ROW_OF struct settings_desk
static const struct options_row desk_rows[] = {
	TEXT(name, NULL, optioncheck_filled, "what customers see as the sender"),
	TEXT(address, NULL, optioncheck_desk_address, "the support address"),
	TEXT(language, "en", optioncheck_language, "language of automatic letters"),
	TEXT(time_zone, "UTC", optioncheck_time_zone, "zone of times in letters"),
	TEXT(delimiter, "+", optioncheck_delimiter,
	    "character between address and token"),
	WORD(token_form, "subaddress", optionwords_token_form,
	    "where reply addresses carry their token"),
	TEXT(token_domain, "", optioncheck_domain_or_empty,
	    "domain of reply addresses of the catchall form"),
	TEXT(bounce_address, "", optioncheck_desk_address_or_empty,
	    "address that bounces go to"),
	TEXTS(hours, "", calendar_hours_problem,
	    "when the desk is open; empty: round the clock"),
	TEXTS(holidays, "", calendar_holiday_problem, "days on which it is shut"),
	TEXT(catch_all, "", optioncheck_name_or_empty,
	    "queue of mail that belongs to no other; empty: the first"),
	TEXT(complaints, "", optioncheck_name_or_empty,
	    "queue of complaints about the desk; empty: there is none"),
	TEXT(category_field, "Category", NULL,
	    "line in a form's mail that names the category; empty: none"),
	YES_NO(category_line, "false",
	    "whether a mail's first line may name the category as well"),
	TEXTS(uid_forms, "", optioncheck_number_form, "how customers' numbers look"),
	TEXTS(order_forms, "", optioncheck_number_form, "how order numbers look"),
	NUMBER(away_days, "30", 0, 365,
	    "days for which an agent's out-of-office answer counts; 0: never"),
	NUMBER(attachments_per_day, "50", 0, 64,
	    "files that one person may fetch in 24 hours; 0: no such cap"),
	TEXT(verify_address, "", optioncheck_desk_address_or_empty,
	    "where customers ask whether something is really the desk's"),
	TEXTS(official, "", optioncheck_filled,
	    "domains, addresses, accounts and pages that are"),
	TEXT(security_email, "", optioncheck_address_or_empty,
	    "who hears of phishing that customers report; empty: owner_email"),
};
#undef ROW_OF

#define ROW_OF struct settings_limits
static const struct options_row limits_rows[] = {
	NUMBER(message_size, "36700160", KIB, 256 * MIB, "octets of a mail"),
	NUMBER(header_bytes, "262144", 4 * KIB, 16 * MIB, "octets of all header fields"),
	NUMBER(header_field_bytes, "32768", 1000, MIB, "octets of one header field"),
	NUMBER(header_fields, "1000", 10, 100000, "header fields"),
	NUMBER(line_bytes, "65536", 998, 16 * MIB, "octets of a line"),
	NUMBER(mime_depth, "50", 1, 200, "depth of parts within parts"),
	NUMBER(mime_parts, "1000", 1, 100000, "parts"),
	NUMBER(boundary_bytes, "256", 70, 4096, "octets of a boundary"),
	NUMBER(attachments, "100", 1, 10000, "attachments"),
	NUMBER(attachment_bytes, "26214400", KIB, 256 * MIB, "octets of one attachment"),
	NUMBER(attachments_bytes, "36700160", KIB, 256 * MIB, "octets of all attachments"),
	NUMBER(field_addresses, "500", 1, 10000, "addresses in one header field"),
	NUMBER(addresses, "1000", 1, 100000, "addresses in all header fields"),
	NUMBER(references, "20", 1, 1000, "message ids that are used for threading"),
	NUMBER(parameters, "100", 1, 10000, "parameters of one header field"),
	NUMBER(encoded_words, "200", 1, 10000, "encoded words in one header field"),
	NUMBER(text_bytes, "262144", KIB, 16 * MIB, "octets of text that are kept as text"),
	NUMBER(parse_cpu_seconds, "10", 1, 600, "seconds of work on one mail"),
	NUMBER(parse_wall_seconds, "30", 1, 3600, "seconds of waiting for one mail"),
	NUMBER(parse_memory, "536870912", 96 * MIB, 64 * GIB, "octets of the reader's memory"),
	NUMBER(hops, "50", 1, 1000, "Received fields, past which a mail is in a loop"),
};
#undef ROW_OF

#define ROW_OF struct settings_account
static const struct options_row account_rows[] = {
	TEXT(name, "", optioncheck_name_or_empty, "what the account is called in logs"),
	TEXT(host, NULL, optioncheck_host, "IMAP server"),
	NUMBER(port, "0", 0, 65535, "its port; 0: 993, with starttls or none 143"),
	WORD(tls, "implicit", optionwords_tls, "how the connection is protected"),
	FILE_PATH(ca_file, "", NULL, "certificates to trust; empty: the system's"),
	TEXT(user, NULL, optioncheck_filled, "login name"),
	WORD(auth, "plain", optionwords_auth, "how to log in"),
	FILE_PATH(password_file, NULL, optioncheck_filled, "file with the password"),
	TEXT(folder, "INBOX", optioncheck_filled, "folder that is read"),
	WORD(mark, "move", optionwords_mark,
	    "what is done with a mail that is in the store"),
	TEXT(done_folder, "docket-done", optioncheck_filled, "folder for these mails"),
	TEXT(keyword, "docket-done", optioncheck_keyword, "keyword for these mails"),
	TEXT(quarantine_folder, "docket-quarantine", optioncheck_filled,
	    "folder for mails that can not be taken in"),
	TEXT(claim_folder, "docket-claim", NULL,
	    "folder that says which docket reads this one; empty: none"),
	TEXT(start, "now", optioncheck_start, "which older mails are read at first"),
	NUMBER(poll_interval, "60", 5, 86400, "seconds between looks without IDLE"),
	NUMBER(batch_mails, "200", 1, 1000, "mails that are fetched at once"),
	NUMBER(batch_bytes, "16777216", 64 * KIB, 256 * MIB, "octets fetched at once"),
};
#undef ROW_OF

#define ROW_OF struct settings_relay
static const struct options_row relay_rows[] = {
	TEXT(name, "", optioncheck_name_or_empty, "what the relay is called in logs"),
	TEXT(host, NULL, optioncheck_host, "SMTP server that sends our letters"),
	NUMBER(port, "0", 0, 65535, "its port; 0: 587, with implicit TLS 465"),
	WORD(tls, "starttls", optionwords_tls, "how the connection is protected"),
	FILE_PATH(ca_file, "", NULL, "certificates to trust; empty: the system's"),
	TEXT(user, "", NULL, "login name; empty: no login"),
	WORD(auth, "plain", optionwords_auth, "how to log in"),
	FILE_PATH(password_file, "", NULL, "file with the password"),
	TEXT(ehlo_name, "", optioncheck_host_or_empty,
	    "our name in EHLO; empty: the desk's domain"),
};
#undef ROW_OF

#define ROW_OF struct settings_sending
static const struct options_row sending_rows[] = {
	NUMBER(senders, "1", 1, 16, "processes that send"),
	NUMBER(send_batch, "1", 1, 16, "letters that may be in doubt at a time"),
	WORD(ambiguous, "resend", optionwords_ambiguous,
	    "what is done with a letter whose sending was cut off at its end"),
	NUMBER(lifetime_hours, "120", 1, 720, "hours for which a letter is tried"),
	WORD(auto_sender, "null", optionwords_auto_sender,
	    "envelope sender of automatic answers"),
	NUMBER(acknowledgements_per_minute, "60", 0, 60,
	    "acknowledgements to everybody together; 0: no such cap"),
	NUMBER(undo_seconds, "60", 0, 3600,
	    "seconds for which an agent can take an answer back"),
};
#undef ROW_OF

#define ROW_OF struct settings_queue
static const struct options_row queue_rows[] = {
	TEXT(name, NULL, optioncheck_name, "what the queue is called"),
	TEXTS(addresses, "", optioncheck_desk_address, "addresses whose mail goes here"),
	TEXTS(category, "", optioncheck_pattern, "what forms call the queue"),
	TEXTS(agents, "", optioncheck_name, "agents who work here; empty: all"),
	NUMBER(priority, "3", 1, 5,
	    "of its tickets when they are opened; 5 is the most urgent"),
	TEXT(language, "", optioncheck_language_or_empty,
	    "of customers who show no other; empty: the desk's"),
	WORD(assign, "claim", optionwords_assign, "who gets a new ticket"),
	WORD(tell, "assignee", optionwords_tell, "who hears of an assigned ticket"),
	WORD(attachments, "attach", optionwords_attachments,
	    "whether notices carry the attachments"),
	WORD(acknowledge, "verified", optionwords_ack, "who gets an acknowledgement"),
	WORD(identity, "mark", optionwords_identity,
	    "what happens where it is not proved whose account it is about"),
	WORD(closed_policy, "reopen", optionwords_closed,
	    "what a customer's reply to a closed ticket does"),
	NUMBER(reopen_days, "30", 0, 3650,
	    "days for which a reply reopens a closed ticket; 0: for ever"),
	WORD(cc, "never", optionwords_cc, "who may bring others in by To and Cc"),
	TEXTS(promise, "", promiserule_problem,
	    "by when customers are answered and helped"),
	TEXT(promise_warning, "30m", promiserule_warning_problem,
	    "how long before its end agents are warned; empty: not at all"),
	TEXTS(supervisor, "", optioncheck_address,
	    "who is told, besides the agents, that a promise was missed"),
	YES_NO(tell_promise, "true",
	    "the acknowledgement says by when there is an answer"),
	YES_NO(tell_closed, "true",
	    "the acknowledgement says when a closed queue opens again"),
	NUMBER(tell_place, "10", 0, 1000,
	    "from how many requests on it says how many are before; 0: never"),
	YES_NO(apologise, "true",
	    "the customer is told when an answer comes later than promised"),
	NUMBER(vip_priority, "0", 0, 5,
	    "least priority of tickets of people with a VIP level; 0: as others"),
	TEXTS(hours, "", calendar_hours_problem,
	    "when the queue is open; empty: the desk's hours"),
	TEXTS(holidays, "", calendar_holiday_problem,
	    "days on which it is shut; empty: the desk's"),
	TEXT(time_zone, "", optioncheck_time_zone_or_empty,
	    "zone of its hours; empty: the desk's"),
	WORD(after_answer, "pending", optionwords_after_answer,
	    "what an agent's answer makes of a ticket"),
	NUMBER(same_matter_hours, "72", 0, 720,
	    "hours for which another mail about it joins a ticket; 0: never"),
	YES_NO(ask_facts, "true",
	    "the acknowledgement asks for what the category requires"),
	NUMBER(facts_days, "2", 0, 365,
	    "days until the customer is reminded of that, once; 0: never"),
	YES_NO(first_answer, "false",
	    "the acknowledgement shows help articles that answer"),
	YES_NO(menu, "false",
	    "a mail that is only a keyword is answered and opens no ticket"),
	NUMBER(first_answer_wait, "0", 0, 120,
	    "minutes until agents are told of a ticket that was shown some"),
	WORD(thanks, "digest", optionwords_thanks,
	    "what becomes of a mail that is only thanks"),
	NUMBER(solved_days, "7", 0, 3650,
	    "days until a solved ticket is closed; 0: never"),
	NUMBER(pending_days, "0", 0, 3650,
	    "days without an answer until a pending ticket is closed; 0: never"),
	NUMBER(reminder_days, "3", 0, 3650,
	    "days between a reminder and that; 0: no reminder"),
	WORDS(letters, "reminder, closed, solved, merged, disclosed",
	    optionwords_letters, "letters about the state of a ticket"),
	YES_NO(survey, "false",
	    "whoever is told that it is solved is asked how good the help was"),
	NUMBER(survey_low, "2", 0, 5,
	    "up to which of five steps a supervisor is told; 0: never"),
};
#undef ROW_OF

#define ROW_OF struct settings_agent
static const struct options_row agent_rows[] = {
	TEXT(name, NULL, optioncheck_name, "what the agent is called inside"),
	TEXTS(addresses, NULL, optioncheck_address,
	    "the agent's addresses; notices go to the first"),
	TEXT(public_name, "", NULL, "what customers see; empty: the desk's name"),
	TEXTS(languages, "", optioncheck_language, "languages that the agent writes"),
	YES_NO(disabled, "false", "the agent gets nothing and may do nothing"),
};
#undef ROW_OF

#define ROW_OF struct settings_form
static const struct options_row form_rows[] = {
	TEXT(from, NULL, optioncheck_address, "the address that a web form mails from"),
	WORD(requester, "reply-to", optionwords_requester,
	    "where the form names who wrote"),
};
#undef ROW_OF

#define ROW_OF struct settings_category
static const struct options_row category_rows[] = {
	TEXT(name, NULL, optioncheck_name, "what the category is called"),
	TEXTS(called, "", optioncheck_pattern, "what forms call it besides"),
	TEXTS(words, "", optioncheck_pattern,
	    "words by which a mail that says no category is of this one"),
	WORDS(required, "none", optionwords_facts,
	    "what customers are asked for when their mail does not name it"),
};
#undef ROW_OF

#define ROW_OF struct settings_rule
static const struct options_row rule_rows[] = {
	TEXTS(if_sender_domain, "", optioncheck_hosts,
	    "domains of From, one of which it must be"),
	TEXTS(if_category, "", optioncheck_pattern,
	    "categories, one of which it must be of"),
	TEXTS(if_list_id, "", optioncheck_pattern,
	    "mailing lists, one of which it must come over"),
	TEXTS(if_subject, "", optioncheck_pattern,
	    "words, some of which the subject must have"),
	TEXTS(if_body, "", optioncheck_pattern,
	    "words, some of which the text must have"),
	TEXT(queue, NULL, optioncheck_name, "where such mail goes"),
};
#undef ROW_OF

#define ROWS(table) .rows = (table), .n_rows = G_N_ELEMENTS(table)
#define PART(section, part_kind, field, table) \
	{ .name = (section), .kind = (part_kind), \
	  .offset = G_STRUCT_OFFSET(struct settings, field), ROWS(table) }
#define GROUPS(field, group, prefix, table) \
	{ .name = #field, .kind = OPTIONS_GROUPS, \
	  .offset = G_STRUCT_OFFSET(struct settings, field), \
	  .size = sizeof(struct group), .name_prefix = (prefix), ROWS(table) }

static const struct options_section sections[] = {
	{ .name = "", .kind = OPTIONS_TOP, .offset = 0, ROWS(top_rows) },
	PART("desk", OPTIONS_GROUP, desk, desk_rows),
	GROUPS(accounts, settings_account, "account", account_rows),
	GROUPS(relays, settings_relay, "relay", relay_rows),
	GROUPS(agents, settings_agent, NULL, agent_rows),
	GROUPS(queues, settings_queue, NULL, queue_rows),
	GROUPS(forms, settings_form, NULL, form_rows),
	GROUPS(categories, settings_category, NULL, category_rows),
	GROUPS(routing, settings_rule, NULL, rule_rows),
	PART("sending", OPTIONS_GROUP, sending, sending_rows),
	PART("limits", OPTIONS_GROUP, limits, limits_rows),
};
/* clang-format on */

const struct options_section *
options_sections(size_t *n_out)
{
	*n_out = G_N_ELEMENTS(sections);
	return sections;
}

const struct options_section *
options_section(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
		if (strcmp(sections[i].name, name) == 0)
			return &sections[i];
	return NULL;
}

const struct options_row *
options_row(const struct options_section *section, const char *name)
{
	for (size_t i = 0; i < section->n_rows; i++)
		if (strcmp(section->rows[i].name, name) == 0)
			return &section->rows[i];
	return NULL;
}

bool
options_word_value(const struct options_row *row, const char *word,
    gint64 *value_out)
{
	for (const struct options_word *next = row->words; next->name; next++) {
		if (strcmp(next->name, word) != 0)
			continue;
		*value_out = next->value;
		return true;
	}
	return false;
}

char *
options_words_text(const struct options_row *row)
{
	GString *text = g_string_new(NULL);

	for (const struct options_word *next = row->words; next->name; next++) {
		if (text->len > 0)
			g_string_append(text, next[1].name ? ", " : " or ");
		g_string_append_printf(text, "\"%s\"", next->name);
	}
	return g_string_free(text, FALSE);
}

const struct options_section *
options_home(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
		if (options_row(&sections[i], name))
			return &sections[i];
	return NULL;
}
