/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame that all records share: a version octet before a GVariant.
 *
 * It stands alone so that byte order, alignment and the refusal of what is not
 * in normal form are decided once. It must never hand out a GVariant that was
 * not checked: everything behind it trusts that strings are UTF-8 without NUL
 * and that lengths lie inside the record. */
#include "model/codec.h"

#include <stdarg.h>
#include <string.h>

#define CODEC_TUPLE_MAX 32
#define CODEC_ALIGNED 8 /* what any GVariant is content with */

/* GVariant serialises in the machine's order; the disk has one order. */
static GVariant *
in_disk_order(GVariant *take_body)
{
	if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
		return take_body;
	GVariant *swapped = g_variant_byteswap(take_body);
	g_variant_unref(take_body);
	return swapped;
}

/* GLib makes the description of a type anew when no value of it is left, which
 * costs more than to read a record: an empty value of each is kept. */
static void
keep_type(GVariant *value)
{
	static GHashTable *kept;
	const char *type = g_variant_get_type_string(value);

	if (!kept)
		kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		    (GDestroyNotify)g_variant_unref);
	if (!g_hash_table_contains(kept, type))
		g_hash_table_insert(kept, g_strdup(type),
		    g_variant_ref_sink(g_variant_new_from_data(CODEC_TYPE(type),
		        "", 0, FALSE, NULL, NULL)));
}

GBytes *
codec_encode(guint8 version, GVariant *body)
{
	g_assert(version > 0);
	g_autoptr(GVariant) ordered = in_disk_order(g_variant_ref_sink(body));
	gsize size = g_variant_get_size(ordered);
	keep_type(ordered);
	/* GVariant wants an aligned place to store to: the version octet is
	 * the last one before it. */
	guint8 *octets = g_malloc(CODEC_ALIGNED + size);
	octets[CODEC_ALIGNED - 1] = version;
	if (size > 0)
		g_variant_store(ordered, octets + CODEC_ALIGNED);
	g_autoptr(GBytes) whole =
	    g_bytes_new_take(octets, CODEC_ALIGNED + size);
	return g_bytes_new_from_bytes(whole, CODEC_ALIGNED - 1, 1 + size);
}

/* 0: it is refused. */
static guint8
read_version(GBytes *record, const char *what, guint n_types, GError **error)
{
	gsize size = 0;
	const guint8 *octets = g_bytes_get_data(record, &size);

	if (size == 0)
		codec_refuse(error, what, "it is empty");
	else if (octets[0] == 0)
		codec_refuse(error, what, "it has no version");
	else if (octets[0] <= n_types)
		return octets[0];
	else
		fail_set(error, FAIL_STORE,
		    "%s record: version %u is newer than the %u this docket knows; upgrade docket",
		    what, octets[0], n_types);
	return 0;
}

GVariant *
codec_decode(GBytes *record, const char *what, const char *const *types,
    guint n_types, guint8 *version_out, GError **error)
{
	gsize size = 0;
	const guint8 *octets = g_bytes_get_data(record, &size);
	guint8 version = read_version(record, what, n_types, error);
	if (version == 0)
		return NULL;
	/* Copied, because GVariant reads numbers in place and so wants its
	 * bytes aligned to 8, which behind the version octet they are not. */
	g_autoptr(GBytes) body =
	    g_bytes_new_take(g_memdup2(octets + 1, size - 1), size - 1);
	const GVariantType *type = CODEC_TYPE(types[version - 1]);
	g_autoptr(GVariant) value =
	    g_variant_ref_sink(g_variant_new_from_bytes(type, body, FALSE));
	if (!g_variant_is_normal_form(value))
		return codec_refuse(error, what, "it is damaged");
	if (version_out)
		*version_out = version;
	keep_type(value);
	/* The same octets said to be checked: GLib would look at all offsets
	 * again for each child. */
	return in_disk_order(g_variant_ref_sink(g_variant_new_from_bytes(type,
	    body, TRUE)));
}

GVariant *
codec_string(const char *text)
{
	if (!text)
		return g_variant_new_string("");
	gsize size = strlen(text);
	char *valid = g_utf8_validate_len(text, size, NULL)
	    ? g_memdup2(text, size + 1)
	    : g_utf8_make_valid(text, (gssize)size);
	/* g_variant_new_string() would look at all of it once more. */
	return g_variant_new_from_data(G_VARIANT_TYPE_STRING, valid,
	    strlen(valid) + 1, TRUE, g_free, valid);
}

GVariant *
codec_strings(char *const *list)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, CODEC_TYPE("as"));
	for (; list && *list; list++)
		g_variant_builder_add_value(&builder, codec_string(*list));
	return g_variant_builder_end(&builder);
}

GVariant *
codec_tuple(GVariant *first, ...)
{
	GVariant *children[CODEC_TUPLE_MAX];
	gsize count = 0;
	va_list more;

	va_start(more, first);
	for (GVariant *one = first; one; one = va_arg(more, GVariant *)) {
		g_assert(count < CODEC_TUPLE_MAX);
		children[count++] = one;
	}
	va_end(more);
	return g_variant_new_tuple(children, count);
}

/* Strings have no alignment: in normal form one lies right behind the other,
 * and a child costs as much as twenty strings. */
void
codec_get_strings(GVariant *tuple, guint first, char **out, ...)
{
	va_list more;

	/* one block, so that its children are places in it */
	g_variant_get_data(tuple);
	g_autoptr(GVariant) text = g_variant_get_child_value(tuple, first);
	const char *next = g_variant_get_string(text, NULL);

	va_start(more, out);
	for (char **place = out; place; place = va_arg(more, char **)) {
		gsize size = strlen(next) + 1;

		*place = g_memdup2(next, size);
		next += size;
	}
	va_end(more);
}

void
codec_get_lists(GVariant *tuple, guint first, char ***out, ...)
{
	va_list more;

	va_start(more, out);
	for (char ***place = out; place; place = va_arg(more, char ***)) {
		g_autoptr(GVariant) list =
		    g_variant_get_child_value(tuple, first++);

		*place = g_variant_dup_strv(list, NULL);
	}
	va_end(more);
}

GVariant *
codec_numbers(const char *type, const void *numbers, gsize size)
{
	void *copy = g_memdup2(numbers, size);

	return g_variant_new_from_data(CODEC_TYPE(type), copy, size, TRUE,
	    g_free, copy);
}

void
codec_get_numbers(GVariant *numbers, void *out, gsize size)
{
	g_assert(g_variant_get_size(numbers) == size);
	g_variant_store(numbers, out);
}

void
codec_get_first(GVariant *body, void *out, gsize size)
{
	g_autoptr(GVariant) numbers = g_variant_get_child_value(body, 0);

	codec_get_numbers(numbers, out, size);
}

GVariant *
codec_peek(GBytes *record, const char *what, guint n_types, const char *type,
    gsize size, GError **error)
{
	if (read_version(record, what, n_types, error) == 0)
		return NULL;
	if (g_bytes_get_size(record) < 1 + size)
		return codec_refuse(error, what, "it is damaged");
	const guint8 *octets = g_bytes_get_data(record, NULL);
	return in_disk_order(g_variant_ref_sink(codec_numbers(type, octets + 1,
	    size)));
}

gpointer
codec_refuse(GError **error, const char *what, const char *problem)
{
	fail_set(error, FAIL_STORE, "%s record: %s", what, problem);
	return NULL;
}
