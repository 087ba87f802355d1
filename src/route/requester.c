/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reply-To is anybody's to write and must never make a sender somebody else:
 * with one exception, forms that the operator has listed. Even there it only
 * says where to answer; the visitor has proved nothing, and must never get what
 * only a proved address may see. */
#include "route/requester.h"

#include "base/address.h"
#include "route/addrscan.h"

static bool
is_form(const struct settings *settings, const char *from)
{
	for (guint i = 0; i < settings->forms->len; i++) {
		const struct settings_form *form = settings->forms->pdata[i];

		if (address_equal(form->from, from))
			return true;
	}
	return false;
}

/* What a form sends is a visitor's words, however automatic its mail looks; a
 * bounce or a loop stays one. */
static void
settle(struct verdict *verdict, const char *form)
{
	verdict->auth = VERDICT_AUTH_NONE;
	g_free(verdict->auth_reason);
	verdict->auth_reason =
	    g_strdup_printf("written through the form %s", form);
	if (verdict->class == VERDICT_HUMAN ||
	    verdict->class == VERDICT_AUTOMATIC) {
		verdict_settle(verdict, VERDICT_HUMAN, "a form's visitor");
		verdict->auto_respond = TRUE;
	}
}

bool
requester_of_form(const struct header *header, const struct settings *settings,
    struct verdict *verdict, char **from)
{
	const char *field = header_find(header, "Reply-To", 0);
	g_autofree char *visitor = field ? addrscan_single(field) : NULL;

	if (verdict->auth == VERDICT_AUTH_NONE || !is_form(settings, *from))
		return false;
	verdict->form = TRUE;
	if (!visitor || header_count(header, "Reply-To") != 1 ||
	    !address_is_valid(visitor) ||
	    settings_is_own_address(settings, visitor))
		return false;
	settle(verdict, *from);
	g_free(*from);
	*from = g_steal_pointer(&visitor);
	return true;
}
