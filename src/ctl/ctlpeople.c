/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people directory at the command line. What is read is read in pages, each
 * in a transaction of its own, so that a reader who pauses the output never
 * holds up the store. Nothing is written here: that is the daemon's. */
#include "ctl/ctlpeople.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/address.h"
#include "base/csv.h"
#include "base/escape.h"
#include "base/memfd.h"
#include "ctl/ctljson.h"
#include "ctl/ctltable.h"
#include "ctl/ctlwrite.h"
#include "pipeline/persons.h"
#include "store/directory.h"

#define PAGE 1000 /* people in one transaction */
#define FIELDS 9

/* One page, in the order of UIDs. */
struct page {
	GPtrArray *people; /* struct person */
};

/* The visitor's person is not ours to keep. */
static bool
take(const struct person *person, void *context)
{
	struct page *page = context;
	g_autoptr(GBytes) record = person_encode(person);
	struct person *copy = person_decode(record, NULL);

	g_ptr_array_add(page->people, copy);
	return page->people->len < PAGE;
}

static bool
read_page(const struct ctl *ctl, const char *after, struct page *page,
    GError **error)
{
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, error);

	return txn && directory_each(txn, after, take, page, error);
}

/* Gives each person to print; the exit status. */
typedef void (*print_person)(const struct person *person, void *context);

static int
each_person(const struct ctl *ctl, print_person print, void *context)
{
	g_autofree char *after = g_strdup("");
	guint found;

	do {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) people =
		    g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
		struct page page = { people };

		if (!read_page(ctl, after, &page, &error))
			return ctl_fail(error);
		found = people->len;
		for (guint i = 0; i < found; i++)
			print(people->pdata[i], context);
		if (found > 0) {
			const struct person *last = people->pdata[found - 1];
			g_free(after);
			after = g_strdup(last->uid);
		}
	} while (found == PAGE);
	return EX_OK;
}

/* What is shown of a field. The code is for letters: who looks somebody up in
 * front of others needs to know that there is one. */
static char *
shown(const struct person *person, const char *field)
{
	if (g_str_equal(field, "code") && *person->code)
		return g_strdup("********");
	return person_get(person, field);
}

/* Every field by the name that import knows it by; addresses as an array, the
 * VIP level as a number. */
static json_t *
person_row(const struct person *person)
{
	json_t *row = json_object(), *addresses = json_array();

	for (guint i = 0; person->addresses[i]; i++)
		json_array_append_new(addresses,
		    ctljson_text(person->addresses[i]));
	for (guint i = 0; person_field(i); i++) {
		g_autofree char *value = shown(person, person_field(i));
		json_object_set_new(row, person_field(i), ctljson_text(value));
	}
	json_object_set_new(row, "addresses", addresses);
	json_object_set_new(row, "vip", ctljson_number(person->vip));
	return row;
}

struct list {
	struct ctljson_list json;
	struct ctltable *table; /* NULL: JSON is wanted */
};

static void
list_person(const struct person *person, void *context)
{
	struct list *list = context;
	char *cells[] = { g_strdup(person->uid), person_get(person, "vip"),
		g_strdup(person->language), g_strdup(person->manager),
		g_strdup(person->name), person_get(person, "addresses") };

	if (list->table) {
		ctltable_add(list->table, cells);
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(cells); i++)
		g_free(cells[i]);
	ctljson_list_add(&list->json, person_row(person));
}

int
ctlpeople_list(struct ctl *ctl)
{
	static const char *const titles[] = { "UID", "VIP", "LANGUAGE",
		"MANAGER", "NAME", "ADDRESSES", NULL };
	g_autoptr(ctltable) table = ctltable_new(titles);
	bool json = ctl->format == CTL_JSON;
	struct list list = { .table = json ? NULL : table };
	int status = each_person(ctl, list_person, &list);

	if (json)
		ctljson_list_end(&list.json);
	else
		ctltable_print(table);
	return status;
}

static void
export_person(const struct person *person, void *context)
{
	g_autoptr(GString) line = g_string_new(NULL);
	char *cells[FIELDS + 1] = { NULL };

	(void)context;
	for (guint i = 0; i < FIELDS; i++)
		cells[i] = person_get(person, person_field(i));
	csv_append(line, (const char *const *)cells);
	for (guint i = 0; i < FIELDS; i++)
		g_free(cells[i]);
	ctl_write(line->str, line->len);
}

int
ctlpeople_export(struct ctl *ctl)
{
	g_autoptr(GString) line = g_string_new(NULL);
	const char *cells[FIELDS + 1] = { NULL };

	for (guint i = 0; i < FIELDS; i++)
		cells[i] = person_field(i);
	csv_append(line, cells);
	ctl_write(line->str, line->len);
	return each_person(ctl, export_person, NULL);
}

static void
print_person_fields(const struct person *person)
{
	for (guint i = 0; person_field(i); i++) {
		g_autofree char *value = shown(person, person_field(i));
		g_autofree char *safe = escape_terminal(value, ESCAPE_ONE_LINE);

		if (*safe)
			printf("%-10s %s\n", person_field(i), safe);
	}
}

/* By UID first: a UID may look like an address of somebody else. */
int
ctlpeople_show(struct ctl *ctl)
{
	const char *wanted = ctl_operand(ctl, 0);
	g_autofree char *address = address_fold(wanted);
	g_autoptr(GError) error = NULL;
	g_autoptr(kv_txn) txn = kv_begin(ctl->store->kv, KV_READ, &error);
	g_autoptr(person) person = NULL;

	if (txn)
		person = directory_get(txn, wanted, &error);
	if (txn && !person && !error)
		person = directory_find(txn, address, &error);
	if (error)
		return ctl_fail(error);
	if (!person)
		return ctl_complain(EX_NOINPUT,
		    "%s: nobody has this UID or address", wanted);
	if (ctl->format == CTL_JSON)
		ctljson_print(person_row(person));
	else
		print_person_fields(person);
	return EX_OK;
}

/* The file in a sealed memfd; -1 after a complaint, with its status. */
static int
read_file(const char *path, int *status_out)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	gsize size = 0;
	int memfd;

	if (!g_file_get_contents(path, &text, &size, &error)) {
		*status_out = ctl_complain(EX_NOINPUT, "%s", error->message);
		return -1;
	}
	if (size > PERSONS_FILE_MAX) {
		*status_out = ctl_complain(EX_DATAERR,
		    "%s: larger than %d octets", path, PERSONS_FILE_MAX);
		return -1;
	}
	memfd = memfd_of("docket-people", text, size, &error);
	if (memfd < 0)
		*status_out = ctl_fail(error);
	return memfd;
}

int
ctlpeople_import(struct ctl *ctl)
{
	const char *path = ctl_operand(ctl, 0);
	int status = EX_OK, input = read_file(path, &status);
	char *words[] = { g_strdup("people"), g_strdup("import"),
		g_utf8_make_valid(path, -1), NULL };

	if (input >= 0)
		return ctlwrite_ask_with(ctl, g_memdup2(words, sizeof words),
		    input);
	for (guint i = 0; words[i]; i++)
		g_free(words[i]);
	return status;
}

/* A line of standard input in a sealed memfd; -1 after a complaint, with its
 * status. It is shown as it is typed: it will stand in letters. */
static int
read_code(const char *uid, int *status_out)
{
	char line[PERSONS_CODE_OCTETS] = "";
	g_autofree char *safe = escape_terminal(uid, ESCAPE_ONE_LINE);
	g_autoptr(GError) error = NULL;
	int memfd;

	if (isatty(STDIN_FILENO))
		fprintf(stderr, "Anti-phishing code of %s: ", safe);
	if (!fgets(line, sizeof line, stdin)) {
		*status_out = ctl_complain(EX_NOINPUT,
		    "--code: there is no line on standard input");
		return -1;
	}
	memfd = memfd_of("docket-people", line, strlen(line), &error);
	explicit_bzero(line, sizeof line);
	if (memfd < 0)
		*status_out = ctl_fail(error);
	return memfd;
}

int
ctlpeople_set(struct ctl *ctl)
{
	bool code = ctl_option(ctl, PERSONS_CODE) != NULL;
	bool none = ctl_option(ctl, PERSONS_NO_CODE) != NULL;
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	int status = EX_OK, input = -1;

	if (code && none)
		return ctl_complain(EX_USAGE,
		    "people set: either --code or --no-code");
	if (!code && !none && ctl->operands->len < 2)
		return ctl_complain(EX_USAGE,
		    "people set: nothing to set; FIELD=VALUE, --code or "
		    "--no-code is wanted");
	if (code)
		input = read_code(ctl_operand(ctl, 0), &status);
	if (status != EX_OK)
		return status;
	g_ptr_array_add(words, g_strdup("people"));
	g_ptr_array_add(words, g_strdup("set"));
	for (guint i = 0; i < ctl->operands->len; i++)
		g_ptr_array_add(words,
		    g_utf8_make_valid(ctl_operand(ctl, i), -1));
	if (code || none)
		g_ptr_array_add(words,
		    g_strdup(code ? PERSONS_CODE : PERSONS_NO_CODE));
	g_ptr_array_add(words, NULL);
	return ctlwrite_ask_with(ctl,
	    (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE), input);
}
