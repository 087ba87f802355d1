/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keeper does without a mail: nobody waits for an answer that was
 * never delivered, and the owner hears of trouble once, not without end. */
#include "base/clock.h"
#include "intake/readerchild.h"
#include "mime/parse.h"
#include "pipeline/upkeep.h"
#include "store/health.h"
#include "store/letters.h"
#include "store/tickets.h"
#include "util-desk.h"
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define CUSTOMER "carol@example.org"
#define OWNER "owner@example.net"

struct bench {
	struct util_desk *desk;
	struct inbox inbox;
};

static void
set_up(struct bench *bench, gconstpointer data)
{
	(void)data;
	bench->desk = util_desk_new("owner_email = \"" OWNER "\";\n");
	struct util_desk *desk = bench->desk;
	bench->inbox = (struct inbox){ .accept = desk->accept,
		.store = desk->store,
		.ring = desk->ring,
		.reader =
		    reader_new(&desk->settings->limits, SETTINGS_SANDBOX_OFF) };
	g_autofree char *raw = util_desk_mail(CUSTOMER, "support@example.com",
	    UTIL_DMARC, "Subject: Where is it?\n", "I wait.\n");
	g_autoptr(accept_mail) mail = util_desk_take(desk, raw, 1);
	g_assert_cmpuint(mail->number, ==, 1);
}

static void
tear_down(struct bench *bench, gconstpointer data)
{
	(void)data;
	reader_free(bench->inbox.reader);
	util_desk_free(bench->desk);
}

/* A relay refuses the newest letter of that kind to that address for good. */
static void
refuse(struct bench *bench, guint32 kind, const char *to)
{
	g_autoptr(letter) letter = util_desk_letter(bench->desk, kind, to);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(bench->desk->store->kv, KV_WRITE, &error);

	letter->state = LETTER_FAILED;
	letter->done = clock_now();
	letter->code = 550;
	g_free(letter->response);
	letter->response = g_strdup("5.1.1 no such\r\nInjected: user");
	g_free(letter->relay);
	letter->relay = g_strdup("relay1");
	g_assert_true(letters_put(txn, letter, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
}

static bool
run(struct bench *bench)
{
	g_autoptr(GError) error = NULL;
	bool letters = false;

	g_assert_true(upkeep_run(&bench->inbox, &letters, &error));
	g_assert_no_error(error);
	return letters;
}

static guint
count(struct bench *bench, guint32 kind, const char *to)
{
	g_autoptr(GPtrArray) letters = util_desk_letters(bench->desk);
	guint n = 0;

	for (guint i = 0; i < letters->len; i++) {
		const struct letter *letter = g_ptr_array_index(letters, i);
		n += letter->kind == kind && g_str_equal(letter->to, to);
	}
	return n;
}

static void
test_quiet(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_assert_false(run(bench));
}

static void
test_refused_customer(struct bench *bench, gconstpointer data)
{
	(void)data;
	guint before = count(bench, LETTER_NOTICE, "alice@example.com");

	refuse(bench, LETTER_ACKNOWLEDGEMENT, CUSTOMER);
	g_assert_true(run(bench));
	g_assert_cmpuint(count(bench, LETTER_NOTICE, "alice@example.com"), ==,
	    before + 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(bench->desk->store->kv, KV_READ, &error);
	g_autoptr(entry) entry = tickets_get_entry(txn, 1, 1, &error);
	g_assert_nonnull(entry);
	g_assert_cmpint(entry->kind, ==, ENTRY_BOUNCE);
	kv_abort(g_steal_pointer(&txn));
	/* told once, and the customer never hears of it by mail */
	g_assert_false(run(bench));
	g_assert_cmpuint(count(bench, LETTER_ACKNOWLEDGEMENT, CUSTOMER), ==, 1);
}

static void
test_notice_shows_the_servers_words(struct bench *bench, gconstpointer data)
{
	(void)data;
	refuse(bench, LETTER_ACKNOWLEDGEMENT, CUSTOMER);
	run(bench);
	g_autoptr(letter) notice =
	    util_desk_letter(bench->desk, LETTER_NOTICE, "alice@example.com");
	g_autofree char *octets = util_desk_octets(bench->desk, notice);
	g_assert_nonnull(strstr(octets, "550"));
	g_assert_null(strstr(octets, "\r\nInjected: user"));
}

static void
test_refused_agent(struct bench *bench, gconstpointer data)
{
	(void)data;
	refuse(bench, LETTER_NOTICE, "alice@example.com");
	g_assert_true(run(bench));
	g_assert_cmpuint(count(bench, LETTER_ALARM, OWNER), ==, 1);
	g_assert_cmpuint(count(bench, LETTER_NOTICE, "alice@example.com"), ==,
	    1);
}

static void
test_alarms_are_rare(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	struct kv *kv = bench->desk->store->kv;

	g_assert_true(health_note(kv, "relay relay1", "535 wrong password",
	    UTIL_DESK_NOW - 30000, &error));
	g_assert_false(run(bench)); /* half a minute is no alarm */
	clock_set_for_test(UTIL_DESK_NOW + 60000, 2000000);
	run(bench);
	run(bench);
	g_assert_cmpuint(count(bench, LETTER_ALARM, OWNER), ==, 1);
	clock_set_for_test(UTIL_DESK_NOW + 2 * 3600 * 1000, 3000000);
	run(bench);
	g_assert_cmpuint(count(bench, LETTER_ALARM, OWNER), ==, 2);
	g_assert_true(health_note(kv, "relay relay1", NULL,
	    UTIL_DESK_NOW + 7300000, &error));
	clock_set_for_test(UTIL_DESK_NOW + 4 * 3600 * 1000, 4000000);
	run(bench);
	g_assert_cmpuint(count(bench, LETTER_ALARM, OWNER), ==, 2);
}

/* Of a server that docket.conf names no more nobody will note that it works. */
static void
test_gone_server_is_silent(struct bench *bench, gconstpointer data)
{
	(void)data;
	g_autoptr(GError) error = NULL;
	struct kv *kv = bench->desk->store->kv;

	g_assert_true(health_note(kv, "relay relay9", "no route to host",
	    UTIL_DESK_NOW - 3600000, &error));
	g_assert_false(run(bench));
	g_assert_true(health_note(kv, "account account1", "no route to host",
	    UTIL_DESK_NOW - 3600000, &error));
	g_assert_true(run(bench));
	g_assert_cmpuint(count(bench, LETTER_ALARM, OWNER), ==, 1);
}

/* How many descriptors a process may have; what it was. */
static rlim_t
limit_descriptors(rlim_t most)
{
	struct rlimit limit;

	g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	rlim_t before = limit.rlim_cur;
	limit.rlim_cur = most;
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &limit), ==, 0);
	return before;
}

/* The lowest that is free. */
static rlim_t
next_descriptor(void)
{
	int next = dup(STDERR_FILENO);

	g_assert_cmpint(next, >=, 0);
	close(next);
	return (rlim_t)next;
}

/* The word of a refused letter that can not be taken in now waits; an agent's
 * letter that was refused as well goes its way. */
static void
test_report_that_fails(struct bench *bench, gconstpointer data)
{
	(void)data;
	guint bounces = count(bench, LETTER_NOTICE, "alice@example.com");

	refuse(bench, LETTER_ACKNOWLEDGEMENT, CUSTOMER);
	refuse(bench, LETTER_NOTICE, "alice@example.com");
	rlim_t before = limit_descriptors(next_descriptor());
	bool letters = run(bench);
	limit_descriptors(before);
	g_assert_true(letters);
	g_assert_cmpuint(count(bench, LETTER_ALARM, OWNER), ==, 1);
	g_assert_cmpuint(count(bench, LETTER_NOTICE, "alice@example.com"), ==,
	    bounces);
	/* The next round does what is left, and nothing again. */
	g_assert_true(run(bench));
	g_assert_cmpuint(count(bench, LETTER_NOTICE, "alice@example.com"), ==,
	    bounces + 1);
	g_assert_cmpuint(count(bench, LETTER_ALARM, OWNER), ==, 1);
	g_assert_false(run(bench));
}

static void
test_failed_alarm_is_silent(struct bench *bench, gconstpointer data)
{
	(void)data;
	refuse(bench, LETTER_NOTICE, "alice@example.com");
	run(bench);
	refuse(bench, LETTER_ALARM, OWNER);
	run(bench);
	g_assert_cmpuint(count(bench, LETTER_ALARM, OWNER), ==, 1);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct bench *bench, gconstpointer data);
	} tests[] = {
		{ "/upkeep/quiet", test_quiet },
		{ "/upkeep/refused-customer", test_refused_customer },
		{ "/upkeep/servers-words",
		    test_notice_shows_the_servers_words },
		{ "/upkeep/refused-agent", test_refused_agent },
		{ "/upkeep/alarms-are-rare", test_alarms_are_rare },
		{ "/upkeep/report-that-fails", test_report_that_fails },
		{ "/upkeep/failed-alarm", test_failed_alarm_is_silent },
		{ "/upkeep/gone-server-is-silent", test_gone_server_is_silent },
	};

	if (argc > 1 && g_str_has_prefix(argv[1], "--role=reader"))
		return readerchild_main(3);
	g_test_init(&argc, &argv, NULL);
	parse_init();
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct bench, NULL, set_up,
		    tests[i].test, tear_down);
	return g_test_run();
}
