/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: the frozen layout, and that nothing but the very token verifies. */
#include "route/token.h"

#include <string.h>

#include "util-rules.h"

/* A program under a sanitizer does not run under valgrind. */
#if !defined(DOCKET_SANITIZED) && !defined(__SANITIZE_ADDRESS__) && \
    defined(__has_include)
#if __has_include(<valgrind/memcheck.h>)
#define HAVE_MEMCHECK
#include <valgrind/memcheck.h>
#endif
#endif

#define HOLDER "jane@customer.example"
#define NOW RULES_NOW

static const struct token customer = { .role = TOKEN_CUSTOMER, .number = 1042 };

static char *
issue(const struct token *what, const char *holder)
{
	g_autoptr(keyring) ring = rules_ring();

	return token_issue(ring, what, holder);
}

static gboolean
verifies(const char *text, const char *holder, gint64 now)
{
	g_autoptr(keyring) ring = rules_ring();
	struct token token;

	return token_parse(text, strlen(text), &token) &&
	    token_verify(&token, ring, now, holder);
}

/* Letters with these addresses are in people's mailboxes: a change that makes
 * this test fail makes every one of them unanswerable. */
static void
test_golden(void)
{
	static const struct {
		const char *name;
		struct token what;
		const char *holder, *text;
	} rows[] = {
		{ "customer", { .role = TOKEN_CUSTOMER, .number = 1042 },
		    HOLDER, "iuiaaaaaaacbfhpy4z47l264emspj37m4w2iiqy" },
		{ "participant",
		    { .role = TOKEN_PARTICIPANT, .seat = 1, .number = 1042 },
		    "joe@customer.example",
		    "iuqacaaaaacbev42a6ldfwpsjcobztyy4yq2ipq" },
		{ "agent", { .role = TOKEN_AGENT, .seat = 7, .number = 1042 },
		    "alice@example.com",
		    "iuyaoaaaaacbexdddzwahnwwasbrmdehkg77gla" },
		{ "note", { .role = TOKEN_NOTE, .seat = 7, .number = 1042 },
		    "alice@example.com",
		    "ivaaoaaaaacbfdjc7ke4v43oigixkdqmiabhlbq" },
		{ "all bits",
		    { .role = TOKEN_DESK,
		        .seat = TOKEN_SEAT_MAX,
		        .number = TOKEN_NUMBER_MAX },
		    "", "iv77777777777odh74bwq43dkcglfy77ck5oikq" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = issue(&rows[i].what, rows[i].holder);

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(text, ==, rows[i].text);
		g_assert_cmpuint(strlen(text), ==, TOKEN_LENGTH);
		g_assert_true(verifies(text, rows[i].holder, NOW));
	}
}

static void
test_golden_short(void)
{
	static const struct {
		const char *name;
		enum token_use use;
		guint64 letter;
		const char *text;
	} rows[] = {
		{ "id", TOKEN_USE_ID, 77, "iuaaaaaaabg5zuvuncad42fpz74a" },
		{ "bounce", TOKEN_USE_BOUNCE, 77,
		    "iuaaaaaaabgs5lvo4cmgn2m4mvia" },
		{ "largest", TOKEN_USE_ID, TOKEN_LETTER_MAX,
		    "ix777777777vc7nebfggv4o5dq5a" },
	};
	g_autoptr(keyring) ring = rules_ring();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    token_short_issue(ring, rows[i].use, rows[i].letter);
		enum token_use other = rows[i].use == TOKEN_USE_ID
		    ? TOKEN_USE_BOUNCE
		    : TOKEN_USE_ID;

		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(text, ==, rows[i].text);
		g_assert_cmpuint(strlen(text), ==, TOKEN_SHORT_LENGTH);
		g_assert_cmpuint(token_short_read(text, strlen(text), ring, NOW,
		                     rows[i].use),
		    ==, rows[i].letter);
		g_assert_cmpuint(token_short_read(text, strlen(text), ring, NOW,
		                     other),
		    ==, 0);
	}
}

static void
test_fields_come_back(void)
{
	const struct token what = { .role = TOKEN_PARTICIPANT,
		.seat = 4095,
		.number = G_GUINT64_CONSTANT(0x0123456789) };
	g_autofree char *text = issue(&what, HOLDER);
	struct token token;

	g_assert_true(token_parse(text, strlen(text), &token));
	g_assert_cmpuint(token.role, ==, TOKEN_PARTICIPANT);
	g_assert_cmpuint(token.seat, ==, 4095);
	g_assert_cmpuint(token.number, ==, what.number);
	g_assert_cmpuint(token.key_id, ==, 5);
}

static void
test_does_not_fit(void)
{
	static const struct {
		const char *name;
		struct token what;
		const char *holder;
	} rows[] = {
		{ "no role", { .role = 0 }, HOLDER },
		{ "unknown role", { .role = 9 }, HOLDER },
		{ "seat", { .role = TOKEN_AGENT, .seat = 4096 }, HOLDER },
		{ "number",
		    { .role = TOKEN_CUSTOMER, .number = TOKEN_NUMBER_MAX + 1 },
		    HOLDER },
		{ "nobody", { .role = TOKEN_CUSTOMER }, NULL },
	};
	g_autoptr(keyring) ring = rules_ring();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_null(issue(&rows[i].what, rows[i].holder));
	}
	g_assert_null(token_short_issue(ring, TOKEN_USE_ID, 0));
	g_assert_null(token_short_issue(ring, TOKEN_USE_ID,
	    TOKEN_LETTER_MAX + 1));
}

static void
test_holder_is_bound(void)
{
	static const char *const others[] = { "joe@customer.example",
		"Jane@customer.example", "jane@customer.example ", "", NULL };
	g_autofree char *text = issue(&customer, HOLDER);

	g_assert_true(verifies(text, HOLDER, NOW));
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_false(verifies(text, others[i], NOW));
}

/* Every part of a token taken from another, its own MAC kept. */
static void
test_swaps(void)
{
	static const struct {
		const char *name;
		struct token what;
	} rows[] = {
		{ "role agent", { .role = TOKEN_AGENT, .number = 1042 } },
		{ "role note", { .role = TOKEN_NOTE, .number = 1042 } },
		{ "role desk", { .role = TOKEN_DESK, .number = 1042 } },
		{ "seat",
		    { .role = TOKEN_CUSTOMER, .seat = 1, .number = 1042 } },
		{ "number", { .role = TOKEN_CUSTOMER, .number = 1043 } },
		{ "number 2^8",
		    { .role = TOKEN_CUSTOMER, .number = 1042 << 8 } },
	};
	g_autoptr(keyring) ring = rules_ring();
	g_autofree char *text = issue(&customer, HOLDER);
	struct token good, swapped;

	g_assert_true(token_parse(text, strlen(text), &good));
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		swapped = rows[i].what;
		swapped.key_id = good.key_id;
		memcpy(swapped.mac, good.mac, sizeof good.mac);
		g_assert_false(token_verify(&swapped, ring, NOW, HOLDER));
	}
	swapped = good;
	swapped.key_id = 3;
	g_assert_false(token_verify(&swapped, ring, NOW, HOLDER));
	swapped.key_id = 5 + 64;
	g_assert_false(token_verify(&swapped, ring, NOW, HOLDER));
	g_assert_true(token_verify(&good, ring, NOW, HOLDER));
}

/* A token of the ring's other key, as issued before the rotation. */
static void
test_keys(void)
{
	g_autoptr(keyring) old = rules_ring();
	g_autoptr(keyring) unknown = rules_ring();
	struct keyring_key *first = old->keys->pdata[0];
	struct keyring_key *second = old->keys->pdata[1];
	g_autofree char *text = NULL;
	g_autofree char *foreign = NULL;

	first->retired = NOW;
	second->retired = 0;
	text = token_issue(old, &customer, HOLDER);
	g_assert_true(verifies(text, HOLDER, NOW));
	g_assert_true(verifies(text, HOLDER, NOW + 999));
	g_assert_false(verifies(text, HOLDER, NOW + 1000));
	((struct keyring_key *)unknown->keys->pdata[0])->id = 9;
	foreign = token_issue(unknown, &customer, HOLDER);
	g_assert_false(verifies(foreign, HOLDER, NOW));
}

static void
test_shape(void)
{
	g_autofree char *text = issue(&customer, HOLDER);
	g_autofree char *upper = g_ascii_strup(text, -1);
	g_autofree char *longer = g_strconcat(text, "a", NULL);
	struct token token;

	g_assert_true(verifies(upper, HOLDER, NOW));
	for (gsize length = 0; length < TOKEN_LENGTH; length++)
		g_assert_false(token_parse(text, length, &token));
	g_assert_false(token_parse(longer, strlen(longer), &token));
	for (const char *p = "0189-_+ @."; *p; p++) {
		g_autofree char *bad = g_strdup(text);

		bad[20] = *p;
		g_assert_false(token_parse(bad, strlen(bad), &token));
	}
}

/* Three bits of a long and four of a short token are spare. */
static void
test_spare_bits(void)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	g_autoptr(keyring) ring = rules_ring();
	g_autofree char *text = issue(&customer, HOLDER);
	g_autofree char *id = token_short_issue(ring, TOKEN_USE_ID, 77);
	guint long_good = 0, short_good = 0;
	struct token token;

	for (guint i = 0; i < 32; i++) {
		g_autofree char *a = g_strdup(text);
		g_autofree char *b = g_strdup(id);

		a[TOKEN_LENGTH - 1] = alphabet[i];
		b[TOKEN_SHORT_LENGTH - 1] = alphabet[i];
		long_good += token_parse(a, strlen(a), &token) &&
		    token_verify(&token, ring, NOW, HOLDER);
		short_good +=
		    token_short_read(b, strlen(b), ring, NOW, TOKEN_USE_ID) > 0;
	}
	g_assert_cmpuint(long_good, ==, 1);
	g_assert_cmpuint(short_good, ==, 1);
}

/* What happens to a token in the mutations below. */
enum change {
	CHANGE_LETTERS, /* one to four characters */
	CHANGE_LENGTH,  /* cut, or cut and another's end put on */
	CHANGE_HEAD,    /* role, seat, number or key, its own MAC kept */
	CHANGE_MAC,     /* another valid token's MAC */
	CHANGE_HOLDER,  /* the very token, somebody else's address */
	CHANGES
};

#define MUTATIONS_UNDER_ASAN 100000
#if defined(__SANITIZE_ADDRESS__)
#define MUTATIONS MUTATIONS_UNDER_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MUTATIONS MUTATIONS_UNDER_ASAN
#endif
#endif
#ifndef MUTATIONS
#define MUTATIONS 1000000
#endif

static guint64 mutation_state;

static guint
draw(guint below)
{
	mutation_state =
	    mutation_state * 6364136223846793005U + 1442695040888963407U;
	return (guint)(mutation_state >> 33) % below;
}

/* One to four characters of text, of that length, become others. */
static void
change_letters(char *text, gsize length)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

	for (guint n = draw(4) + 1; n > 0; n--)
		text[draw((guint)length)] = alphabet[draw(32)];
}

static void
change_head(struct token *token)
{
	static const guint8 keys[] = { 3, 5, 0, 63 };

	switch (draw(4)) {
	case 0:
		token->role = (guint8)(draw(TOKEN_IDENTITY) + 1);
		break;
	case 1:
		token->seat = (guint16)draw(TOKEN_SEAT_MAX + 1);
		break;
	case 2:
		token->number ^= G_GUINT64_CONSTANT(1) << draw(40);
		break;
	default:
		token->key_id = keys[draw(G_N_ELEMENTS(keys))];
		break;
	}
}

static gboolean
is_same_head(const struct token *a, const struct token *b)
{
	return a->role == b->role && a->seat == b->seat &&
	    a->number == b->number && a->key_id == b->key_id;
}

/* Whether a changed token verifies; a change that changed nothing does not
 * count. */
static gboolean
mutated_verifies(const struct keyring *ring, const char *text,
    const char *other, enum change change)
{
	static const char *const strangers[] = { "joe@customer.example",
		"jane@customer.examp", "", "jane@customer.example\n" };
	char changed[TOKEN_LENGTH + 1];
	const char *holder = HOLDER;
	gsize length = TOKEN_LENGTH;
	struct token good, spliced, token;

	memcpy(changed, text, sizeof changed);
	if (change == CHANGE_LETTERS)
		change_letters(changed, TOKEN_LENGTH);
	if (change == CHANGE_LENGTH) {
		length = draw(TOKEN_LENGTH);
		if (draw(2) == 0) {
			memcpy(changed + length, other + length,
			    TOKEN_LENGTH - length);
			length = TOKEN_LENGTH;
		}
	}
	if (change == CHANGE_HOLDER)
		holder = strangers[draw(G_N_ELEMENTS(strangers))];
	else if (change <= CHANGE_LENGTH && length == TOKEN_LENGTH &&
	    strcmp(changed, text) == 0)
		return FALSE;
	if (!token_parse(changed, length, &token))
		return FALSE;
	g_assert_true(token_parse(text, TOKEN_LENGTH, &good));
	g_assert_true(token_parse(other, TOKEN_LENGTH, &spliced));
	if (change == CHANGE_HEAD)
		change_head(&token);
	if (change == CHANGE_HEAD && is_same_head(&token, &good))
		return FALSE;
	if (change == CHANGE_MAC)
		memcpy(token.mac, spliced.mac, sizeof token.mac);
	return token_verify(&token, ring, NOW, holder);
}

static gboolean
mutated_short_reads(const struct keyring *ring, const char *text)
{
	char changed[TOKEN_SHORT_LENGTH + 1];
	gsize length = TOKEN_SHORT_LENGTH;

	memcpy(changed, text, sizeof changed);
	if (draw(8) == 0)
		length = draw(TOKEN_SHORT_LENGTH);
	else
		change_letters(changed, length);
	if (length == TOKEN_SHORT_LENGTH && strcmp(changed, text) == 0)
		return FALSE;
	return token_short_read(changed, length, ring, NOW, TOKEN_USE_BOUNCE) !=
	    0;
}

/* Seeded, so that a failure comes again: a million changes, a tenth of that
 * under AddressSanitizer. */
static void
test_mutations(void)
{
	g_autoptr(keyring) ring = rules_ring();
	const struct token agent = {
		.role = TOKEN_AGENT, .seat = 7, .number = 1042
	};
	g_autofree char *text = issue(&customer, HOLDER);
	g_autofree char *other = issue(&agent, "alice@example.com");
	g_autofree char *id = token_short_issue(ring, TOKEN_USE_BOUNCE, 77);

	mutation_state = 20260302;
	for (guint i = 0; i < MUTATIONS; i++) {
		if (i % 8 == 7)
			g_assert_false(mutated_short_reads(ring, id));
		else
			g_assert_false(mutated_verifies(ring, text, other,
			    (enum change)(i % 8 % CHANGES)));
	}
	g_assert_true(verifies(text, HOLDER, NOW));
}

/* All 64 ids, in long and short tokens, against rings that have one, none or
 * all of them: an id is never an index. Signed with zeros, which stand in for a
 * key that is unknown or has ended, and which anybody can sign with. */
static void
test_any_key_id(void)
{
	g_autoptr(keyring) one = rules_ring();
	g_autoptr(keyring) all = keyring_new(1);
	GError *error = NULL;

	for (guint i = 1; i < KEYRING_IDS; i++)
		g_assert_true(keyring_rotate(all, NOW, 10, &error));
	for (guint8 id = 0; id < KEYRING_IDS; id++) {
		g_autoptr(keyring) maker = keyring_new(1);
		struct keyring_key *key = maker->keys->pdata[0];
		key->id = id;
		memset(key->key, 0, sizeof key->key);
		g_autofree char *text = token_issue(maker, &customer, HOLDER);
		g_autofree char *bounce =
		    token_short_issue(maker, TOKEN_USE_BOUNCE, 77);
		const struct keyring *const rings[] = { one, all };
		struct token token;

		g_assert_true(token_parse(text, TOKEN_LENGTH, &token));
		g_assert_cmpuint(token.key_id, ==, id);
		g_assert_true(token_verify(&token, maker, NOW, HOLDER));
		for (guint i = 0; i < G_N_ELEMENTS(rings); i++)
			for (gint64 now = NOW - 1; now < NOW + 12; now++) {
				g_assert_false(token_verify(&token, rings[i],
				    now, HOLDER));
				g_assert_cmpuint(token_short_read(bounce,
				                     TOKEN_SHORT_LENGTH,
				                     rings[i], now,
				                     TOKEN_USE_BOUNCE),
				    ==, 0);
			}
	}
}

/* What a token of before a rotation is worth, by the time it comes back. */
static void
test_rotation(void)
{
	static const struct {
		const char *name;
		gint64 keep, later;
		gboolean good;
	} rows[] = {
		{ "kept, at once", 5000, 0, TRUE },
		{ "kept, the last moment", 5000, 4999, TRUE },
		{ "kept, too late", 5000, 5000, FALSE },
		{ "not kept", 0, 0, FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(keyring) ring = rules_ring();
		GError *error = NULL;
		g_autofree char *old = token_issue(ring, &customer, HOLDER);
		g_autofree char *id = token_short_issue(ring, TOKEN_USE_ID, 77);
		gint64 now = NOW + rows[i].later;
		struct token token;

		g_test_message("%s", rows[i].name);
		g_assert_true(keyring_rotate(ring, NOW, rows[i].keep, &error));
		g_assert_true(token_parse(old, TOKEN_LENGTH, &token));
		g_assert_true(token_verify(&token, ring, now, HOLDER) ==
		    rows[i].good);
		g_assert_cmpuint(token_short_read(id, TOKEN_SHORT_LENGTH, ring,
		                     now, TOKEN_USE_ID),
		    ==, rows[i].good ? 77 : 0);
		g_autofree char *new = token_issue(ring, &customer, HOLDER);
		g_assert_cmpstr(new, !=, old);
		g_assert_true(token_parse(new, TOKEN_LENGTH, &token));
		g_assert_true(token_verify(&token, ring, now, HOLDER));
		/* An id that was given before the rotation is told again. */
		g_autofree char *again =
		    token_short_again(ring, TOKEN_USE_ID, 77, NOW - 1);
		g_autofree char *fresh =
		    token_short_again(ring, TOKEN_USE_ID, 77, NOW);
		g_assert_cmpstr(again, ==, id);
		g_assert_cmpstr(fresh, !=, id);
	}
}

static void
test_short_shape(void)
{
	g_autoptr(keyring) ring = rules_ring();
	g_autofree char *text = token_short_issue(ring, TOKEN_USE_ID, 77);
	guint8 key_id = 0;
	guint64 letter = 0;

	g_assert_true(token_short_parse(text, TOKEN_SHORT_LENGTH, &key_id,
	    &letter));
	g_assert_cmpuint(key_id, ==, 5);
	g_assert_cmpuint(letter, ==, 77);
	for (gsize length = 0; length < TOKEN_SHORT_LENGTH; length++)
		g_assert_false(token_short_parse(text, length, &key_id,
		    &letter));
	text[0] = 'a'; /* version 0 */
	g_assert_false(token_short_parse(text, TOKEN_SHORT_LENGTH, &key_id,
	    &letter));
}

#ifdef HAVE_MEMCHECK
/* The key's octets count as unset: memcheck then complains about every branch
 * and every address that depends on them, which a clock would see too. What
 * the answer depends on is no secret. */
static void
check_constant_time(const char *text, const char *id, const char *holder)
{
	g_autoptr(keyring) ring = rules_ring();
	struct token token;

	for (guint i = 0; i < ring->keys->len; i++) {
		struct keyring_key *key = ring->keys->pdata[i];
		VALGRIND_MAKE_MEM_UNDEFINED(key->key, sizeof key->key);
	}
	g_assert_true(token_parse(text, TOKEN_LENGTH, &token));
	bool good = token_verify(&token, ring, NOW, holder);
	guint64 letter =
	    token_short_read(id, TOKEN_SHORT_LENGTH, ring, NOW, TOKEN_USE_ID);
	VALGRIND_MAKE_MEM_DEFINED(&good, sizeof good);
	VALGRIND_MAKE_MEM_DEFINED(&letter, sizeof letter);
	g_test_message("%d %" G_GUINT64_FORMAT, good, letter);
}
#endif

/* Tried where valgrind and its header are there: the test runs itself. */
static void
test_constant_time(void)
{
#ifdef HAVE_MEMCHECK
	if (RUNNING_ON_VALGRIND) {
		g_autofree char *good = issue(&customer, HOLDER);
		g_autoptr(keyring) ring = rules_ring();
		g_autofree char *id = token_short_issue(ring, TOKEN_USE_ID, 77);
		check_constant_time(good, id, HOLDER);
		good[TOKEN_LENGTH - 4] ^= 2; /* of the MAC, near its end */
		id[TOKEN_SHORT_LENGTH - 4] ^= 2;
		check_constant_time(good, id, HOLDER);
		check_constant_time(good, id, NULL);
		return;
	}
	g_autofree char *valgrind = g_find_program_in_path("valgrind");
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	const char *argv[] = { valgrind, "-q", "--error-exitcode=99", self,
		"-p", "/token/constant-time", NULL };
	g_autofree char *said = NULL;
	GError *error = NULL;
	int status = 0;

	if (!valgrind) {
		g_test_skip("valgrind is not there");
		return;
	}
	g_assert_true(g_spawn_sync(NULL, (char **)(guintptr)argv, NULL,
	    G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said, &status,
	    &error));
	g_assert_no_error(error);
	if (status != 0)
		g_error("memcheck: %s", said);
#else
	g_test_skip("no valgrind/memcheck.h, or a sanitizer is at work");
#endif
}

static void
test_role_names(void)
{
	g_assert_cmpstr(token_role_name(TOKEN_CUSTOMER), ==, "customer");
	g_assert_cmpstr(token_role_name(TOKEN_DESK), ==, "desk");
	g_assert_cmpstr(token_role_name(0), ==, "unknown");
	g_assert_cmpstr(token_role_name(TOKEN_IDENTITY), ==, "identity");
	g_assert_cmpstr(token_role_name(9), ==, "unknown");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/token/golden", test_golden);
	g_test_add_func("/token/golden-short", test_golden_short);
	g_test_add_func("/token/fields", test_fields_come_back);
	g_test_add_func("/token/does-not-fit", test_does_not_fit);
	g_test_add_func("/token/holder", test_holder_is_bound);
	g_test_add_func("/token/swaps", test_swaps);
	g_test_add_func("/token/keys", test_keys);
	g_test_add_func("/token/shape", test_shape);
	g_test_add_func("/token/spare-bits", test_spare_bits);
	g_test_add_func("/token/any-key-id", test_any_key_id);
	g_test_add_func("/token/rotation", test_rotation);
	g_test_add_func("/token/short-shape", test_short_shape);
	g_test_add_func("/token/constant-time", test_constant_time);
	g_test_add_func("/token/mutations", test_mutations);
	g_test_add_func("/token/role-names", test_role_names);
	return g_test_run();
}
