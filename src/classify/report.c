/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports that servers write for programs. Everything in them may be made up,
 * so they only say what kind of mail this is; which letter it is about is
 * proved elsewhere, by a token. Must never act on an address that it names. */
#include "classify/report.h"

#include <string.h>

#define FAILED_MAX 100
#define WHITE " \t"

/* What a report says of one recipient (RFC 3464 2.3). */
struct recipient {
	char *address, *action, *status;
};

struct reading {
	struct report *report;
	GPtrArray *failed;
	guint recipients;
	bool delayed, delivered, bounced, permanent;
};

void
report_free(struct report *report)
{
	if (!report)
		return;
	g_strfreev(report->failed);
	g_free(report);
}

static void
clear_recipient(struct recipient *recipient)
{
	g_free(recipient->address);
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

static void
keep(char **place, char *take_value)
{
	g_free(*place);
	*place = take_value;
}

static void
read_field(struct recipient *recipient, const char *line)
{
	gsize length = strcspn(line, ":");
	const char *value = line + length;

	if (*value != ':')
		return;
	value += 1 + strspn(value + 1, WHITE);
	if (is_name(line, length, "Final-Recipient"))
		keep(&recipient->address, address_of(value));
	else if (is_name(line, length, "Original-Recipient") &&
	    !recipient->address)
		recipient->address = address_of(value);
	else if (is_name(line, length, "Action"))
		keep(&recipient->action, g_ascii_strdown(value, -1));
	else if (is_name(line, length, "Status"))
		keep(&recipient->status, g_strdup(value));
}

static bool
begins(const char *text, const char *word)
{
	return text && g_str_has_prefix(text, word);
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
			if (recipient->address &&
			    reading->failed->len < FAILED_MAX)
				g_ptr_array_add(reading->failed,
				    g_steal_pointer(&recipient->address));
		} else if (begins(recipient->action, "delayed")) {
			reading->delayed = true;
		} else {
			reading->delivered = true;
		}
	}
	clear_recipient(recipient);
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
	struct recipient recipient = { NULL, NULL, NULL };

	for (guint i = 0; lines[i]; i++) {
		g_strchomp(lines[i]);
		/* Writers forget the empty line between two recipients. */
		if (is_blank(lines[i]) ||
		    (recipient.action &&
		        is_name(lines[i], strcspn(lines[i], ":"),
		            "Final-Recipient")))
			take_recipient(reading, &recipient);
		if (!strchr(WHITE, *lines[i]))
			read_field(&recipient, lines[i]);
	}
	take_recipient(reading, &recipient);
}

static enum verdict_class
class_of(const struct reading *reading)
{
	if (reading->bounced || reading->recipients == 0)
		return VERDICT_BOUNCE;
	return reading->delayed ? VERDICT_DELAY : VERDICT_RECEIPT;
}

static struct report *new_report(enum verdict_class class)
{
	struct report *report = g_new0(struct report, 1);

	report->class = class;
	report->failed = g_new0(char *, 1);
	return report;
}

static struct report *
read_delivery_status(const struct message *message)
{
	struct reading reading = { NULL, NULL, 0, false, false, false, false };
	struct report *report;

	reading.failed = g_ptr_array_new_with_free_func(g_free);
	read_status(&reading, message->report);
	report = new_report(class_of(&reading));
	report->permanent = reading.permanent;
	g_ptr_array_add(reading.failed, NULL);
	g_free(report->failed);
	report->failed = (char **)g_ptr_array_free(reading.failed, FALSE);
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
