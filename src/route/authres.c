/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a mail is really from. Anybody can write any field into a mail; only what
 * our own border put in counts, and only by its place: above, or directly
 * under, the Received field with which the border took the mail in. It must
 * never read a field below that place, and gives no proof where in doubt. */
#include "route/authres.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "route/addrscan.h"
#include "route/received.h"
#include "route/resinfo.h"

#define RESULTS "Authentication-Results"
#define WHITE " \t\r\n"

static const struct header_field *
field_at(const struct header *header, guint index)
{
	return header->fields->pdata[index];
}

/* "From :" and the like count as well: other readers take them for the field.
 */
static bool
is_field(const struct header_field *field, const char *name)
{
	gsize length = strcspn(field->name, WHITE);

	return length == strlen(name) &&
	    g_ascii_strncasecmp(field->name, name, length) == 0;
}

static char *
read_from(const struct header *header)
{
	const char *value = NULL;
	char *address;

	for (guint i = 0; i < header->fields->len; i++) {
		if (!is_field(field_at(header, i), "From"))
			continue;
		if (value)
			return g_strdup("");
		value = field_at(header, i)->value;
	}
	address = value ? addrscan_single(value) : NULL;
	return address ? address : g_strdup("");
}

/* Provider borders have many names; "*." stands for one label or more. */
static bool
is_border(const struct settings *conf, const char *host)
{
	char *const *border = conf->border_hosts;

	for (; border && *border; border++) {
		gsize host_length = strlen(host);
		gsize length = strlen(*border);

		if (g_ascii_strcasecmp(*border, host) == 0)
			return *host != '\0';
		if (g_str_has_prefix(*border, "*.") && host_length >= length &&
		    g_ascii_strcasecmp(host + host_length - (length - 1),
		        *border + 1) == 0)
			return true;
	}
	return false;
}

/* Where the trusted block ends. */
struct border {
	guint index;               /* of the border's Received */
	struct received *received; /* it, read; NULL: there is none */
};

static const struct header_field *
next_received(const struct header *header, guint *index)
{
	for (; *index < header->fields->len; ++*index)
		if (is_field(field_at(header, *index), "Received"))
			return field_at(header, *index);
	return NULL;
}

/* The border's own delivery agent may have written one more Received on top
 * (Dovecot does, in the server's name); then the next one is the border's, if
 * it says so. Were it not the very next, a stranger could have written it. */
static void
pass_local(const struct header *header, const struct settings *conf,
    struct border *border)
{
	while (received_is_local(border->received)) {
		guint index = border->index + 1;
		const struct header_field *field =
		    next_received(header, &index);
		struct received *next =
		    field ? received_parse(field->value) : NULL;

		if (!next || !is_border(conf, next->by)) {
			received_free(next);
			return;
		}
		received_free(border->received);
		border->received = next;
		border->index = index;
	}
}

/* A Received that can not be read ends the search: it might be the border's. */
static struct border
find_border(const struct header *header, const struct settings *conf)
{
	struct border border = { 0, NULL };
	const struct header_field *field;

	for (; (field = next_received(header, &border.index)); border.index++) {
		struct received *received = received_parse(field->value);

		if (!received)
			return border;
		if (is_border(conf, received->by)) {
			border.received = received;
			pass_local(header, conf, &border);
			return border;
		}
		received_free(received);
	}
	return border;
}

static bool
is_ours(const struct settings *conf, const char *id)
{
	char *const *border = conf->border_hosts;

	if (conf->authserv_id_set)
		return g_ascii_strcasecmp(conf->authserv_id, id) == 0;
	for (; border && *border; border++)
		if (*id && g_ascii_strcasecmp(*border, id) == 0)
			return true;
	return false;
}

/* One field of the trusted block: the results, when it is one of ours. A field
 * that can not be read is ours or not, nobody knows: *doubt_out. */
static struct resinfo *
read_results(const struct header_field *field, const struct settings *conf,
    bool *doubt_out)
{
	struct resinfo *results;

	if (!is_field(field, RESULTS))
		return NULL;
	results = resinfo_parse(field->value);
	*doubt_out = results == NULL;
	if (results && is_ours(conf, results->id))
		return results;
	resinfo_free(results);
	return NULL;
}

/* The topmost results of ours, NULL when there are none. */
static struct resinfo *
find_results(const struct header *header, const struct settings *conf,
    const struct border *border)
{
	struct resinfo *results = NULL;
	bool doubt = false;

	for (guint i = 0; i < border->index && !results && !doubt; i++)
		results = read_results(field_at(header, i), conf, &doubt);
	for (guint i = border->index + 1;
	     i < header->fields->len && !results && !doubt; i++) {
		if (!is_field(field_at(header, i), RESULTS) &&
		    !is_field(field_at(header, i), "Received-SPF"))
			break;
		results = read_results(field_at(header, i), conf, &doubt);
	}
	return results;
}

static bool
is_domain(const char *value, const char *domain)
{
	const char *at = value ? strrchr(value, '@') : NULL;
	g_autofree char *address = NULL;
	g_autofree char *folded = NULL;

	if (!value)
		return false;
	address = g_strconcat("x@", at ? at + 1 : value, NULL);
	folded = address_fold(address);
	return strcmp(address_domain(folded), domain) == 0;
}

/* What a field says of From's domain. */
struct findings {
	guint dmarc;    /* dmarc results; a border writes one */
	bool passed;    /* dmarc=pass of that domain */
	bool failed;    /* dmarc is anything that is not pass or no answer */
	bool signature; /* dkim=pass of that very domain */
};

static struct findings
weigh(const struct resinfo *results, const char *domain)
{
	static const char *const no_answers[] = { "none", "bestguesspass",
		"temperror", "permerror", NULL };
	struct findings found = { 0, false, false, false };

	for (guint i = 0; i < results->results->len; i++) {
		const struct resinfo_result *one = results->results->pdata[i];
		bool pass = strcmp(one->result, "pass") == 0;

		if (strcmp(one->method, "dkim") == 0) {
			found.signature |= pass &&
			    is_domain(resinfo_property(one, "header.d"),
			        domain);
		} else if (strcmp(one->method, "dmarc") == 0) {
			found.dmarc++;
			found.passed |= pass &&
			    is_domain(resinfo_property(one, "header.from"),
			        domain);
			found.failed |=
			    !pass && !g_strv_contains(no_answers, one->result);
		}
	}
	return found;
}

/* NULL when the results prove the domain, else why not. */
static const char *
problem_of_results(const struct resinfo *results, const char *domain)
{
	struct findings found;

	if (!results)
		return "no Authentication-Results of the border that can be "
		       "read";
	found = weigh(results, domain);
	if (found.failed)
		return "dmarc=fail";
	if (found.dmarc > 1)
		return "two dmarc results in one field";
	if (found.passed || found.signature)
		return NULL;
	return "neither dmarc=pass nor dkim=pass of From's domain";
}

static bool
is_submitted(const struct received *received, const char *from)
{
	return received_is_submission(received) &&
	    strcmp(received->authenticated, from) == 0;
}

static const char *
judge(const struct header *header, const struct settings *conf,
    const char *from, guint32 *auth_out)
{
	struct border border = find_border(header, conf);
	g_autoptr(received) received = border.received;
	g_autoptr(resinfo) results = NULL;
	const char *problem;

	if (!received)
		return "no Received field of a border host";
	results = find_results(header, conf, &border);
	problem = problem_of_results(results, address_domain(from));
	if (is_submitted(received, from) &&
	    (problem || (conf->agent_auth & SETTINGS_AGENT_SUBMISSION))) {
		*auth_out = VERDICT_AUTH_SUBMISSION;
		return "submitted with a login of this address";
	}
	if (problem)
		return problem;
	*auth_out = VERDICT_AUTH_DMARC;
	return "the border's Authentication-Results prove From's domain";
}

void
authres_check(const struct header *header, const struct settings *conf,
    struct verdict *verdict, char **from_out)
{
	guint32 auth = VERDICT_AUTH_NONE;
	const char *reason;

	*from_out = read_from(header);
	if (!**from_out)
		reason = "not exactly one From address";
	else if (header->limit)
		reason = "the header was cut at a limit";
	else if (header->flags & HEADER_FLAG_MALFORMED)
		reason = "a line in the header is no field";
	else
		reason = judge(header, conf, *from_out, &auth);
	verdict->auth = auth;
	g_free(verdict->auth_reason);
	verdict->auth_reason = g_strdup(reason);
}
