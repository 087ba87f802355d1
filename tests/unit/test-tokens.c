/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reply addresses and new keys by the operator's hand, through the verbs' own
 * entrance, and a key ring that is replaced under a process at work. */
#include "pipeline/tokens.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "route/replyaddr.h"
#include "route/token.h"
#include "store/audit.h"
#include "store/ring.h"
#include "util-desk.h"

/* A desk with one ticket of carla's, and what the verbs work on. */
struct scene {
	struct util_desk *desk;
	GBytes *secret;
	struct inbox inbox;
	struct operate operate;
};

static void
scene_open(struct scene *scene)
{
	struct util_desk *desk = util_desk_new(NULL);
	g_autofree char *raw = util_desk_mail("carla@example.org",
	    "support@example.com", UTIL_DMARC, NULL, "Hello\n");

	*scene = (struct scene){ .desk = desk };
	accept_mail_free(util_desk_take(desk, raw, 1));
	g_free(desk->settings->state_dir);
	desk->settings->state_dir = g_build_filename(desk->dir, "state", NULL);
	scene->secret = g_bytes_new("0123456789abcdef0123456789abcdef", 32);
	scene->inbox = (struct inbox){ .accept = desk->accept,
		.store = desk->store,
		.ring = g_steal_pointer(&desk->ring),
		.secret = scene->secret };
	scene->operate = (struct operate){ &scene->inbox, "uid 7", -1 };
	inbox_refresh(&scene->inbox);
}

static void
scene_close(struct scene *scene)
{
	keyring_free(scene->inbox.ring);
	g_bytes_unref(scene->secret);
	util_desk_free(scene->desk);
}

/* The status of a verb, written as on a command line, and what it said. */
static int
run(struct scene *scene, const char *line, char **said_out)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	GString *out = g_string_new(NULL);
	bool broken = true;
	int status = operate_run(&scene->operate, (const char *const *)words,
	    out, &broken);

	g_assert_false(broken);
	*said_out = g_strchomp(g_string_free(out, FALSE));
	return status;
}

static bool
keep_last(guint64 number, const struct audit_event *event, void *context)
{
	char **last = context;

	(void)number;
	g_free(*last);
	*last = g_strdup_printf("%s %s %s: %s", event->actor, event->action,
	    event->object, event->reason);
	return true;
}

/* The last record of the audit. */
static char *
last_audit(const struct scene *scene)
{
	g_autoptr(kv_txn) txn = kv_begin(scene->desk->store->kv, KV_READ, NULL);
	char *last = NULL;

	g_assert_true(audit_each(txn, keep_last, &last, NULL));
	return last;
}

static void
test_issue(void)
{
	static const struct {
		const char *line, *holder, *audit;
		guint8 role;
	} rows[] = {
		{ "token issue customer 1", "carla@example.org",
		    "uid 7 token.issue ticket 1: customer, seat 0, key 0",
		    TOKEN_CUSTOMER },
		{ "token issue agent 1 alice", "alice@example.com",
		    "uid 7 token.issue ticket 1: agent, seat 1, key 0",
		    TOKEN_AGENT },
		{ "token issue desk bob", "bob@example.com",
		    "uid 7 token.issue agent bob: desk, seat 2, key 0",
		    TOKEN_DESK },
		{ "token issue note 1 bob", "bob@example.com",
		    "uid 7 token.issue ticket 1: note, seat 2, key 0",
		    TOKEN_NOTE },
	};
	struct scene scene;

	scene_open(&scene);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *said = NULL;
		gsize length = 0;
		struct token token;

		g_test_message("%s", rows[i].line);
		g_assert_cmpint(run(&scene, rows[i].line, &said), ==, EX_OK);
		const char *text =
		    replyaddr_find(scene.desk->settings, said, &length);
		g_assert_nonnull(text);
		g_assert_true(token_parse(text, length, &token));
		g_assert_cmpuint(token.role, ==, rows[i].role);
		g_assert_cmpuint(token.number, ==,
		    rows[i].role == TOKEN_DESK ? 0 : 1);
		g_assert_true(token_verify(&token, scene.inbox.ring,
		    UTIL_DESK_NOW, rows[i].holder));
		g_autofree char *audit = last_audit(&scene);
		g_assert_true(g_str_has_prefix(audit, rows[i].audit));
		g_assert_null(strstr(audit, text));
	}
	scene_close(&scene);
}

static void
test_refused(void)
{
	static const struct {
		const char *line, *problem;
	} rows[] = {
		{ "token issue rating 1", "customer, participant" },
		{ "token issue confirm 1", "customer, participant" },
		{ "token issue", "role" },
		{ "token issue customer", "a ticket's number" },
		{ "token issue customer x", "a ticket's number" },
		{ "token issue customer 0", "a ticket's number" },
		{ "token issue customer 9", "there is none" },
		{ "token issue customer 1 0", "no other" },
		{ "token issue participant 1", "a seat" },
		{ "token issue participant 1 0", "a seat" },
		{ "token issue participant 1 1", "nobody has seat 1" },
		{ "token issue participant 1 4096", "a seat" },
		{ "token issue agent 1", "no agent" },
		{ "token issue agent 1 carla", "no agent" },
		{ "token rotate soon", "not a number of seconds" },
		{ "token rotate -1", "not a number of seconds" },
		{ "token rotate 3153600001", "not a number of seconds" },
		{ "token", "issue or rotate" },
		{ "token read x", "issue or rotate" },
	};
	struct scene scene;

	scene_open(&scene);
	g_autofree char *before = last_audit(&scene);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *said = NULL;

		g_test_message("%s", rows[i].line);
		g_assert_cmpint(run(&scene, rows[i].line, &said), ==,
		    EX_DATAERR);
		if (!strstr(said, rows[i].problem))
			g_error("%s", said);
	}
	g_autofree char *after = last_audit(&scene);
	g_assert_cmpstr(before, ==, after);
	g_assert_cmpuint(scene.inbox.ring->keys->len, ==, 1);
	scene_close(&scene);
}

static void
test_rotate(void)
{
	struct scene scene;
	g_autofree char *said = NULL;
	g_autofree char *again = NULL;

	scene_open(&scene);
	g_assert_cmpint(run(&scene, "token rotate 60", &said), ==, EX_OK);
	g_assert_cmpstr(said, ==,
	    "key 1 signs from now on\n"
	    "key 0 is believed until 2026-03-02T10:01:00+00:00");
	g_assert_cmpuint(keyring_signing(scene.inbox.ring)->id, ==, 1);
	g_assert_true(scene.inbox.ring == scene.inbox.accept.ring);
	g_autofree char *audit = last_audit(&scene);
	g_assert_true(g_str_has_prefix(audit,
	    "uid 7 token.rotate key 1: signs now"));
	/* Without a time: 400 days, but key 0 keeps its end. */
	g_assert_cmpint(run(&scene, "token rotate", &again), ==, EX_OK);
	g_assert_cmpstr(again, ==,
	    "key 2 signs from now on\n"
	    "key 0 is believed until 2026-03-02T10:01:00+00:00\n"
	    "key 1 is believed until 2027-04-06T10:00:00+00:00");
	scene_close(&scene);
}

/* Another process replaces the file; then it is spoilt, mended, and gone. */
static void
test_refresh(void)
{
	struct scene scene;
	g_autoptr(GError) error = NULL;
	char *octets = NULL;
	gsize size = 0;

	scene_open(&scene);
	const char *dir = scene.desk->settings->state_dir;
	g_autofree char *path = g_build_filename(dir, "keys", "ring", NULL);
	const struct keyring *first = scene.inbox.ring;
	inbox_refresh(&scene.inbox);
	g_assert_true(scene.inbox.ring == first); /* not read for nothing */
	keyring_free(ring_rotate(dir, scene.secret, UTIL_DESK_NOW, 0, &error));
	g_assert_no_error(error);
	inbox_refresh(&scene.inbox);
	g_assert_cmpuint(keyring_signing(scene.inbox.ring)->id, ==, 1);
	g_assert_true(scene.inbox.accept.ring == scene.inbox.ring);
	g_assert_true(g_file_get_contents(path, &octets, &size, NULL));
	g_assert_true(g_file_set_contents(path, "spoilt", -1, NULL));
	inbox_refresh(&scene.inbox);
	inbox_refresh(&scene.inbox);
	g_assert_cmpuint(keyring_signing(scene.inbox.ring)->id, ==, 1);
	g_assert_true(g_file_set_contents(path, octets, (gssize)size, NULL));
	keyring_free(ring_rotate(dir, scene.secret, UTIL_DESK_NOW, 0, &error));
	g_assert_no_error(error);
	inbox_refresh(&scene.inbox);
	g_assert_cmpuint(keyring_signing(scene.inbox.ring)->id, ==, 2);
	g_assert_cmpint(remove(path), ==, 0);
	inbox_refresh(&scene.inbox);
	g_assert_cmpuint(keyring_signing(scene.inbox.ring)->id, ==, 2);
	g_free(octets);
	scene_close(&scene);
}

/* The address in the customer's letter, and a reply to it. */
static struct accept_mail *
reply(struct scene *scene, const char *to, guint32 uid, const char *text)
{
	g_autofree char *raw = util_desk_mail("carla@example.org", to,
	    UTIL_DMARC, "Subject: Another matter\n", text);

	scene->desk->accept.ring = scene->inbox.ring;
	return util_desk_take(scene->desk, raw, uid);
}

/* A reply under the old key finds its ticket until that key ends, one under
 * the new key for ever; References name ids that the recipient has seen. */
static void
test_mail_across(void)
{
	static const char *const lines[] = { "token rotate 60",
		"token rotate 0" };
	struct scene scene;
	g_autofree char *old = NULL;
	g_autofree char *said = NULL;

	scene_open(&scene);
	g_assert_cmpint(run(&scene, "token issue customer 1", &old), ==, 0);
	g_autoptr(letter) notice =
	    util_desk_letter(scene.desk, LETTER_NOTICE, "alice@example.com");
	g_autofree char *octets = util_desk_octets(scene.desk, notice);
	g_autofree char *id = util_desk_field(octets, "Message-ID");
	clock_set_for_test(UTIL_DESK_NOW + 1000, 1001000);
	g_assert_cmpint(run(&scene, lines[0], &said), ==, EX_OK);
	g_autoptr(accept_mail) kept = reply(&scene, old, 2, "One\n");
	g_assert_cmpuint(kept->number, ==, 1);
	g_autoptr(letter) second =
	    util_desk_letter(scene.desk, LETTER_NOTICE, "alice@example.com");
	g_autofree char *later = util_desk_octets(scene.desk, second);
	g_autofree char *references = util_desk_field(later, "References");
	g_assert_cmpuint(second->number, !=, notice->number);
	g_assert_nonnull(strstr(references, id));
	g_free(said);
	g_assert_cmpint(run(&scene, "token issue customer 1", &said), ==, 0);
	g_autoptr(accept_mail) fresh = reply(&scene, said, 3, "Two\n");
	g_assert_cmpuint(fresh->number, ==, 1);
	g_free(said);
	g_assert_cmpint(run(&scene, lines[1], &said), ==, EX_OK);
	g_autoptr(accept_mail) ended = reply(&scene, old, 4, "Three\n");
	g_assert_cmpuint(ended->number, ==, 2);
	g_assert_cmpint(ended->result, ==, ACCEPT_ENTRY);
	scene_close(&scene);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tokens/issue", test_issue);
	g_test_add_func("/tokens/refused", test_refused);
	g_test_add_func("/tokens/rotate", test_rotate);
	g_test_add_func("/tokens/refresh", test_refresh);
	g_test_add_func("/tokens/mail-across", test_mail_across);
	return g_test_run();
}
