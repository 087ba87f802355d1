/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#include "settings/settings.h"

/* A customer names the same few things in any language: who they are, what they
 * ordered, what they sent where, and on which device what went wrong. What is
 * found is kept with the entry (model/mention.h), shown to agents and searched
 * for; nothing is decided by it, since whoever wants to can write a number. */

/* Most that are taken from one mail, octets of a value, and octets of each text
 * that are looked at. */
#define MENTIONS_MAX 40
#define MENTIONS_VALUE_MAX 128
#define MENTIONS_TEXT_MAX (64 * 1024)

/* The mentions in texts, in their order, each once: numbers by the desk's forms
 * (settings) or by the label before them (in its languages), coins by coin.h,
 * amounts with an asset, devices and systems by name, error codes and versions
 * by label, dates. texts: valid UTF-8, NULL-terminated; numbers inside an
 * e-mail address do not count. Linear. The list (struct mention) owns what is
 * in it. */
GPtrArray *mentions_find(const char *const *texts,
    const struct settings_desk *desk);
