/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of MIME parts: the only place that gives GMime a customer's octets,
 * and it asks GMime for nothing but where parts begin and end. GMime never sees
 * the mail's own header (an address list of 82 KB overflows its stack), and no
 * nested message as one (the same header one level down): in the copy it reads,
 * "message/rfc822" is spelt otherwise, so that it stays a leaf. Header values
 * of parts are decoded by params.c from what was written.
 */
#include "mime/structure.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/octets.h"
#include "mime/fields.h"
#include "mime/transfer.h"

#define STRUCTURE_PARAMS 100 /* parameters read of one field */
#define STRUCTURE_GAP 64     /* octets inside a type that say nothing */
#define STRUCTURE_NAME 20    /* octets in which a field's name is looked for */
#define STRUCTURE_DEPTH 200  /* beyond any limit that a setting allows */

/* How types that GMime would descend into are spelt in its copy. */
static const struct {
	const char *real, *mask;
} masks[] = {
	{ "rfc822", "xfc822" },
	{ "global", "xlobal" },
	{ "digest", "xigest" },
	{ "news", "xews" },
	{ "partial", "xartial" },
};

void
structure_init(void)
{
	g_mime_init();
}

void
structure_free(struct structure *structure)
{
	if (!structure)
		return;
	g_free(structure->type);
	g_free(structure->id);
	params_free(structure->content);
	params_free(structure->disposition);
	if (structure->children)
		g_ptr_array_unref(structure->children);
	g_free(structure);
}

static struct structure *
new_leaf(const char *type, gsize offset, gsize length)
{
	struct structure *leaf = g_new0(struct structure, 1);

	leaf->content = params_parse(type, NULL, STRUCTURE_PARAMS);
	leaf->type = g_strdup(params_head(leaf->content));
	leaf->offset = offset;
	leaf->length = length;
	return leaf;
}

/* --- the copy that GMime reads ----------------------------------------- */

/* Behind white space, line ends and comments, which may stand inside a type. */
static char *
skip_white(char *p, const char *end)
{
	guint comment = 0;

	for (; p < end; p++) {
		if (*p == '(')
			comment++;
		else if (*p == ')' && comment > 0)
			comment--;
		else if (comment == 0 && !g_ascii_isspace(*p))
			break;
	}
	return p;
}

/* base64 is full of slashes, and of lines that begin with any letter. To look
 * at each with branches costs more than all else here, since they can not be
 * foretold; the second letter, looked up by the first one, says no to nearly
 * all. No two words may have one first letter and another second one. */
#define STRUCTURE_SECONDS 32

static void
add_second(char seconds[STRUCTURE_SECONDS], const char *word)
{
	char *second = &seconds[word[0] % STRUCTURE_SECONDS];

	g_assert(*second == '\0' || *second == word[1]);
	*second = word[1];
}

static gboolean
may_begin(const char seconds[STRUCTURE_SECONDS], const char *p, const char *end)
{
	return end - p > 1 &&
	    seconds[(guint8)p[0] % STRUCTURE_SECONDS] == (p[1] | 0x20);
}

/* Misspells the subtype at p ('/' was before it) when GMime would take the part
 * for a message. */
static void
mask_subtype(char *p, const char *end, const char seconds[STRUCTURE_SECONDS])
{
	const char *limit = end - p > STRUCTURE_GAP ? p + STRUCTURE_GAP : end;

	if (p < end && (g_ascii_isspace(*p) || *p == '('))
		p = skip_white(p, limit);
	if (!may_begin(seconds, p, end))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(masks); i++)
		if ((*p | 0x20) == *masks[i].real &&
		    (gsize)(end - p) >= strlen(masks[i].real) &&
		    g_ascii_strncasecmp(p, masks[i].real,
		        strlen(masks[i].real)) == 0) {
			*p = masks[i].mask[0];
			return;
		}
}

/* Makes the line end at p a space where parameters go on behind it. */
static gboolean
join_parameter(const char *begin, char *p, const char *end)
{
	gsize before = (gsize)(p - begin);

	/* A line of base64: nearly all of them. */
	if (before > 1 && g_ascii_isalnum(p[-1] == '\r' ? p[-2] : p[-1]))
		return FALSE;
	if (!fields_is_parameter(begin, before, p + 1, (gsize)(end - p - 1)))
		return FALSE;
	*p = ' ';
	if (before > 0 && p[-1] == '\r')
		p[-1] = ' ';
	return TRUE;
}

static gboolean
is_field(const char *p, const char *end, const char *name)
{
	gsize length = strlen(name), value;

	return (gsize)(end - p) >= length &&
	    g_ascii_strncasecmp(p, name, length) == 0 &&
	    fields_name(p, MIN((gsize)(end - p), STRUCTURE_NAME), &value) ==
	    length;
}

/* What GMime could take for the begin of an address list is misspelled: the
 * fields' names, and a first letter that may begin one of them. */
static const char *const lists[] = { "from", "to", "cc", "bcc", "sender",
	"reply-to" };

static void
mask_field(char *p, const char *end, const char seconds[STRUCTURE_SECONDS])
{
	if (!may_begin(seconds, p, end))
		return;
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		if (is_field(p, end, lists[i]))
			*p = 'x';
}

/* Misspells fields that GMime would read as address lists, should it find a
 * message all the same: bodies are not read from the copy. */
static void
mask_fields(char *begin, char *end)
{
	char seconds[STRUCTURE_SECONDS] = { 0 };
	guint16 places[OCTETS_AT_ONCE];
	gsize size;

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		add_second(seconds, lists[i]);
	mask_field(begin, end, seconds);
	for (char *text = begin; text < end; text += size) {
		size = MIN((gsize)(end - text), OCTETS_AT_ONCE);
		guint n = octets_find(text, size, '\n', places);
		for (guint i = 0; i < n; i++) {
			char *lf = text + places[i];
			if (!join_parameter(begin, lf, end))
				mask_field(lf + 1, end, seconds);
		}
	}
}

/* Misspells subtypes in the same way, wherever a slash is. */
static void
mask_subtypes(char *begin, const char *end)
{
	char seconds[STRUCTURE_SECONDS] = { 0 };
	guint16 places[OCTETS_AT_ONCE];
	gsize size;

	for (guint i = 0; i < G_N_ELEMENTS(masks); i++)
		add_second(seconds, masks[i].real);
	for (char *text = begin; text < end; text += size) {
		size = MIN((gsize)(end - text), OCTETS_AT_ONCE);
		guint n = octets_find(text, size, '/', places);
		for (guint i = 0; i < n; i++)
			mask_subtype(text + places[i] + 1, end, seconds);
	}
}

/* A header of our own making and the body, with the same misspelling all over:
 * a boundary that has such a word in it stays the same everywhere. */
static GByteArray *
make_copy(const char *boundary, const char *body, gsize size, gsize *front_out)
{
	GByteArray *copy = g_byte_array_sized_new((guint)(size + 512));
	g_autoptr(GString) head =
	    g_string_new("Content-Type: multipart/mixed; boundary=\"");
	char *begin, *end;

	for (; *boundary; boundary++) {
		if (*boundary == '"' || *boundary == '\\')
			g_string_append_c(head, '\\');
		if (*boundary != '\r' && *boundary != '\n')
			g_string_append_c(head, *boundary);
	}
	g_string_append(head, "\"\n\n");
	g_byte_array_append(copy, (const guint8 *)head->str, (guint)head->len);
	g_byte_array_append(copy, (const guint8 *)body, (guint)size);
	begin = (char *)copy->data;
	end = begin + copy->len;
	mask_subtypes(begin, end);
	mask_fields(begin, end);
	*front_out = head->len;
	return copy;
}

/* --- reading the tree -------------------------------------------------- */

/* The raw value of a part's field on one line, NULL when there is none. */
static char *
field_of(GMimeObject *object, const char *name)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	GMimeHeader *field = g_mime_header_list_get_header(list, name);
	const char *raw = field ? g_mime_header_get_raw_value(field) : NULL;
	GString *line;

	if (!raw)
		return NULL;
	line = g_string_new(NULL);
	for (; *raw; raw++) {
		if (*raw != '\r' && *raw != '\n')
			g_string_append_c(line, *raw);
	}
	return g_strstrip(g_string_free(line, FALSE));
}

/* The type as the mail wrote it; text/plain when it wrote none. */
static char *
real_type(const char *head)
{
	const char *slash = strchr(head, '/');

	if (!slash || slash == head || !slash[1])
		return g_strdup("text/plain");
	for (guint i = 0; i < G_N_ELEMENTS(masks); i++) {
		if (g_str_has_prefix(slash + 1, masks[i].mask))
			return g_strdup_printf("%.*s/%c%s", (int)(slash - head),
			    head, masks[i].real[0], slash + 2);
	}
	return g_strdup(head);
}

static void
read_fields(struct structure *part, GMimeObject *object)
{
	g_autofree char *type = field_of(object, "Content-Type");
	g_autofree char *disposition = field_of(object, "Content-Disposition");
	g_autofree char *encoding =
	    field_of(object, "Content-Transfer-Encoding");
	char *id = field_of(object, "Content-ID");

	part->content = params_parse(type ? type : "", NULL, STRUCTURE_PARAMS);
	part->type = real_type(params_head(part->content));
	if (disposition)
		part->disposition = params_parse(disposition,
		    params_get(part->content, "charset"), STRUCTURE_PARAMS);
	part->encoding = transfer_encoding(encoding);
	if (id) {
		g_strdelimit(id, "<>", ' ');
		part->id = g_utf8_make_valid(g_strstrip(id), -1);
		g_free(id);
	}
}

/* The bounds of a leaf's content; front is what our header added. */
static void
read_bounds(struct structure *part, GMimePart *leaf, gsize front, gsize base,
    gsize size)
{
	GMimeDataWrapper *content = g_mime_part_get_content(leaf);
	GMimeStream *stream =
	    content ? g_mime_data_wrapper_get_stream(content) : NULL;
	gint64 begin, end;

	part->offset = size;
	if (!stream)
		return;
	begin = stream->bound_start - (gint64)front + (gint64)base;
	end = stream->bound_end < 0
	    ? (gint64)size
	    : stream->bound_end - (gint64)front + (gint64)base;
	if (begin < (gint64)base || begin > end || end > (gint64)size)
		return;
	part->offset = (gsize)begin;
	part->length = (gsize)(end - begin);
}

struct reading {
	gsize front, base, size;
};

static struct structure *
read_object(GMimeObject *object, const struct reading *reading, guint depth)
{
	struct structure *part = g_new0(struct structure, 1);
	GMimeMultipart *multipart;
	int n;

	read_fields(part, object);
	if (!GMIME_IS_MULTIPART(object)) {
		if (GMIME_IS_PART(object))
			read_bounds(part, GMIME_PART(object), reading->front,
			    reading->base, reading->size);
		return part;
	}
	part->children =
	    g_ptr_array_new_with_free_func((GDestroyNotify)structure_free);
	multipart = GMIME_MULTIPART(object);
	n = depth < STRUCTURE_DEPTH ? g_mime_multipart_get_count(multipart) : 0;
	for (int i = 0; i < n; i++)
		g_ptr_array_add(part->children,
		    read_object(g_mime_multipart_get_part(multipart, i),
		        reading, depth + 1));
	return part;
}

/* The parts of a multipart mail; NULL when there are none. */
static struct structure *
read_multipart(const char *raw, gsize size, gsize base, const char *boundary)
{
	struct reading reading = { .base = base, .size = size };
	GByteArray *copy =
	    make_copy(boundary, raw + base, size - base, &reading.front);
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(copy);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	struct structure *tree = NULL;
	GMimeObject *object;

	g_mime_parser_set_persist_stream(parser, TRUE);
	g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
	object = g_mime_parser_construct_part(parser, NULL);
	if (object) {
		tree = read_object(object, &reading, 0);
		g_object_unref(object);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	if (tree && tree->children && tree->children->len > 0)
		return tree;
	structure_free(tree);
	return NULL;
}

/* The Content-Type that counts: of doubled ones the first that is one. */
static const char *
top_type(const struct header *header)
{
	const char *value;

	for (guint i = 0;; i++) {
		value = header_find(header, "Content-Type", i);
		if (!value)
			return "text/plain";
		if (strchr(value, '/'))
			return value;
	}
}

struct structure *
structure_read(const void *raw, gsize size, const struct header *header)
{
	gsize base = MIN(header->body_offset, size);
	struct structure *top = new_leaf(top_type(header), base, size - base);
	const char *disposition = header_find(header, "Content-Disposition", 0);
	const char *boundary = params_get_raw(top->content, "boundary");
	struct structure *tree = NULL;

	g_free(top->type);
	top->type = real_type(params_head(top->content));
	if (disposition)
		top->disposition =
		    params_parse(disposition, NULL, STRUCTURE_PARAMS);
	if (g_str_has_prefix(top->type, "multipart/")) {
		if (boundary && *boundary)
			tree = read_multipart(raw, size, base, boundary);
		if (tree) {
			top->children = g_steal_pointer(&tree->children);
			top->length = 0;
			structure_free(tree);
			return top;
		}
		g_free(top->type);
		top->type = g_strdup("text/plain");
	}
	top->encoding = transfer_encoding(header_find(header,
	    "Content-Transfer-Encoding", 0));
	return top;
}

bool
structure_is(const struct structure *structure, const char *type)
{
	return strcmp(structure->type, type) == 0;
}

bool
structure_disposed(const struct structure *structure, const char *how)
{
	return structure->disposition &&
	    strcmp(params_head(structure->disposition), how) == 0;
}

const char *
structure_name(const struct structure *structure)
{
	const char *name = NULL;

	if (structure->disposition)
		name = params_get(structure->disposition, "filename");
	if (!name || !*name)
		name = params_get(structure->content, "name");
	return name && *name ? name : NULL;
}

const char *
structure_charset(const struct structure *structure)
{
	return params_get(structure->content, "charset");
}
