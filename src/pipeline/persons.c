/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people directory by the operator's hand. A file is looked at as a whole
 * before anything of it is written, for half of a directory would send VIPs'
 * mail to the wrong people without anybody noticing. */
#include "pipeline/persons.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/memfd.h"
#include "base/strings.h"
#include "store/audit.h"
#include "store/directory.h"
#include <string.h>

/* One call of import. */
struct persons {
	struct operate *operate;
	struct kv_txn *txn;
	const char *file;
	GPtrArray *fields; /* const char *: the columns */
	GPtrArray *people; /* struct person, of the rows that are good */
	GArray *lines;     /* guint: where each of them stands */
	GString *problems;
	guint n_problems;
};

static void G_GNUC_PRINTF(3, 4)
    persons_complain(struct persons *in, guint line, const char *format, ...)
{
	va_list arguments;

	if (++in->n_problems > PERSONS_PROBLEMS_MAX)
		return;
	g_string_append_printf(in->problems, "%s:%u: ", in->file, line);
	va_start(arguments, format);
	g_string_append_vprintf(in->problems, format, arguments);
	va_end(arguments);
	g_string_append_c(in->problems, '\n');
}

/* What only the settings know of a person; NULL when nothing is wrong. The
 * caller frees. */
static char *
persons_problem(const struct settings *settings, const struct person *person)
{
	const char *const agents[] = { person->manager, person->deputy };

	if (!person->addresses[0])
		return g_strdup("addresses: missing");
	for (guint i = 0; person->addresses[i]; i++)
		if (settings_is_own_address(settings, person->addresses[i]))
			return g_strdup_printf(
			    "addresses: \"%s\" is an address of the desk itself",
			    person->addresses[i]);
	for (guint i = 0; i < G_N_ELEMENTS(agents); i++)
		if (*agents[i] && !settings_agent_by_name(settings, agents[i]))
			return g_strdup_printf("%s: no agent is called \"%s\"",
			    i == 0 ? "manager" : "deputy", agents[i]);
	return NULL;
}

/* --- import --------------------------------------------------------------- */

static const char *
persons_field(const char *name)
{
	for (guint i = 0; person_field(i); i++)
		if (g_str_equal(person_field(i), name))
			return person_field(i);
	return NULL;
}

/* The columns' names. A column that nobody knows may be a field misspelt, so it
 * is not passed over. */
static void
persons_columns(struct persons *in, const struct csv_row *row)
{
	for (guint i = 0; i < row->cells->len; i++) {
		const char *name = row->cells->pdata[i];
		const char *field = persons_field(name);

		if (!field)
			persons_complain(in, row->line,
			    "%s: no such field; there are uid, addresses, "
			    "name, language, time_zone, vip, manager, deputy, "
			    "code",
			    name);
		else if (g_ptr_array_find(in->fields, field, NULL))
			persons_complain(in, row->line, "%s: it is there twice",
			    name);
		g_ptr_array_add(in->fields, (gpointer)(guintptr)field);
	}
	if (!g_ptr_array_find(in->fields, persons_field("uid"), NULL))
		persons_complain(in, row->line,
		    "uid: missing; the first row names the fields");
}

/* The cell of that column. */
static const char *
persons_cell(const struct persons *in, const struct csv_row *row,
    const char *field)
{
	guint column = 0;

	g_ptr_array_find(in->fields, persons_field(field), &column);
	return row->cells->pdata[column];
}

/* Whoever has the UID now, or somebody new. NULL with an error. */
static struct person *
persons_start(struct persons *in, const char *uid, GError **error)
{
	g_autoptr(GError) problem = NULL;
	struct person *person = directory_get(in->txn, uid, &problem);

	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	return person ? person : person_new();
}

/* Every cell into its field; the number of problems may grow. */
static void
persons_fill(struct persons *in, const struct csv_row *row,
    struct person *person)
{
	guint before = in->n_problems;

	for (guint i = 0; i < row->cells->len; i++) {
		const char *value = row->cells->pdata[i], *problem = NULL;
		bool secret = g_str_equal(in->fields->pdata[i], "code");
		const char *quote = secret ? "" : "\"";

		if (!person_set(person, in->fields->pdata[i], value, &problem))
			persons_complain(in, row->line, "%s: %s%s%s %s",
			    (const char *)in->fields->pdata[i], quote,
			    secret ? "it" : value, quote, problem);
	}
	if (in->n_problems > before)
		return;
	g_autofree char *problem =
	    persons_problem(in->operate->inbox->accept.settings, person);
	if (problem)
		persons_complain(in, row->line, "%s", problem);
}

static bool
persons_row(struct persons *in, const struct csv_row *row, GError **error)
{
	if (row->cells->len != in->fields->len) {
		persons_complain(in, row->line,
		    "%u fields, and the first row names %u", row->cells->len,
		    in->fields->len);
		return true;
	}
	g_autoptr(person) person =
	    persons_start(in, persons_cell(in, row, "uid"), error);
	if (!person)
		return false;
	persons_fill(in, row, person);
	g_array_append_val(in->lines, row->line);
	g_ptr_array_add(in->people, g_steal_pointer(&person));
	return true;
}

/* First all are taken out, so that an address may go from one person of the
 * file to another; nothing is there twice, or the second would win. */
static bool
persons_write(struct persons *in, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < in->people->len; i++) {
		const struct person *person = in->people->pdata[i];

		if (!g_hash_table_add(seen, person->uid))
			persons_complain(in, g_array_index(in->lines, guint, i),
			    "uid: \"%s\" is there twice", person->uid);
		if (!directory_remove(in->txn, person->uid, error))
			return false;
	}
	for (guint i = 0; i < in->people->len; i++) {
		g_autoptr(GError) problem = NULL;

		if (directory_put(in->txn, in->people->pdata[i], &problem))
			continue;
		if (!fail_is(problem, FAIL_PERMANENT)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
		persons_complain(in, g_array_index(in->lines, guint, i),
		    "addresses: %s", problem->message);
	}
	return true;
}

/* All rows, or an error that names the bad ones. */
static bool
persons_rows(struct persons *in, const GPtrArray *rows, GError **error)
{
	if (rows->len == 0)
		return fail_set(error, FAIL_PERMANENT,
		    "%s: it is empty; the first row names the fields",
		    in->file);
	persons_columns(in, rows->pdata[0]);
	for (guint i = 1; in->fields->len > 0 && i < rows->len; i++) {
		if (i == 1 && in->n_problems > 0)
			break; /* every row would be wrong */
		if (!persons_row(in, rows->pdata[i], error))
			return false;
	}
	if (in->n_problems == 0 && !persons_write(in, error))
		return false;
	if (in->n_problems == 0)
		return true;
	return fail_set(error, FAIL_PERMANENT,
	    "%s%s: %u mistakes, nothing was imported", in->problems->str,
	    in->file, in->n_problems);
}

/* The audit says how many, not who: the file is the operator's own record, and
 * the directory can be looked at. */
static bool
persons_commit(struct persons *in, GString *out, GError **error)
{
	g_autofree char *reason = g_strdup_printf("%u people", in->people->len);

	if (!audit_note(in->txn, in->operate->actor, "people.import", "people",
	        reason, error) ||
	    kv_commit(g_steal_pointer(&in->txn), error) != KV_OK)
		return false;
	g_string_append_printf(out, "%u people imported\n", in->people->len);
	return true;
}

static bool
persons_import(struct operate *operate, const char *file, GString *out,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) fields = g_ptr_array_new(), rows = NULL;
	g_autoptr(GPtrArray) people =
	    g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
	g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(guint));
	g_autoptr(GString) problems = g_string_new(NULL);
	gsize size = 0;

	if (!file || operate->input < 0)
		return fail_set(error, FAIL_PERMANENT,
		    "people import: no file was handed over");
	g_autoptr(GBytes) text =
	    memfd_map(operate->input, PERSONS_FILE_MAX, error);
	if (!text)
		return false;
	const char *octets = g_bytes_get_data(text, &size);
	rows = csv_parse(octets, size, &problem);
	if (!rows)
		return fail_set(error, FAIL_PERMANENT, "%s:%s", file,
		    problem->message);
	struct persons in = { .operate = operate,
		.file = file,
		.fields = fields,
		.people = people,
		.lines = lines,
		.problems = problems };
	in.txn = kv_begin(operate->inbox->store->kv, KV_WRITE, error);
	bool done = in.txn && persons_rows(&in, rows, error) &&
	    persons_commit(&in, out, error);
	kv_abort(in.txn);
	return done;
}

/* --- one person ----------------------------------------------------------- */

/* The code stands in no argument, which a list of processes shows, and in no
 * message. */
static bool
persons_take_code(const struct operate *operate, struct person *person,
    GError **error)
{
	const char *problem = NULL;
	g_autoptr(GBytes) line = operate->input >= 0
	    ? memfd_map(operate->input, PERSONS_CODE_OCTETS, error)
	    : NULL;
	gsize size = 0;

	if (operate->input < 0)
		return fail_set(error, FAIL_PERMANENT,
		    "code: it is read from standard input, by --code");
	if (!line)
		return false;
	const char *octets = g_bytes_get_data(line, &size);
	g_autofree char *text = g_strndup(octets, size);
	g_strchomp(text);
	if (*text == '\0')
		problem = "is empty; --no-code takes it away";
	else if (!g_utf8_validate(text, -1, NULL))
		problem = "is not UTF-8";
	else
		person_set(person, "code", text, &problem);
	explicit_bzero(text, strlen(text));
	return problem == NULL ||
	    fail_set(error, FAIL_PERMANENT, "code: it %s", problem);
}

/* "vip=2" and the like. */
static bool
persons_assign(const struct operate *operate, struct person *person,
    const char *assignment, GError **error)
{
	if (g_str_equal(assignment, PERSONS_CODE))
		return persons_take_code(operate, person, error);
	if (g_str_equal(assignment, PERSONS_NO_CODE)) {
		strings_set(&person->code, "");
		return true;
	}
	if (g_str_has_prefix(assignment, "code="))
		return fail_set(error, FAIL_PERMANENT,
		    "code: it is read from standard input, by --code");

	const char *equals = strchr(assignment, '='), *problem = NULL;
	g_autofree char *field = equals
	    ? g_strndup(assignment, (gsize)(equals - assignment))
	    : g_strdup("");

	if (!persons_field(field) || g_str_equal(field, "uid"))
		return fail_set(error, FAIL_PERMANENT,
		    "%s: FIELD=VALUE is wanted; there are addresses, name, "
		    "language, time_zone, vip, manager, deputy",
		    assignment);
	if (person_set(person, field, equals + 1, &problem))
		return true;
	return fail_set(error, FAIL_PERMANENT, "%s: \"%s\" %s", field,
	    equals + 1, problem);
}

/* Changes fields, of somebody new as well: then the addresses are among them.
 */
static bool
persons_set(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	const char *refused = NULL;
	struct persons in = { .operate = operate };
	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);

	if (!txn)
		return false;
	in.txn = txn;
	g_autoptr(person) person = persons_start(&in, argv[0], error);
	if (!person)
		return false;
	if (!person_set(person, "uid", argv[0], &refused))
		return fail_set(error, FAIL_PERMANENT, "uid: \"%s\" %s",
		    argv[0], refused);
	for (guint i = 1; argv[i]; i++)
		if (!persons_assign(operate, person, argv[i], error))
			return false;
	g_autofree char *problem =
	    persons_problem(operate->inbox->accept.settings, person);
	if (problem)
		return fail_set(error, FAIL_PERMANENT, "%s", problem);
	g_autofree char *object = g_strconcat("person ", argv[0], NULL);
	if (!directory_put(txn, person, error) ||
	    !audit_note(txn, operate->actor, "people.set", object,
	        "by the operator", error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	g_string_append_printf(out, "%s: set\n", argv[0]);
	return true;
}

static bool
persons_remove(struct operate *operate, const char *uid, GString *out,
    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *object = g_strconcat("person ", uid, NULL);
	g_autoptr(kv_txn) txn =
	    kv_begin(operate->inbox->store->kv, KV_WRITE, error);

	if (!txn)
		return false;
	g_autoptr(person) person = directory_get(txn, uid, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (!person)
		return fail_set(error, FAIL_PERMANENT,
		    "%s: nobody has this UID", uid);
	if (!directory_remove(txn, uid, error) ||
	    !audit_note(txn, operate->actor, "people.remove", object,
	        "by the operator", error) ||
	    kv_commit(g_steal_pointer(&txn), error) != KV_OK)
		return false;
	g_string_append_printf(out, "%s: removed\n", uid);
	return true;
}

bool
persons_run(struct operate *operate, const char *const *argv, GString *out,
    GError **error)
{
	const char *verb = argv[0] ? argv[0] : "";

	if (g_str_equal(verb, "import"))
		return persons_import(operate, argv[1], out, error);
	if (g_str_equal(verb, "set") && argv[1] && argv[2])
		return persons_set(operate, argv + 1, out, error);
	if (g_str_equal(verb, "remove") && argv[1])
		return persons_remove(operate, argv[1], out, error);
	return fail_set(error, FAIL_PERMANENT,
	    "people %s: no such verb, or words are missing", verb);
}
