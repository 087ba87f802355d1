/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people directory: taken in as a whole or not at all, an address leads to
 * one person, and what is known of people counts for their letters. */
#include "pipeline/persons.h"

#include <string.h>
#include <sysexits.h>

#include "base/csv.h"
#include "base/memfd.h"
#include "store/directory.h"
#include "util-look.h"
#include "util-operator.h"
#include "util-rules.h"

#define HEAD "uid,addresses,name,language,vip\n"

/* Imports a file of that text; the answer, and its status. */
static char *
import(struct operator* operator, const char * text, int *status_out)
{
	g_autoptr(GError) error = NULL;
	int input = memfd_new("test", &error);

	g_assert_true(memfd_append(input, text, strlen(text), &error));
	g_assert_true(memfd_seal(input, &error));
	char *said =
	    operator_say(operator, "people import p.csv", input, status_out);
	close(input);
	return said;
}

static void
imports(struct operator* operator, const char * text)
{
	int status = EX_OK;
	g_autofree char *said = import(operator, text, &status);

	g_test_message("%s", said);
	g_assert_cmpint(status, ==, EX_OK);
}

static struct person *
find(struct operator* operator, const char * address)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn =
	    kv_begin(operator->desk->store->kv, KV_READ, &error);
	struct person *person = directory_find(txn, address, &error);

	g_assert_no_error(error);
	return person;
}

/* UID of whoever has the address, "" for nobody. */
static void
leads(struct operator* operator, const char * address, const char *uid)
{
	g_autoptr(person) person = find(operator, address);

	g_assert_cmpstr(person ? person->uid : "", ==, uid);
}

static void
test_import(struct operator* operator, gconstpointer data)
{
	(void)data;
	imports(operator, HEAD "U1,ann@example.org,\"Ann, A.\",ja,2\r\n"
	                       "U2,Bea@Example.ORG b2@example.org,Bea,,\r\n");
	leads(operator, "ann@example.org", "U1");
	leads(operator, "bea@example.org", "U2");
	leads(operator, "b2@example.org", "U2");
	leads(operator, "c@example.org", "");
	g_autoptr(person) ann = find(operator, "ann@example.org");
	g_assert_cmpstr(ann->name, ==, "Ann, A.");
	g_assert_cmpuint(ann->vip, ==, 2);
	/* fields and people that are not in a later file stay */
	imports(operator, "addresses,uid\nann@example.net,U1\n");
	g_autoptr(person) later = find(operator, "ann@example.net");
	g_assert_cmpstr(later->language, ==, "ja");
	leads(operator, "ann@example.org", "");
	leads(operator, "b2@example.org", "U2");
	operator_audited(operator, "people.import", "people", OPERATOR_ACTOR);
}

/* An address goes from one to another within one file. */
static void
test_swap(struct operator* operator, gconstpointer data)
{
	(void)data;
	imports(operator,
	    "uid,addresses\nU1,a@example.org\nU2,b@example.org\n");
	imports(operator,
	    "uid,addresses\nU1,b@example.org\nU2,a@example.org\n");
	leads(operator, "a@example.org", "U2");
	leads(operator, "b@example.org", "U1");
}

static const struct {
	const char *name, *text, *said; /* a part of it */
} mistakes[] = {
	{ "empty", "", "p.csv: it is empty" },
	{ "no uid", "name\nx\n", "p.csv:1: uid: missing" },
	{ "unknown field", "uid,adresses\nU8,a@example.org\n",
	    "p.csv:1: adresses: no such field" },
	{ "a field twice", "uid,name,name\nU8,a,b\n",
	    "p.csv:1: name: it is there twice" },
	{ "too few cells", HEAD "U8,z@example.org\n",
	    "p.csv:2: 2 fields, and the first row names 5" },
	{ "a bad address", HEAD "U8,z,,,\n",
	    "p.csv:2: addresses: \"z\" has something in it" },
	{ "a bad uid", HEAD "U 8,z@example.org,,,\n",
	    "p.csv:2: uid: \"U 8\" must be 1 to 64" },
	{ "no address", "uid,name\nU8,Zoe\n", "p.csv:2: addresses: missing" },
	{ "a bad language", HEAD "U8,z@example.org,,klingon,\n",
	    "p.csv:2: language: \"klingon\" is not a language tag" },
	{ "an agent who is none",
	    "uid,addresses,manager\nU8,z@example.org,zack\n",
	    "p.csv:2: manager: no agent is called \"zack\"" },
	{ "the desk's address", "uid,addresses\nU8,support@example.com\n",
	    "p.csv:2: addresses: \"support@example.com\" is an address of the" },
	{ "a uid twice",
	    "uid,addresses\nU8,y@example.org\n\nU8,z@example.org\n",
	    "p.csv:4: uid: \"U8\" is there twice" },
	{ "an address twice",
	    "uid,addresses\nU8,z@example.org\nU9,z@example.org\n",
	    "p.csv:3: addresses: z@example.org already belongs to U8" },
	{ "somebody else's address", "uid,addresses\nU8,a@example.org\n",
	    "p.csv:2: addresses: a@example.org already belongs to U1" },
	{ "several", HEAD "U8,z,,,\nU9,y@example.org,,,77\n",
	    "p.csv:3: vip: \"77\" is not a VIP level" },
	{ "an open quote", "uid,name\nU8,\"Zoe\n",
	    "p.csv:2: the quote is not closed" },
};

/* Each mistake is named, and nothing of the file is there. */
static void
test_mistakes(struct operator* operator, gconstpointer data)
{
	(void)data;
	imports(operator, "uid,addresses\nU1,a@example.org\n");
	for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		int status = EX_OK;
		g_autofree char *said =
		    import(operator, mistakes[i].text, &status);

		g_test_message("%s: %s", mistakes[i].name, said);
		g_assert_cmpint(status, ==, EX_DATAERR);
		rules_assert_holds(said, mistakes[i].said);
		leads(operator, "y@example.org", "");
		leads(operator, "z@example.org", "");
		leads(operator, "a@example.org", "U1");
	}
}

/* A thousand bad rows are not a thousand lines of complaint. */
static void
test_many_mistakes(struct operator* operator, gconstpointer data)
{
	g_autoptr(GString) text = g_string_new("uid,addresses\n");
	int status = EX_OK;

	(void)data;
	for (guint i = 0; i < 1000; i++)
		g_string_append_printf(text, "U%u,nothing\n", i);
	g_autofree char *said = import(operator, text->str, &status);
	g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), <=, PERSONS_PROBLEMS_MAX + 2);
	rules_assert_holds(said, "1000 mistakes, nothing was imported");
}

static void
test_set(struct operator* operator, gconstpointer data)
{
	(void)data;
	operator_says(operator, "people set U1 vip=1", EX_DATAERR,
	    "addresses: missing\n");
	operator_says(operator, "people set U1 addresses=a@example.org vip=1",
	    EX_OK, "U1: set\n");
	operator_says(operator, "people set U1 vip=3", EX_OK, "U1: set\n");
	g_autoptr(person) person = find(operator, "a@example.org");
	g_assert_cmpuint(person->vip, ==, 3);
	operator_audited(operator, "people.set", "person U1", OPERATOR_ACTOR);
	operator_says(operator, "people set U1 vip=x", EX_DATAERR,
	    "vip: \"x\" is not a VIP level from 0 to 9\n");
	operator_says(operator, "people set U2 addresses=a@example.org",
	    EX_DATAERR, "a@example.org already belongs to U1\n");
	leads(operator, "a@example.org", "U1");
	operator_says(operator, "people remove U1", EX_OK, "U1: removed\n");
	leads(operator, "a@example.org", "");
	operator_says(operator, "people remove U1", EX_DATAERR,
	    "U1: nobody has this UID\n");
}

/* Sets it from a line; what is said. */
static char *
say_code(struct operator* operator, const char * line, int *status_out)
{
	g_autoptr(GError) error = NULL;
	int input = memfd_new("test", &error);

	g_assert_true(memfd_append(input, line, strlen(line), &error));
	g_assert_true(memfd_seal(input, &error));
	char *said =
	    operator_say(operator, "people set U1 --code", input, status_out);
	close(input);
	return said;
}

/* It is in no argument, and in no complaint about it. */
static void
test_code(struct operator* operator, gconstpointer data)
{
	static const struct {
		const char *line, *said, *code;
	} rows[] = {
		{ "blue-4711\n", "U1: set\n", "blue-4711" },
		{ "Red Whale\r\n", "U1: set\n", "Red Whale" },
		{ "", "code: it is empty; --no-code takes it away\n",
		    "Red Whale" },
		{ "xyz\n", "code: it must have 4 to 32 characters\n",
		    "Red Whale" },
		{ "xyz.example\n",
		    "code: it must be letters and digits, with single blanks, "
		    "- or _ between them\n",
		    "Red Whale" },
		{ "xyz\xff-1\n", "code: it is not UTF-8\n", "Red Whale" },
	};
	int status = EX_OK;

	(void)data;
	imports(operator, "uid,addresses\nU1,a@example.org\n");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *said =
		    say_code(operator, rows[i].line, &status);
		g_autoptr(person) person = find(operator, "a@example.org");

		g_assert_cmpstr(said, ==, rows[i].said);
		g_assert_cmpstr(person->code, ==, rows[i].code);
	}
	operator_says(operator, "people set U1 --code", EX_DATAERR,
	    "code: it is read from standard input, by --code\n");
	operator_says(operator, "people set U1 code=xyz-1", EX_DATAERR,
	    "code: it is read from standard input, by --code\n");
	operator_says(operator, "people set U1 vip=2 --no-code", EX_OK,
	    "U1: set\n");
	g_autoptr(person) none = find(operator, "a@example.org");
	g_assert_cmpstr(none->code, ==, "");
	imports(operator, "uid,code\nU1,green-1\n");
	g_autoptr(person) green = find(operator, "a@example.org");
	g_assert_cmpstr(green->code, ==, "green-1");
	g_autofree char *said =
	    import(operator, "uid,code\nU1,xyz.1\n", &status);
	rules_assert_holds(said, "p.csv:2: code: it must be letters");
	rules_assert_lacks(said, "xyz");
}

/* Many, twice, and one taken out: the others stay. */
static void
test_many(struct operator* operator, gconstpointer data)
{
	g_autoptr(GString) text = g_string_new("uid,addresses\n");
	guint seen = 0;

	(void)data;
	for (guint i = 0; i < 300; i++)
		g_string_append_printf(text,
		    "U%u,u%u@example.org v%u@x.example\n", i, i, i);
	imports(operator, text->str);
	imports(operator, text->str);
	operator_says(operator, "people remove U17", EX_OK, "U17: removed\n");
	for (guint i = 0; i < 300; i++) {
		g_autofree char *address = g_strdup_printf("v%u@x.example", i);
		g_autoptr(person) person = find(operator, address);

		seen += person != NULL;
	}
	g_assert_cmpuint(seen, ==, 299);
}

/* --- what it is for ------------------------------------------------------- */

static struct ticket *
take(struct operator* operator, enum util_auth auth, const char *text)
{
	static guint32 uid = 500;
	g_autofree char *header =
	    g_strdup_printf("Subject: x\nMessage-ID: <p%u@example.org>\n", uid);
	g_autofree char *raw = util_desk_mail("vip@example.org",
	    "support@example.com", auth, header, text);
	g_autoptr(accept_mail) mail =
	    util_desk_take(operator->desk, raw, uid++);

	return look_ticket(operator->desk, mail->number);
}

static void
test_language(struct operator* operator, gconstpointer data)
{
	static const char english[] =
	    "Hello, where is the deposit that I made yesterday?\n";

	(void)data;
	imports(operator, "uid,addresses,language\nU1,vip@example.org,de\n");
	g_autoptr(ticket) forged = take(operator, UTIL_NONE, english);
	g_autoptr(ticket) ticket = take(operator, UTIL_DMARC, english);
	g_assert_cmpstr(forged->language, ==, "en");
	g_assert_cmpstr(ticket->language, ==, "de");
}

/* A reply from another address than the one that the letter went to: of the
 * same person it is the customer's, of others a third party's, or new. */
static const struct {
	const char *name, *from;
	enum util_auth auth;
	bool by_id; /* to the desk's own address, In-Reply-To our letter */
	guint64 ticket;
	guint32 kind;
} replies[] = {
	{ "registered", "carol@work.example", UTIL_DMARC, false, 1,
	    ENTRY_CUSTOMER },
	{ "registered, by our Message-ID", "carol@work.example", UTIL_DMARC,
	    true, 1, ENTRY_CUSTOMER },
	{ "somebody else", "dave@example.net", UTIL_DMARC, false, 1,
	    ENTRY_THIRD_PARTY },
	{ "somebody else's registered address", "eve@example.net", UTIL_DMARC,
	    false, 1, ENTRY_THIRD_PARTY },
	{ "somebody else, by our Message-ID", "dave@example.net", UTIL_DMARC,
	    true, 2, ENTRY_CUSTOMER },
	{ "not proved, by our Message-ID", "carol@work.example", UTIL_NONE,
	    true, 3, ENTRY_CUSTOMER },
};

static void
test_reply(struct operator* operator, gconstpointer data)
{
	struct util_desk *desk = operator->desk;
	g_autofree char *token =
	    look_reply_to(desk, LETTER_ACKNOWLEDGEMENT, LOOK_CUSTOMER);
	g_autoptr(letter) letter =
	    util_desk_letter(desk, LETTER_ACKNOWLEDGEMENT, LOOK_CUSTOMER);
	g_autofree char *id = look_field(desk, letter, "Message-ID");

	(void)data;
	imports(operator,
	    "uid,addresses\nU1,carol@example.org carol@work.example\n"
	    "U2,eve@example.net\n");
	for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
		g_autofree char *header = g_strdup_printf(
		    "Subject: %u\nMessage-ID: <r%u@example.org>\n%s%s%s", i, i,
		    replies[i].by_id ? "In-Reply-To: " : "",
		    replies[i].by_id ? id : "", replies[i].by_id ? "\n" : "");
		g_autofree char *raw = util_desk_mail(replies[i].from,
		    replies[i].by_id ? "support@example.com" : token,
		    replies[i].auth, header, "More of it.\n");
		g_autoptr(accept_mail) mail =
		    util_desk_take(desk, raw, 700 + i);

		g_test_message("%s", replies[i].name);
		g_assert_cmpuint(mail->number, ==, replies[i].ticket);
		g_autoptr(entry) entry =
		    look_entry(desk, mail->number, mail->seq);
		g_assert_cmpuint(entry->kind, ==, replies[i].kind);
		if (replies[i].kind == ENTRY_CUSTOMER)
			g_assert_cmpuint(entry->seat, ==, 0);
	}
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct operator* operator, gconstpointer data);
	} tests[] = {
		{ "/persons/import", test_import },
		{ "/persons/swap", test_swap },
		{ "/persons/mistakes", test_mistakes },
		{ "/persons/many-mistakes", test_many_mistakes },
		{ "/persons/set", test_set },
		{ "/persons/code", test_code },
		{ "/persons/many", test_many },
		{ "/persons/language", test_language },
		{ "/persons/reply", test_reply },
	};

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct operator, NULL, operator_open,
		    tests[i].test, operator_close);
	return g_test_run();
}
