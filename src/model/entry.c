/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail, note or event on a ticket.
 *
 * An entry is small: words and files stay in the archive, and only references
 * to them stand here. It must never carry text of a body. */
#include "model/entry.h"

#include "model/codec.h"
#include "model/verdict.h"

#define NUMBERS_TYPE "(txxuuuuuuuu)"

/* One row a version, the first one first; old rows stay for ever. */
static const char *const types[] = {
	"(" NUMBERS_TYPE BLOB_TYPE BLOB_TYPE
	"sssss" ENTRY_SOURCES_TYPE MENTION_TYPE ")",
};

/* As NUMBERS_TYPE. */
struct numbers {
	guint64 ticket;
	gint64 received, date;
	guint32 seq, kind, seat, auth, class, shown, more_sources, none;
};
G_STATIC_ASSERT(sizeof(struct numbers) == 3 * 8 + 8 * 4);

const char *
entry_kind_name(guint32 kind)
{
	static const char *const names[] = { "customer", "third-party", "agent",
		"note", "automatic", "bounce", "unreadable" };
	return kind < G_N_ELEMENTS(names) ? names[kind] : "unknown";
}

static void
source_free(gpointer data)
{
	struct entry_source *source = data;
	g_free(source->account);
	g_free(source->folder);
	g_free(source);
}

GPtrArray *
entry_sources_new(void)
{
	return g_ptr_array_new_with_free_func(source_free);
}

/* All strings NULL, for the decoder to fill. */
static struct entry *
entry_blank(void)
{
	struct entry *entry = g_new0(struct entry, 1);
	entry->sources = entry_sources_new();
	entry->mentions = mention_list_new();
	return entry;
}

struct entry *
entry_new(void)
{
	struct entry *entry = entry_blank();
	entry->from_addr = g_strdup("");
	entry->from_name = g_strdup("");
	entry->agent = g_strdup("");
	entry->message_id = g_strdup("");
	entry->remark = g_strdup("");
	entry->shown = ENTRY_SHOWN_ALL;
	return entry;
}

static gboolean
source_equal(const struct entry_source *a, const struct entry_source *b)
{
	return a->uid == b->uid && a->uidvalidity == b->uidvalidity &&
	    g_strcmp0(a->account, b->account) == 0 &&
	    g_strcmp0(a->folder, b->folder) == 0;
}

static gboolean
has_source(const GPtrArray *sources, const struct entry_source *source)
{
	for (guint i = 0; i < sources->len; i++) {
		if (source_equal(sources->pdata[i], source))
			return TRUE;
	}
	return FALSE;
}

gboolean
entry_has_source(const struct entry *entry, const struct entry_source *source)
{
	return has_source(entry->sources, source);
}

void
entry_sources_add(GPtrArray *sources, guint32 *more,
    const struct entry_source *source)
{
	if (has_source(sources, source))
		return;
	if (sources->len >= ENTRY_SOURCES_MAX) {
		*more += *more < G_MAXUINT32;
		return;
	}
	struct entry_source *copy = g_new0(struct entry_source, 1);
	copy->account = g_strdup(source->account);
	copy->folder = g_strdup(source->folder);
	copy->uidvalidity = source->uidvalidity;
	copy->uid = source->uid;
	g_ptr_array_add(sources, copy);
}

void
entry_add_source(struct entry *entry, const struct entry_source *source)
{
	entry_sources_add(entry->sources, &entry->more_sources, source);
}

void
entry_free(struct entry *entry)
{
	if (!entry)
		return;
	g_free(entry->from_addr);
	g_free(entry->from_name);
	g_free(entry->agent);
	g_free(entry->message_id);
	g_free(entry->remark);
	g_ptr_array_unref(entry->sources);
	g_ptr_array_unref(entry->mentions);
	g_free(entry);
}

GVariant *
entry_sources_encode(const GPtrArray *sources)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, CODEC_TYPE(ENTRY_SOURCES_TYPE));
	for (guint i = 0; i < sources->len; i++) {
		const struct entry_source *source = sources->pdata[i];
		g_variant_builder_add_value(&builder,
		    codec_tuple(codec_string(source->account),
		        codec_string(source->folder),
		        g_variant_new_uint32(source->uidvalidity),
		        g_variant_new_uint32(source->uid), NULL));
	}
	return g_variant_builder_end(&builder);
}

GBytes *
entry_encode(const struct entry *entry)
{
	struct numbers numbers = {
		.ticket = entry->ticket,
		.received = entry->received,
		.date = entry->date,
		.seq = entry->seq,
		.kind = entry->kind,
		.seat = entry->seat,
		.auth = entry->auth,
		.class = entry->class,
		.shown = entry->shown,
		.more_sources = entry->more_sources,
	};
	GVariant *body = codec_tuple(codec_numbers(NUMBERS_TYPE, &numbers,
	                                 sizeof(numbers)),
	    blob_encode(&entry->raw), blob_encode(&entry->record),
	    codec_string(entry->from_addr), codec_string(entry->from_name),
	    codec_string(entry->agent), codec_string(entry->message_id),
	    codec_string(entry->remark), entry_sources_encode(entry->sources),
	    mention_encode(entry->mentions), NULL);
	return codec_encode(G_N_ELEMENTS(types), body);
}

void
entry_sources_decode(GVariant *encoded, GPtrArray *sources)
{
	gsize count = g_variant_n_children(encoded);
	for (gsize i = 0; i < count; i++) {
		struct entry_source *source = g_new0(struct entry_source, 1);
		g_variant_get_child(encoded, i, "(ssuu)", &source->account,
		    &source->folder, &source->uidvalidity, &source->uid);
		g_ptr_array_add(sources, source);
	}
}

static void
numbers_decode(GVariant *body, struct entry *entry)
{
	struct numbers numbers;

	codec_get_first(body, &numbers, sizeof(numbers));
	entry->ticket = numbers.ticket;
	entry->received = numbers.received;
	entry->date = numbers.date;
	entry->seq = numbers.seq;
	entry->kind = numbers.kind;
	entry->seat = numbers.seat;
	entry->auth = numbers.auth;
	entry->class = numbers.class;
	entry->shown = numbers.shown;
	entry->more_sources = numbers.more_sources;
}

struct entry *
entry_decode(GBytes *record, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "entry", types,
	    G_N_ELEMENTS(types), NULL, error);
	if (!body)
		return NULL;
	g_autoptr(entry) entry = entry_blank();
	g_autoptr(GVariant) raw = g_variant_get_child_value(body, 1);
	g_autoptr(GVariant) message = g_variant_get_child_value(body, 2);
	g_autoptr(GVariant) sources = g_variant_get_child_value(body, 8);
	g_autoptr(GVariant) mentions = g_variant_get_child_value(body, 9);
	numbers_decode(body, entry);
	codec_get_strings(body, 3, &entry->from_addr, &entry->from_name,
	    &entry->agent, &entry->message_id, &entry->remark, NULL);
	blob_decode(raw, &entry->raw);
	blob_decode(message, &entry->record);
	entry_sources_decode(sources, entry->sources);
	mention_decode(mentions, entry->mentions);
	if (entry->kind > ENTRY_UNREADABLE)
		return codec_refuse(error, "entry", "unknown kind");
	if (entry->class > VERDICT_LOOP || entry->auth > VERDICT_AUTH_CONFIRM)
		return codec_refuse(error, "entry", "unknown verdict");
	return g_steal_pointer(&entry);
}
