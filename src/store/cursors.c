/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What docket knows of each IMAP folder.
 *
 * The truth about what has been read is here and never a flag on the server,
 * which others may set. A cursor moves only in the transaction that took the
 * mails in; it must never run ahead of them. */
#include "store/cursors.h"

#include <string.h>

#include "model/codec.h"
#include "store/key.h"
#include "store/numbers.h"

/* Of a cursor; one row a version, old rows stay for ever. */
static const char *const types[] = {
	"(uuuuxb)",
};

static struct key
account_key(const char *account, const char *folder)
{
	struct key key = key_new(KEY_ACCOUNT);
	key_add_octets(&key, account, strlen(account) + 1);
	key_add_octets(&key, folder, strlen(folder));
	return key;
}

guint32
cursors_account(struct kv_txn *txn, const char *account, const char *folder,
    GError **error)
{
	struct key key = account_key(account, folder);
	guint64 id = 0;
	bool found = false;
	/* Cut, two folders would become one. */
	if (strlen(account) + strlen(folder) + 2 > KV_KEY_MAX) {
		fail_set(error, FAIL_CONFIG,
		    "account %.60s: name and folder are too long", account);
		return 0;
	}
	if (!numbers_get(txn, &key, &id, &found, error))
		return 0;
	if (!found) {
		id = numbers_take(txn, "account", error);
		if (id == 0 || !numbers_put(txn, &key, id, error))
			return 0;
	}
	return (guint32)id;
}

static bool
visit_account(GBytes *key, GBytes *value, void *context)
{
	guint64 id = 0;
	(void)key;
	if (numbers_decode(value, &id, NULL)) {
		guint32 small = (guint32)id;
		g_array_append_val((GArray *)context, small);
	}
	return true;
}

bool
cursors_account_ids(struct kv_txn *txn, const char *account, GArray *out,
    GError **error)
{
	struct key prefix = account_key(account, "");
	return key_each(txn, &prefix, KV_UP, visit_account, out, error);
}

static struct key
cursor_key(guint32 account)
{
	struct key key = key_new(KEY_CURSOR);
	key_add32(&key, account);
	return key;
}

bool
cursors_decode(GBytes *value, struct cursor *out, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(value, "cursor", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return false;
	g_variant_get(body, "(uuuuxb)", &out->uidvalidity, &out->backlog,
	    &out->backlog_end, &out->fresh, &out->since, &out->unseen_only);
	return true;
}

bool
cursors_get(struct kv_txn *txn, guint32 account, struct cursor *out,
    GError **error)
{
	struct key key = cursor_key(account);
	g_autoptr(GBytes) value = NULL;
	memset(out, 0, sizeof *out);
	if (!key_get(txn, &key, &value, error))
		return false;
	return !value || cursors_decode(value, out, error);
}

bool
cursors_put(struct kv_txn *txn, guint32 account, const struct cursor *cursor,
    GError **error)
{
	struct key key = cursor_key(account);
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(uuuuxb)", cursor->uidvalidity, cursor->backlog,
	        cursor->backlog_end, cursor->fresh, cursor->since,
	        cursor->unseen_only));
	return key_put(txn, &key, value, error);
}

static struct key
mail_key(enum key_kind kind, const struct dedupe_uid *uid)
{
	struct key key = key_new(kind);
	key_add32(&key, uid->account);
	key_add32(&key, uid->uidvalidity);
	key_add32(&key, uid->uid);
	return key;
}

bool
cursors_add_unmarked(struct kv_txn *txn, const struct dedupe_uid *uid,
    guint32 mark, GError **error)
{
	struct key key = mail_key(KEY_UNMARKED, uid);
	return numbers_put(txn, &key, mark, error);
}

bool
cursors_del_unmarked(struct kv_txn *txn, const struct dedupe_uid *uid,
    GError **error)
{
	struct key key = mail_key(KEY_UNMARKED, uid);
	return key_del(txn, &key, error);
}

struct listing {
	GArray *out;
	guint left;
	GError *problem;
};

static bool
visit_unmarked(GBytes *key, GBytes *value, void *context)
{
	struct listing *listing = context;
	guint64 mark = 0;
	if (listing->left == 0)
		return false;
	listing->left--;
	if (!numbers_decode(value, &mark, &listing->problem))
		return false;
	struct cursors_unmarked row = { .uid = (guint32)key_read(key, 9, 4),
		.mark = (guint32)mark };
	g_array_append_val(listing->out, row);
	return true;
}

bool
cursors_list_unmarked(struct kv_txn *txn, guint32 account, guint32 uidvalidity,
    guint max, GArray *out, GError **error)
{
	struct listing listing = { .out = out, .left = max };
	struct key prefix = key_new(KEY_UNMARKED);
	key_add32(&prefix, account);
	key_add32(&prefix, uidvalidity);
	if (!key_each(txn, &prefix, KV_UP, visit_unmarked, &listing, error))
		return false;
	if (!listing.problem)
		return true;
	g_propagate_error(error, listing.problem);
	return false;
}

bool
cursors_get_attempts(struct kv_txn *txn, const struct dedupe_uid *uid,
    guint32 *out, GError **error)
{
	struct key key = mail_key(KEY_ATTEMPT, uid);
	guint64 attempts = 0;
	bool found = false;
	if (!numbers_get(txn, &key, &attempts, &found, error))
		return false;
	*out = (guint32)MIN(attempts, G_MAXUINT32);
	return true;
}

bool
cursors_put_attempts(struct kv_txn *txn, const struct dedupe_uid *uid,
    guint32 attempts, GError **error)
{
	struct key key = mail_key(KEY_ATTEMPT, uid);
	if (attempts == 0)
		return key_del(txn, &key, error);
	return numbers_put(txn, &key, attempts, error);
}
