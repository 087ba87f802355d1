/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the dot logs. The store names the batch of each log; a line of any
 * other batch says nothing. It must never call a letter accepted that may not
 * be: then nobody would send it. */
#include "store/dotread.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "store/dotline.h"
#include "store/letters.h"
#include "store/numbers.h"

#define ATTACHED "dotread"

/* What is known of a letter: its line, and where the newest one lies. */
struct word {
	bool newest;
	gint64 until; /* ms UTC of the line behind it */
};

/* What is known of one log. */
struct source {
	guint32 first, last; /* shares */
	guint64 batch;
	bool used; /* the newest of some share */
	int fd;
	GHashTable *words; /* number -> struct word */
	bool unsure;       /* something that there was is not known */
};

struct dotread {
	GPtrArray *sources;
	struct source *of_share[DOTLINE_SHARES]; /* NULL: none ever was */
};

static void
source_free(struct source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	g_hash_table_unref(source->words);
	g_free(source);
}

static struct dotread *
found_new(void)
{
	struct dotread *found = g_new0(struct dotread, 1);

	found->sources =
	    g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
	return found;
}

void
dotread_free(struct dotread *found)
{
	if (!found)
		return;
	g_ptr_array_unref(found->sources);
	g_free(found);
}

static const struct source *
source_of(const struct dotread *found, const struct letter *letter)
{
	return found->of_share[letter->share % DOTLINE_SHARES];
}

/* NULL: it stands in no line. */
static const struct word *
word_of(const struct dotread *found, const struct letter *letter)
{
	const struct source *source = source_of(found, letter);

	return source ? g_hash_table_lookup(source->words, &letter->number)
	              : NULL;
}

enum dotread_word
dotread_word(const struct dotread *found, const struct letter *letter,
    gint64 *when_out)
{
	const struct source *source = source_of(found, letter);
	const struct word *word = word_of(found, letter);

	*when_out = word ? word->until : 0;
	if (word)
		return word->newest ? DOTREAD_DOUBTFUL : DOTREAD_ACCEPTED;
	return source && source->unsure && letter->due <= clock_now()
	    ? DOTREAD_DOUBTFUL
	    : DOTREAD_NOT_BEGUN;
}

void
dotread_show(const struct dotread *found, struct letter *letter)
{
	if (letter->state == LETTER_READY && word_of(found, letter))
		letter->state = LETTER_DOT;
}

/* What a newer line says of a letter stays. */
static void
note(struct source *source, const struct dots *line, bool newest, gint64 until)
{
	for (gsize i = 0; i < line->n; i++) {
		if (g_hash_table_contains(source->words, &line->letters[i]))
			continue;
		struct word *word = g_new(struct word, 1);
		guint64 *letter = g_new(guint64, 1);
		*letter = line->letters[i];
		*word = (struct word){ newest, until };
		g_hash_table_insert(source->words, letter, word);
	}
}

/* From the newest line back: each must be there. */
static void
note_lines(struct source *source, const guint8 *octets)
{
	bool newest = true;
	gint64 until = 0;

	for (guint i = DOTLINE_MOST; i-- > 0;) {
		struct dots line;
		if (dotline_read(octets + i * DOTLINE_SIZE, &line) &&
		    line.batch == source->batch && line.line == i) {
			note(source, &line, newest, until);
			until = line.when;
			newest = false;
		} else if (!newest) {
			source->unsure = true;
		}
	}
}

/* Where it is to be locked it stays open. */
static bool
read_source(struct source *source, const char *state_dir, bool locked,
    GError **error)
{
	const gsize size = (gsize)DOTLINE_MOST * DOTLINE_SIZE;
	g_autofree guint8 *octets = g_malloc(size);
	g_autofree char *path =
	    dotline_path(state_dir, source->first, source->last);
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && locked && !dotline_lock(fd))
		return fail_errno(error, FAIL_STORE, errno, "%s", path);
	if (fd < 0 || pread(fd, octets, size, 0) != (gssize)size)
		source->unsure = true;
	else
		note_lines(source, octets);
	if (locked)
		source->fd = autofd_steal(&fd);
	return true;
}

struct reading {
	struct dotread *found;
	GError *problem;
};

/* A row of the store, of any log that ever was. */
static bool
visit_batch(GBytes *key, GBytes *value, void *context)
{
	struct reading *reading = context;
	struct dotread *found = reading->found;
	struct source *source = g_new0(struct source, 1);

	source->fd = -1;
	source->words =
	    g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	g_ptr_array_add(found->sources, source);
	dotline_whose(key, &source->first, &source->last);
	if (!numbers_decode(value, &source->batch, &reading->problem))
		return false;
	for (guint32 i = source->first; i <= source->last; i++)
		if (!found->of_share[i] ||
		    found->of_share[i]->batch >> 32 < source->batch >> 32)
			found->of_share[i] = source;
	return true;
}

static struct dotread *
read_all(const char *state_dir, struct kv_txn *txn, bool locked, GError **error)
{
	g_autoptr(dotread) found = found_new();
	struct reading reading = { found, NULL };
	struct key prefix = dotline_keys();

	if (!key_each(txn, &prefix, KV_UP, visit_batch, &reading, error))
		return NULL;
	if (reading.problem) {
		g_propagate_error(error, reading.problem);
		return NULL;
	}
	for (guint i = 0; i < DOTLINE_SHARES; i++)
		if (found->of_share[i])
			found->of_share[i]->used = true;
	for (guint i = 0; i < found->sources->len; i++) {
		struct source *source = found->sources->pdata[i];
		if (source->used &&
		    !read_source(source, state_dir, locked, error))
			return NULL;
	}
	return g_steal_pointer(&found);
}

struct dotread *
dotread_all(const char *state_dir, struct kv_txn *txn, GError **error)
{
	return read_all(state_dir, txn, false, error);
}

/* The logs, locked until the transaction ends. */
static const struct dotread *
locked_logs(const char *state_dir, struct kv_txn *txn, GError **error)
{
	struct dotread *found = kv_attached(txn, ATTACHED);

	if (found)
		return found;
	found = read_all(state_dir, txn, true, error);
	if (found)
		kv_attach(txn, ATTACHED, found, (GDestroyNotify)dotread_free);
	return found;
}

struct letter *
dotread_letter(const char *state_dir, struct kv_txn *txn, guint64 number,
    GError **error)
{
	g_autoptr(letter) letter = letters_get(txn, number, error);

	if (!letter || letter->state != LETTER_READY)
		return g_steal_pointer(&letter);
	const struct dotread *found = locked_logs(state_dir, txn, error);
	if (!found)
		return NULL;
	dotread_show(found, letter);
	return g_steal_pointer(&letter);
}
