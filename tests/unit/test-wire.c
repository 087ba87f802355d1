/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A letter streamed from a source: what the server gets, whatever the chunks,
 * and that no dot goes out when anything went wrong on the way. */
#include "smtp/wire.h"

#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "util-peer.h"

#define LINE "0123456789012345678901234567890123456789012345678901234567890\r\n"
#define SIXTEEN "12345678901234\r\n" /* 1024 of them are a block */
#define OPEN                                                         \
	"S:220 mx\r\n", "C:EHLO desk.example.org\r\n",               \
	    "S:250-mx\r\n250 PIPELINING\r\n",                        \
	    "C:MAIL FROM:<>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n", \
	    "S:250 a\r\n250 b\r\n354 c\r\n"
#define QUIT "C:QUIT\r\n", "S:221 bye\r\n", "E"

/* A source that lends text in chunks of one size, and may fail at an offset. */
struct cutter {
	const char *text;
	gsize size, chunk, at;
	gsize fail_at; /* G_MAXSIZE: never */
};

static bool
cut(void *context, const void **data_out, gsize *size_out, GError **error)
{
	struct cutter *cutter = context;

	if (cutter->at >= cutter->fail_at)
		return fail_set(error, FAIL_STORE, "segment 3 is gone");
	*data_out = cutter->text + cutter->at;
	*size_out = MIN(cutter->chunk, cutter->size - cutter->at);
	cutter->at += *size_out;
	return true;
}

static struct submit *
begin(const struct peer *peer, struct outcome *outcome)
{
	static const struct submit_relay relay = {
		.name = "relay1",
		.host = "mx",
		.tls = TRANSPORT_TLS_NONE,
		.ehlo_name = "desk.example.org",
	};
	static const struct submit_envelope envelope = {
		.sender = "",
		.recipient = "a@example.com",
	};
	struct submit *session =
	    submit_open_on(transport_from_fd(peer->fd), &relay, outcome);

	g_assert_nonnull(session);
	g_assert_true(submit_begin(session, &envelope, outcome));
	return session;
}

static GString *
repeat(const char *line, guint times)
{
	GString *text = g_string_new(NULL);

	while (times-- > 0)
		g_string_append(text, line);
	return text;
}

/* 400 KB in chunks of several sizes, lines with leading dots among them. */
static void
test_chunks(void)
{
	static const gsize sizes[] = { 1, 2, 63, 16384, 16385, 1000000 };
	g_autoptr(GString) text = repeat(LINE ".x\r\n", 6000);
	g_autoptr(GString) wanted = repeat(LINE "..x\r\n", 6000);
	g_autofree char *step = g_strconcat("C:", wanted->str, ".\r\n", NULL);
	const char *script[] = { OPEN, step, "S:250 ok\r\n", QUIT, NULL };

	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		struct peer peer = peer_start(script);
		OUTCOME_AUTO struct outcome outcome = { 0 };
		g_autoptr(GError) error = NULL;
		struct submit *session = begin(&peer, &outcome);
		struct cutter cutter = { text->str, text->len, sizes[i], 0,
			G_MAXSIZE };
		const struct wire_source source = { cut, &cutter };

		g_assert_cmpint(wire_send(session, &source, &outcome, &error),
		    ==, WIRE_SENT);
		g_assert_no_error(error);
		g_assert_true(submit_dot(session, NULL, &outcome));
		g_assert_true(submit_answer(session, &outcome));
		submit_close(session);
		g_assert_true(peer_finish(&peer));
	}
}

/* The dot waits until it is asked for: that is when the caller commits. */
static void
test_dot_waits(void)
{
	g_autoptr(GString) text = repeat(SIXTEEN, 1024);
	g_autofree char *block = g_strconcat("C:", text->str, NULL);
	const char *script[] = { OPEN, block, "N", "E", NULL };
	struct peer peer = peer_start(script);
	OUTCOME_AUTO struct outcome outcome = { 0 };
	g_autoptr(GError) error = NULL;
	g_autoptr(submit) session = begin(&peer, &outcome);
	struct cutter cutter = { text->str, text->len, 16384, 0, G_MAXSIZE };
	const struct wire_source source = { cut, &cutter };

	g_assert_cmpint(wire_send(session, &source, &outcome, &error), ==,
	    WIRE_SENT);
	g_usleep(200000);
	/* As after kill -9 before the dot. */
	g_clear_pointer(&session, submit_free);
	g_assert_true(peer_finish(&peer));
}

static void
test_source_fails(void)
{
	static const char *const script[] = { OPEN, "E", NULL };
	struct peer peer = peer_start(script);
	OUTCOME_AUTO struct outcome outcome = { 0 };
	g_autoptr(GError) error = NULL;
	g_autoptr(submit) session = begin(&peer, &outcome);
	struct cutter cutter = { "a\r\nb\r\n", 6, 3, 0, 3 };
	const struct wire_source source = { cut, &cutter };

	g_assert_cmpint(wire_send(session, &source, &outcome, &error), ==,
	    WIRE_FAILED);
	g_assert_true(fail_is(error, FAIL_STORE));
	g_assert_false(submit_is_open(session));
	g_assert_true(peer_finish(&peer));
}

static const struct {
	const char *name, *text;
} smuggled[] = {
	{ "LF dot LF", "a\n.\nMAIL FROM:<>\r\n" },
	{ "CR dot CR", "a\r.\rMAIL FROM:<>\r\n" },
	{ "CR LF dot CR", "a\r\n.\rMAIL FROM:<>\r\n" },
	{ "LF dot CR LF", "a\n.\r\nMAIL FROM:<>\r\n" },
	{ "CR LF dot LF", "a\r\n.\nMAIL FROM:<>\r\n" },
	{ "CR at the end", "a\r\nb\r" },
	{ "LF at the end", "a\r\nb\n" },
};

/* Ends of data that only some servers see never leave, nor does the dot. */
static void
test_smuggling(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(smuggled); i++) {
		static const char *const script[] = { OPEN, "E", NULL };
		gsize size = strlen(smuggled[i].text);

		for (gsize chunk = 1; chunk <= size; chunk++) {
			struct peer peer = peer_start(script);
			OUTCOME_AUTO struct outcome outcome = { 0 };
			g_autoptr(GError) error = NULL;
			g_autoptr(submit) session = begin(&peer, &outcome);
			struct cutter cutter = { smuggled[i].text, size, chunk,
				0, G_MAXSIZE };
			const struct wire_source source = { cut, &cutter };

			g_assert_false(wire_send(session, &source, &outcome,
			                   &error) == WIRE_SENT &&
			    submit_dot(session, NULL, &outcome));
			g_assert_cmpint(outcome.kind, ==, OUTCOME_REFUSED);
			g_assert_cmpuint(outcome.code, ==, 0);
			g_assert_false(submit_is_open(session));
			g_assert_true(peer_finish(&peer));
		}
	}
}

static const struct {
	const char *said;
	enum outcome_kind kind;
	guint code;
} interruptions[] = {
	{ "S:552 5.3.4 too much\r\n", OUTCOME_REFUSED, 552 },
	{ "S:451 4.3.0 disk\r\n", OUTCOME_LATER, 451 },
	{ "S:421 closing\r\n", OUTCOME_LATER, 421 },
	{ "S:250 thanks already\r\n", OUTCOME_LATER, 0 },
	{ "S:gibberish\r\n", OUTCOME_LATER, 0 },
	{ NULL, OUTCOME_LATER, 0 }, /* it closes */
};

static void
interrupt(const GString *text, const char *said, struct outcome *outcome)
{
	g_autofree char *block = g_strdup_printf("C:%.16384s", text->str);
	const char *script[] = { OPEN, block, said, "E", NULL };
	struct peer peer = peer_start(script);
	g_autoptr(submit) session = begin(&peer, outcome);
	struct pollfd words = { .fd = peer.fd, .events = POLLIN };

	g_assert_true(submit_data(session, text->str, text->len, outcome));
	g_assert_cmpint(poll(&words, 1, 10000), ==, 1);
	g_assert_false(submit_dot(session, NULL, outcome));
	g_assert_true(peer_finish(&peer));
}

/* A server that speaks or goes before the dot gets none, whatever it says:
 * neither when a rest of the letter waits with the dot, nor when all else has
 * left with the last block of 16 KiB. */
static void
test_interrupted(void)
{
	g_autoptr(GString) rest = repeat(LINE, 300);
	g_autoptr(GString) whole = repeat(SIXTEEN, 1024);

	for (guint i = 0; i < 2 * G_N_ELEMENTS(interruptions); i++) {
		guint row = i / 2;
		OUTCOME_AUTO struct outcome outcome = { 0 };

		interrupt(i % 2 ? rest : whole, interruptions[row].said,
		    &outcome);
		g_assert_cmpint(outcome.kind, ==, interruptions[row].kind);
		g_assert_cmpuint(outcome.code, ==, interruptions[row].code);
		g_assert_cmpint(outcome.step, ==, OUTCOME_BODY);
		g_assert_false(outcome.lost);
	}
}

/* 600 s and a second for each 8 KiB: then a slow server has had its chance. */
static void
test_too_slow(void)
{
	static const char *const script[] = { OPEN, "E", NULL };
	struct peer peer = peer_start(script);
	OUTCOME_AUTO struct outcome outcome = { 0 };
	g_autoptr(GString) block = repeat(SIXTEEN, 1024);
	g_autoptr(submit) session = begin(&peer, &outcome);
	gint64 now = clock_boot();

	clock_set_for_test(-1, now + 601 * 1000);
	g_assert_false(submit_data(session, block->str, block->len, &outcome));
	clock_set_for_test(-1, -1);
	g_assert_cmpint(outcome.kind, ==, OUTCOME_LATER);
	g_assert_nonnull(strstr(outcome.text, "slowly"));
	g_assert_true(peer_finish(&peer));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/wire/chunks", test_chunks);
	g_test_add_func("/wire/dot-waits", test_dot_waits);
	g_test_add_func("/wire/source-fails", test_source_fails);
	g_test_add_func("/wire/smuggling", test_smuggling);
	g_test_add_func("/wire/interrupted", test_interrupted);
	g_test_add_func("/wire/too-slow", test_too_slow);
	return g_test_run();
}
