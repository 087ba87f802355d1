/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: the frozen layout, and that nothing but the very token verifies. */
#include "route/token.h"

#include <string.h>

#include "util-rules.h"

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
		{ "unknown role", { .role = 8 }, HOLDER },
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

/* One to four random changes to a token's octets, 10^5 times, seeded. */
static void
test_mutations(void)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	g_autoptr(keyring) ring = rules_ring();
	g_autofree char *text = issue(&customer, HOLDER);
	g_autofree char *id = token_short_issue(ring, TOKEN_USE_BOUNCE, 77);
	guint64 state = 20260302;

	for (guint i = 0; i < 100000; i++) {
		char a[TOKEN_LENGTH + 1], b[TOKEN_SHORT_LENGTH + 1];
		struct token token;

		memcpy(a, text, sizeof a);
		memcpy(b, id, sizeof b);
		for (guint n = 0; n <= i % 4; n++) {
			guint c;

			state =
			    state * 6364136223846793005U + 1442695040888963407U;
			c = (guint)(state >> 33);
			a[c % TOKEN_LENGTH] = alphabet[c / 64 % 32];
			b[c % TOKEN_SHORT_LENGTH] = alphabet[c / 64 % 32];
		}
		if (strcmp(a, text) != 0)
			g_assert_false(token_parse(a, TOKEN_LENGTH, &token) &&
			    token_verify(&token, ring, NOW, HOLDER));
		if (strcmp(b, id) != 0)
			g_assert_cmpuint(token_short_read(b, TOKEN_SHORT_LENGTH,
			                     ring, NOW, TOKEN_USE_BOUNCE),
			    ==, 0);
	}
}

static void
test_role_names(void)
{
	g_assert_cmpstr(token_role_name(TOKEN_CUSTOMER), ==, "customer");
	g_assert_cmpstr(token_role_name(TOKEN_DESK), ==, "desk");
	g_assert_cmpstr(token_role_name(0), ==, "unknown");
	g_assert_cmpstr(token_role_name(8), ==, "unknown");
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
	g_test_add_func("/token/mutations", test_mutations);
	g_test_add_func("/token/role-names", test_role_names);
	return g_test_run();
}
