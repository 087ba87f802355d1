/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/autoptr.h"

/* docket.conf as plain structs. options.c is the one table that says name,
 * type, default, limits and help of every option; reading, checking, encoding
 * for a role and the lint against docket.conf.5 all walk that table. */

enum settings_tls {
	SETTINGS_TLS_IMPLICIT,
	SETTINGS_TLS_STARTTLS,
	SETTINGS_TLS_NONE
};
enum settings_auth {
	SETTINGS_AUTH_PLAIN,
	SETTINGS_AUTH_LOGIN,
	SETTINGS_AUTH_XOAUTH2
};
enum settings_mark { SETTINGS_MARK_MOVE, SETTINGS_MARK_KEYWORD };
enum settings_ack {
	SETTINGS_ACK_VERIFIED,
	SETTINGS_ACK_ALL,
	SETTINGS_ACK_NEVER
};
enum settings_closed {
	SETTINGS_CLOSED_REOPEN,
	SETTINGS_CLOSED_NEW,
	SETTINGS_CLOSED_REJECT
};
enum settings_after_answer { /* as ticket_status (model/ticket.h) */
	SETTINGS_AFTER_OPEN,
	SETTINGS_AFTER_PENDING,
	SETTINGS_AFTER_SOLVED
};
enum settings_thanks {
	SETTINGS_THANKS_DIGEST,
	SETTINGS_THANKS_QUIET,
	SETTINGS_THANKS_REOPEN
};
enum settings_assign {
	SETTINGS_ASSIGN_CLAIM,
	SETTINGS_ASSIGN_ROUND_ROBIN,
	SETTINGS_ASSIGN_LEAST_OPEN,
	SETTINGS_ASSIGN_LANGUAGE
};
enum settings_identity {
	SETTINGS_IDENTITY_OFF,
	SETTINGS_IDENTITY_MARK,
	SETTINGS_IDENTITY_ASK,
	SETTINGS_IDENTITY_DOCUMENTS
};
enum settings_tell { SETTINGS_TELL_ASSIGNEE, SETTINGS_TELL_ALL };
enum settings_attachments {
	SETTINGS_ATTACHMENTS_ATTACH,
	SETTINGS_ATTACHMENTS_REFERENCE
};
enum settings_requester { SETTINGS_REQUESTER_REPLY_TO };
enum settings_cc { SETTINGS_CC_NEVER, SETTINGS_CC_AUTHENTICATED };
enum settings_token_form { SETTINGS_TOKEN_SUBADDRESS, SETTINGS_TOKEN_CATCHALL };
enum settings_ambiguous { SETTINGS_AMBIGUOUS_RESEND, SETTINGS_AMBIGUOUS_HOLD };
enum settings_auto_sender {
	SETTINGS_AUTO_SENDER_NULL,
	SETTINGS_AUTO_SENDER_BOUNCE
};
enum settings_sandbox { SETTINGS_SANDBOX_REQUIRED, SETTINGS_SANDBOX_OFF };

/* Ways by which an agent's mail counts as authenticated; a bit set. */
enum settings_agent_auth {
	SETTINGS_AGENT_SUBMISSION = 1,
	SETTINGS_AGENT_DMARC = 2,
	SETTINGS_AGENT_CONFIRM = 4,
};

/* Letters to customers about the state of their ticket; a bit set. */
enum settings_letter {
	SETTINGS_LETTER_REMINDER = 1,
	SETTINGS_LETTER_CLOSED = 2,
	SETTINGS_LETTER_SOLVED = 4,
	SETTINGS_LETTER_REOPENED = 8,
	SETTINGS_LETTER_MERGED = 16,
	SETTINGS_LETTER_HELD = 32, /* to strangers with a reply address */
	SETTINGS_LETTER_DISCLOSED = 64,
};

struct settings_desk {
	char *name, *address, *language, *time_zone;
	char *delimiter; /* one character */
	gint64 token_form;
	char *token_domain;
	char *bounce_address; /* never empty after the check */
	char **hours,
	    **holidays;   /* of queues that have none; base/calendar.h */
	char *catch_all;  /* a queue's name, or "": the first */
	char *complaints; /* a queue's name, or "": none is one */
	char *category_field;
	gint64 category_line; /* also a customer's first line counts */
	char **uid_forms, **order_forms; /* "ORD-####"; desk/mentions.h */
	gint64 away_days; /* an out-of-office answer counts at most; 0: never */
	gint64 attachments_per_day; /* fetched by one person; 0: no cap */
	char *verify_address; /* answers whether a mail is ours; "": none */
	char **official;      /* what is ours; desk/official.h */
	char *security_email; /* hears of reports; "": owner_email */
};

/* All sizes in octets, times in seconds. */
struct settings_limits {
	gint64 message_size, header_bytes, header_field_bytes, header_fields,
	    line_bytes;
	gint64 mime_depth, mime_parts, boundary_bytes;
	gint64 attachments, attachment_bytes, attachments_bytes;
	gint64 field_addresses, addresses, references, parameters,
	    encoded_words;
	gint64 text_bytes, parse_cpu_seconds, parse_wall_seconds, parse_memory,
	    hops;
};

struct settings_account {
	char *name, *host;
	gint64 port, tls;
	char *ca_file, *user;
	gint64 auth;
	char *password_file, *folder;
	gint64 mark;
	char *done_folder, *keyword, *quarantine_folder, *claim_folder;
	char *start; /* "now", "unseen", "all" or "YYYY-MM-DD" */
	gint64 poll_interval, batch_mails, batch_bytes;
};

struct settings_relay {
	char *name, *host;
	gint64 port, tls;
	char *ca_file, *user;
	gint64 auth;
	char *password_file, *ehlo_name;
};

struct settings_sending {
	gint64 senders, send_batch, ambiguous, lifetime_hours, auto_sender;
	gint64 acknowledgements_per_minute; /* to everybody; 0: no such cap */
	gint64 undo_seconds; /* for which an agent's answer waits */
};

struct settings_queue {
	char *name;
	char **addresses, **agents; /* NULL-terminated; agents are names */
	char **category;            /* what forms call it; base/pattern.h */
	char *language;  /* of who shows no other; the desk's if not given */
	gint64 priority; /* of its tickets, 1 to 5 */
	gint64 assign, tell, attachments, identity;
	gint64 acknowledge, closed_policy, reopen_days, cc;
	char **hours, **holidays, *time_zone; /* the desk's where not given */
	char **promise;                       /* settings/promiserule.h */
	char *promise_warning;                /* promiserule_time(), or "" */
	char **supervisor;                    /* addresses */
	gint64 tell_promise, tell_closed, apologise;
	gint64 tell_place;   /* from how many before; 0: never */
	gint64 vip_priority; /* at least, of people with a level; 0: none */
	gint64 after_answer, thanks;
	gint64 same_matter_hours;     /* 0: never */
	gint64 ask_facts, facts_days; /* days until a reminder; 0: never */
	gint64 menu;              /* a keyword is answered without a ticket */
	gint64 first_answer;      /* articles in the acknowledgement */
	gint64 first_answer_wait; /* minutes until agents are told then */
	gint64 solved_days, pending_days, reminder_days; /* 0: never */
	gint64 letters;            /* bit set of settings_letter */
	gint64 survey, survey_low; /* up to which vote a supervisor hears */
};

/* A web form that mails in its own name. */
struct settings_form {
	char *from;
	gint64 requester;
};

/* What a customer may be asked for; a bit set, a bit for each mention_kind
 * (model/mention.h). */
enum settings_fact {
	SETTINGS_FACT_UID = 1,
	SETTINGS_FACT_ORDER = 2,
	SETTINGS_FACT_TRANSACTION = 4,
	SETTINGS_FACT_ADDRESS = 8,
	SETTINGS_FACT_AMOUNT = 16,
	SETTINGS_FACT_DEVICE = 32,
	SETTINGS_FACT_SYSTEM = 64,
	SETTINGS_FACT_VERSION = 128,
	SETTINGS_FACT_ERROR = 256,
	SETTINGS_FACT_DATE = 512,
};

/* What requests are about. */
struct settings_category {
	char *name;
	char **called;   /* by forms; base/pattern.h */
	char **words;    /* in mails that say no category; base/pattern.h */
	gint64 required; /* bit set of settings_fact */
};

/* All conditions that are not empty must hold, by one pattern each. */
struct settings_rule {
	char **if_sender_domain, **if_list_id; /* the whole, with "*" */
	char **if_category;                    /* the whole, with "*" */
	char **if_subject, **if_body;          /* words, base/pattern.h */
	char *queue;
};

struct settings_agent {
	char *name, **addresses, *public_name;
	char **languages; /* that the agent writes; empty: not said */
	gint64 disabled;
};

struct settings {
	char *path; /* of docket.conf, as given */
	char *state_dir, *key_file, *owner_email, *log_level, *templates_dir,
	    *macros_dir, *macro_fallback, *authserv_id;
	gint64 log_addresses, sandbox;
	gint64 authserv_id_set; /* whether the file names authserv_id at all */
	char **border_hosts, **inner_hosts;
	char *
	    *subjects; /* "account NAME", "relay NAME" of all that there are */
	gint64 agent_auth; /* bit set of settings_agent_auth */
	struct settings_desk desk;
	struct settings_limits limits;
	struct settings_sending sending;
	GPtrArray *accounts, *relays, *queues, *agents, *forms, *categories,
	    *routing; /* of the structs above; routing: struct settings_rule */
};

/* Reads and checks a file. One CONFIG error names "file:line: option: what is
 * wrong; what to do"; an unknown option comes with the nearest known name. No
 * @include, at most 1 MiB, no duplicate names. Options of type path are made
 * absolute as secret_path() says; secrets are not read here. Lists may be empty
 * but queues, and bounce_address, ports, names, ehlo_name, public_name and the
 * agents of a queue are filled in (derive.h). The caller frees. */
struct settings *settings_read(const char *path,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

void settings_free(struct settings *settings);
AUTOPTR_DEFINE(settings, settings_free)

/* The parts that a role is handed; a bit set. The rest is encoded as defaults.
 */
enum settings_part {
	SETTINGS_PART_COMMON = 1,  /* top level, desk, limits, sending */
	SETTINGS_PART_ACCOUNT = 2, /* one account, by index */
	SETTINGS_PART_RELAYS = 4,
	SETTINGS_PART_PEOPLE = 8, /* queues, agents, forms, categories and
	                             routing */
};

/* A GVariant of type SETTINGS_TYPE in normal form for a role, and back. index
 * names the account for SETTINGS_PART_ACCOUNT, which becomes accounts[0].
 * secrets: names (char *) and GBytes that the role gets, or NULL. What encode
 * returns is floating; secrets_out (or NULL) is the caller's, and wipes them.
 * CONFIG error for a value of another type. */
#define SETTINGS_TYPE "(a{sv}a{say})"
GVariant *settings_encode(const struct settings *settings, guint parts,
    guint index, GHashTable *secrets);
struct settings *settings_decode(GVariant *encoded, GHashTable **secrets_out,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Built-in values for everything, no accounts, relays, queues or agents: for
 * verbs that need no file. */
struct settings *settings_defaults(void);

/* Look-ups; borrowed, NULL when there is none. */
const struct settings_agent *settings_agent_by_name(
    const struct settings *settings, const char *name);
const struct settings_agent *settings_agent_by_address(
    const struct settings *settings, const char *address);
const struct settings_queue *settings_queue_by_name(
    const struct settings *settings, const char *name);

/* Whether address (folded or not, any subaddress) is one of the desk's own:
 * desk, bounce and queue addresses, and everything in token_domain. */
bool settings_is_own_address(const struct settings *settings,
    const char *address);

/* The queue whose addresses hold one of the NULL-terminated list, the first one
 * that any does. */
const struct settings_queue *settings_queue_of(const struct settings *settings,
    char *const *recipients);

/* The queue of whatever belongs to no other. */
const struct settings_queue *settings_catch_all(const struct settings
        *settings);

/* Whether notices of that queue carry the attachments; of one that is gone, the
 * catch-all's rule counts. */
bool settings_attaches(const struct settings *settings, const char *queue);
