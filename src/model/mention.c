/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer's mail names: numbers, hashes, devices.
 *
 * Kept so that agents see it at a glance and can search for it; no right may
 * ever rest on it. */
#include "model/mention.h"

#include "model/codec.h"

struct mention *
mention_new(enum mention_kind kind, enum mention_check check, const char *value,
    const char *detail)
{
	struct mention *mention = g_new(struct mention, 1);

	*mention =
	    (struct mention){ kind, check, g_strdup(value), g_strdup(detail) };
	return mention;
}

void
mention_free(struct mention *mention)
{
	if (!mention)
		return;
	g_free(mention->value);
	g_free(mention->detail);
	g_free(mention);
}

const char *
mention_kind_name(guint32 kind)
{
	static const char *const names[] = {
		[MENTION_UID] = "UID",
		[MENTION_ORDER] = "order",
		[MENTION_TRANSACTION] = "transaction",
		[MENTION_ADDRESS] = "address",
		[MENTION_AMOUNT] = "amount",
		[MENTION_DEVICE] = "device",
		[MENTION_SYSTEM] = "system",
		[MENTION_VERSION] = "app version",
		[MENTION_ERROR] = "error code",
		[MENTION_DATE] = "date",
	};

	return kind < G_N_ELEMENTS(names) ? names[kind] : "unknown";
}

char *
mention_text(const struct mention *mention)
{
	const char *check = mention->check == MENTION_CHECKED ? "checksum right"
	    : mention->check == MENTION_WRONG                 ? "checksum WRONG"
	                                                      : "";
	GString *out = g_string_new(mention_kind_name(mention->kind));

	g_string_append_printf(out, " %s", mention->value);
	if (mention->kind == MENTION_AMOUNT)
		g_string_append_printf(out, " %s", mention->detail);
	else if (*mention->detail || *check)
		g_string_append_printf(out, " (%s%s%s)", mention->detail,
		    *mention->detail && *check ? ", " : "", check);
	return g_string_free(out, FALSE);
}

GPtrArray *
mention_list_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)mention_free);
}

guint32
mention_list_kinds(const GPtrArray *list)
{
	guint32 kinds = 0;

	for (guint i = 0; i < list->len; i++) {
		const struct mention *mention = list->pdata[i];

		if (mention->kind < MENTION_KINDS)
			kinds |= MENTION_BIT(mention->kind);
	}
	return kinds;
}

char *
mention_kinds_text(guint32 kinds)
{
	GString *out = g_string_new(NULL);

	for (guint32 kind = 0; kind < MENTION_KINDS; kind++)
		if (kinds & MENTION_BIT(kind))
			g_string_append_printf(out, "%s%s",
			    out->len > 0 ? ", " : "", mention_kind_name(kind));
	return g_string_free(out, FALSE);
}

void
mention_list_add(GPtrArray *list, struct mention *take_mention, guint most)
{
	g_autoptr(mention) mention = take_mention;

	for (guint i = 0; i < list->len; i++) {
		const struct mention *other = list->pdata[i];

		if (other->kind == mention->kind &&
		    g_str_equal(other->value, mention->value))
			return;
	}
	if (list->len < most)
		g_ptr_array_add(list, g_steal_pointer(&mention));
}

GVariant *
mention_encode(const GPtrArray *list)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, CODEC_TYPE(MENTION_TYPE));
	for (guint i = 0; i < list->len; i++) {
		const struct mention *mention = list->pdata[i];

		g_variant_builder_add(&builder, "(uu@s@s)", mention->kind,
		    mention->check, codec_string(mention->value),
		    codec_string(mention->detail));
	}
	return g_variant_builder_end(&builder);
}

void
mention_decode(GVariant *encoded, GPtrArray *list)
{
	GVariantIter iter;
	struct mention row;

	g_variant_iter_init(&iter, encoded);
	while (g_variant_iter_next(&iter, "(uuss)", &row.kind, &row.check,
	    &row.value, &row.detail))
		g_ptr_array_add(list, g_memdup2(&row, sizeof(row)));
}
