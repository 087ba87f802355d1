/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writing verbs. A writer that somebody stops with Ctrl-Z would block every
 * other one, so the daemon does it; only without a daemon, under the state
 * folder's lock, this process does, by the same code and with the same audit.
 * Never write without that lock. */
#include "ctl/ctlwrite.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/log.h"
#include "base/memfd.h"
#include "ctl/ctljson.h"
#include "ctl/ctlsecrets.h"
#include "ctl/ctlsocket.h"
#include "pipeline/operate.h"
#include "store/holds.h"
#include "store/letters.h"
#include "store/tickets.h"

/* Far beyond limits.message_size, up to which a mail is understood: what is
 * larger than that is still taken in and kept. */
#define DELIVER_MAX ((gsize)512 * 1024 * 1024)
#define RELOAD_MS 5000 /* that a daemon may hold the lock and not listen */
#define RELOAD_LOOK_US 100000

/* One call: what is asked, and what came of it. */
struct write {
	struct ctl *ctl;
	char **words; /* owned */
	int input;    /* sealed memfd, -1 none */
	int status;
	char *text; /* owned */
};

static void
write_clear(struct write *write)
{
	g_strfreev(write->words);
	g_free(write->text);
	autofd_clear(&write->input);
}

/* By this process, which holds the lock and owns the folder. */
static bool
operate_locked(struct write *write, GHashTable *secrets, GError **error)
{
	g_autofree char *actor = g_strdup_printf("uid %u", write->ctl->uid);
	GString *out = g_string_new(NULL);
	struct inbox inbox = { 0 };
	struct operate operate = { &inbox, actor, write->input };
	bool broken = false;
	g_autoptr(wording) wording = wording_open(write->ctl->settings, error);
	bool opened = wording != NULL &&
	    inbox_open(&inbox, write->ctl->settings, secrets, wording, error);

	if (opened) {
		write->status = operate_run(&operate,
		    (const char *const *)write->words, out, &broken);
		inbox_close(&inbox);
	}
	write->text = g_string_free(out, FALSE);
	return opened;
}

/* The secret is read before root lets go of its rights: root alone may have
 * the right to read it. */
static bool
become_writer(struct write *write, GHashTable *secrets, GError **error)
{
	const struct settings *settings = write->ctl->settings;

	if (!ctlsecrets_read_key(secrets, settings, error))
		return false;
	log_set_address_key(g_bytes_get_data(g_hash_table_lookup(secrets,
	                                         "log-key"),
	                        NULL),
	    settings->log_addresses ? LOG_ADDRESSES_PLAIN
	                            : LOG_ADDRESSES_HASHED);
	return ctl_become_owner(settings->state_dir, error);
}

/* Asks the daemon, or does it here when there is none. While a daemon starts or
 * reloads it holds the lock and does not listen: that is waited for. One that
 * is there and does not answer ends in "in use by process N". */
static bool
ask(struct write *write, GError **error)
{
	const char *dir = write->ctl->settings->state_dir;
	g_autoptr(GHashTable) secrets = NULL;
	gint64 until = clock_boot() + RELOAD_MS;

	for (;;) {
		g_autoptr(GError) problem = NULL;
		autofd int lock = -1;

		switch (ctlsocket_ask(dir, (const char *const *)write->words,
		    write->input, &write->status, &write->text, error)) {
		case CTLSOCKET_ANSWERED:
			return true;
		case CTLSOCKET_FAILED:
			return false;
		case CTLSOCKET_NO_DAEMON:
			break;
		}
		if (secrets == NULL) {
			secrets = ctlsecrets_new();
			if (!become_writer(write, secrets, error))
				return false;
		}
		lock = store_lock(dir, &problem);
		if (lock >= 0)
			return operate_locked(write, secrets, error);
		if (!fail_is(problem, FAIL_TEMPORARY) ||
		    clock_boot() >= until) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		g_usleep(RELOAD_LOOK_US);
	}
}

/* Whether the ticket, hold or letter that the words name is in the store; true
 * when that cannot be told. */
static bool
exists(struct write *write)
{
	const char *dir = write->ctl->settings->state_dir;
	/* "token issue" has the role before it. */
	const char *last = ctl_operand(write->ctl,
	    g_str_equal(write->words[0], "token") ? 1 : 0);
	g_autoptr(GError) error = NULL;
	guint64 number = 0;

	if (g_str_equal(write->words[0], "people") ||
	    !ctl_number(last, &number) || !ctl_become_owner(dir, &error))
		return true;
	g_autoptr(store) store = store_open(dir, KV_READ_ONLY, &error);
	g_autoptr(kv_txn) txn =
	    store ? kv_begin(store->kv, KV_READ, &error) : NULL;
	if (!txn)
		return true;
	if (g_str_equal(write->words[0], "hold")) {
		g_autoptr(hold) hold = holds_get(txn, number, &error);
		return hold || error;
	}
	if (g_str_equal(write->words[0], "queue")) {
		g_autoptr(letter) letter = letters_get(txn, number, &error);
		return letter || error;
	}
	g_autoptr(ticket) ticket = tickets_get(txn, number, &error);
	return ticket || error;
}

/* Asks, and prints what came of it; the exit status. */
static int
finish(struct write *write)
{
	g_autoptr(GError) error = NULL;

	if (!ask(write, &error))
		return ctl_fail(error);
	/* A script wants to know "there is none" from "not possible". */
	if (write->status == EX_DATAERR && !exists(write))
		write->status = EX_NOINPUT;
	if (write->ctl->format == CTL_JSON) {
		json_t *row = json_object();
		json_object_set_new(row, "done",
		    json_boolean(write->status == EX_OK));
		json_object_set_new(row, "status", json_integer(write->status));
		g_strchomp(write->text);
		json_object_set_new(row, "text", ctljson_text(write->text));
		ctljson_print(row);
		return write->status;
	}
	if (write->status != EX_OK)
		return ctl_complain(write->status, "%s", write->text);
	g_autofree char *safe = escape_terminal(write->text, ESCAPE_KEEP_LINES);
	fputs(safe, stdout);
	return EX_OK;
}

/* Whether the word behind the verb is what the verb takes: a number, or "all"
 * letters. */
static bool
is_object(const struct ctl *ctl, const char *word)
{
	guint64 number = 0;

	return ctl_number(word, &number) ||
	    (g_str_has_prefix(ctl->verb, "queue ") && g_str_equal(word, "all"));
}

int
ctlwrite_run(struct ctl *ctl)
{
	if (!is_object(ctl, ctl_operand(ctl, 0)))
		return ctl_complain(EX_USAGE, "%s: %s is not a number%s",
		    ctl->verb, ctl_operand(ctl, 0),
		    g_str_has_prefix(ctl->verb, "queue ") ? " or \"all\"" : "");
	return ctlwrite_verb(ctl);
}

int
ctlwrite_verb(struct ctl *ctl)
{
	g_auto(GStrv) verb = g_strsplit(ctl->verb, " ", 2);
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	for (guint i = 0; verb[i]; i++)
		g_ptr_array_add(words, g_strdup(verb[i]));
	for (guint i = 0; i < ctl->operands->len; i++)
		g_ptr_array_add(words,
		    g_utf8_make_valid(ctl_operand(ctl, i), -1));
	g_ptr_array_add(words, NULL);
	return ctlwrite_ask(ctl,
	    (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE));
}

int
ctlwrite_ask(struct ctl *ctl, char **take_words)
{
	return ctlwrite_ask_with(ctl, take_words, -1);
}

int
ctlwrite_ask_with(struct ctl *ctl, char **take_words, int take_input)
{
	struct write write = {
		.ctl = ctl, .words = take_words, .input = take_input
	};
	int status = finish(&write);

	write_clear(&write);
	return status;
}

/* All of standard input behind an mbox "From " line, in a sealed memfd. The
 * line is not part of the mail: with it every copy would look different. */
static int
read_input(int memfd, gsize *size_out, GError **error)
{
	g_autofree char *line = NULL;
	size_t room = 0;
	char chunk[65536];
	size_t got;

	ssize_t first = getline(&line, &room, stdin);
	if (first > 0 && strncmp(line, "From ", 5) != 0) {
		*size_out += (gsize)first;
		if (!memfd_append(memfd, line, (size_t)first, error))
			return EX_TEMPFAIL;
	}
	while ((got = fread(chunk, 1, sizeof chunk, stdin)) > 0) {
		*size_out += got;
		if (*size_out > DELIVER_MAX)
			return EX_DATAERR;
		if (!memfd_append(memfd, chunk, got, error))
			return EX_TEMPFAIL;
	}
	if (!ferror(stdin))
		return EX_OK;
	fail_errno(error, FAIL_TEMPORARY, errno, "standard input");
	return EX_TEMPFAIL;
}

int
ctlwrite_deliver(struct ctl *ctl)
{
	struct write write = { .ctl = ctl, .input = -1 };
	g_autoptr(GError) error = NULL;
	const char *const words[] = { "deliver", NULL };
	gsize size = 0;

	write.input = memfd_new("docket-deliver", &error);
	int status = write.input < 0 ? EX_TEMPFAIL
	                             : read_input(write.input, &size, &error);
	if (status == EX_OK && size == 0)
		status = ctl_complain(EX_DATAERR,
		    "deliver: no mail on standard input");
	else if (status == EX_DATAERR)
		ctl_complain(status,
		    "deliver: the mail has more than %zu octets", DELIVER_MAX);
	else if (status == EX_OK && memfd_seal(write.input, &error)) {
		write.words = g_strdupv((char **)(guintptr)words);
		status = finish(&write);
	} else if (error) {
		status = ctl_fail(error);
	}
	write_clear(&write);
	return status;
}
