/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 of a writer at any moment: what it had told is there, what is there
 * is whole. (That the disk keeps what was synced is for a machine to test that
 * can be switched off.) */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mac.h"
#include "store/dedupe.h"
#include "store/tickets.h"
#include "store/verify.h"
#include "util-store.h"

#define ROUNDS 200 /* or $DOCKET_CRASH_ROUNDS */
#define VERIFY_EVERY                                            \
	25 /* rounds; reading all of it takes longer and longer \
	    */

/* Takes mails in, batch after batch, and tells each one whose commit came
 * back, until it is killed. Mails that are there already are passed over, as
 * the mailbox does after a crash. */
static void
write_for_ever(const char *dir, int acknowledge)
{
	struct store *store = store_open(dir, KV_READ_WRITE, NULL);
	if (!store)
		_exit(2);
	for (guint32 uid = 1; uid != 0; uid++) {
		struct scratch_mail mail;
		struct dedupe_place place;
		struct dedupe_uid key = {
			.account = 1, .uidvalidity = 7, .uid = uid
		};
		struct kv_txn *txn = kv_begin(store->kv, KV_WRITE, NULL);
		if (dedupe_find_uid(txn, &key, &place, NULL) == DEDUPE_NEW) {
			if (!scratch_accept(store, txn, uid, &mail, NULL) ||
			    kv_commit(txn, NULL) != KV_OK)
				_exit(3);
		} else {
			kv_abort(txn);
		}
		if (write(acknowledge, &uid, sizeof uid) != sizeof uid)
			_exit(4);
	}
	_exit(5);
}

/* Reads what the child told until its end of the pipe is closed; the highest
 * UID. */
static guint32
drain(int fd)
{
	guint32 uid = 0, highest = 0;
	while (read(fd, &uid, sizeof uid) == sizeof uid)
		highest = MAX(highest, uid);
	return highest;
}

/* Where a life is counted from: its start, which may take long on a busy
 * machine, or the first mail that it tells. */
enum since { SINCE_FORK, SINCE_WORD };

/* One life of a writer; the highest UID that it told as committed. */
static guint32
one_round(const char *dir, enum since since, gulong microseconds)
{
	int ends[2], status = 0;
	g_assert_cmpint(pipe(ends), ==, 0);
	pid_t child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		close(ends[0]);
		write_for_ever(dir, ends[1]);
	}
	close(ends[1]);
	struct pollfd word = { .fd = ends[0], .events = POLLIN };
	if (since == SINCE_WORD)
		g_assert_cmpint(poll(&word, 1, 30000), ==, 1);
	g_usleep(microseconds);
	g_assert_cmpint(kill(child, SIGKILL), ==, 0);
	guint32 told = drain(ends[0]);
	close(ends[0]);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFSIGNALED(status));
	return told;
}

static void
complain(const char *what, void *context)
{
	(void)context;
	g_test_message("%s", what);
}

/* Each mail told is there, once, with the words that it had. */
static void
assert_there(struct store *store, guint32 told)
{
	GError *error = NULL;
	g_autoptr(kv_txn) txn = scratch_begin(store->kv, KV_READ);
	for (guint32 uid = 1; uid <= told; uid++) {
		struct dedupe_uid key = {
			.account = 1, .uidvalidity = 7, .uid = uid
		};
		struct dedupe_place place = { 0 };
		g_autofree char *id = g_strdup_printf("%u@example.com", uid);
		g_assert_cmpint(dedupe_find_uid(txn, &key, &place, &error), ==,
		    DEDUPE_BY_UID);
		g_autoptr(entry) entry =
		    tickets_get_entry(txn, place.number, place.seq, &error);
		g_assert_no_error(error);
		g_assert_cmpstr(entry->message_id, ==, id);
		g_assert_cmpuint(tickets_find_message_id(txn, id, &error), ==,
		    place.number);
		g_autoptr(GBytes) raw =
		    archive_read(store->archive, &entry->raw, &error);
		g_assert_no_error(error);
		g_assert_nonnull(raw);
	}
}

static void
assert_whole(const char *dir, guint32 told)
{
	GError *error = NULL;
	struct verify_report report;
	g_autoptr(store) store = scratch_store(dir);
	assert_there(store, told);
	g_assert_true(verify_store(store, complain, NULL, &report, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(report.problems, ==, 0);
	/* One told may be the last; none is taken in twice. */
	g_assert_cmpuint(report.tickets, >=, told);
	g_assert_cmpuint(report.tickets, ==, report.entries);
}

static void
test_kill(void)
{
	char *dir = scratch_new();
	guint32 told = 0, rounds_told = 0;
	/* Small segments: that sealing is interrupted, too. */
	archive_set_segment_for_test(16384);
	store_close(scratch_store(dir));
	const char *wanted = g_getenv("DOCKET_CRASH_ROUNDS");
	guint64 rounds = ROUNDS;
	if (wanted)
		g_assert_true(g_ascii_string_to_unsigned(wanted, 10, 1, 1000000,
		    &rounds, NULL));
	for (guint64 round = 1; round <= rounds; round++) {
		gulong life = (gulong)g_test_rand_int_range(500, 20000);
		guint32 now =
		    one_round(dir, round % 2 ? SINCE_FORK : SINCE_WORD, life);
		told = MAX(told, now);
		rounds_told += now > 0;
		if (round % VERIFY_EVERY == 0)
			assert_whole(dir, told);
	}
	g_test_message("%u mails told in %u of %u lives", told, rounds_told,
	    (guint)rounds);
	/* Otherwise nothing was tried. */
	g_assert_cmpuint(told, >, 10);
	archive_set_segment_for_test(0);
	scratch_remove(dir);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/storecrash/kill", test_kill);
	return g_test_run();
}
