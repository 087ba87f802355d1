/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a mail is really from. Anybody can write any field into a mail; only what
 * our own border put in counts, and only by its place: above, or directly
 * under, the Received field with which the border took the mail in. It must
 * never read a field below that place, and gives no proof where in doubt. */
#include "route/authres.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "base/escape.h"
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

/* Providers' hosts have many names; "*." stands for one label or more. */
static bool
is_listed(char *const *list, const char *host)
{
	for (; list && *list; list++) {
		gsize host_length = strlen(host);
		gsize length = strlen(*list);

		if (g_ascii_strcasecmp(*list, host) == 0)
			return *host != '\0';
		if (g_str_has_prefix(*list, "*.") && host_length >= length &&
		    g_ascii_strcasecmp(host + host_length - (length - 1),
		        *list + 1) == 0)
			return true;
	}
	return false;
}

/* Where the trusted block ends. */
struct border {
	guint index;               /* of the border's Received */
	struct received *received; /* it, read; NULL: there is none */
	char *problem;             /* why there is none */
};

static const struct header_field *
next_received(const struct header *header, guint *index)
{
	for (; *index < header->fields->len; ++*index)
		if (is_field(field_at(header, *index), "Received"))
			return field_at(header, *index);
	return NULL;
}

static char *
problem_of_host(const char *by)
{
	g_autofree char *host = escape_text(by, 80);

	return g_strdup_printf("the mail was taken in by %s, which "
	                       "border_hosts does not name",
	    *host ? host : "a host without a name");
}

/* Whether the field under this one is known not to be a stranger's words: it
 * was handed over within a mail system, it was taken in by a host that takes
 * none from strangers, or it came from the border, by an address that leads
 * there. Anybody may call himself the border in HELO, so that is not looked at.
 */
static bool
is_passed(const struct settings *conf, const struct received *received)
{
	if (received_is_handover(received) ||
	    is_listed(conf->inner_hosts, received->by))
		return true;
	return !is_listed(conf->border_hosts, received->by) &&
	    is_listed(conf->border_hosts, received->client);
}

/* Down from the top, where the last host wrote, for as long as each field
 * vouches for the next. The first that does not must be the border's: under a
 * host that nobody named, a second way in perhaps, all may be made up. */
static struct border
find_border(const struct header *header, const struct settings *conf)
{
	struct border border = { 0, NULL, NULL };
	const struct header_field *field;

	for (; (field = next_received(header, &border.index)); border.index++) {
		g_autoptr(received) received = received_parse(field->value);

		if (!received) {
			border.problem = g_strdup(
			    "a Received field above the border's can not be read");
			return border;
		}
		if (is_passed(conf, received))
			continue;
		if (is_listed(conf->border_hosts, received->by))
			border.received = g_steal_pointer(&received);
		else
			border.problem = problem_of_host(received->by);
		return border;
	}
	border.problem = g_strdup("no Received field of a border host");
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

/* The topmost results of ours, NULL when there are none. Who logs in at the
 * border gets no results from it: what then stands under its Received field
 * came with the mail. */
static struct resinfo *
find_results(const struct header *header, const struct settings *conf,
    const struct border *border)
{
	struct resinfo *results = NULL;
	bool doubt = false;

	for (guint i = 0; i < border->index && !results && !doubt; i++)
		results = read_results(field_at(header, i), conf, &doubt);
	if (received_is_submission(border->received))
		return results;
	for (guint i = border->index + 1;
	     i < header->fields->len && !results && !doubt; i++) {
		if (!is_field(field_at(header, i), RESULTS) &&
		    !is_field(field_at(header, i), "Received-SPF"))
			break;
		results = read_results(field_at(header, i), conf, &doubt);
	}
	return results;
}

gboolean
authres_is_place(const struct header *header, const struct settings *conf,
    guint index)
{
	struct border border = find_border(header, conf);
	g_autoptr(received) received = border.received;
	g_autofree char *problem = border.problem;

	for (guint i = border.index + 1; received && i < index; i++)
		if (!is_field(field_at(header, i), RESULTS) &&
		    !is_field(field_at(header, i), "Received-SPF"))
			return FALSE;
	return received != NULL;
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

/* A second dmarc result can only have come out of a stranger's words: a mail
 * has one From, and the border one opinion of it. */
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

/* Of a mail whose border is known. */
static const char *
weigh_border(const struct header *header, const struct settings *conf,
    const struct border *border, const char *from, guint32 *auth_out)
{
	g_autoptr(resinfo) results = find_results(header, conf, border);
	const char *problem;

	problem = problem_of_results(results, address_domain(from));
	if (is_submitted(border->received, from) &&
	    (problem || (conf->agent_auth & SETTINGS_AGENT_SUBMISSION))) {
		*auth_out = VERDICT_AUTH_SUBMISSION;
		return "submitted with a login of this address";
	}
	if (problem && !results && received_is_submission(border->received))
		return "submitted, but not with a login of this address";
	if (problem)
		return problem;
	*auth_out = VERDICT_AUTH_DMARC;
	return "the border's Authentication-Results prove From's domain";
}

/* The reason, which the caller frees. */
static char *
judge(const struct header *header, const struct settings *conf,
    const char *from, guint32 *auth_out)
{
	struct border border = find_border(header, conf);
	g_autoptr(received) received = border.received;

	if (!received)
		return border.problem;
	return g_strdup(weigh_border(header, conf, &border, from, auth_out));
}

void
authres_check(const struct header *header, const struct settings *conf,
    struct verdict *verdict, char **from_out)
{
	guint32 auth = VERDICT_AUTH_NONE;
	char *reason;

	*from_out = read_from(header);
	if (!**from_out)
		reason = g_strdup("not exactly one From address");
	else if (header->limit)
		reason = g_strdup("the header was cut at a limit");
	else if (header->flags & HEADER_FLAG_MALFORMED)
		reason = g_strdup("a line in the header is no field");
	else
		reason = judge(header, conf, *from_out, &auth);
	verdict->auth = auth;
	g_free(verdict->auth_reason);
	verdict->auth_reason = reason;
}
