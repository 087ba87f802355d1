/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Most that are taken from one mail, octets of a value, and octets of each text
 * that are looked at. */
#define MENTIONS_MAX 40
#define MENTIONS_VALUE_MAX 128
#define MENTIONS_TEXT_MAX (64 * 1024)

/* How the desk's own numbers look, NULL or NULL-terminated: '#' is a digit, '@'
 * a letter A-Z, everything else itself; the whole word must fit. */
struct mentions_forms {
	const char *const *uids;
	const char *const *orders;
};

/* Whether a form is usable: 4 to 40 characters, at least 3 of them digits or
 * '#', no blank. */
gboolean mentions_form_is_good(const char *form);

/* The facts in a mail, in their order, each once: numbers by their form or by
 * the label before them (in the desk's languages), coins by coin.h, amounts
 * with an asset, devices and systems by name, error codes and versions by
 * label, dates. texts: valid UTF-8, NULL-terminated; numbers inside an e-mail
 * address do not count. Linear. The list (struct
 * mention) owns what is in it. */
GPtrArray *mentions_find(const char *const *texts,
    const struct mentions_forms *forms);
