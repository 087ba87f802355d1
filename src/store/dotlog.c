/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dot log of a sender, as the sender writes it. A line must be on disk
 * before the dot of any letter in it goes out, and a batch committed before its
 * first line: else a crash would leave letters that went out unnoticed. */
#include "store/dotlog.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "base/mac.h"
#include "store/filesystem.h"
#include "store/letters.h"
#include "store/numbers.h"
#include "store/segments.h"

#define COUNTER "sender" /* which starts of senders are numbered by */

struct dotlog {
	char *state_dir;
	guint32 first, last; /* shares */
	int fd;              /* -1: not yet opened */
	guint64 start;       /* of this sender, 0: not yet numbered */
	guint64 next;        /* batch that is not yet committed */
	struct dots line;    /* that comes next */
};

struct dotlog *
dotlog_new(const char *state_dir, guint32 first, guint32 last)
{
	struct dotlog *log = g_new0(struct dotlog, 1);

	log->state_dir = g_strdup(state_dir);
	log->first = first;
	log->last = last;
	log->fd = -1;
	return log;
}

void
dotlog_free(struct dotlog *log)
{
	if (!log)
		return;
	if (log->fd >= 0)
		close(log->fd);
	g_free(log->state_dir);
	g_free(log);
}

static bool
fail_file(GError **error, const char *path)
{
	return fail_errno(error,
	    segments_is_full(errno) ? FAIL_TEMPORARY : FAIL_STORE, errno, "%s",
	    path);
}

/* One that a crash left too short has no line in it yet. */
static bool
fill(int fd)
{
	static const char zeros[DOTLINE_MOST * DOTLINE_SIZE];
	struct stat about;

	if (fstat(fd, &about) != 0)
		return false;
	if (about.st_size >= (off_t)sizeof zeros)
		return true;
	ssize_t written = pwrite(fd, zeros, sizeof zeros, 0);
	if (written >= 0 && (gsize)written < sizeof zeros)
		errno = ENOSPC;
	return written == (ssize_t)sizeof zeros;
}

static bool
make(struct dotlog *log, GError **error)
{
	g_autofree char *dir = g_build_filename(log->state_dir, "outbox", NULL);
	g_autofree char *path =
	    dotline_path(log->state_dir, log->first, log->last);

	autofd int fd =
	    open(path, O_WRONLY | O_CREAT | O_DSYNC | O_CLOEXEC, 0600);
	if (fd < 0 || !fill(fd))
		return fail_file(error, path);
	if (!filesystem_sync(dir, error))
		return false;
	log->fd = autofd_steal(&fd);
	return true;
}

/* The start of its sender, so that of two logs that a share was in the newer is
 * known; and chance, for a store that is put back from a backup numbers starts
 * again. */
static guint64
batch_new(guint64 start)
{
	guint32 chance;

	mac_random(&chance, sizeof chance);
	return start << 32 | chance;
}

bool
dotlog_begin(struct dotlog *log, struct kv_txn *txn, GError **error)
{
	struct key key = dotline_key(log->first, log->last);
	guint64 start = log->start;

	if (log->fd < 0 && !make(log, error))
		return false;
	if (start == 0)
		start = numbers_take(txn, COUNTER, error);
	log->next = batch_new(start);
	return start != 0 && numbers_put(txn, &key, log->next, error);
}

void
dotlog_begun(struct dotlog *log)
{
	log->start = log->next >> 32;
	log->line.batch = log->next;
	log->line.line = 0;
}

bool
dotlog_has_lines(const struct dotlog *log)
{
	return log->start != 0 && log->line.line > 0;
}

bool
dotlog_is_full(const struct dotlog *log)
{
	return log->start == 0 || log->line.line == DOTLINE_MOST;
}

/* The letters' states as they are now. */
static bool
take_states(struct kv *kv, struct letter *const *letters, guint n,
    GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(kv, KV_READ, error);

	if (!txn)
		return false;
	for (guint i = 0; i < n; i++) {
		enum letter_state state = LETTER_DROPPED;
		if (!letters_state(txn, letters[i]->number, &state, error))
			return false;
		letters[i]->state = state;
	}
	return true;
}

/* A line of those that are READY, if any is. */
static bool
write_line(struct dotlog *log, struct letter *const *letters, guint n,
    GError **error)
{
	struct dots *line = &log->line;
	guint8 octets[DOTLINE_SIZE];

	line->n = 0;
	for (guint i = 0; i < n; i++)
		if (letters[i]->state == LETTER_READY)
			line->letters[line->n++] = letters[i]->number;
	if (line->n == 0)
		return true;
	line->when = clock_now();
	dotline_write(octets, line);
	ssize_t written = pwrite(log->fd, octets, sizeof octets,
	    (off_t)line->line * DOTLINE_SIZE);
	line->line++;
	if (written == DOTLINE_SIZE)
		return true;
	if (written >= 0)
		errno = ENOSPC;
	g_autofree char *path =
	    dotline_path(log->state_dir, log->first, log->last);
	return fail_file(error, path);
}

bool
dotlog_write(struct dotlog *log, struct kv *kv, struct letter *const *letters,
    guint n, GError **error)
{
	g_assert(!dotlog_is_full(log) && n > 0 && n <= DOTS_MOST);
	if (!dotline_lock(log->fd)) {
		g_autofree char *path =
		    dotline_path(log->state_dir, log->first, log->last);
		return fail_file(error, path);
	}
	bool written = take_states(kv, letters, n, error) &&
	    write_line(log, letters, n, error);
	flock(log->fd, LOCK_UN);
	return written;
}
