/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields on which trust rests, as the raw scan cuts them: a whole header.
 * Nothing that lacks the border's own words may come out authenticated. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/address.h"
#include "mime/fields.h"
#include "route/authres.h"
#include "route/received.h"
#include "route/resinfo.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct settings *settings;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char *const hosts[] = { "mx.example.org", NULL };

	(void)argc;
	(void)argv;
	settings = settings_defaults();
	g_strfreev(settings->border_hosts);
	settings->border_hosts = g_strdupv((char **)(guintptr)hosts);
	return 0;
}

/* Whether any value has the host's name in it, in any case. */
static gboolean
names_border(const struct header *header)
{
	for (guint i = 0; i < header->fields->len; i++) {
		const struct header_field *field = header->fields->pdata[i];
		g_autofree char *value = g_ascii_strdown(field->value, -1);

		if (strstr(value, "mx.example.org"))
			return TRUE;
	}
	return FALSE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fields_limits limits = { 65536, 8192, 200 };
	g_autoptr(header) header = fields_cut(data, size, &limits);
	g_autoptr(verdict) verdict = verdict_new();
	g_autofree char *from = NULL;

	authres_check(header, settings, verdict, &from);
	g_assert_nonnull(from);
	if (verdict->auth != VERDICT_AUTH_NONE) {
		g_assert_true(address_is_valid(from));
		g_assert_true(names_border(header));
	}
	for (guint i = 0; i < header->fields->len; i++) {
		const struct header_field *field = header->fields->pdata[i];
		g_autoptr(received) received = received_parse(field->value);
		g_autoptr(resinfo) resinfo = resinfo_parse(field->value);

		if (received)
			received_is_handover(received);
	}
	return 0;
}
