/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports that servers write for programs. Everything in them may be made up,
 * so they only say what kind of mail this is; which letter it is about is
 * proved elsewhere, by a token. Must never act on an address that it names. */
#include "classify/report.h"

#include <string.h>

#define REPORT_ADDRESSES 100
#define REPORT_STATUS 9 /* octets: "5.999.999" (RFC 3463 2) */
#define WHITE " \t"

/* What a report says of one recipient (RFC 3464 2.3). Fields come in any order;
 * one that comes again belongs to the next recipient. */
struct recipient {
	char *final, *original, *action, *status;
};

struct reading {
	GPtrArray *failed, *delayed;
	char *failed_status, *delayed_status;
	guint recipients;
	bool late, bounced, permanent;
};

void
report_free(struct report *report)
{
	if (!report)
		return;
	g_strfreev(report->failed);
	g_strfreev(report->delayed);
	g_free(report->status);
	g_free(report);
}

static void
clear_recipient(struct recipient *recipient)
{
	g_free(recipient->final);
	g_free(recipient->original);
	g_free(recipient->action);
	g_free(recipient->status);
	memset(recipient, 0, sizeof(*recipient));
}

static bool
is_name(const char *line, gsize length, const char *name)
{
	return length == strlen(name) &&
	    g_ascii_strncasecmp(line, name, length) == 0;
}

/* "rfc822; user@example.com" without its type and brackets. */
static char *
address_of(const char *value)
{
	const char *semicolon = strchr(value, ';');
	char *address = g_strstrip(g_strdup(semicolon ? semicolon + 1 : value));
	gsize length = strlen(address);

	if (length > 2 && *address == '<' && address[length - 1] == '>') {
		memmove(address, address + 1, length - 2);
		address[length - 2] = '\0';
	}
	return address;
}

/* Where the value of a field goes, NULL when nobody wants it. */
static char **
place_of(struct recipient *recipient, const char *line, gsize length)
{
	if (is_name(line, length, "Final-Recipient"))
		return &recipient->final;
	if (is_name(line, length, "Original-Recipient"))
		return &recipient->original;
	if (is_name(line, length, "Action"))
		return &recipient->action;
	if (is_name(line, length, "Status"))
		return &recipient->status;
	return NULL;
}

static bool
begins(const char *text, const char *word)
{
	return text && g_str_has_prefix(text, word);
}

/* "5.1.1" of "5.1.1 (unknown user)"; NULL when it is none. */
static char *
status_of(const char *value)
{
	gsize length = value ? strspn(value, "0123456789.") : 0;

	if (length < 5 || length > REPORT_STATUS || !strchr("245", *value) ||
	    value[1] != '.')
		return NULL;
	return g_strndup(value, length);
}

static bool
has_at(const char *value)
{
	return value && strchr(value, '@');
}

/* Adds the address, unless it is there; keeps the first status. */
static void
note(GPtrArray *list, char **status, const struct recipient *recipient)
{
	/* "LOCAL; jane" or "x-unix; |program" is nobody's address. */
	const char *value = recipient->original && !has_at(recipient->final)
	    ? recipient->original
	    : recipient->final;
	g_autofree char *address = value ? address_of(value) : NULL;

	if (!*status)
		*status = status_of(recipient->status);
	if (!address || !*address || list->len >= REPORT_ADDRESSES)
		return;
	for (guint i = 0; i < list->len; i++) {
		if (g_ascii_strcasecmp(list->pdata[i], address) == 0)
			return;
	}
	g_ptr_array_add(list, g_steal_pointer(&address));
}

/* The group of fields about one recipient is at its end. */
static void
take_recipient(struct reading *reading, struct recipient *recipient)
{
	if (recipient->action) {
		reading->recipients++;
		if (begins(recipient->action, "failed")) {
			reading->bounced = true;
			reading->permanent |= !recipient->status ||
			    begins(recipient->status, "5");
			note(reading->failed, &reading->failed_status,
			    recipient);
		} else if (begins(recipient->action, "delayed")) {
			reading->late = true;
			note(reading->delayed, &reading->delayed_status,
			    recipient);
		}
	}
	clear_recipient(recipient);
}

/* Writers forget the empty line between two recipients: a field that is there
 * already begins the next. */
static void
read_field(struct reading *reading, struct recipient *recipient,
    const char *line)
{
	gsize length = strcspn(line, ":");
	const char *value = line + length;
	char **place;

	if (*value != ':')
		return;
	while (length > 0 && strchr(WHITE, line[length - 1]))
		length--;
	value += 1 + strspn(value + 1, WHITE);
	place = place_of(recipient, line, length);
	if (!place)
		return;
	if (*place && recipient->action && recipient->final)
		take_recipient(reading, recipient);
	g_free(*place);
	*place = place == &recipient->action ? g_ascii_strdown(value, -1)
	                                     : g_strdup(value);
}

static bool
is_blank(const char *line)
{
	return line[strspn(line, WHITE "\r")] == '\0';
}

static void
read_status(struct reading *reading, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	struct recipient recipient = { NULL, NULL, NULL, NULL };

	for (guint i = 0; lines[i]; i++) {
		g_strchomp(lines[i]);
		if (is_blank(lines[i]))
			take_recipient(reading, &recipient);
		else if (!strchr(WHITE, *lines[i]))
			read_field(reading, &recipient, lines[i]);
	}
	take_recipient(reading, &recipient);
}

static enum verdict_class
class_of(const struct reading *reading)
{
	if (reading->bounced || reading->recipients == 0)
		return VERDICT_BOUNCE;
	return reading->late ? VERDICT_DELAY : VERDICT_RECEIPT;
}

static struct report *new_report(enum verdict_class class)
{
	struct report *report = g_new0(struct report, 1);

	report->class = class;
	report->failed = g_new0(char *, 1);
	report->delayed = g_new0(char *, 1);
	report->status = g_strdup("");
	return report;
}

static char **
end_list(GPtrArray *list)
{
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

static struct report *
read_delivery_status(const struct message *message)
{
	struct reading reading = {
		.failed = g_ptr_array_new_with_free_func(g_free),
		.delayed = g_ptr_array_new_with_free_func(g_free),
	};
	struct report *report = g_new0(struct report, 1);

	read_status(&reading, message->report);
	report->class = class_of(&reading);
	report->permanent = reading.permanent;
	report->failed = end_list(reading.failed);
	report->delayed = end_list(reading.delayed);
	report->status = g_steal_pointer(&reading.failed_status);
	if (!report->status)
		report->status = g_steal_pointer(&reading.delayed_status);
	if (!report->status)
		report->status = g_strdup("");
	g_free(reading.delayed_status);
	return report;
}

static bool
has_field(const char *text, const char *name)
{
	gsize length = strlen(name);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (g_ascii_strncasecmp(line, name, length) == 0 &&
		    line[length] == ':')
			return true;
	}
	return false;
}

/* Some writers leave the report-type out, so the part itself counts as well. */
static bool
is_type(const struct message *message, const char *type, const char *field)
{
	if (*message->report_type)
		return g_ascii_strcasecmp(message->report_type, type) == 0;
	return has_field(message->report, field);
}

struct report *
report_read(const struct message *message)
{
	if (is_type(message, "feedback-report", "Feedback-Type"))
		return new_report(VERDICT_COMPLAINT);
	if (is_type(message, "disposition-notification", "Disposition"))
		return new_report(VERDICT_RECEIPT);
	if (is_type(message, "delivery-status", "Action"))
		return read_delivery_status(message);
	return NULL;
}
