/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may work a mailbox. Two dockets with two state folders would answer each
 * customer twice, so the second one must see the first; but a crash, a boot, a
 * folder that was moved or put back must never look like a second one. The
 * store's id tells one docket from another; serial and place tell its copies
 * apart. A claim is a mail that anybody with the password can write: it keeps
 * honest dockets from each other, and nobody else from anything. */
#include "model/claim.h"

#include <string.h>

#include "base/base32.h"
#include "base/clock.h"
#include "base/mac.h"
#include "base/strings.h"
#include "model/codec.h"

#define ID_SIZE 10 /* octets */
#define FIELD_MAX 900

/* One row a version; old rows stay for ever. */
static const char *const types[] = { "(" CLAIM_TYPE "y)" };

static const char field_claim[] = "X-Docket-Claim: ";
static const char field_folder[] = "X-Docket-Folder: ";
static const char field_who[] = "X-Docket-Who: ";

void
claim_clear(struct claim *claim)
{
	g_free(claim->id);
	g_free(claim->place);
	g_free(claim->supersedes);
	g_free(claim->who);
	memset(claim, 0, sizeof *claim);
}

void
claim_own_clear(struct claim_own *own)
{
	claim_clear(&own->claim);
	own->wish = CLAIM_WISH_NONE;
}

void
claim_free(struct claim *claim)
{
	if (claim == NULL)
		return;
	claim_clear(claim);
	g_free(claim);
}

char *
claim_new_id(void)
{
	guint8 octets[ID_SIZE];

	mac_random(octets, sizeof octets);
	return base32_encode(octets, sizeof octets);
}

/* --- as octets ------------------------------------------------------------ */

GVariant *
claim_to_variant(const struct claim *claim)
{
	return g_variant_new("(@st@s@s@sx)", codec_string(claim->id),
	    claim->serial, codec_string(claim->place),
	    codec_string(claim->supersedes), codec_string(claim->who),
	    claim->when);
}

void
claim_of_variant(GVariant *variant, struct claim *out)
{
	g_variant_get(variant, CLAIM_TYPE, &out->id, &out->serial, &out->place,
	    &out->supersedes, &out->who, &out->when);
}

GBytes *
claim_encode(const struct claim_own *own)
{
	return codec_encode(G_N_ELEMENTS(types),
	    g_variant_new("(@" CLAIM_TYPE "y)", claim_to_variant(&own->claim),
	        own->wish));
}

gboolean
claim_decode(GBytes *record, struct claim_own *out, GError **error)
{
	g_autoptr(GVariant) body = codec_decode(record, "claim", types,
	    G_N_ELEMENTS(types), NULL, error);
	g_autoptr(GVariant) claim = NULL;

	if (body == NULL)
		return FALSE;
	g_variant_get(body, "(@" CLAIM_TYPE "y)", &claim, &out->wish);
	claim_of_variant(claim, &out->claim);
	return TRUE;
}

/* Everything that is not ours to choose is escaped: a name of a folder or host
 * may hold anything. */
static char *
escaped(const char *text)
{
	g_autofree char *whole = g_uri_escape_string(text, "/:", FALSE);

	return g_strndup(whole, FIELD_MAX);
}

/* People find this mail in their mailbox and wonder; so it says what it is. */
GBytes *
claim_mail(const struct claim *claim, const char *folder)
{
	g_autoptr(GDateTime) when =
	    g_date_time_new_from_unix_utc(claim->when / 1000);
	g_autofree char *date =
	    g_date_time_format(when, "%Y-%m-%d %H:%M:%S UTC");
	g_autofree char *where = escaped(folder);
	g_autofree char *who = escaped(claim->who);
	GString *mail = g_string_new(NULL);

	g_string_append(mail,
	    "From: docket <docket@invalid>\r\n"
	    "Subject: docket works this mailbox\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n");
	g_string_append_printf(mail,
	    "%s%s %" G_GUINT64_FORMAT " %s %s %" G_GINT64_FORMAT "\r\n",
	    field_claim, claim->id, claim->serial, claim->place,
	    *claim->supersedes != '\0' ? claim->supersedes : "-", claim->when);
	g_string_append_printf(mail, "%s%s\r\n%s%s\r\n\r\n", field_folder,
	    where, field_who, who);
	g_string_append_printf(mail,
	    "The mails of this mailbox become tickets by docket on\r\n\r\n"
	    "    %s\r\n    since %s\r\n\r\n"
	    "This mail keeps a second docket from answering them once more."
	    "\r\nLeave it here. See \"TWO HOSTS\" in docketd(8).\r\n",
	    who, date);
	return g_string_free_to_bytes(mail);
}

static char *
unescaped(const char *text)
{
	char *plain = g_uri_unescape_string(text, NULL);

	if (plain == NULL)
		plain = g_strdup("");
	return plain;
}

/* "id serial place supersedes when" */
static gboolean
parse_words(const char *text, struct claim *claim)
{
	g_auto(GStrv) words = g_strsplit(text, " ", 6);
	guint64 when = 0;

	if (g_strv_length(words) != 5 || *words[0] == '\0' ||
	    !g_ascii_string_to_unsigned(words[1], 10, 1, G_MAXINT64,
	        &claim->serial, NULL) ||
	    !g_ascii_string_to_unsigned(words[4], 10, 0, G_MAXINT64, &when,
	        NULL))
		return FALSE;
	strings_set(&claim->id, words[0]);
	strings_set(&claim->place, words[2]);
	strings_set(&claim->supersedes,
	    g_str_equal(words[3], "-") ? "" : words[3]);
	claim->when = (gint64)when;
	return TRUE;
}

/* Whether a line is that field; *value_out is what stands behind it. */
static gboolean
is_field(const char *line, const char *field, const char **value_out)
{
	size_t length = strlen(field);

	if (g_ascii_strncasecmp(line, field, length) != 0)
		return FALSE;
	*value_out = line + length;
	return TRUE;
}

struct claim *
claim_parse(const char *mail, gsize size, const char *folder)
{
	g_autofree char *text = g_strndup(mail, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *where = NULL, *wanted = escaped(folder);
	g_autoptr(claim) claim = g_new0(struct claim, 1);
	const char *value = NULL;

	for (char **line = lines; *line != NULL; line++) {
		g_strchomp(*line);
		if (**line == '\0')
			break;
		if (is_field(*line, field_claim, &value) &&
		    !parse_words(value, claim))
			return NULL;
		if (is_field(*line, field_folder, &value))
			strings_set(&where, value);
		if (is_field(*line, field_who, &value)) {
			g_free(claim->who);
			claim->who = unescaped(value);
		}
	}
	if (claim->id == NULL || claim->who == NULL ||
	    g_strcmp0(where, wanted) != 0)
		return NULL;
	return g_steal_pointer(&claim);
}

/* --- who holds, and what follows ------------------------------------------ */

static gboolean
succeeds(const struct claim *claim, const struct claim *holder)
{
	if (g_str_equal(claim->id, holder->id))
		return claim->serial > holder->serial;
	return g_str_equal(claim->supersedes, holder->id);
}

const struct claim *
claim_holder(const GPtrArray *claims)
{
	const struct claim *holder = NULL;

	for (guint i = 0; i < claims->len; i++) {
		const struct claim *claim = g_ptr_array_index(claims, i);
		if (holder == NULL || succeeds(claim, holder))
			holder = claim;
	}
	return holder;
}

/* Another docket holds, or a copy of this one that has claimed since: only an
 * operator knows which of the two is to go on. */
static gboolean
is_foreign(const struct claim_own *own, const struct claim *holder)
{
	const struct claim *mine = &own->claim;

	if (!g_str_equal(holder->id, mine->id))
		return own->wish != CLAIM_WISH_TAKE;
	if (own->wish != CLAIM_WISH_NONE || holder->serial < mine->serial)
		return FALSE;
	return holder->serial > mine->serial ||
	    !g_str_equal(holder->place, mine->place);
}

enum claim_verdict
claim_judge(const struct claim_own *own, const char *here,
    const struct claim *holder, struct claim *next_out)
{
	const struct claim *mine = &own->claim;
	gboolean ours = holder != NULL && g_str_equal(holder->id, mine->id);

	if (holder != NULL && is_foreign(own, holder))
		return CLAIM_FOREIGN;
	if (ours && holder->serial == mine->serial &&
	    g_str_equal(holder->place, mine->place) &&
	    g_str_equal(mine->place, here))
		return CLAIM_MINE;
	/* Nobody's; or ours from before a boot or a move, from an older copy
	 * of the mailbox or the store; or to be taken over. */
	*next_out = (struct claim){ .id = g_strdup(mine->id),
		.serial = MAX(mine->serial, ours ? holder->serial : 0) + 1,
		.place = g_strdup(here),
		.supersedes =
		    g_strdup(holder != NULL && !ours ? holder->id : "") };
	return CLAIM_WRITE;
}
