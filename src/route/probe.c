/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a border can be believed shows only by a lie: a mail with a forged
 * Authentication-Results field goes the usual way in, and what the usual code
 * then makes of it is told. The mail must never be able to become a ticket, and
 * nobody without the key file may make one that is passed over. */
#include "route/probe.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"
#include "base/base32.h"
#include "base/clock.h"
#include "base/mac.h"
#include "route/authres.h"
#include "route/received.h"
#include "route/resinfo.h"

#define FIELD "X-Docket-Check"
#define RESULTS "Authentication-Results"
#define LABEL "docket check 1"
#define TIME_SIZE 8
#define MAC_SIZE 16
#define TOKEN_SIZE (TIME_SIZE + MAC_SIZE)
#define TOKEN_TEXT 39

static void
sign(GBytes *secret, const uint8_t time[TIME_SIZE], uint8_t out[MAC_SIZE])
{
	uint8_t key[MAC_KEY_SIZE], digest[MAC_SHA256_SIZE];
	gsize size = 0;
	const void *octets = g_bytes_get_data(secret, &size);

	mac_derive(octets, size, LABEL, key);
	mac_hmac(key, time, TIME_SIZE, digest);
	memcpy(out, digest, MAC_SIZE);
}

char *
probe_token(GBytes *secret, gint64 now)
{
	uint8_t token[TOKEN_SIZE];

	for (guint i = 0; i < TIME_SIZE; i++)
		token[i] = (uint8_t)((guint64)now >> (8 * (TIME_SIZE - 1 - i)));
	sign(secret, token, token + TIME_SIZE);
	return base32_encode(token, sizeof token);
}

gboolean
probe_is_ours(const struct header *header, GBytes *secret, gint64 now)
{
	const char *text = header_find(header, FIELD, 0);
	uint8_t token[TOKEN_SIZE], mac[MAC_SIZE];
	guint64 made = 0;

	if (!text || !secret || strlen(text) != TOKEN_TEXT ||
	    !base32_decode(text, TOKEN_TEXT, token, sizeof token))
		return FALSE;
	sign(secret, token, mac);
	if (!mac_equal(mac, token + TIME_SIZE, MAC_SIZE))
		return FALSE;
	for (guint i = 0; i < TIME_SIZE; i++)
		made = made << 8 | token[i];
	return (gint64)made < now + PROBE_FRESH_MS &&
	    (gint64)made > now - PROBE_FRESH_MS;
}

gboolean
probe_has_token(const struct header *header, const char *token)
{
	const char *text = header_find(header, FIELD, 0);

	return text && strcmp(text, token) == 0;
}

/* The name that a believed field would have. */
static const char *
own_id(const struct settings *conf)
{
	if (conf->authserv_id_set)
		return conf->authserv_id;
	return conf->border_hosts && conf->border_hosts[0]
	    ? conf->border_hosts[0]
	    : "";
}

char *
probe_mail(const struct settings *conf, const char *token, const char *to,
    gint64 now)
{
	const char *desk = conf->desk.address;
	const char *domain = address_domain(desk);
	const char *id = own_id(conf);
	g_autofree char *date = clock_format_mail(now);

	return g_strdup_printf(RESULTS
	    ": %s%s dmarc=pass (%s) header.from=%s\r\n"
	    "Date: %s\r\nFrom: <%s>\r\nTo: <%s>\r\n"
	    "Subject: docketctl check\r\n"
	    "Message-ID: <docket.check.%s@%s>\r\n" FIELD ": %s\r\n"
	    "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=us-ascii\r\n\r\n"
	    "\"docketctl check --connect\" sent this mail to see whether the "
	    "mail server\r\nremoves a forged field. It can be deleted.\r\n",
	    id, *id ? ";" : "", token, domain, date, desk, to, token, domain,
	    token);
}

void
probe_result_clear(struct probe_result *result)
{
	g_free(result->name);
	g_free(result->host);
	g_free(result->others);
	g_free(result->reason);
}

static bool
is_results(const struct header_field *field)
{
	return g_ascii_strcasecmp(field->name, RESULTS) == 0;
}

static bool
is_forged(const struct header_field *field, const char *token)
{
	return strstr(field->value, token) &&
	    g_ascii_strcasecmp(field->name, FIELD) != 0 &&
	    g_ascii_strcasecmp(field->name, "Message-ID") != 0;
}

/* The verdict where only that way counts; the caller frees. */
static struct verdict *
judge_by(const struct header *header, const struct settings *conf, gint64 way)
{
	struct settings one = *conf;
	struct verdict *verdict = verdict_new();
	g_autofree char *from = NULL;

	one.agent_auth = way;
	authres_check(header, &one, verdict, &from);
	return verdict;
}

/* The header without the forged field, and what became of that. The probe was
 * sent by a login, under which no results count; but a server that leaves the
 * field there is not known to remove it from a stranger's mail. */
static void
take_out_forged(const struct header *header, const struct settings *conf,
    const char *token, GPtrArray *fields, struct probe_result *out)
{
	out->fate = PROBE_REMOVED;
	for (guint i = 0; i < header->fields->len; i++) {
		struct header_field *field = header->fields->pdata[i];

		if (!is_forged(field, token)) {
			g_ptr_array_add(fields, field);
		} else if (is_results(field)) {
			out->fate = authres_is_place(header, conf, i)
			    ? PROBE_BELIEVED
			    : PROBE_IGNORED;
		} else if (!out->name) {
			out->name = g_strdup(field->name);
			out->fate = PROBE_RENAMED;
		}
	}
}

/* The last host that took the mail in and is no part of a mail system's own
 * handing over. */
static char *
find_host(const struct header *header)
{
	for (guint i = 0; i < header_count(header, "Received"); i++) {
		g_autoptr(received) received =
		    received_parse(header_find(header, "Received", i));

		if (received && !received_is_handover(received))
			return g_strdup(received->by);
	}
	return NULL;
}

/* The name in a field that some server wrote and that is not believed. */
static char *
find_other(const GPtrArray *fields, const struct settings *conf)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct header_field *field = fields->pdata[i];
		g_autoptr(resinfo) results =
		    is_results(field) ? resinfo_parse(field->value) : NULL;

		if (results &&
		    g_ascii_strcasecmp(results->id, own_id(conf)) != 0)
			return g_strdup(results->id);
	}
	return NULL;
}

/* Only this problem of authres.c speaks of border_hosts. */
static bool
is_border_missing(const struct verdict *verdict)
{
	return strstr(verdict->auth_reason, "border_hosts") ||
	    strstr(verdict->auth_reason, "border host");
}

void
probe_judge(const struct header *header, const struct settings *conf,
    const char *token, struct probe_result *out)
{
	g_autoptr(GPtrArray) fields = g_ptr_array_new();
	struct header bare = *header;
	g_autoptr(verdict) login =
	    judge_by(header, conf, SETTINGS_AGENT_SUBMISSION);

	*out = (struct probe_result){ 0 };
	bare.fields = fields;
	take_out_forged(header, conf, token, fields, out);
	g_autoptr(verdict) without =
	    judge_by(&bare, conf, SETTINGS_AGENT_DMARC);
	out->dmarc = without->auth == VERDICT_AUTH_DMARC;
	/* The topmost results count: the border's own, where it writes some. */
	if (out->fate == PROBE_BELIEVED && out->dmarc)
		out->fate = PROBE_IGNORED;
	out->submission = login->auth == VERDICT_AUTH_SUBMISSION;
	out->reason = g_strdup(login->auth_reason);
	if (is_border_missing(login))
		out->host = find_host(header);
	out->others = find_other(fields, conf);
}
