/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules between options. Each function is one rule and gives one error. This
 * file must never change a value: what can be worked out is in derive.c, what
 * can be seen in one value alone is in optioncheck.c. */
#include "settings/crosscheck.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/address.h"
#include "settings/options.h"
#include "settings/optionvalue.h"

struct check {
	const struct settings *settings;
	const struct confplace *place;
};

/* Names and addresses seen so far; the values are the options they stand in. */
typedef GHashTable seen_table;

static seen_table *
seen_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static bool
see_once(const struct check *check, seen_table *seen, char *take_value,
    char *take_option, GError **error)
{
	const char *before = g_hash_table_lookup(seen, take_value);
	g_autofree char *value = take_value;
	g_autofree char *option = take_option;

	if (before)
		return confplace_fail(check->place, error, option,
		    "\"%s\" is already %s", value, before);
	g_hash_table_insert(seen, g_steal_pointer(&value),
	    g_steal_pointer(&option));
	return true;
}

/* --- desk ----------------------------------------------------------------- */

/* Octets before the @ of an address that is valid. */
static size_t
local_octets(const char *address)
{
	return strlen(address) - strlen(address_domain(address)) - 1;
}

static bool
check_room(const struct check *check, const char *option, const char *address,
    size_t token, GError **error)
{
	size_t octets = local_octets(address) + 1 + token;

	if (octets <= ADDRESS_LOCAL_MAX)
		return true;
	return confplace_fail(check->place, error, option,
	    "%zu octets before the @, a delimiter and a token of %zu make %zu, and mail "
	    "servers take %d; use a shorter address or token_form = \"catchall\"",
	    local_octets(address), token, octets, ADDRESS_LOCAL_MAX);
}

/* A catchall's tokens stand alone before the @, so every address leaves room.
 */
static bool
check_desk(const struct check *check, GError **error)
{
	const struct settings_desk *desk = &check->settings->desk;

	if (desk->token_form == SETTINGS_TOKEN_CATCHALL)
		return *desk->token_domain ||
		    confplace_fail(check->place, error, "desk.token_domain",
		        "missing; token_form = \"catchall\" needs the domain of which "
		        "all mail comes here");
	if (*desk->token_domain)
		return confplace_fail(check->place, error, "desk.token_domain",
		    "only goes with token_form = \"catchall\"");
	return check_room(check, "desk.address", desk->address,
	           CROSSCHECK_TOKEN_OCTETS, error) &&
	    check_room(check, "desk.bounce_address", desk->bounce_address,
	        CROSSCHECK_BOUNCE_OCTETS, error);
}

/* --- servers -------------------------------------------------------------- */

/* By what was written and not by what DNS says: the answer may change. */
static bool
is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, host, &v6) == 1)
		return IN6_IS_ADDR_LOOPBACK(&v6);
	return g_ascii_strcasecmp(host, "localhost") == 0;
}

static bool
check_tls(const struct check *check, gint64 tls, const char *host,
    const char *option, GError **error)
{
	if (tls != SETTINGS_TLS_NONE || is_loopback(host))
		return true;
	return confplace_fail(check->place, error, option,
	    "\"none\" would send the password in the clear to %s; only a server on this "
	    "machine (127.0.0.1, ::1, localhost) may go without TLS",
	    host);
}

/* What is read, and where the mails go, must be two folders: a mail moved into
 * the folder it came from is new there. */
static bool
check_folders(const struct check *check, const struct settings_account *account,
    guint index, GError **error)
{
	g_autofree char *done =
	    g_strdup_printf("accounts[%u].done_folder", index);
	g_autofree char *quarantine =
	    g_strdup_printf("accounts[%u].quarantine_folder", index);

	if (account->mark == SETTINGS_MARK_MOVE &&
	    strcmp(account->done_folder, account->folder) == 0)
		return confplace_fail(check->place, error, done,
		    "must not be the folder that is read");
	if (strcmp(account->quarantine_folder, account->folder) == 0)
		return confplace_fail(check->place, error, quarantine,
		    "must not be the folder that is read");
	g_autofree char *claim =
	    g_strdup_printf("accounts[%u].claim_folder", index);
	if (strcmp(account->claim_folder, account->folder) == 0)
		return confplace_fail(check->place, error, claim,
		    "must not be the folder that is read");
	return true;
}

/* A name by place would change with the order of the groups, and an account of
 * another name starts anew. */
static bool
check_account_names(const struct check *check, GError **error)
{
	for (guint i = 0; i < check->settings->accounts->len; i++) {
		const struct settings_account *account =
		    check->settings->accounts->pdata[i];
		g_autofree char *option =
		    g_strdup_printf("accounts[%u].name", i);

		if (!*account->name)
			return confplace_fail(check->place, error, option,
			    "missing; two accounts or more need names (one that was "
			    "alone before is \"account1\")");
	}
	return true;
}

/* Two accounts on one folder would move each other's mails away. */
static bool
check_accounts(const struct check *check, GError **error)
{
	g_autoptr(GHashTable) seen = seen_new();

	for (guint i = 0; i < check->settings->accounts->len; i++) {
		const struct settings_account *account =
		    check->settings->accounts->pdata[i];
		g_autofree char *tls = g_strdup_printf("accounts[%u].tls", i);
		g_autofree char *host = g_ascii_strdown(account->host, -1);
		char *mailbox =
		    g_strdup_printf("%s at %s:%" G_GINT64_FORMAT ", folder %s",
		        account->user, host, account->port, account->folder);

		if (!see_once(check, seen, mailbox,
		        g_strdup_printf("accounts[%u]", i), error))
			return false;
		if (!check_tls(check, account->tls, account->host, tls, error))
			return false;
		if (!check_folders(check, account, i, error))
			return false;
	}
	return true;
}

/* Half a login is a mistake, not a relay without login. */
static bool
check_relays(const struct check *check, GError **error)
{
	for (guint i = 0; i < check->settings->relays->len; i++) {
		const struct settings_relay *relay =
		    check->settings->relays->pdata[i];
		g_autofree char *tls = g_strdup_printf("relays[%u].tls", i);
		g_autofree char *user = g_strdup_printf("relays[%u].user", i);
		g_autofree char *password =
		    g_strdup_printf("relays[%u].password_file", i);

		if (!check_tls(check, relay->tls, relay->host, tls, error))
			return false;
		if (*relay->user && !*relay->password_file)
			return confplace_fail(check->place, error, password,
			    "missing; user = \"%s\" has to log in",
			    relay->user);
		if (!*relay->user && *relay->password_file)
			return confplace_fail(check->place, error, user,
			    "missing; password_file is only used to log in");
	}
	return true;
}

/* --- people --------------------------------------------------------------- */

static bool
check_agents(const struct check *check, GError **error)
{
	g_autoptr(GHashTable) seen = seen_new();

	for (guint i = 0; i < check->settings->agents->len; i++) {
		const struct settings_agent *agent =
		    check->settings->agents->pdata[i];

		for (guint j = 0; agent->addresses[j]; j++) {
			g_autofree char *option =
			    g_strdup_printf("agents[%u].addresses[%u]", i, j);
			char *folded = address_fold(agent->addresses[j]);

			if (!see_once(check, seen, folded, g_strdup(option),
			        error))
				return false;
			/* Notices would come back as customers' mail. */
			if (settings_is_own_address(check->settings,
			        agent->addresses[j]))
				return confplace_fail(check->place, error,
				    option,
				    "\"%s\" is an address of the desk itself",
				    agent->addresses[j]);
		}
	}
	return true;
}

/* A disabled agent may be listed: the queue waits for the agent's return. */
static bool
check_queue_agents(const struct check *check, guint index, GError **error)
{
	const struct settings_queue *queue =
	    check->settings->queues->pdata[index];

	for (guint i = 0; queue->agents[i]; i++) {
		g_autofree char *option =
		    g_strdup_printf("queues[%u].agents[%u]", index, i);

		if (!settings_agent_by_name(check->settings, queue->agents[i]))
			return confplace_fail(check->place, error, option,
			    "no agent is called \"%s\"; agents are listed in "
			    "agents = ( { name = \"%s\"; ... } );",
			    queue->agents[i], queue->agents[i]);
	}
	return true;
}

/* An address leads to one queue. */
static bool
check_queues(const struct check *check, GError **error)
{
	g_autoptr(GHashTable) seen = seen_new();

	for (guint i = 0; i < check->settings->queues->len; i++) {
		const struct settings_queue *queue =
		    check->settings->queues->pdata[i];

		for (guint j = 0; queue->addresses[j]; j++) {
			char *option =
			    g_strdup_printf("queues[%u].addresses[%u]", i, j);

			if (!see_once(check, seen,
			        address_fold(queue->addresses[j]), option,
			        error))
				return false;
		}
		if (!check_queue_agents(check, i, error))
			return false;
	}
	return true;
}

/* What an agent writes would be taken for a visitor's. */
static bool
check_forms(const struct check *check, GError **error)
{
	g_autoptr(GHashTable) seen = seen_new();

	for (guint i = 0; i < check->settings->forms->len; i++) {
		const struct settings_form *form =
		    check->settings->forms->pdata[i];
		g_autofree char *option = g_strdup_printf("forms[%u].from", i);

		if (!see_once(check, seen, address_fold(form->from),
		        g_strdup(option), error))
			return false;
		if (settings_agent_by_address(check->settings, form->from))
			return confplace_fail(check->place, error, option,
			    "\"%s\" is an agent's address", form->from);
	}
	return true;
}

/* An answer to a complaint is read by a second agent before it goes out. */
static bool
check_complaints(const struct check *check, GError **error)
{
	const struct settings *settings = check->settings;
	const char *name = settings->desk.complaints;
	const struct settings_queue *queue =
	    settings_queue_by_name(settings, name);

	if (*name && !queue)
		return confplace_fail(check->place, error, "desk.complaints",
		    "no queue is called \"%s\"", name);
	if (*name && g_strv_length(queue->agents) < 2)
		return confplace_fail(check->place, error, "desk.complaints",
		    "queue \"%s\" needs two agents: one reads what the other "
		    "answers",
		    name);
	return true;
}

/* What can never send a mail anywhere is a mistake, not a rule. */
static bool
check_routing(const struct check *check, GError **error)
{
	const struct settings *settings = check->settings;

	if (*settings->desk.catch_all &&
	    !settings_queue_by_name(settings, settings->desk.catch_all))
		return confplace_fail(check->place, error, "desk.catch_all",
		    "no queue is called \"%s\"", settings->desk.catch_all);
	if (!check_complaints(check, error))
		return false;
	for (guint i = 0; i < settings->routing->len; i++) {
		const struct settings_rule *rule = settings->routing->pdata[i];
		g_autofree char *option = g_strdup_printf("routing[%u]", i);
		g_autofree char *queue = g_strconcat(option, ".queue", NULL);

		if (!settings_queue_by_name(settings, rule->queue))
			return confplace_fail(check->place, error, queue,
			    "no queue is called \"%s\"", rule->queue);
		if (!*rule->if_sender_domain && !*rule->if_category &&
		    !*rule->if_list_id && !*rule->if_subject && !*rule->if_body)
			return confplace_fail(check->place, error, option,
			    "has no condition, so that every mail would fit; "
			    "for that there is desk.catch_all");
	}
	return true;
}

/* A form's choice leads to one queue, and is of one category. */
static bool
check_called(const struct check *check, const char *section, const char *option,
    GError **error)
{
	const struct options_section *of = options_section(section);
	const struct options_row *row = options_row(of, option);
	g_autoptr(GHashTable) seen = seen_new();
	const GPtrArray *groups =
	    *(GPtrArray *const *)G_STRUCT_MEMBER_P((guintptr)check->settings,
	        of->offset);

	for (guint i = 0; i < groups->len; i++) {
		char **called =
		    *(char ***)G_STRUCT_MEMBER_P((guintptr)groups->pdata[i],
		        row->offset);

		for (guint j = 0; called[j]; j++)
			if (!see_once(check, seen,
			        g_utf8_casefold(called[j], -1),
			        g_strdup_printf("%s[%u].%s[%u]", section, i,
			            option, j),
			        error))
				return false;
	}
	return true;
}

/* --- everything ----------------------------------------------------------- */

/* Names stand in records and verbs; each must mean one thing. */
static bool
check_names(const struct check *check, const char *section_name, GError **error)
{
	const struct options_section *section = options_section(section_name);
	const struct options_row *row = options_row(section, "name");
	g_autoptr(GHashTable) seen = seen_new();
	const GPtrArray *groups =
	    *(GPtrArray *const *)G_STRUCT_MEMBER_P((guintptr)check->settings,
	        section->offset);

	for (guint i = 0; i < groups->len; i++) {
		char *name = g_strdup(*optionvalue_text(row, groups->pdata[i]));
		char *option = g_strdup_printf("%s[%u].name", section->name, i);

		if (!see_once(check, seen, name, option, error))
			return false;
	}
	return true;
}

/* A reader holds the batch in which a mail lies, and copies of the mail while
 * it takes it apart; measured with mails of every shape at their limit. With
 * less, mails that are allowed would be unreadable. */
static bool
check_memory(const struct check *check, GError **error)
{
	const struct settings_limits *limits = &check->settings->limits;
	gint64 batch = 0, needed;

	for (guint i = 0; i < check->settings->accounts->len; i++) {
		const struct settings_account *account =
		    check->settings->accounts->pdata[i];

		batch = MAX(batch, account->batch_bytes);
	}
	needed = CROSSCHECK_READER_START + batch +
	    CROSSCHECK_READER_COPIES * limits->message_size +
	    CROSSCHECK_READER_PART * limits->mime_parts;
	if (limits->parse_memory >= needed)
		return true;
	return confplace_fail(check->place, error, "limits.parse_memory",
	    "%" G_GINT64_FORMAT
	    " is too little to read a mail of message_size = %" G_GINT64_FORMAT
	    " with mime_parts = %" G_GINT64_FORMAT
	    " out of batch_bytes = %" G_GINT64_FORMAT
	    "; set it to %" G_GINT64_FORMAT " or more, or lower those",
	    limits->parse_memory, limits->message_size, limits->mime_parts,
	    batch, needed);
}

static bool
check_top(const struct check *check, GError **error)
{
	const struct settings *settings = check->settings;

	/* An alarm about letters must not come in as another letter. */
	if (settings_is_own_address(settings, settings->owner_email))
		return confplace_fail(check->place, error, "owner_email",
		    "\"%s\" is an address of the desk itself",
		    settings->owner_email);
	if (settings->limits.header_field_bytes > settings->limits.header_bytes)
		return confplace_fail(check->place, error,
		    "limits.header_field_bytes",
		    "%" G_GINT64_FORMAT
		    " is more than header_bytes, %" G_GINT64_FORMAT,
		    settings->limits.header_field_bytes,
		    settings->limits.header_bytes);
	return true;
}

bool
crosscheck_settings(const struct settings *settings,
    const struct confplace *place, GError **error)
{
	static const char *const named[] = { "accounts", "relays", "agents",
		"queues", "categories" };
	struct check check = { .settings = settings, .place = place };

	if (!check_account_names(&check, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(named); i++)
		if (!check_names(&check, named[i], error))
			return false;
	return check_desk(&check, error) && check_accounts(&check, error) &&
	    check_relays(&check, error) && check_agents(&check, error) &&
	    check_queues(&check, error) &&
	    check_called(&check, "queues", "category", error) &&
	    check_called(&check, "categories", "called", error) &&
	    check_routing(&check, error) && check_memory(&check, error) &&
	    check_forms(&check, error) && check_top(&check, error);
}
