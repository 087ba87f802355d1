/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAIL and RCPT, built and checked. Pure. The only place where an address gets
 * into a command: what address_is_valid() does not pass never does, so no CR
 * LF, no angle bracket and no ESMTP parameter can ride on one. */
#include "smtp/announce.h"

#include <string.h>

#include "base/address.h"

#define HOST_MAX 255

void
announce_clear(struct announce *self)
{
	g_free(self->mail);
	g_free(self->rcpt);
	*self = (struct announce){ 0 };
}

bool
announce_is_host(const char *name)
{
	gsize size = name ? strlen(name) : 0;
	gsize inner;

	if (size == 0 || size > HOST_MAX)
		return false;
	if (name[0] != '[')
		return strspn(name,
		           G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS
		           ".-") == size;
	inner = strspn(name + 1, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".:");
	return inner > 0 && strcmp(name + 1 + inner, "]") == 0;
}

/* The address with its domain as A-labels, so that a U-label domain alone needs
 * no SMTPUTF8. The local part keeps its case: it is the receiver's (RFC
 * 5321 2.4). */
static char *
wire_address(const char *address)
{
	const char *domain = address_domain(address);
	g_autofree char *probe = NULL;
	g_autofree char *folded = NULL;

	if (g_str_is_ascii(domain))
		return g_strdup(address);
	probe = g_strconcat("x@", domain, NULL);
	folded = address_fold(probe);
	return g_strdup_printf("%.*s%s", (int)(domain - address), address,
	    address_domain(folded));
}

/* Checks a path; out gets what stands between the angle brackets. */
static bool
build_path(const char *address, enum outcome_step step, char **out,
    struct outcome *outcome)
{
	/* An invalid sender is a setting of ours; an invalid recipient is this
	 * letter's. */
	enum outcome_kind kind =
	    step == OUTCOME_MAIL ? OUTCOME_OUR_FAULT : OUTCOME_REFUSED;

	if (address && address_is_valid(address)) {
		*out = wire_address(address);
		if (address_is_valid(*out))
			return true;
		g_clear_pointer(out, g_free);
	}
	outcome_set(outcome, step, kind,
	    "not an address that mail can be sent %s: %s",
	    step == OUTCOME_MAIL ? "from" : "to", address ? address : "(none)");
	return false;
}

static bool
check_size(const struct submit_envelope *envelope,
    const struct capability *offered, struct outcome *outcome)
{
	if (offered->size == 0 || envelope->size <= offered->size)
		return true;
	outcome_set(outcome, OUTCOME_MAIL, OUTCOME_REFUSED,
	    "the letter has %" G_GUINT64_FORMAT
	    " octets, the relay takes %" G_GUINT64_FORMAT " at most",
	    envelope->size, offered->size);
	return false;
}

static bool
check_utf8(bool wanted, const char *recipient, const struct capability *offered,
    struct outcome *outcome)
{
	if (!wanted || (offered->bits & CAPABILITY_SMTPUTF8))
		return true;
	outcome_set(outcome, OUTCOME_MAIL, OUTCOME_REFUSED,
	    "the letter to %s has an address with non-ASCII characters and the relay does "
	    "not offer SMTPUTF8 (RFC 6531); use an ASCII address of this person, or a relay "
	    "that offers it",
	    recipient);
	return false;
}

bool
announce_build(const struct submit_envelope *envelope,
    const struct capability *offered, struct announce *out,
    struct outcome *outcome)
{
	g_autofree char *sender = NULL;
	g_autofree char *recipient = NULL;
	g_autoptr(GString) mail = g_string_new("MAIL FROM:<");
	bool utf8;

	if (envelope->sender && !*envelope->sender)
		sender = g_strdup("");
	else if (!build_path(envelope->sender, OUTCOME_MAIL, &sender, outcome))
		return false;
	if (!build_path(envelope->recipient, OUTCOME_RCPT, &recipient, outcome))
		return false;
	utf8 = envelope->utf8 || address_needs_utf8(sender) ||
	    address_needs_utf8(recipient);
	if (!check_utf8(utf8, envelope->recipient, offered, outcome))
		return false;
	if (!check_size(envelope, offered, outcome))
		return false;

	g_string_append(mail, sender);
	g_string_append_c(mail, '>');
	if ((offered->bits & CAPABILITY_SIZE) && envelope->size > 0)
		g_string_append_printf(mail, " SIZE=%" G_GUINT64_FORMAT,
		    envelope->size);
	/* Letters are 7-bit but for UTF-8 header fields. */
	if (utf8 && (offered->bits & CAPABILITY_8BITMIME))
		g_string_append(mail, " BODY=8BITMIME");
	if (utf8)
		g_string_append(mail, " SMTPUTF8");
	g_string_append(mail, "\r\n");
	announce_clear(out);
	out->mail = g_strndup(mail->str, mail->len);
	out->rcpt = g_strdup_printf("RCPT TO:<%s>\r\n", recipient);
	return true;
}
