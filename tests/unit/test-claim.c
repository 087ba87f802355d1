/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may work a mailbox: what a second host is, and all that is none. */
#include "model/claim.h"

#include <string.h>

#include "util-golden.h"

#define FOLDER "INBOX"

static char none[] = "", us[] = "us", them[] = "them", other[] = "other";
static char here[] = "here", there[] = "there", host[] = "host:/var/lib/docket";

/* --- judging ------------------------------------------------------------- */

struct row {
	const char *name;
	struct claim own; /* id is "us" */
	enum claim_wish wish;
	struct claim holder; /* no id: nobody */
	enum claim_verdict verdict;
	guint64 serial; /* of the claim to be written */
	const char *supersedes;
};

#define OWN(serial, place)                       \
	{                                        \
		us, serial, place, none, host, 0 \
	}
#define BY(id, serial, place)                    \
	{                                        \
		id, serial, place, none, host, 0 \
	}
#define NOBODY                               \
	{                                    \
		NULL, 0, NULL, NULL, NULL, 0 \
	}
#define NO_WISH CLAIM_WISH_NONE

/* docketd runs at the place "here". */
static const struct row rows[] = {
	{ "first start", OWN(0, none), NO_WISH, NOBODY, CLAIM_WRITE, 1, "" },
	{ "crash before it was written", OWN(1, here), NO_WISH, NOBODY,
	    CLAIM_WRITE, 2, "" },
	{ "seen after it was written", OWN(1, here), NO_WISH, BY(us, 1, here),
	    CLAIM_MINE, 0, NULL },
	{ "after a boot, or moved", OWN(1, there), NO_WISH, BY(us, 1, there),
	    CLAIM_WRITE, 2, "" },
	{ "crash before that was written", OWN(2, here), NO_WISH,
	    BY(us, 1, there), CLAIM_WRITE, 3, "" },
	{ "mailbox from a backup", OWN(5, here), NO_WISH, BY(us, 3, here),
	    CLAIM_WRITE, 6, "" },
	{ "a copy of us claimed since", OWN(1, here), NO_WISH, BY(us, 2, there),
	    CLAIM_FOREIGN, 0, NULL },
	{ "a copy of us claimed first", OWN(2, here), NO_WISH, BY(us, 2, there),
	    CLAIM_FOREIGN, 0, NULL },
	{ "store from a backup", OWN(1, there), CLAIM_WISH_GO_ON,
	    BY(us, 7, there), CLAIM_WRITE, 8, "" },
	{ "store from a backup of now", OWN(7, here), CLAIM_WISH_GO_ON,
	    BY(us, 7, here), CLAIM_MINE, 0, NULL },
	{ "that does not dismiss another", OWN(1, there), CLAIM_WISH_GO_ON,
	    BY(them, 1, there), CLAIM_FOREIGN, 0, NULL },
	{ "another host, first start", OWN(0, none), NO_WISH,
	    BY(them, 1, there), CLAIM_FOREIGN, 0, NULL },
	{ "another host, later", OWN(3, here), NO_WISH, BY(them, 1, there),
	    CLAIM_FOREIGN, 0, NULL },
	{ "another state folder here", OWN(0, none), NO_WISH, BY(them, 1, here),
	    CLAIM_FOREIGN, 0, NULL },
	{ "takeover", OWN(3, here), CLAIM_WISH_TAKE, BY(them, 9, there),
	    CLAIM_WRITE, 4, "them" },
	{ "takeover from a copy", OWN(3, here), CLAIM_WISH_TAKE,
	    BY(us, 9, there), CLAIM_WRITE, 10, "" },
	{ "takeover, seen", OWN(4, here), CLAIM_WISH_TAKE, BY(us, 4, here),
	    CLAIM_MINE, 0, NULL },
	{ "takeover from nobody", OWN(0, none), CLAIM_WISH_TAKE, NOBODY,
	    CLAIM_WRITE, 1, "" },
};

static void
test_judge(gconstpointer data)
{
	const struct row *row = data;
	struct claim_own own = { row->own, (guint8)row->wish };
	struct claim next = { 0 };
	const struct claim *holder = row->holder.id ? &row->holder : NULL;

	g_assert_cmpint(claim_judge(&own, "here", holder, &next), ==,
	    row->verdict);
	if (row->verdict == CLAIM_WRITE) {
		g_assert_cmpstr(next.id, ==, "us");
		g_assert_cmpuint(next.serial, ==, row->serial);
		g_assert_cmpstr(next.place, ==, "here");
		g_assert_cmpstr(next.supersedes, ==, row->supersedes);
	}
	claim_clear(&next);
}

/* Whatever was written must hold once it is seen, or the two would write for
 * ever. */
static void
test_holds(gconstpointer data)
{
	const struct row *row = data;
	struct claim_own own = { row->own, (guint8)row->wish };
	struct claim holder = row->holder, next = { 0 };
	g_autoptr(GPtrArray) claims = g_ptr_array_new();

	if (claim_judge(&own, "here", holder.id ? &holder : NULL, &next) !=
	    CLAIM_WRITE)
		return;
	if (holder.id)
		g_ptr_array_add(claims, &holder);
	g_ptr_array_add(claims, &next);
	g_assert_true(claim_holder(claims) == &next);
	own.claim = next;
	struct claim more = { 0 };
	g_assert_cmpint(claim_judge(&own, "here", &next, &more), ==,
	    CLAIM_MINE);
	claim_clear(&next);
}

/* --- holding ------------------------------------------------------------- */

static const struct {
	const char *name;
	struct claim claims[5];
	gint holder; /* -1: none */
} chains[] = {
	{ "none", { NOBODY }, -1 },
	{ "one", { BY(us, 1, here) }, 0 },
	{ "two at once: the first", { BY(us, 1, here), BY(them, 1, there) },
	    0 },
	{ "counts on", { BY(us, 1, here), BY(them, 1, there), BY(us, 2, here) },
	    2 },
	{ "counts back", { BY(us, 2, here), BY(us, 1, here) }, 0 },
	{ "the same twice: the first", { BY(us, 2, here), BY(us, 2, there) },
	    0 },
	{ "dismissed",
	    { BY(us, 1, here), { them, 1, there, us, host, 0 },
	        BY(us, 2, here) },
	    1 },
	{ "dismisses nobody who holds",
	    { BY(us, 1, here), { them, 1, there, other, host, 0 } }, 0 },
	{ "two dismiss at once: the first",
	    { BY(us, 1, here), { them, 1, there, us, host, 0 },
	        { other, 1, there, us, host, 0 } },
	    1 },
};

static void
test_holder(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(chains); i++) {
		g_autoptr(GPtrArray) claims = g_ptr_array_new();
		const struct claim *all = chains[i].claims;
		for (guint n = 0; n < G_N_ELEMENTS(chains[i].claims); n++)
			if (all[n].id)
				g_ptr_array_add(claims,
				    (gpointer)(guintptr)&all[n]);
		const struct claim *holder = claim_holder(claims);
		g_test_message("%s", chains[i].name);
		g_assert_true(holder ==
		    (chains[i].holder < 0 ? NULL : &all[chains[i].holder]));
	}
}

/* --- mails --------------------------------------------------------------- */

static const struct claim sample = { us, 4, here, them, host, 1772445600000 };

static struct claim *
parse(GBytes *mail, const char *folder)
{
	gsize size;
	const char *data = g_bytes_get_data(mail, &size);

	return claim_parse(data, size, folder);
}

static void
test_mail(void)
{
	static const char *const folders[] = { FOLDER, "INBOX/caf\xc3\xa9 %41",
		"a\r\nX-Docket-Claim: x 9 x - 0" };

	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autoptr(GBytes) mail = claim_mail(&sample, folders[i]);
		g_autoptr(claim) back = parse(mail, folders[i]);
		g_assert_nonnull(back);
		g_assert_cmpstr(back->id, ==, sample.id);
		g_assert_cmpuint(back->serial, ==, sample.serial);
		g_assert_cmpstr(back->place, ==, sample.place);
		g_assert_cmpstr(back->supersedes, ==, sample.supersedes);
		g_assert_cmpstr(back->who, ==, sample.who);
		g_assert_cmpint(back->when, ==, sample.when);
		g_assert_null(parse(mail, "another"));
	}
}

static const struct {
	const char *name, *mail;
} no_claims[] = {
	{ "empty", "" },
	{ "any mail", "Subject: hello\r\n\r\ntext\r\n" },
	{ "in the text only",
	    "Subject: x\r\n\r\nX-Docket-Claim: a 1 b - 0\r\n"
	    "X-Docket-Folder: INBOX\r\nX-Docket-Who: h\r\n" },
	{ "serial 0",
	    "X-Docket-Claim: a 0 b - 0\r\nX-Docket-Folder: INBOX\r\n"
	    "X-Docket-Who: h\r\n\r\n" },
	{ "serial too large",
	    "X-Docket-Claim: a 99999999999999999999 b - 0\r\n"
	    "X-Docket-Folder: INBOX\r\nX-Docket-Who: h\r\n\r\n" },
	{ "too few words",
	    "X-Docket-Claim: a 1 b -\r\nX-Docket-Folder: INBOX\r\n"
	    "X-Docket-Who: h\r\n\r\n" },
	{ "too many words",
	    "X-Docket-Claim: a 1 b - 0 c d\r\nX-Docket-Folder: INBOX\r\n"
	    "X-Docket-Who: h\r\n\r\n" },
	{ "no folder", "X-Docket-Claim: a 1 b - 0\r\nX-Docket-Who: h\r\n\r\n" },
	{ "nobody",
	    "X-Docket-Claim: a 1 b - 0\r\nX-Docket-Folder: INBOX\r\n\r\n" },
};

static void
test_no_claim(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(no_claims); i++) {
		g_test_message("%s", no_claims[i].name);
		g_assert_null(claim_parse(no_claims[i].mail,
		    strlen(no_claims[i].mail), FOLDER));
	}
	g_assert_null(claim_parse("X-Docket-Claim: a\0b", 19, FOLDER));
}

/* --- records ------------------------------------------------------------- */

static gboolean
decode(GBytes *record, GError **error)
{
	struct claim_own own = { 0 };
	gboolean done = claim_decode(record, &own, error);

	claim_own_clear(&own);
	return done;
}

static void
test_record(void)
{
	g_autoptr(GError) error = NULL;
	struct claim_own own = { sample, CLAIM_WISH_TAKE }, back = { 0 };
	g_autoptr(GBytes) record = claim_encode(&own);
	g_autoptr(GBytes) again = NULL;

	golden_check("claim-v1", record);
	g_assert_true(claim_decode(record, &back, &error));
	g_assert_no_error(error);
	again = claim_encode(&back);
	g_assert_true(g_bytes_equal(record, again));
	claim_own_clear(&back);
	golden_mutate(record, decode);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *judge =
		    g_strdup_printf("/claim/judge/%s", rows[i].name);
		g_autofree char *holds =
		    g_strdup_printf("/claim/holds/%s", rows[i].name);
		g_test_add_data_func(judge, &rows[i], test_judge);
		g_test_add_data_func(holds, &rows[i], test_holds);
	}
	g_test_add_func("/claim/holder", test_holder);
	g_test_add_func("/claim/mail", test_mail);
	g_test_add_func("/claim/no-claim", test_no_claim);
	g_test_add_func("/claim/record", test_record);
	return g_test_run();
}
