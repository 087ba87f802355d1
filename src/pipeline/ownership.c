/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One docket a mailbox. The fetcher sees the claims, the store knows which one
 * is its own; here they meet. A claim is on disk before the server hears of it,
 * and an account that another docket holds is left alone until a person has
 * said which of the two goes on: never may both work it to be on the safe side.
 */
#include "pipeline/ownership.h"
#include "base/clock.h"
#include "base/escape.h"
#include "pipeline/alarm.h"
#include "store/audit.h"
#include "store/claims.h"
#include "store/cursors.h"
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define OWNERSHIP_PLACE 20 /* characters of the digest */

/* What no two dockets have that run at the same time, and what stays the same
 * over a crash: the machine's boot and the state folder on it. */
static char *
ownership_place(const char *state_dir)
{
	g_autofree char *boot = NULL;
	struct stat about = { 0 };

	if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL,
	        NULL))
		boot = g_strdup(g_get_host_name());
	if (stat(state_dir, &about) != 0)
		memset(&about, 0, sizeof about);
	g_autofree char *all = g_strdup_printf("%s %u:%u %" G_GUINT64_FORMAT,
	    boot, major(about.st_dev), minor(about.st_dev),
	    (guint64)about.st_ino);
	g_autofree char *digest =
	    g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
	return g_strndup(digest, OWNERSHIP_PLACE);
}

static char *
ownership_who(const struct settings *settings)
{
	return g_strconcat(g_get_host_name(), ":", settings->state_dir, NULL);
}

/* For log, status and alarm: who, since when, who we are, what to do. */
static char *
ownership_text(const struct settings_account *account, const char *here,
    const struct claim_own *own, const struct claim *holder)
{
	g_autofree char *who = escape_text(holder->who, 0);
	g_autofree char *when = clock_format_iso(holder->when, NULL);
	bool copy = g_str_equal(own->claim.id, holder->id);

	return g_strdup_printf(
	    "the folder \"%s\" of %s is worked by another "
	    "docket%s, %s, since %s; this one is %s. Two "
	    "would answer each mail twice, so this one "
	    "leaves it alone. Stop the other for good and "
	    "run \"docketctl takeover %s\" here, or take the "
	    "account out of docket.conf here",
	    account->folder, account->user,
	    copy ? ", from a copy of this state folder" : "", who, when, here,
	    account->name);
}

/* What the verdict leaves in the store; *written_out: whether anything. */
static bool
ownership_note(struct ownership *self, struct kv_txn *txn, guint32 id,
    struct claim_own *own, bool *written_out, GError **error)
{
	const struct claim *next = &self->next;

	if (self->verdict == CLAIM_MINE) {
		*written_out = own->wish != CLAIM_WISH_NONE;
		own->wish = CLAIM_WISH_NONE;
	} else {
		/* The wish stays until the claim has been seen to hold. */
		claim_clear(&own->claim);
		own->claim = (struct claim){ g_strdup(next->id), next->serial,
			g_strdup(next->place), g_strdup(next->supersedes),
			g_strdup(next->who), next->when };
		*written_out = true;
	}
	return !*written_out || claims_put(txn, id, own, error);
}

static bool
ownership_decide(struct ownership *self, struct kv_txn *txn, guint32 id,
    struct claim_own *own, bool *written_out, GError **error)
{
	const struct settings *settings = self->inbox->accept.settings;
	g_autofree char *place = ownership_place(settings->state_dir);
	g_autofree char *who = ownership_who(settings);

	self->verdict = claim_judge(own, place, self->holder, &self->next);
	if (self->verdict == CLAIM_FOREIGN) {
		g_autofree char *cause = g_strconcat("two dockets on account ",
		    self->account->name, NULL);
		self->text =
		    ownership_text(self->account, who, own, self->holder);
		*written_out = true;
		return alarm_raise(&self->inbox->accept, txn, cause, self->text,
		    error);
	}
	if (self->verdict == CLAIM_WRITE) {
		self->next.who = g_steal_pointer(&who);
		self->next.when = clock_now();
	}
	return ownership_note(self, txn, id, own, written_out, error);
}

bool
ownership_judge(struct ownership *self, GError **error)
{
	struct store *store = self->inbox->store;
	g_autoptr(kv_txn) txn = kv_begin(store->kv, KV_WRITE, error);
	struct claim_own own = { 0 };
	bool written = false;

	if (txn == NULL)
		return false;
	guint32 id = cursors_account(txn, self->account->name,
	    self->account->folder, error);
	bool done = id != 0 && claims_get(txn, id, &own, error) &&
	    ownership_decide(self, txn, id, &own, &written, error);
	claim_own_clear(&own);
	if (!done || !written)
		return done;
	return archive_sync(store->archive, error) &&
	    kv_commit(g_steal_pointer(&txn), error) == KV_OK;
}

void
ownership_clear(struct ownership *self)
{
	claim_clear(&self->next);
	g_free(self->text);
}

static bool
ownership_wish(struct kv_txn *txn, guint32 id, GError **error)
{
	struct claim_own own = { 0 };
	bool done = claims_get(txn, id, &own, error);

	own.wish = CLAIM_WISH_TAKE;
	done = done && claims_put(txn, id, &own, error);
	claim_own_clear(&own);
	return done;
}

/* The keeper has no accounts, but the store has those that were looked at, and
 * there is nothing to take over in another. */
bool
ownership_take(struct operate *operate, const char *account, GString *out,
    GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);

	if (txn == NULL || !cursors_account_ids(txn, account, ids, error))
		return false;
	if (ids->len == 0)
		return fail_set(error, FAIL_PERMANENT,
		    "takeover: docketd has never looked at an account named %s",
		    account);
	for (guint i = 0; i < ids->len; i++)
		if (!ownership_wish(txn, g_array_index(ids, guint32, i), error))
			return false;
	if (!audit_note(txn, operate->actor, "takeover", account,
	        "by the operator", error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	g_string_append_printf(out,
	    "account %s: taken over within a minute from whoever has it\n",
	    account);
	return true;
}
