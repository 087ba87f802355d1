/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libetpan's view of the stream: only what the filter lets pass, and an error
 * where the peer ends, on which libetpan would otherwise spin. */
#include "net/driver.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "util-peer.h"

/* Lets pass what is no digit, holds back what stands between "<" and ">" until
 * it is complete, and fails on a "!". */
struct sieve {
	GString *held;
	guint calls;
};

static bool
sift(void *context, const guint8 *data, size_t size, GByteArray *out,
    GError **error)
{
	struct sieve *sieve = context;

	sieve->calls++;
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '!')
			return fail_set(error, FAIL_LIMIT, "an outcry");
		if (g_ascii_isdigit(data[i]))
			continue;
		if (data[i] == '<' || sieve->held->len > 0)
			g_string_append_c(sieve->held, (char)data[i]);
		else
			g_byte_array_append(out, data + i, 1);
		if (data[i] == '>') {
			g_byte_array_append(out,
			    (const guint8 *)sieve->held->str,
			    (guint)sieve->held->len);
			g_string_truncate(sieve->held, 0);
		}
	}
	return true;
}

struct bench {
	struct peer peer;
	struct sieve sieve;
	mailstream_low *low;
};

static void
start(struct bench *bench, const char *const *script, driver_filter filter)
{
	struct transport *transport;

	memset(bench, 0, sizeof(*bench));
	bench->sieve.held = g_string_new(NULL);
	bench->peer = peer_start(script);
	transport = transport_from_fd(bench->peer.fd);
	transport_set_deadline(transport, clock_boot() + 20000);
	bench->low = driver_new(transport, filter, &bench->sieve);
	g_assert_true(driver_transport(bench->low) == transport);
	g_assert_null(driver_error(bench->low));
}

static void
finish(struct bench *bench)
{
	mailstream_low_free(bench->low);
	g_assert_true(peer_finish(&bench->peer));
	g_string_free(bench->sieve.held, TRUE);
}

/* Reads size octets through libetpan's interface. */
static void
assert_read(struct bench *bench, const char *wanted)
{
	size_t size = strlen(wanted), have = 0;
	g_autofree char *got = g_malloc0(size + 1);

	while (have < size) {
		ssize_t count =
		    mailstream_low_read(bench->low, got + have, size - have);
		g_assert_cmpint(count, >, 0);
		have += (size_t)count;
	}
	g_assert_cmpstr(got, ==, wanted);
}

static void
assert_broken(struct bench *bench, enum fail_code code, const char *words)
{
	char got[8];

	g_assert_cmpint(mailstream_low_read(bench->low, got, sizeof(got)), ==,
	    -1);
	g_assert_true(fail_is(driver_error(bench->low), code));
	g_assert_nonnull(strstr(driver_error(bench->low)->message, words));
	/* For good: neither way works any more. */
	g_assert_cmpint(mailstream_low_read(bench->low, got, sizeof(got)), ==,
	    -1);
	g_assert_cmpint(mailstream_low_write(bench->low, "x", 1), ==, -1);
	g_assert_false(driver_fill(bench->low));
}

static void
test_without_filter(void)
{
	static const char *const script[] = { "S:hello 123", "C:bye\r\n", "E",
		NULL };
	struct bench bench;

	start(&bench, script, NULL);
	assert_read(&bench, "hello");
	assert_read(&bench, " 123");
	g_assert_cmpint(mailstream_low_write(bench.low, "bye\r\n", 5), ==, 5);
	finish(&bench);
}

static void
test_filter(void)
{
	static const char *const script[] = { "S:a1b2", "S:3<c", "C:x",
		"S:4d>5e", "C:y", NULL };
	struct bench bench;

	start(&bench, script, sift);
	assert_read(&bench, "ab");
	g_assert_cmpint(mailstream_low_write(bench.low, "x", 1), ==, 1);
	/* A read waits until the filter has given out something. */
	assert_read(&bench, "<cd>e");
	g_assert_cmpint(mailstream_low_write(bench.low, "y", 1), ==, 1);
	finish(&bench);
}

static void
test_fill(void)
{
	static const char *const script[] = { "S:12", "C:x", "S:<ab", "C:x",
		"S:>c", "C:x", NULL };
	struct bench bench;

	start(&bench, script, sift);
	for (guint i = 1; i <= 3; i++) {
		guint before = bench.sieve.calls;
		/* Nothing, or not yet, comes out: it returns all the same. */
		g_assert_true(driver_fill(bench.low));
		g_assert_cmpuint(bench.sieve.calls, ==, before + 1);
		g_assert_cmpuint(driver_pending(bench.low), ==,
		    i < 3 ? 0 : strlen("<ab>c"));
		g_assert_cmpint(mailstream_low_write(bench.low, "x", 1), ==, 1);
	}
	assert_read(&bench, "<a");
	g_assert_cmpuint(driver_pending(bench.low), ==, 3);
	driver_discard(bench.low);
	g_assert_cmpuint(driver_pending(bench.low), ==, 0);
	g_assert_null(driver_error(bench.low));
	finish(&bench);
}

static void
test_filter_fails(void)
{
	static const char *const script[] = { "S:ab!c", "E", NULL };
	struct bench bench;

	start(&bench, script, sift);
	assert_broken(&bench, FAIL_LIMIT, "an outcry");
	finish(&bench);
}

static void
test_end_is_an_error(void)
{
	static const char *const script[] = { "S:ab", NULL };
	struct bench bench;

	start(&bench, script, sift);
	assert_read(&bench, "ab");
	assert_broken(&bench, FAIL_TEMPORARY, "closed");
	finish(&bench);
}

static void
test_deadline(void)
{
	static const char *const script[] = { "E", NULL };
	struct bench bench;

	start(&bench, script, sift);
	transport_set_deadline(driver_transport(bench.low), clock_boot() + 50);
	assert_broken(&bench, FAIL_TEMPORARY, "no answer in time");
	finish(&bench);
}

/* libetpan asks for these; there is nothing to cancel and no certificate of
 * its own to show. */
static void
test_other_calls(void)
{
	static const char *const script[] = { "E", NULL };
	struct bench bench;

	start(&bench, script, NULL);
	g_assert_cmpint(mailstream_low_get_fd(bench.low), ==,
	    transport_fd(driver_transport(bench.low)));
	mailstream_low_cancel(bench.low);
	g_assert_null(mailstream_low_get_cancel(bench.low));
	g_assert_cmpint(mailstream_low_setup_idle(bench.low), ==, -1);
	g_assert_cmpint(mailstream_low_unsetup_idle(bench.low), ==, -1);
	g_assert_cmpint(mailstream_low_interrupt_idle(bench.low), ==, -1);
	g_assert_cmpint(mailstream_low_close(bench.low), ==, 0);
	finish(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/driver/without-filter", test_without_filter);
	g_test_add_func("/driver/filter", test_filter);
	g_test_add_func("/driver/fill", test_fill);
	g_test_add_func("/driver/filter-fails", test_filter_fails);
	g_test_add_func("/driver/end-is-an-error", test_end_is_an_error);
	g_test_add_func("/driver/deadline", test_deadline);
	g_test_add_func("/driver/other-calls", test_other_calls);
	return g_test_run();
}
