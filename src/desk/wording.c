/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates and macros together: read by whoever reads the settings, handed to
 * whoever writes letters. No role may read their files itself: one that is
 * being edited would end it at its next start. */
#include "desk/wording.h"

#include "desk/templatedir.h"

#define WORDING_TYPE "(ayay)" /* templates, macros */

void
wording_free(struct wording *wording)
{
	if (wording == NULL)
		return;
	template_free(wording->templates);
	macro_free(wording->macros);
	g_free(wording);
}

struct template *
wording_templates(const struct settings *settings, GError **error)
{
	return templatedir_open(WORDING_SHIPPED, settings->templates_dir,
	    error);
}

struct wording *
wording_open(const struct settings *settings, GError **error)
{
	g_autoptr(wording) wording = g_new0(struct wording, 1);

	wording->templates = wording_templates(settings, error);
	if (wording->templates == NULL)
		return NULL;
	wording->macros =
	    macro_open(settings->macros_dir, settings->macro_fallback, error);
	if (wording->macros == NULL)
		return NULL;
	if (g_bytes_get_size(template_octets(wording->templates)) +
	        g_bytes_get_size(macro_octets(wording->macros)) >
	    WORDING_TEXTS_MAX) {
		fail_set(error, FAIL_CONFIG,
		    "templates_dir, macros_dir: more than %u MiB together",
		    (guint)(WORDING_TEXTS_MAX / 1024 / 1024));
		return NULL;
	}
	return g_steal_pointer(&wording);
}

static GVariant *
encode(GBytes *octets)
{
	return g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, octets,
	    TRUE);
}

GBytes *
wording_encode(const struct wording *wording)
{
	g_autoptr(GVariant) encoded =
	    g_variant_ref_sink(g_variant_new("(@ay@ay)",
	        encode(template_octets(wording->templates)),
	        encode(macro_octets(wording->macros))));

	return g_variant_get_data_as_bytes(encoded);
}

static GBytes *
decode(GVariant *both, gsize place)
{
	g_autoptr(GVariant) one = g_variant_get_child_value(both, place);

	return g_variant_get_data_as_bytes(one);
}

struct wording *
wording_decode(GBytes *encoded, const struct settings *settings)
{
	struct wording *wording = g_new0(struct wording, 1);
	g_autoptr(GVariant) both = g_variant_ref_sink(g_variant_new_from_bytes(
	    G_VARIANT_TYPE(WORDING_TYPE), encoded, TRUE));
	g_autoptr(GBytes) templates = decode(both, 0);
	g_autoptr(GBytes) macros = decode(both, 1);

	wording->templates = template_new(templates);
	wording->macros = macro_new(macros, settings->macro_fallback);
	return wording;
}
