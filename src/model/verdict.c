/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result of classifying and authenticating a mail.
 *
 * Never stored as it is: entries keep class and auth as numbers, so the order
 * of both enums is part of the record format and only grows at its end. */
#include "model/verdict.h"

const char *
verdict_class_name(guint32 class)
{
	static const char *const names[] = { "human", "automatic", "bounce",
		"delay", "complaint", "receipt", "list", "loop" };
	return class < G_N_ELEMENTS(names) ? names[class] : "unknown";
}

const char *
verdict_auth_name(guint32 auth)
{
	static const char *const names[] = { "none", "dmarc", "submission",
		"operator", "confirm" };
	return auth < G_N_ELEMENTS(names) ? names[auth] : "unknown";
}

struct verdict *
verdict_new(void)
{
	struct verdict *verdict = g_new0(struct verdict, 1);
	verdict->reason = g_strdup("");
	verdict->auth_reason = g_strdup("");
	verdict->failed = g_new0(char *, 1);
	verdict->delayed = g_new0(char *, 1);
	verdict->status = g_strdup("");
	return verdict;
}

void
verdict_settle(struct verdict *verdict, guint32 class, const char *reason)
{
	verdict->class = class;
	verdict->auto_respond = class == VERDICT_HUMAN;
	g_free(verdict->reason);
	verdict->reason = g_strdup(reason);
}

void
verdict_free(struct verdict *verdict)
{
	if (!verdict)
		return;
	g_free(verdict->reason);
	g_free(verdict->auth_reason);
	g_strfreev(verdict->failed);
	g_strfreev(verdict->delayed);
	g_free(verdict->status);
	g_free(verdict);
}
