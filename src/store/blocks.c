/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom the desk does not listen to. A block is a word against a From line that
 * anybody can write, so all that it may do is to keep a mail aside; what is
 * blocked is never thrown away. */
#include "store/blocks.h"

#include <string.h>

#include "base/address.h"
#include "model/codec.h"
#include "store/key.h"

/* Kind, pattern, who, when; one row a version, old rows stay for ever. */
static const char *const types[] = {
	"(ussx)",
};

#define DOMAIN_MAX 253

static struct key
block_key(const char *pattern)
{
	struct key key = key_new(KEY_BLOCK);
	key_add_octets(&key, pattern, strlen(pattern));
	return key;
}

void
blocks_clear(struct blocks_row *row)
{
	g_clear_pointer(&row->pattern, g_free);
	g_clear_pointer(&row->who, g_free);
	row->kind = BLOCKS_NONE;
}

char *
blocks_pattern(const char *text)
{
	const char *domain = *text == '@' ? text + 1 : text;
	g_autofree char *probe = g_strconcat("x@", domain, NULL);

	if (address_is_valid(text))
		return address_fold(text);
	if (strchr(domain, '@') || !strchr(domain, '.') ||
	    strlen(domain) > DOMAIN_MAX || !address_is_valid(probe))
		return NULL;
	g_autofree char *folded = address_fold(probe);
	return g_strdup(folded + 2);
}

static bool
decode(GBytes *value, struct blocks_row *row, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(value, "block", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return false;
	g_variant_get(body, "(ussx)", &row->kind, &row->pattern, &row->who,
	    &row->when);
	return true;
}

bool
blocks_is_valid(GBytes *value)
{
	struct blocks_row row = { 0 };
	bool good = decode(value, &row, NULL);
	blocks_clear(&row);
	return good;
}

bool
blocks_put(struct kv_txn *txn, const struct blocks_row *row, GError **error)
{
	struct key key = block_key(row->pattern);
	g_autoptr(GBytes) value = codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(u@s@sx)", row->kind, codec_string(row->pattern),
	        codec_string(row->who), row->when));
	return key_put(txn, &key, value, error);
}

bool
blocks_remove(struct kv_txn *txn, const char *pattern, bool *found_out,
    GError **error)
{
	struct key key = block_key(pattern);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error))
		return false;
	*found_out = value != NULL;
	return !value || key_del(txn, &key, error);
}

/* One pattern; nothing is set where there is none. */
static bool
look_up(struct kv_txn *txn, const char *pattern, struct blocks_row *row,
    GError **error)
{
	struct key key = block_key(pattern);
	g_autoptr(GBytes) value = NULL;
	if (!key_get(txn, &key, &value, error))
		return false;
	return !value || decode(value, row, error);
}

bool
blocks_find(struct kv_txn *txn, const char *address, struct blocks_row *row_out,
    GError **error)
{
	const char *domain = strrchr(address, '@');
	*row_out = (struct blocks_row){ 0 };
	if (!domain)
		return true;
	if (!look_up(txn, address, row_out, error))
		return false;
	for (const char *p = domain; p && row_out->kind == BLOCKS_NONE;
	     p = strchr(p + 1, '.'))
		if (!look_up(txn, p + 1, row_out, error))
			return false;
	return true;
}

struct walk {
	blocks_visit visit;
	void *context;
	GError *problem;
};

static bool
visit_block(GBytes *key, GBytes *value, void *context)
{
	struct walk *walk = context;
	struct blocks_row row = { 0 };
	(void)key;
	if (!decode(value, &row, &walk->problem))
		return false;
	bool more = walk->visit(&row, walk->context);
	blocks_clear(&row);
	return more;
}

bool
blocks_each(struct kv_txn *txn, blocks_visit visit, void *context,
    GError **error)
{
	struct walk walk = { .visit = visit, .context = context };
	struct key all = key_new(KEY_BLOCK);
	if (!key_each(txn, &all, KV_UP, visit_block, &walk, error))
		return false;
	if (!walk.problem)
		return true;
	g_propagate_error(error, walk.problem);
	return false;
}
