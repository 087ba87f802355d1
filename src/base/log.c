/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One logfmt line an event on stderr. Several roles share that descriptor, so a
 * line is one write of at most PIPE_BUF octets, or lines would mix. A body, a
 * subject or a secret must never reach this file; foreign text only as a value.
 */
#include "base/log.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/fail.h"
#include "base/mac.h"

#define LINE_MAX_OCTETS PIPE_BUF
#define VALUE_CHARACTERS 256
#define ERROR_CHARACTERS 600
#define HASH_OCTETS 6
#define ADDRESS_SLOTS 4
#define NUMBER_SLOTS 8

static struct {
	char role[32];
	enum log_level level;
	bool journal, has_key, plain;
	uint8_t key[MAC_KEY_SIZE];
} state = { .role = "-", .level = LOG_INFO };

/* The words of the setting log_level. */
static const char *
level_name(enum log_level level)
{
	switch (level) {
	case LOG_ERROR:
		return "error";
	case LOG_WARNING:
		return "warning";
	case LOG_INFO:
		return "info";
	case LOG_DEBUG:
		break;
	}
	return "debug";
}

/* Quotes are only needed where a reader of logfmt would cut the value. */
static void
add_pair(GString *line, const char *name, const char *value, size_t limit)
{
	g_autofree char *safe = escape_text(value, limit);
	const char *quote = *safe && !strpbrk(safe, " =\"\\") ? "" : "\"";

	g_string_append_printf(line, " %s=%s%s%s", name, quote, safe, quote);
}

/* A pointer, since a va_list that a function was given can not be used again.
 */
static void
add_pairs(GString *line, va_list *pairs)
{
	const char *name;

	while ((name = va_arg(*pairs, const char *))) {
		const char *value = va_arg(*pairs, const char *);

		if (value)
			add_pair(line, name, value, VALUE_CHARACTERS);
	}
}

/* What every line begins with; under systemd the priority goes first. */
static GString *
start_line(enum log_level level, const char *event)
{
	GString *line = g_string_sized_new(512);
	g_autofree char *now = clock_format_iso(clock_now(), NULL);

	if (state.journal)
		g_string_append_printf(line, "<%d>", (int)level);
	g_string_append_printf(line, "ts=%s level=%s role=%s event=%s", now,
	    level_name(level), state.role, event);
	return line;
}

static void
end_line(GString *line)
{
	ssize_t written;

	if (line->len > LINE_MAX_OCTETS - 1)
		g_string_truncate(line, LINE_MAX_OCTETS - 1);
	g_string_append_c(line, '\n');
	/* A log that can not be written must not stop the mail. */
	written = write(STDERR_FILENO, line->str, line->len);
	(void)written;
	g_string_free(line, TRUE);
}

/* Warnings of GLib and of libraries on it come as events. GLib's own writer
 * would look at terminals and open the journal's socket: in a sandbox that
 * ends the process. */
static GLogWriterOutput
write_library_line(GLogLevelFlags level, const GLogField *fields,
    gsize n_fields, gpointer data)
{
	const char *domain = NULL, *text = NULL;

	(void)data;
	for (gsize i = 0; i < n_fields; i++) {
		if (strcmp(fields[i].key, "GLIB_DOMAIN") == 0)
			domain = fields[i].value;
		if (strcmp(fields[i].key, "MESSAGE") == 0)
			text = fields[i].value;
	}
	if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
		log_event(LOG_ERROR, "library", "domain", domain, "text", text,
		    NULL);
	else if (level & G_LOG_LEVEL_WARNING)
		log_event(LOG_WARNING, "library", "domain", domain, "text",
		    text, NULL);
	return G_LOG_WRITER_HANDLED;
}

void
log_open(const char *role, enum log_level level)
{
	static bool has_writer;

	g_strlcpy(state.role, role, sizeof(state.role));
	state.level = level;
	state.journal = g_getenv("JOURNAL_STREAM") != NULL;
	if (!has_writer)
		g_log_set_writer_func(write_library_line, NULL, NULL);
	has_writer = true;
}

void
log_set_address_key(const uint8_t key[32], enum log_addresses how)
{
	memcpy(state.key, key, sizeof(state.key));
	state.has_key = true;
	state.plain = how == LOG_ADDRESSES_PLAIN;
}

void
log_event(enum log_level level, const char *event, ...)
{
	va_list pairs;
	GString *line;

	if (level > state.level)
		return;
	line = start_line(level, event);
	va_start(pairs, event);
	add_pairs(line, &pairs);
	va_end(pairs);
	end_line(line);
}

void
log_error(enum log_level level, const char *event, const GError *error, ...)
{
	va_list pairs;
	GString *line;

	if (level > state.level)
		return;
	line = start_line(level, event);
	va_start(pairs, error);
	add_pairs(line, &pairs);
	va_end(pairs);
	add_pair(line, "code", fail_name(error), VALUE_CHARACTERS);
	add_pair(line, "error", error ? error->message : "none",
	    ERROR_CHARACTERS);
	end_line(line);
}

const char *
log_address(const char *address)
{
	static char slots[ADDRESS_SLOTS][2 * ADDRESS_MAX];
	static unsigned int next;
	char *slot = slots[next++ % ADDRESS_SLOTS];
	uint8_t mac[MAC_SHA256_SIZE];
	g_autofree char *text = NULL;

	if (!state.has_key || !address)
		return "-";
	if (!*address)
		return "<>";
	if (state.plain) {
		text = g_strdup(address);
	} else {
		g_autofree char *folded = address_fold(address);

		mac_hmac(state.key, folded, strlen(folded), mac);
		text = mac_hex(mac, HASH_OCTETS);
	}
	g_strlcpy(slot, text, sizeof(slots[0]));
	return slot;
}

const char *
log_number(gint64 number)
{
	static char slots[NUMBER_SLOTS][24];
	static unsigned int next;
	char *slot = slots[next++ % NUMBER_SLOTS];

	g_snprintf(slot, sizeof(slots[0]), "%" G_GINT64_FORMAT, number);
	return slot;
}
