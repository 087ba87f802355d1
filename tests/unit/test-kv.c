/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key-value store: transactions, ranges, limits, other processes. */
#include "store/kv.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/filesystem.h"
#include "util-store.h"

static struct kv *
open_kv(const char *dir)
{
	GError *error = NULL;
	struct kv *kv = kv_open(dir, KV_READ_WRITE, &error);
	g_assert_no_error(error);
	return kv;
}

static void
put(struct kv_txn *txn, const char *key, const char *text)
{
	GError *error = NULL;
	g_autoptr(GBytes) value = g_bytes_new_static(text, strlen(text));
	g_assert_true(kv_put(txn, key, strlen(key), value, &error));
	g_assert_no_error(error);
}

/* The value as text, "-" when there is none; the caller frees. */
static char *
get(struct kv_txn *txn, const char *key)
{
	GError *error = NULL;
	gsize size = 0;
	g_autoptr(GBytes) value = kv_get(txn, key, strlen(key), &error);
	g_assert_no_error(error);
	if (!value)
		return g_strdup("-");
	const char *octets = g_bytes_get_data(value, &size);
	return g_strndup(size > 0 ? octets : "", size);
}

static void
assert_value(struct kv *kv, const char *key, const char *wanted)
{
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_READ);
	g_autofree char *value = get(txn, key);
	g_assert_cmpstr(value, ==, wanted);
}

static void
put_one(struct kv *kv, const char *key, const char *text)
{
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
	put(txn, key, text);
	scratch_commit(g_steal_pointer(&txn));
}

static void
test_put_get_del(void)
{
	char *dir = scratch_new();
	{
		GError *error = NULL;
		g_autoptr(kv) kv = open_kv(dir);
		put_one(kv, "a", "one");
		assert_value(kv, "a", "one");
		put_one(kv, "a", "two");
		assert_value(kv, "a", "two");
		put_one(kv, "empty", "");
		assert_value(kv, "empty", "");
		assert_value(kv, "b", "-");
		g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
		g_assert_true(kv_del(txn, "a", 1, &error));
		g_assert_true(kv_del(txn, "never", 5, &error));
		g_assert_no_error(error);
		scratch_commit(g_steal_pointer(&txn));
		assert_value(kv, "a", "-");
	}
	g_autoptr(kv) again = open_kv(dir);
	assert_value(again, "empty", "");
	g_clear_pointer(&again, kv_close);
	scratch_remove(dir);
}

static void
test_abort(void)
{
	char *dir = scratch_new();
	g_autoptr(kv) kv = open_kv(dir);
	put_one(kv, "a", "one");
	{
		g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
		put(txn, "a", "two");
		put(txn, "b", "two");
		g_autofree char *seen = get(txn, "a");
		g_assert_cmpstr(seen, ==, "two");
		/* The end of the scope aborts. */
	}
	assert_value(kv, "a", "one");
	assert_value(kv, "b", "-");
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

/* A value that was got is a copy. */
static void
test_copies(void)
{
	char *dir = scratch_new();
	g_autoptr(kv) kv = open_kv(dir);
	put_one(kv, "a", "kept");
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_READ);
	g_autoptr(GBytes) value = kv_get(txn, "a", 1, NULL);
	g_clear_pointer(&txn, kv_abort);
	put_one(kv, "a", "XXXX");
	g_clear_pointer(&kv, kv_close);
	g_autoptr(GBytes) wanted = g_bytes_new_static("kept", 4);
	g_assert_true(g_bytes_equal(value, wanted));
	scratch_remove(dir);
}

struct seen {
	GString *keys;
	guint left;
};

static bool
visit(GBytes *key, GBytes *value, void *context)
{
	struct seen *seen = context;
	gsize size = 0;
	const char *octets = g_bytes_get_data(key, &size);
	g_assert_cmpuint(g_bytes_get_size(value), ==, 1);
	g_string_append_len(seen->keys, octets, (gssize)size);
	g_string_append_c(seen->keys, ' ');
	return --seen->left > 0;
}

static void
test_ranges(void)
{
	static const struct {
		const char *name, *from, *to;
		enum kv_direction direction;
		guint most;
		const char *keys;
	} rows[] = {
		{ "all", "a", "z", KV_UP, 99, "b ba c d da " },
		{ "all down", "a", "z", KV_DOWN, 99, "da d c ba b " },
		{ "from is in, to is not", "b", "d", KV_UP, 99, "b ba c " },
		{ "the same down", "b", "d", KV_DOWN, 99, "c ba b " },
		{ "between keys", "bb", "cz", KV_UP, 99, "c " },
		{ "between keys down", "bb", "cz", KV_DOWN, 99, "c " },
		{ "one prefix", "b", "c", KV_UP, 99, "b ba " },
		{ "stopped", "a", "z", KV_UP, 2, "b ba " },
		{ "stopped down", "a", "z", KV_DOWN, 2, "da d " },
		{ "nothing there", "e", "z", KV_UP, 99, "" },
		{ "nothing there down", "e", "z", KV_DOWN, 99, "" },
		{ "below all", "0", "a", KV_UP, 99, "" },
		{ "below all down", "0", "a", KV_DOWN, 99, "" },
		{ "empty", "c", "c", KV_UP, 99, "" },
		{ "backwards", "d", "b", KV_UP, 99, "" },
		{ "backwards down", "d", "b", KV_DOWN, 99, "" },
	};
	static const char *const keys[] = { "d", "b", "c", "da", "ba" };
	char *dir = scratch_new();
	g_autoptr(kv) kv = open_kv(dir);
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
		put_one(kv, keys[i], "v");
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_READ);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_autoptr(GString) found = g_string_new("");
		struct seen seen = { .keys = found, .left = rows[i].most };
		struct kv_range range = { .from = rows[i].from,
			.from_size = strlen(rows[i].from),
			.to = rows[i].to,
			.to_size = strlen(rows[i].to),
			.direction = rows[i].direction };
		GError *error = NULL;
		g_assert_true(kv_range(txn, &range, visit, &seen, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(found->str, ==, rows[i].keys);
	}
	g_clear_pointer(&txn, kv_abort);
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

static void
test_key_limits(void)
{
	char *dir = scratch_new();
	char key[KV_KEY_MAX + 1];
	memset(key, 'k', sizeof key);
	g_autoptr(kv) kv = open_kv(dir);
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
	g_autoptr(GBytes) value = g_bytes_new_static("v", 1);
	GError *error = NULL;
	g_assert_true(kv_put(txn, key, KV_KEY_MAX, value, &error));
	g_assert_no_error(error);
	g_assert_false(kv_put(txn, key, KV_KEY_MAX + 1, value, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_clear_error(&error);
	g_assert_false(kv_put(txn, key, 0, value, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_clear_error(&error);
	g_assert_null(kv_get(txn, key, KV_KEY_MAX + 1, &error));
	g_assert_true(fail_is(error, FAIL_PERMANENT));
	g_clear_error(&error);
	/* The transaction has not suffered. */
	scratch_commit(g_steal_pointer(&txn));
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

/* Writes until the map is full; the error. */
static GError *
fill(struct kv *kv)
{
	g_autofree char *large = g_malloc0(65536);
	g_autoptr(GBytes) value = g_bytes_new_static(large, 65536);
	GError *error = NULL;
	g_autoptr(kv_txn) txn = scratch_begin(kv, KV_WRITE);
	for (guint i = 0; i < 1000 && !error; i++) {
		if (!kv_put(txn, &i, sizeof i, value, &error))
			g_assert_nonnull(error);
	}
	g_assert_nonnull(error);
	/* To commit in spite of it is refused, with the same code. */
	GError *commit = NULL;
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &commit), ==, KV_FAIL);
	g_assert_cmpint(commit->code, ==, error->code);
	g_clear_error(&commit);
	return error;
}

static void
test_map_full(void)
{
	char *dir = scratch_new();
	kv_set_map_for_test(1024 * 1024);
	g_autoptr(kv) kv = open_kv(dir);
	put_one(kv, "a", "one");
	g_autoptr(GError) error = fill(kv);
	g_assert_true(fail_is(error, FAIL_TEMPORARY));
	/* Nothing was written, and all else goes on. */
	assert_value(kv, "a", "one");
	put_one(kv, "b", "two");
	struct kv_usage usage;
	g_assert_true(kv_usage(kv, &usage, NULL));
	g_assert_cmpuint(usage.entries, ==, 2);
	g_assert_cmpuint(usage.map, ==, 1024 * 1024);
	g_clear_pointer(&kv, kv_close);
	/* With a larger map the same succeeds. */
	kv_set_map_for_test(0);
	kv = open_kv(dir);
	g_autofree char *large = g_strnfill(2 * 1024 * 1024, 'x');
	put_one(kv, "large", large);
	assert_value(kv, "large", large);
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

/* What a child does with the store; its exit status. */
static int
in_child(int (*work)(const char *dir, struct kv *parents), const char *dir,
    struct kv *parents)
{
	int status = 0;
	pid_t child = fork();
	g_assert_cmpint(child, >=, 0);
	if (child == 0)
		_exit(work(dir, parents));
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
write_in_child(const char *dir, struct kv *parents)
{
	(void)parents;
	struct kv *kv = kv_open(dir, KV_READ_WRITE, NULL);
	g_autofree char *large = g_strnfill(3 * 1024 * 1024, 'c');
	put_one(kv, "from child", large);
	kv_close(kv);
	return 0;
}

static void
test_two_processes(void)
{
	char *dir = scratch_new();
	/* The child's map is larger than ours, and it uses it. */
	kv_set_map_for_test(1024 * 1024);
	g_autoptr(kv) kv = open_kv(dir);
	put_one(kv, "a", "one");
	kv_set_map_for_test(0);
	g_assert_cmpint(in_child(write_in_child, dir, NULL), ==, 0);
	g_autofree char *large = g_strnfill(3 * 1024 * 1024, 'c');
	assert_value(kv, "from child", large);
	put_one(kv, "a", "two");
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

/* A child's use of what its parent opened is refused, and does no harm. */
static int
use_parents(const char *dir, struct kv *parents)
{
	GError *error = NULL;
	(void)dir;
	struct kv_txn *txn = kv_begin(parents, KV_WRITE, &error);
	bool refused = !txn && fail_is(error, FAIL_STORE);
	kv_close(parents);
	return refused ? 0 : 1;
}

static void
test_fork(void)
{
	char *dir = scratch_new();
	g_autoptr(kv) kv = open_kv(dir);
	put_one(kv, "a", "one");
	g_assert_cmpint(in_child(use_parents, dir, kv), ==, 0);
	put_one(kv, "a", "two");
	assert_value(kv, "a", "two");
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

/* Dies with a write transaction and a reader's slot open. */
static int
die_in_txn(const char *dir, struct kv *parents)
{
	(void)parents;
	struct kv *kv = kv_open(dir, KV_READ_WRITE, NULL);
	struct kv_txn *txn = kv_begin(kv, KV_WRITE, NULL);
	put(txn, "half", "done");
	return 7;
}

static void
test_dead_writer(void)
{
	char *dir = scratch_new();
	g_autoptr(kv) kv = open_kv(dir);
	g_assert_cmpint(in_child(die_in_txn, dir, NULL), ==, 7);
	kv_check_readers(kv);
	assert_value(kv, "half", "-");
	put_one(kv, "a", "one");
	assert_value(kv, "a", "one");
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

static void
test_read_only(void)
{
	char *dir = scratch_new();
	GError *error = NULL;
	g_autofree char *missing = g_build_filename(dir, "none", NULL);
	g_assert_null(kv_open(missing, KV_READ_ONLY, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_clear_error(&error);
	g_assert_null(kv_open(dir, KV_READ_ONLY, &error));
	g_assert_true(fail_is(error, FAIL_CONFIG));
	g_clear_error(&error);
	g_autoptr(kv) writer = open_kv(dir);
	put_one(writer, "a", "one");
	g_clear_pointer(&writer, kv_close);
	g_autoptr(kv) kv = kv_open(dir, KV_READ_ONLY, &error);
	g_assert_no_error(error);
	assert_value(kv, "a", "one");
	g_assert_null(kv_begin(kv, KV_WRITE, &error));
	g_assert_nonnull(error);
	g_clear_error(&error);
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

static void
test_damaged(void)
{
	char *dir = scratch_new();
	g_autofree char *file = g_build_filename(dir, "data.mdb", NULL);
	g_autofree char *junk = g_strnfill(65536, 'j');
	GError *error = NULL;
	g_assert_true(g_file_set_contents(file, junk, 65536, NULL));
	g_assert_null(kv_open(dir, KV_READ_WRITE, &error));
	g_assert_true(fail_is(error, FAIL_STORE));
	g_clear_error(&error);
	scratch_remove(dir);
}

/* What a power cut may leave of the very first write: nothing was ever
 * committed to it, and it is begun anew. One page more, and it is not touched.
 */
static void
test_unfinished(void)
{
	static const struct {
		off_t size;
		bool anew;
	} rows[] = { { 0, true }, { 512, true }, { 4096, true }, { 8191, true },
		{ 8192, true }, { 12288, false } };
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		char *dir = scratch_new();
		g_autofree char *path = g_build_filename(dir, "data.mdb", NULL);
		g_autoptr(GError) error = NULL;
		g_autofree char *zeros = g_malloc0((gsize)rows[i].size + 1);
		g_assert_true(g_file_set_contents(path, zeros,
		    (gssize)rows[i].size, NULL));
		g_autoptr(kv) kv = kv_open(dir, KV_READ_WRITE, &error);
		g_assert_cmpint(kv != NULL, ==, rows[i].anew);
		if (kv)
			put_one(kv, "a", "one");
		g_assert_cmpint(error != NULL, ==, !rows[i].anew);
		kv_close(g_steal_pointer(&kv));
		scratch_remove(dir);
	}
}

/* Nobody else reads the store, and roles that exec do not leak it. */
static void
test_modes(void)
{
	char *dir = scratch_new();
	g_autofree char *inner = g_build_filename(dir, "store", NULL);
	g_autofree char *file = g_build_filename(inner, "data.mdb", NULL);
	g_autofree char *lock = g_build_filename(inner, "lock.mdb", NULL);
	struct stat about;
	g_autoptr(kv) kv = open_kv(inner);
	g_assert_cmpint(stat(inner, &about), ==, 0);
	g_assert_cmpuint(about.st_mode & 0777, ==, 0700);
	g_assert_cmpint(stat(file, &about), ==, 0);
	g_assert_cmpuint(about.st_mode & 0777, ==, 0600);
	g_assert_cmpint(stat(lock, &about), ==, 0);
	g_assert_cmpuint(about.st_mode & 0777, ==, 0600);
	for (int fd = 3; fd < 64; fd++) {
		g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", fd);
		g_autofree char *path = g_file_read_link(link, NULL);
		if (path && g_str_has_suffix(path, ".mdb"))
			g_assert_cmpint(fcntl(fd, F_GETFD) & FD_CLOEXEC, !=, 0);
	}
	g_clear_pointer(&kv, kv_close);
	scratch_remove(dir);
}

static void
test_remote(void)
{
	static const struct {
		const char *name;
		guint64 type;
		const char *remote;
	} rows[] = {
		{ "ext4", 0xef53, NULL },
		{ "tmpfs", 0x01021994, NULL },
		{ "xfs", 0x58465342, NULL },
		{ "btrfs", 0x9123683e, NULL },
		{ "overlay", 0x794c7630, NULL },
		{ "9p", 0x01021997, NULL },
		{ "fuse", 0x65735546, NULL },
		{ "nfs", 0x6969, "NFS" },
		{ "cifs", 0xff534d42, "CIFS" },
		{ "cifs, signed", 0xffffffffff534d42, "CIFS" },
		{ "smb2", 0xfe534d42, "SMB2" },
		{ "afs", 0x5346414f, "AFS" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(filesystem_remote_name(rows[i].type), ==,
		    rows[i].remote);
	}
}

static guint destroyed;

static void
destroy(void *data)
{
	destroyed += GPOINTER_TO_UINT(data);
}

/* What is attached goes with its transaction, however that ends. */
static void
test_attached(void)
{
	g_autoptr(GError) error = NULL;
	char *dir = scratch_new();
	struct kv *kv = kv_open(dir, KV_READ_WRITE, &error);

	for (guint commit = 0; commit < 2; commit++) {
		struct kv_txn *txn = kv_begin(kv, KV_WRITE, &error);
		g_assert_null(kv_attached(txn, "this"));
		kv_attach(txn, "this", GUINT_TO_POINTER(1), destroy);
		kv_attach(txn, "that", GUINT_TO_POINTER(10), destroy);
		g_assert_true(kv_attached(txn, "that") == GUINT_TO_POINTER(10));
		destroyed = 0;
		if (commit)
			g_assert_cmpint(kv_commit(txn, &error), ==, KV_OK);
		else
			kv_abort(txn);
		g_assert_cmpuint(destroyed, ==, 11);
	}
	kv_close(kv);
	scratch_remove(dir);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kv/put-get-del", test_put_get_del);
	g_test_add_func("/kv/abort", test_abort);
	g_test_add_func("/kv/copies", test_copies);
	g_test_add_func("/kv/ranges", test_ranges);
	g_test_add_func("/kv/key-limits", test_key_limits);
	g_test_add_func("/kv/map-full", test_map_full);
	g_test_add_func("/kv/two-processes", test_two_processes);
	g_test_add_func("/kv/fork", test_fork);
	g_test_add_func("/kv/attached", test_attached);
	g_test_add_func("/kv/dead-writer", test_dead_writer);
	g_test_add_func("/kv/read-only", test_read_only);
	g_test_add_func("/kv/damaged", test_damaged);
	g_test_add_func("/kv/unfinished", test_unfinished);
	g_test_add_func("/kv/modes", test_modes);
	g_test_add_func("/kv/remote", test_remote);
	return g_test_run();
}
