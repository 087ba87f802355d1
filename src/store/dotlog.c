/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dot log of a sender.
 *
 * The store names, for each log, the batch that its marked letters are of; a
 * line of any other batch says nothing. A line that is torn by a power cut was
 * never answered for, so its letters have not begun. It must never call a
 * letter accepted that may not be: then nobody would send it. */
#include "store/dotlog.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "base/mac.h"
#include "store/filesystem.h"
#include "store/numbers.h"
#include "store/segments.h"

#define LINE 512 /* octets: what a disk writes whole or not at all */
#define HEAD (MAC_SHA256_SIZE + 2)
#define PREFIX "dots "
#define PREFIX_SIZE 5

struct dotlog {
	char *state_dir;
	guint32 first, last; /* shares */
	int fd;              /* -1: not yet opened */
	struct dots line;    /* that comes next */
};

/* A line as it lies in the file: the digest of what follows, the length of the
 * record, the record, zeros. */
struct slot {
	guint8 digest[MAC_SHA256_SIZE];
	guint8 length[2];
	guint8 record[LINE - HEAD];
};
G_STATIC_ASSERT(sizeof(struct slot) == LINE);

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

static char *
path_of(const char *state_dir, guint32 first, guint32 last)
{
	return g_strdup_printf("%s/outbox/%03u-%03u", state_dir, first, last);
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
	static const char zeros[DOTLOG_LINES * LINE];
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
	g_autofree char *path = path_of(log->state_dir, log->first, log->last);

	autofd int fd =
	    open(path, O_WRONLY | O_CREAT | O_DSYNC | O_CLOEXEC, 0600);
	if (fd < 0 || !fill(fd))
		return fail_file(error, path);
	if (!filesystem_sync(dir, error))
		return false;
	log->fd = autofd_steal(&fd);
	return true;
}

/* A row of KEY_META: the prefix, then both shares, an octet each. */
static struct key
batch_key(guint32 first, guint32 last)
{
	struct key key = key_new(KEY_META);
	char name[PREFIX_SIZE + 2] = PREFIX;

	name[PREFIX_SIZE] = (char)first;
	name[PREFIX_SIZE + 1] = (char)last;
	key_add_octets(&key, name, sizeof name);
	return key;
}

bool
dotlog_begin(struct dotlog *log, struct kv_txn *txn, GError **error)
{
	struct key key = batch_key(log->first, log->last);

	if (log->fd < 0 && !make(log, error))
		return false;
	log->line.line = 0;
	mac_random(&log->line.batch, sizeof log->line.batch);
	return numbers_put(txn, &key, log->line.batch, error);
}

static void
slot_write(struct slot *slot, const struct dots *line)
{
	g_autoptr(GBytes) record = dots_encode(line);
	gsize size = 0;
	const void *octets = g_bytes_get_data(record, &size);

	*slot =
	    (struct slot){ .length = { (guint8)(size >> 8), (guint8)size } };
	g_assert(size <= sizeof slot->record);
	memcpy(slot->record, octets, size);
	mac_sha256(slot->length, LINE - sizeof slot->digest, slot->digest);
}

bool
dotlog_write(struct dotlog *log, const guint64 *letters, guint n,
    GError **error)
{
	struct dots *line = &log->line;
	struct slot slot;

	g_assert(log->fd >= 0 && n > 0 && n <= DOTS_MOST &&
	    line->line < DOTLOG_LINES);
	memcpy(line->letters, letters, n * sizeof *letters);
	line->n = n;
	line->when = clock_now();
	slot_write(&slot, line);
	ssize_t written =
	    pwrite(log->fd, &slot, LINE, (off_t)line->line * LINE);
	line->line++;
	if (written == LINE)
		return true;
	if (written >= 0)
		errno = ENOSPC;
	g_autofree char *path = path_of(log->state_dir, log->first, log->last);
	return fail_file(error, path);
}

/* What is known of a letter: its line, and where the newest one lies. */
struct word {
	bool newest;
	gint64 until; /* ms UTC of the line behind it */
};

struct dotlog_found {
	GHashTable *words; /* number -> struct word */
	bool unsure;       /* something that there was is not known */
};

static struct dotlog_found *
found_new(void)
{
	struct dotlog_found *found = g_new0(struct dotlog_found, 1);

	found->words =
	    g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	return found;
}

void
dotlog_found_free(struct dotlog_found *found)
{
	if (!found)
		return;
	g_hash_table_unref(found->words);
	g_free(found);
}

enum dotlog_word
dotlog_word(const struct dotlog_found *found, guint64 letter, gint64 *when_out)
{
	const struct word *word = g_hash_table_lookup(found->words, &letter);

	*when_out = word ? word->until : 0;
	if (!word)
		return found->unsure ? DOTLOG_DOUBTFUL : DOTLOG_NOT_BEGUN;
	return word->newest ? DOTLOG_DOUBTFUL : DOTLOG_ACCEPTED;
}

/* False: no line, or none that is whole. */
static bool
slot_read(const struct slot *slot, struct dots *out)
{
	guint8 digest[MAC_SHA256_SIZE];
	gsize size = (gsize)slot->length[0] << 8 | slot->length[1];

	mac_sha256(slot->length, LINE - sizeof slot->digest, digest);
	if (memcmp(digest, slot->digest, sizeof digest) != 0 ||
	    size > sizeof slot->record)
		return false;
	g_autoptr(GBytes) record = g_bytes_new(slot->record, size);
	return dots_decode(record, out, NULL);
}

static void
note(struct dotlog_found *found, const struct dots *line, bool newest,
    gint64 until)
{
	for (gsize i = 0; i < line->n; i++) {
		struct word *word = g_new(struct word, 1);
		guint64 *letter = g_new(guint64, 1);

		*letter = line->letters[i];
		*word = (struct word){ newest, until };
		g_hash_table_replace(found->words, letter, word);
	}
}

/* From the newest line back: each must be there. */
static void
note_lines(struct dotlog_found *found, const struct slot *slots, guint64 batch)
{
	bool newest = true;
	gint64 until = 0;

	for (guint i = DOTLOG_LINES; i-- > 0;) {
		struct dots line;
		if (slot_read(&slots[i], &line) && line.batch == batch &&
		    line.line == i) {
			note(found, &line, newest, until);
			until = line.when;
			newest = false;
		} else if (!newest) {
			found->unsure = true;
		}
	}
}

static void
read_file(struct dotlog_found *found, const char *path, guint64 batch)
{
	g_autofree struct slot *slots = g_new(struct slot, DOTLOG_LINES);
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 ||
	    pread(fd, slots, (gsize)DOTLOG_LINES * LINE, 0) !=
	        DOTLOG_LINES * LINE)
		found->unsure = true;
	else
		note_lines(found, slots, batch);
}

struct reading {
	const struct dotlog *log;
	struct dotlog_found *found;
	GError *problem;
};

/* A row of the store, of any sender's log that shares may have been in. */
static bool
visit_batch(GBytes *key, GBytes *value, void *context)
{
	struct reading *reading = context;
	const struct dotlog *log = reading->log;
	guint32 first = (guint32)key_read(key, 1 + PREFIX_SIZE, 1);
	guint32 last = (guint32)key_read(key, 2 + PREFIX_SIZE, 1);
	guint64 batch = 0;

	if (!numbers_decode(value, &batch, &reading->problem))
		return false;
	if (first <= log->last && last >= log->first) {
		g_autofree char *path = path_of(log->state_dir, first, last);
		read_file(reading->found, path, batch);
	}
	return true;
}

struct dotlog_found *
dotlog_read(struct dotlog *log, struct kv_txn *txn, GError **error)
{
	g_autoptr(dotlog_found) found = found_new();
	struct reading reading = { log, found, NULL };
	struct key prefix = key_new(KEY_META);

	key_add_octets(&prefix, PREFIX, PREFIX_SIZE);
	if (!key_each(txn, &prefix, KV_UP, visit_batch, &reading, error))
		return NULL;
	if (reading.problem) {
		g_propagate_error(error, reading.problem);
		return NULL;
	}
	return g_steal_pointer(&found);
}
