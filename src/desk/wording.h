/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/autoptr.h"
#include "base/fail.h"
#include "desk/macro.h"
#include "desk/template.h"
#include "settings/settings.h"

/* The words that letters are made of, as they were when the settings were read:
 * the daemon's roles are handed them with their settings, so that all use the
 * same, and a file that is changed or broken later has no effect before the
 * next reload. */
struct wording {
	struct template *templates;
	struct macro *macros;
};

#define WORDING_SHIPPED DOCKET_DATADIR "/templates" /* the installed ones */

/* The templates alone; as wording_open(). */
struct template *wording_templates(const struct settings *settings,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads and checks all files: the installed templates, overridden file by file
 * by those in templates_dir, and those in macros_dir. CONFIG error that names
 * the file, or that all together are more than WORDING_TEXTS_MAX octets. The
 * caller frees. */
struct wording *wording_open(const struct settings *settings,
    GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define WORDING_TEXTS_MAX ((size_t)64 * 1024 * 1024)
#define WORDING_MAX (WORDING_TEXTS_MAX + 1024) /* encoded */

/* To another process and back. encoded is trusted: it comes from this very
 * program. The caller frees either. */
GBytes *wording_encode(const struct wording *wording);
struct wording *wording_decode(GBytes *encoded,
    const struct settings *settings);

void wording_free(struct wording *wording);
AUTOPTR_DEFINE(wording, wording_free)
