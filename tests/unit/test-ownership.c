/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store and the claims on its mailbox: what is written down before the server
 * hears of it, when the owner is told, and what an operator may say. */
#include "pipeline/ownership.h"

#include "model/letter.h"
#include "store/claims.h"
#include "store/cursors.h"
#include "util-desk.h"
#include <string.h>

static char name[] = "support", folder[] = "INBOX", user[] = "user";
static char them[] = "them", place[] = "elsewhere", nobody[] = "";
static char who[] = "other.example.net:/var/lib/docket";

static const struct settings_account account = {
	.name = name, .user = user, .folder = folder
};
static const struct claim other = { them, 3, place, nobody, who,
	1772445600000 };

#define OWNER "owner@example.net"

struct fixture {
	struct util_desk *desk;
	struct inbox inbox;
	struct ownership judged;
};

static void
set_up(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	struct util_desk *desk =
	    util_desk_new("owner_email = \"" OWNER "\";\n");
	fixture->desk = desk;
	fixture->inbox = (struct inbox){
		.accept = desk->accept, .store = desk->store, .ring = desk->ring
	};
}

static void
tear_down(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	ownership_clear(&fixture->judged);
	util_desk_free(fixture->desk);
}

static void
judge(struct fixture *fixture, const struct claim *holder)
{
	g_autoptr(GError) error = NULL;

	ownership_clear(&fixture->judged);
	fixture->judged = (struct ownership){
		.inbox = &fixture->inbox, .account = &account, .holder = holder
	};
	g_assert_true(ownership_judge(&fixture->judged, &error));
	g_assert_no_error(error);
}

/* What the store has put down. */
static void
read_own(struct fixture *fixture, struct claim_own *out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(fixture->inbox.store->kv, KV_READ, &error);
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(guint32));

	g_assert_true(cursors_account_ids(txn, name, ids, &error));
	g_assert_cmpuint(ids->len, ==, 1);
	g_assert_true(claims_get(txn, g_array_index(ids, guint32, 0), out,
	    &error));
	g_assert_no_error(error);
}

static void
take(struct fixture *fixture, const char *which, const char *trouble)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct operate operate = { &fixture->inbox, "uid 7", -1 };
	bool done = ownership_take(&operate, which, out, &error);

	g_assert_true(done == (trouble == NULL));
	if (trouble != NULL)
		g_assert_nonnull(strstr(error->message, trouble));
}

/* On disk first; seen on the server, it is ours, and nothing is written. */
static void
test_claims(struct fixture *fixture, gconstpointer data)
{
	struct claim_own own = { 0 };

	(void)data;
	judge(fixture, NULL);
	g_assert_cmpint(fixture->judged.verdict, ==, CLAIM_WRITE);
	read_own(fixture, &own);
	g_assert_cmpstr(own.claim.id, ==, fixture->judged.next.id);
	g_assert_cmpuint(own.claim.serial, ==, 1);
	g_assert_cmpstr(own.claim.who, ==, fixture->judged.next.who);
	judge(fixture, &own.claim);
	g_assert_cmpint(fixture->judged.verdict, ==, CLAIM_MINE);
	claim_own_clear(&own);
}

static void
test_foreign(struct fixture *fixture, gconstpointer data)
{
	(void)data;
	judge(fixture, &other);
	g_assert_cmpint(fixture->judged.verdict, ==, CLAIM_FOREIGN);
	g_assert_nonnull(strstr(fixture->judged.text, who));
	g_assert_nonnull(strstr(fixture->judged.text,
	    "docketctl takeover support"));
	/* Told once, not at every look. */
	g_autoptr(letter) alarm =
	    util_desk_letter(fixture->desk, LETTER_ALARM, OWNER);
	guint64 number = alarm->number;
	judge(fixture, &other);
	g_autoptr(letter) newest =
	    util_desk_letter(fixture->desk, LETTER_ALARM, OWNER);
	g_assert_cmpuint(newest->number, ==, number);
}

/* The wish holds until the claim was seen to hold, and not longer. */
static void
test_takeover(struct fixture *fixture, gconstpointer data)
{
	struct claim_own own = { 0 };

	(void)data;
	take(fixture, name, "never looked at");
	judge(fixture, &other);
	take(fixture, "suppor", "never looked at");
	take(fixture, name, NULL);
	for (int i = 0; i < 2; i++) { /* the first one was lost in a crash */
		judge(fixture, &other);
		g_assert_cmpint(fixture->judged.verdict, ==, CLAIM_WRITE);
		g_assert_cmpstr(fixture->judged.next.supersedes, ==, them);
	}
	read_own(fixture, &own);
	judge(fixture, &own.claim);
	g_assert_cmpint(fixture->judged.verdict, ==, CLAIM_MINE);
	judge(fixture, &other);
	g_assert_cmpint(fixture->judged.verdict, ==, CLAIM_FOREIGN);
	claim_own_clear(&own);
}

/* A copy that was put back goes on, however much it has missed. */
static void
test_put_back(struct fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	struct claim_own own = { 0 };

	(void)data;
	judge(fixture, NULL);
	read_own(fixture, &own);
	own.claim.serial = 9;
	judge(fixture, &own.claim);
	g_assert_cmpint(fixture->judged.verdict, ==, CLAIM_FOREIGN);
	g_assert_nonnull(strstr(fixture->judged.text, "from a copy of this"));
	g_autoptr(kv_txn) txn =
	    kv_begin(fixture->inbox.store->kv, KV_WRITE, &error);
	g_assert_true(claims_go_on(txn, &error));
	g_assert_cmpint(kv_commit(g_steal_pointer(&txn), &error), ==, KV_OK);
	judge(fixture, &own.claim);
	g_assert_cmpint(fixture->judged.verdict, ==, CLAIM_WRITE);
	g_assert_cmpuint(fixture->judged.next.serial, ==, 10);
	claim_own_clear(&own);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*run)(struct fixture *, gconstpointer);
	} tests[] = {
		{ "/ownership/claims", test_claims },
		{ "/ownership/foreign", test_foreign },
		{ "/ownership/takeover", test_takeover },
		{ "/ownership/put-back", test_put_back },
	};

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct fixture, NULL, set_up,
		    tests[i].run, tear_down);
	return g_test_run();
}
