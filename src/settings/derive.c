/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defaults that depend on other options, worked out once when the file is read,
 * so that no other code has to know the rules. This file must never overwrite
 * what the operator gave. */
#include "settings/derive.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "settings/options.h"
#include "settings/optionvalue.h"

#define DEFAULT_QUEUE "support"

enum {
	IMAP_PORT = 143,
	IMAPS_PORT = 993,
	SUBMISSION_PORT = 587,
	SUBMISSIONS_PORT = 465
};

/* Only what is empty: "" in the file means the default, too. */
static void
fill(char **text, const char *value)
{
	if (**text)
		return;
	g_free(*text);
	*text = g_strdup(value);
}

/* "relay1", "relay2", ... by place in the list. */
static void
fill_names(struct settings *settings, const char *section_name)
{
	const struct options_section *section = options_section(section_name);
	const struct options_row *row = options_row(section, "name");
	GPtrArray *groups =
	    *(GPtrArray **)G_STRUCT_MEMBER_P(settings, section->offset);

	for (guint i = 0; i < groups->len; i++) {
		g_autofree char *name =
		    g_strdup_printf("%s%u", section->name_prefix, i + 1);

		fill(optionvalue_text(row, groups->pdata[i]), name);
	}
}

/* Which mails were read is kept by the account's name. A name by place would
 * change when another account is put in front, so it is only for the single
 * one; with more a name must be given (crosscheck.c). */
static void
derive_accounts(struct settings *settings)
{
	if (settings->accounts->len == 1)
		fill_names(settings, "accounts");
	for (guint i = 0; i < settings->accounts->len; i++) {
		struct settings_account *account = settings->accounts->pdata[i];
		bool implicit = account->tls == SETTINGS_TLS_IMPLICIT;

		if (account->port == 0)
			account->port = implicit ? IMAPS_PORT : IMAP_PORT;
	}
}

/* The desk's domain is what SPF and PTR checks are most likely set up for. */
static void
derive_relays(struct settings *settings)
{
	fill_names(settings, "relays");
	for (guint i = 0; i < settings->relays->len; i++) {
		struct settings_relay *relay = settings->relays->pdata[i];
		bool implicit = relay->tls == SETTINGS_TLS_IMPLICIT;

		if (relay->port == 0)
			relay->port =
			    implicit ? SUBMISSIONS_PORT : SUBMISSION_PORT;
		fill(&relay->ehlo_name, address_domain(settings->desk.address));
	}
}

static char **
all_agents(const struct settings *settings)
{
	char **names = g_new0(char *, settings->agents->len + 1);

	for (guint i = 0; i < settings->agents->len; i++) {
		const struct settings_agent *agent = settings->agents->pdata[i];

		names[i] = g_strdup(agent->name);
	}
	return names;
}

/* What most desks need: one queue for everything. */
static void
add_default_queue(struct settings *settings)
{
	struct settings_queue *queue =
	    optionvalue_new_group(options_section("queues"));

	fill(&queue->name, DEFAULT_QUEUE);
	g_strfreev(queue->addresses);
	queue->addresses = g_new0(char *, 2);
	queue->addresses[0] = g_strdup(settings->desk.address);
	g_ptr_array_add(settings->queues, queue);
}

static void
fill_list(char ***list, char *const *value)
{
	if (**list)
		return;
	g_strfreev(*list);
	*list = g_strdupv((char **)(guintptr)value);
}

/* Disabled agents are among all: rights are asked for when a mail comes. */
static void
derive_queues(struct settings *settings)
{
	if (settings->queues->len == 0)
		add_default_queue(settings);
	for (guint i = 0; i < settings->queues->len; i++) {
		struct settings_queue *queue = settings->queues->pdata[i];

		fill(&queue->time_zone, settings->desk.time_zone);
		fill(&queue->language, settings->desk.language);
		fill_list(&queue->hours, settings->desk.hours);
		fill_list(&queue->holidays, settings->desk.holidays);
		if (queue->agents[0])
			continue;
		g_strfreev(queue->agents);
		queue->agents = all_agents(settings);
	}
}

/* What health is noted of, also for roles that are not handed the groups. */
static void
derive_subjects(struct settings *settings)
{
	g_autoptr(GPtrArray) subjects = g_ptr_array_new();

	for (guint i = 0; i < settings->accounts->len; i++) {
		const struct settings_account *account =
		    settings->accounts->pdata[i];
		g_ptr_array_add(subjects,
		    g_strconcat("account ", account->name, NULL));
	}
	for (guint i = 0; i < settings->relays->len; i++) {
		const struct settings_relay *relay = settings->relays->pdata[i];
		g_ptr_array_add(subjects,
		    g_strconcat("relay ", relay->name, NULL));
	}
	g_ptr_array_add(subjects, NULL);
	g_strfreev(settings->subjects);
	settings->subjects =
	    (char **)g_ptr_array_free(g_steal_pointer(&subjects), FALSE);
}

void
derive_defaults(struct settings *settings)
{
	fill(&settings->desk.bounce_address, settings->desk.address);
	derive_accounts(settings);
	derive_relays(settings);
	for (guint i = 0; i < settings->agents->len; i++) {
		struct settings_agent *agent = settings->agents->pdata[i];

		fill(&agent->public_name, settings->desk.name);
	}
	derive_queues(settings);
	derive_subjects(settings);
}
