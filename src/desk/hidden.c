/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail discloses is taken out once, before anybody keeps or reads it, so
 * that no later place can forget to. Offsets into the text must lead to the
 * same words as before; a range that began or ended inside a secret goes to the
 * edge of what stands there now. */
#include "desk/hidden.h"

#include <string.h>

#include "desk/disclosed.h"
#include "desk/owncode.h"

#define EXTENSION_MAX 5 /* characters of "pages", "html" */

/* Where an octet of the text has gone to. */
enum edge { BEGIN, END };

static guint32
moved(const GArray *ranges, guint32 offset, enum edge edge)
{
	gint64 shift = 0;

	for (guint i = 0; i < ranges->len; i++) {
		const struct disclosed_range *range =
		    &g_array_index(ranges, struct disclosed_range, i);
		size_t end = range->offset + range->length;
		gint64 size = (gint64)disclosed_mark_size(range->kind);

		if (offset <= range->offset)
			break;
		if (offset < end)
			return (guint32)((gint64)range->offset + shift +
			    (edge == END ? size : 0));
		shift += size - (gint64)range->length;
	}
	return (guint32)(offset + shift);
}

/* Two ranges that met within one secret still have to be apart. */
static void
move_kept(GArray *kept, const GArray *ranges)
{
	guint left = 0;
	guint32 before = 0;

	for (guint i = 0; i < kept->len; i++) {
		struct message_range range =
		    g_array_index(kept, struct message_range, i);
		guint32 begin = moved(ranges, range.offset, BEGIN);
		guint32 end = moved(ranges, range.offset + range.length, END);

		begin = MAX(begin, before);
		if (end <= begin)
			continue;
		range = (struct message_range){ begin, end - begin };
		g_array_index(kept, struct message_range, left++) = range;
		before = end;
	}
	g_array_set_size(kept, left);
}

/* Whether the writer has just written it. */
static bool
is_new(const struct message *message, const struct disclosed_range *range)
{
	for (guint i = 0; i < message->kept->len; i++) {
		const struct message_range *kept =
		    &g_array_index(message->kept, struct message_range, i);

		if (range->offset < (gsize)kept->offset + kept->length &&
		    kept->offset < range->offset + range->length)
			return true;
	}
	return message->kept->len == 0;
}

static void
hide(char **text, const GArray *ranges)
{
	char *masked = disclosed_mask(*text, ranges);

	g_free(*text);
	*text = masked;
}

static void
hide_in_text(struct message *message, const GArray *ranges)
{
	move_kept(message->kept, ranges);
	hide(&message->text, ranges);
}

static guint32
hide_text(struct message *message, GBytes *words)
{
	g_autoptr(GArray) ranges = disclosed_find(message->text, words);
	guint32 bits = 0;

	if (ranges->len == 0)
		return 0;
	for (guint i = 0; i < ranges->len; i++) {
		const struct disclosed_range *range =
		    &g_array_index(ranges, struct disclosed_range, i);

		bits |= is_new(message, range) ? hidden_bit(range->kind) : 0;
	}
	hide_in_text(message, ranges);
	return bits | MESSAGE_FLAG_HIDDEN;
}

/* One line of the header. */
static guint32
hide_line(char **text, GBytes *words)
{
	g_autoptr(GArray) ranges = disclosed_find(*text, words);
	guint32 bits = ranges->len > 0 ? MESSAGE_FLAG_HIDDEN : 0;

	for (guint i = 0; i < ranges->len; i++)
		bits |=
		    hidden_bit(g_array_index(ranges, struct disclosed_range, i)
		                   .kind);
	if (bits)
		hide(text, ranges);
	return bits;
}

/* The dot of a file name's extension, or its end. */
static const char *
extension_of(const char *name)
{
	const char *dot = strrchr(name, '.');
	const char *end = name + strlen(name);

	return dot && end - dot - 1 <= EXTENSION_MAX ? dot : end;
}

/* Of a name that holds a secret only the extension is left: it may be in any
 * order. ranges: of the name, at least one. */
static void
hide_name(char **name, const GArray *ranges)
{
	const char *extension = extension_of(*name);
	const struct disclosed_range *first =
	    &g_array_index(ranges, struct disclosed_range, 0);
	const struct disclosed_range *last =
	    &g_array_index(ranges, struct disclosed_range, ranges->len - 1);
	if (last->offset + last->length > (gsize)(extension - *name))
		extension = "";
	char *hidden = g_strdup_printf("hidden (%s)%s",
	    disclosed_kind_name(first->kind), extension);
	g_free(*name);
	*name = hidden;
}

/* "seed_legal_winner_....txt" is read as if it had blanks. */
static guint32
hide_in_name(char **name, GBytes *words)
{
	g_autofree char *plain = g_strdup(*name);
	const char *extension = extension_of(*name);
	g_autoptr(GArray) ranges = NULL;

	g_strdelimit(plain, "_", ' ');
	if (*extension)
		plain[extension - *name] = ' ';
	ranges = disclosed_find(plain, words);
	if (ranges->len == 0)
		return 0;
	hide_name(name, ranges);
	return hidden_bit(g_array_index(ranges, struct disclosed_range, 0)
	                      .kind) |
	    MESSAGE_FLAG_HIDDEN;
}

bool
hidden_take_out(struct message *message, GBytes *words)
{
	guint32 subject = hide_line(&message->subject, words);
	guint32 bits = hide_text(message, words);

	/* An answer's subject is the first mail's. */
	if (*message->in_reply_to || *message->references)
		subject &= MESSAGE_FLAG_HIDDEN;
	bits |= subject | hide_line(&message->from_name, words);
	for (guint i = 0; i < message->parts->len; i++) {
		struct message_part *part = message->parts->pdata[i];

		bits |= hide_in_name(&part->name, words);
	}
	message->flags |= bits;
	return bits != 0;
}

bool
hidden_take_code(struct message *message, const char *code)
{
	g_autoptr(GArray) in_text = owncode_find(message->text, code);
	char **const lines[] = { &message->subject, &message->from_name };
	bool changed = in_text->len > 0;

	if (changed)
		hide_in_text(message, in_text);
	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GArray) ranges = owncode_find(*lines[i], code);

		if (ranges->len == 0)
			continue;
		hide(lines[i], ranges);
		changed = true;
	}
	for (guint i = 0; i < message->parts->len; i++) {
		struct message_part *part = message->parts->pdata[i];
		g_autoptr(GArray) ranges = owncode_find(part->name, code);

		if (ranges->len == 0)
			continue;
		hide_name(&part->name, ranges);
		changed = true;
	}
	return changed;
}

guint32
hidden_in_file(const char *text, GBytes *words)
{
	g_autoptr(GArray) ranges = disclosed_find(text, words);
	guint32 bits = 0;

	for (guint i = 0; i < ranges->len; i++)
		bits |=
		    hidden_bit(g_array_index(ranges, struct disclosed_range, i)
		                   .kind);
	return bits & ~hidden_bit(DISCLOSED_CODE);
}

char *
hidden_kinds(guint32 flags)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < DISCLOSED_KINDS; i++)
		if (flags & hidden_bit(i))
			g_string_append_printf(out, "%s%s",
			    out->len > 0 ? ", " : "",
			    disclosed_kind_name((enum disclosed_kind)i));
	return out->len > 0 ? g_string_free(g_steal_pointer(&out), FALSE)
	                    : NULL;
}
