/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader itself: everything that is opened is opened first, then the
 * sandbox closes, then the first octet of a mail is looked at. It keeps nothing
 * of one mail for the next. Must never touch a mail before sandbox_enter() has
 * answered, and needs no care for its own survival: a fresh one costs 8 ms.
 */
#include "intake/readerchild.h"

#include <stdlib.h>
#include <sys/time.h>

#include "base/autofd.h"
#include "base/channel.h"
#include "base/log.h"
#include "base/memfd.h"
#include "intake/sandbox.h"
#include "mime/parse.h"

/* Records on their way count against it, of all processes of the user. */
#define READERCHILD_DESCRIPTORS 256
#define READERCHILD_MAP_MAX ((gsize)1 << 31)

struct setup {
	gint64 memory, cpu_seconds;
	gboolean sandbox;
	struct parse_limits limits;
};

const char *
readerchild_type_of(guint8 type)
{
	switch (type) {
	case READERCHILD_SETUP:
		return READERCHILD_SETUP_TYPE;
	case READERCHILD_BATCH:
		return READERCHILD_BATCH_TYPE;
	case READERCHILD_RECORD:
		return READERCHILD_RECORD_TYPE;
	default:
		return NULL;
	}
}

/* CPU time for one mail; when it is used up, SIGPROF ends the process. The
 * deadline in wall time is the client's. */
static void
start_cpu_timer(gint64 seconds)
{
	struct itimerval timer = { .it_value.tv_sec = seconds };

	setitimer(ITIMER_PROF, &timer, NULL);
}

/* Waits for one message of that type. False when the channel closed, or with an
 * error. */
static bool
receive(int fd, guint8 type, channel_message *message, GError **error)
{
	switch (channel_receive(fd, -1, readerchild_type_of, message, error)) {
	case CHANNEL_MESSAGE:
		if (message->type == type)
			return true;
		return fail_set(error, FAIL_PERMANENT,
		    "unexpected message of type %u", message->type);
	case CHANNEL_CLOSED:
	case CHANNEL_TIMEOUT:
	case CHANNEL_ERROR:
		break;
	}
	return false;
}

static bool
set_up(int fd, struct setup *setup, GError **error)
{
	g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };
	struct sandbox_limits cell = { .descriptors = READERCHILD_DESCRIPTORS };
	struct parse_limits *l = &setup->limits;

	if (!receive(fd, READERCHILD_SETUP, &message, error))
		return false;
	g_variant_get(message.body, READERCHILD_SETUP_TYPE, &setup->memory,
	    &setup->cpu_seconds, &setup->sandbox, &l->mime_depth,
	    &l->mime_parts, &l->attachments, &l->attachment_bytes,
	    &l->attachments_bytes, &l->addresses, &l->references,
	    &l->encoded_words, &l->text_bytes);
	cell.memory = setup->memory;
	if (setup->sandbox && !sandbox_enter(&cell, error))
		return false;
	return channel_send(fd, READERCHILD_HELLO, NULL, NULL, 0, error);
}

static bool
answer(int fd, const char *raw, gsize size, const struct setup *setup,
    GError **error)
{
	g_autoptr(message) message = NULL;
	g_autoptr(GBytes) record = NULL;
	GVariant *body;

	start_cpu_timer(setup->cpu_seconds);
	message = parse_message(raw, size, &setup->limits);
	record = message_encode(message);
	start_cpu_timer(0);
	body = g_variant_new_from_bytes(G_VARIANT_TYPE(READERCHILD_RECORD_TYPE),
	    record, TRUE);
	return channel_send(fd, READERCHILD_RECORD, body, NULL, 0, error);
}

static bool
answer_batch(int fd, const channel_message *batch, const struct setup *setup,
    GError **error)
{
	g_autoptr(GBytes) mails =
	    memfd_map(batch->fds[0], READERCHILD_MAP_MAX, error);
	gsize size = 0;
	const char *raw;
	guint64 offset, length;

	if (!mails)
		return false;
	raw = g_bytes_get_data(mails, &size);
	for (gsize i = 0; i < g_variant_n_children(batch->body); i++) {
		g_variant_get_child(batch->body, i, "(tt)", &offset, &length);
		if (offset > size || length > size - offset)
			return fail_set(error, FAIL_PERMANENT,
			    "a mail lies outside its batch");
		if (!answer(fd, raw + offset, length, setup, error))
			return false;
	}
	return true;
}

int
readerchild_main(int channel_fd)
{
	g_autoptr(GError) error = NULL;
	struct setup setup = { 0 };
	bool going;

	log_open("reader", LOG_INFO);
	parse_init();
	going = set_up(channel_fd, &setup, &error);
	while (going) {
		g_auto(channel_message) batch = { .fds = { -1, -1, -1, -1 } };

		going =
		    receive(channel_fd, READERCHILD_BATCH, &batch, &error) &&
		    answer_batch(channel_fd, &batch, &setup, &error);
	}
	if (!error)
		return EXIT_SUCCESS;
	log_error(LOG_ERROR, "reader.end", error, NULL);
	return fail_exit_status(error);
}
