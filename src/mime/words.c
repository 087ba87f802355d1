/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoded words (RFC 2047) and address lists (RFC 5322). Written by hand
 * because GMime's decoder loses text between adjacent words and its address
 * parser recurses as deep as a mail asks for. Adjacent words are joined as
 * octets before the charset is applied. Must stay linear: a header may be 256
 * KiB of "=?".
 */
#include "mime/words.h"

#include <string.h>

#include "mime/charset.h"
#include "mime/encodedword.h"

#define WORDS_ADDRESS 200 /* encoded words in one address list entry */

/* Text decoded so far, and octets whose charset is not yet applied. */
struct decoder {
	GString *out;
	GByteArray *pending;
	char charset[ENCODEDWORD_CHARSET]; /* of pending; "" is raw text */
	const char *fallback;
};

/* The body's charset helps with raw 8-bit octets and escapes; 7-bit text is
 * what it is, even when the body is UTF-7. */
static gboolean
needs_fallback(const GByteArray *octets)
{
	for (guint i = 0; i < octets->len; i++) {
		if (octets->data[i] >= 0x80 || octets->data[i] == 0x1b)
			return TRUE;
	}
	return FALSE;
}

static void
flush(struct decoder *decoder)
{
	const char *charset = decoder->charset;
	g_autofree char *text = NULL;

	if (decoder->pending->len == 0)
		return;
	if (!charset[0])
		charset =
		    needs_fallback(decoder->pending) ? decoder->fallback : NULL;
	text = charset_to_utf8(decoder->pending->data, decoder->pending->len,
	    charset, NULL);
	g_string_append(decoder->out, text);
	g_byte_array_set_size(decoder->pending, 0);
}

static void
append_word(struct decoder *decoder, const struct encodedword *word)
{
	if (g_ascii_strcasecmp(decoder->charset, word->charset) != 0) {
		flush(decoder);
		g_strlcpy(decoder->charset, word->charset,
		    sizeof decoder->charset);
	}
	encodedword_append(word, decoder->pending);
}

static void
append_raw(struct decoder *decoder, const char *p, gsize size)
{
	if (decoder->charset[0]) {
		flush(decoder);
		decoder->charset[0] = '\0';
	}
	g_byte_array_append(decoder->pending, (const guint8 *)p, (guint)size);
}

/* Controls and line separators as spaces, outer white space gone: a header's
 * value is one line, whatever was encoded in it. */
static char *
one_line(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	const char *next;

	for (const char *p = text; *p; p = next) {
		gunichar c = g_utf8_get_char(p);

		next = p + g_utf8_skip[(guchar)*p];
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
		    c == 0x2029)
			g_string_append_c(out, ' ');
		else
			g_string_append_len(out, p, next - p);
	}
	return g_strstrip(g_string_free(out, FALSE));
}

char *
words_decode(const char *raw, const char *fallback, guint max_words)
{
	g_autoptr(GString) out = g_string_sized_new(strlen(raw));
	g_autoptr(GByteArray) pending = g_byte_array_new();
	struct decoder decoder = { out, pending, "", fallback };
	struct encodedword word;
	const char *p = raw;

	while (*p) {
		const char *next;

		if (max_words > 0 && encodedword_at(p, &word)) {
			append_word(&decoder, &word);
			max_words--;
			/* White space between two words is not text. */
			p = word.next;
			next = p + strspn(p, " \t\r\n");
			if (max_words > 0 && encodedword_at(next, &word))
				p = next;
			continue;
		}
		next = strstr(p + 1, "=?");
		if (!next || max_words == 0)
			next = p + strlen(p);
		append_raw(&decoder, p, (gsize)(next - p));
		p = next;
	}
	flush(&decoder);
	return one_line(out->str);
}

/* --- address lists ----------------------------------------------------- */

/* What one list entry holds so far. plain keeps quotes as written, for local
 * parts like "john smith"@example.com. */
struct entry {
	GString *phrase, *plain, *comment, *angle;
	gboolean has_angle, has_at;
};

struct list {
	const char *p;
	const char *fallback;
	/* No further '"', ')' or '>' comes: not searched for again, which
	 * keeps hostile lists linear. */
	gboolean no_quote, no_comment, no_angle;
	struct entry entry;
	GPtrArray *mailboxes;
};

void
words_mailbox_free(struct words_mailbox *mailbox)
{
	if (!mailbox)
		return;
	g_free(mailbox->address);
	g_free(mailbox->name);
	g_free(mailbox);
}

/* The word of text that holds an '@', cut out of it; quoted strings belong to
 * their word. NULL when there is none. */
static char *
cut_address(GString *text)
{
	gsize begin = 0, end, at = text->len;
	gboolean quoted = FALSE;
	char *address;

	for (end = 0; end < text->len; end++) {
		char c = text->str[end];

		if (c == '"') {
			quoted = !quoted;
		} else if (!quoted && g_ascii_isspace(c)) {
			if (at < text->len)
				break;
			begin = end + 1;
		} else if (c == '@' && !quoted) {
			at = end;
		}
	}
	if (at == text->len)
		return NULL;
	address = g_strndup(text->str + begin, end - begin);
	g_string_erase(text, (gssize)begin, (gssize)(end - begin));
	return address;
}

/* Takes away what stands round an address in real mail: brackets, apostrophes,
 * "mailto:", a source route, a final dot. */
static char *
strip_address(char *take_address)
{
	char *p = take_address, *end, *colon;

	while (*p && strchr("<[('` \t", *p))
		p++;
	if (g_ascii_strncasecmp(p, "mailto:", 7) == 0)
		p += 7;
	if (*p == '@' && (colon = strchr(p, ':')))
		p = colon + 1;
	for (end = p + strlen(p); end > p && strchr(">)]'`.,; \t", end[-1]);) {
		if (end[-1] == ']' && strchr(p, '['))
			break;
		end--;
	}
	*end = '\0';
	memmove(take_address, p, strlen(p) + 1);
	return take_address;
}

/* Removes white space beside '@' and '.': "john @ example . com". */
static void
close_up(GString *text)
{
	gsize to = 0;

	for (gsize i = 0; i < text->len; i++) {
		char c = text->str[i];
		gsize next = i;

		while (next < text->len && g_ascii_isspace(text->str[next]))
			next++;
		if (next > i && next < text->len &&
		    strchr("@.", text->str[next]))
			i = next, c = text->str[i];
		text->str[to++] = c;
		while ((c == '@' || c == '.') && i + 1 < text->len &&
		    g_ascii_isspace(text->str[i + 1]))
			i++;
	}
	g_string_truncate(text, to);
}

/* The address in what stood between angle brackets, as UTF-8. */
static char *
angle_address(const char *angle, const char *fallback)
{
	g_autofree char *decoded = words_decode(angle, fallback, 4);
	g_autoptr(GString) text = g_string_new(decoded);
	char *address;

	if (strpbrk(decoded, " \t"))
		close_up(text);
	address = cut_address(text);
	return strip_address(address ? address : g_strdup(text->str));
}

static void
clear_entry(struct entry *entry)
{
	g_string_truncate(entry->phrase, 0);
	g_string_truncate(entry->plain, 0);
	g_string_truncate(entry->comment, 0);
	g_string_truncate(entry->angle, 0);
	entry->has_angle = FALSE;
	entry->has_at = FALSE;
}

/* The address of an entry without brackets, taken out of its phrase; NULL when
 * nothing has an '@'. An address may be hidden in an encoded word. */
static char *
bare_address(struct list *list)
{
	struct entry *entry = &list->entry;
	g_autofree char *decoded = NULL, *utf8 = NULL;
	char *address = cut_address(entry->plain);

	if (!address && strstr(entry->plain->str, "=?")) {
		decoded = words_decode(entry->plain->str, list->fallback,
		    WORDS_ADDRESS);
		if (!strchr(decoded, '@'))
			return NULL;
		g_string_assign(entry->plain, decoded);
		address = cut_address(entry->plain);
	}
	if (!address && entry->has_at) {
		close_up(entry->plain);
		address = cut_address(entry->plain);
	}
	if (!address)
		return NULL;
	utf8 = charset_to_utf8(address, strlen(address), list->fallback, NULL);
	g_free(address);
	/* What is left is the name; its quotes are not part of it. */
	g_string_truncate(entry->phrase, 0);
	for (const char *p = entry->plain->str; *p; p++) {
		if (!strchr("\"<>", *p))
			g_string_append_c(entry->phrase, *p);
	}
	address = strchr(utf8, '<');
	return strip_address(g_strdup(address ? address : utf8));
}

static void
end_entry(struct list *list)
{
	struct entry *entry = &list->entry;
	g_autofree char *address = NULL, *name = NULL;
	struct words_mailbox *mailbox;

	if (entry->has_angle)
		address = angle_address(entry->angle->str, list->fallback);
	if (!address || (!strchr(address, '@') && entry->has_at)) {
		char *bare = bare_address(list);

		if (bare) {
			g_free(address);
			address = bare;
		}
	}
	/* "From: MAILER-DAEMON (Mail System)": one bare word is an address
	 * whose domain is missing. */
	if (!address && !strpbrk(g_strstrip(entry->plain->str), " \t\"=")) {
		address = charset_to_utf8(entry->plain->str,
		    strlen(entry->plain->str), list->fallback, NULL);
		g_string_truncate(entry->phrase, 0);
	}
	name = words_decode(entry->phrase->str, list->fallback, WORDS_ADDRESS);
	if (!*name && entry->comment->len > 0) {
		g_free(name);
		name = words_decode(entry->comment->str, list->fallback,
		    WORDS_ADDRESS);
	}
	clear_entry(entry);
	if ((!address || !*address) && !*name)
		return;
	mailbox = g_new0(struct words_mailbox, 1);
	mailbox->address = address ? g_steal_pointer(&address) : g_strdup("");
	mailbox->name = g_steal_pointer(&name);
	g_ptr_array_add(list->mailboxes, mailbox);
}

static void
take(struct list *list, const char *end)
{
	gssize n = end - list->p;

	g_string_append_len(list->entry.phrase, list->p, n);
	g_string_append_len(list->entry.plain, list->p, n);
	list->p = end;
}

/* A quoted string; a quote that nothing closes is no quote. */
static void
take_quoted(struct list *list)
{
	struct entry *entry = &list->entry;
	const char *end = list->p + 1;

	while (!list->no_quote && *end && *end != '"')
		end += *end == '\\' && end[1] ? 2 : 1;
	if (list->no_quote || !*end) {
		list->no_quote = TRUE;
		list->p++;
		return;
	}
	g_string_append_len(entry->plain, list->p, end + 1 - list->p);
	for (const char *p = list->p + 1; p < end; p++) {
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		g_string_append_c(entry->phrase, *p);
	}
	list->p = end + 1;
}

/* A comment, nested ones inside it. Its text is the name of last resort. */
static void
take_comment(struct list *list)
{
	const char *end = list->p;
	guint depth = 0;

	for (; !list->no_comment && *end; end++) {
		if (*end == '\\' && end[1])
			end++;
		else if (*end == '(')
			depth++;
		else if (*end == ')' && --depth == 0)
			break;
	}
	if (list->no_comment || !*end) {
		list->no_comment = TRUE;
		take(list, list->p + 1);
		return;
	}
	if (list->entry.comment->len == 0)
		g_string_append_len(list->entry.comment, list->p + 1,
		    end - list->p - 1);
	/* A comment is white space. */
	list->p = end + 1;
	g_string_append_c(list->entry.phrase, ' ');
	g_string_append_c(list->entry.plain, ' ');
}

/* "<...>"; without its end, up to the next comma. */
static void
take_angle(struct list *list)
{
	struct entry *entry = &list->entry;
	const char *begin = list->p + 1, *end = NULL, *inner, *comma;

	while (*begin == '<')
		begin++;
	if (!list->no_angle)
		end = strchr(begin, '>');
	if (!end) {
		list->no_angle = TRUE;
		end = begin + strcspn(begin, ",;<");
	} else {
		inner = memchr(begin, '<', (gsize)(end - begin));
		comma = memchr(begin, ',', (gsize)(end - begin));
		if (inner && comma && comma < inner)
			end = comma;
	}
	list->p = *end == '>' ? end + 1 : end;
	if (entry->has_angle && strchr(entry->angle->str, '@'))
		return;
	g_string_truncate(entry->angle, 0);
	g_string_append_len(entry->angle, begin, end - begin);
	entry->has_angle = TRUE;
}

/* ':' ends a group's name, unless it belongs to an address. */
static void
take_colon(struct list *list)
{
	struct entry *entry = &list->entry;

	if (entry->has_at || entry->has_angle || list->p[1] == '/' ||
	    g_ascii_strcasecmp(entry->plain->str, "mailto") == 0) {
		take(list, list->p + 1);
		return;
	}
	clear_entry(entry);
	list->p++;
}

static void
take_next(struct list *list)
{
	struct encodedword word;

	switch (*list->p) {
	case ',':
	case ';':
		end_entry(list);
		list->p++;
		return;
	case '"':
		take_quoted(list);
		return;
	case '(':
		take_comment(list);
		return;
	case '<':
		take_angle(list);
		return;
	case ':':
		take_colon(list);
		return;
	case '>':
		list->p++;
		return;
	case '=':
		/* Commas and colons inside an encoded word are its text. */
		if (encodedword_at(list->p, &word)) {
			take(list, word.next);
			return;
		}
		break;
	case '@':
		list->entry.has_at = TRUE;
		break;
	default:
		break;
	}
	take(list, list->p + 1);
}

GPtrArray *
words_mailboxes(const char *raw, const char *fallback, guint max)
{
	g_autoptr(GString) phrase = g_string_new(NULL);
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autoptr(GString) comment = g_string_new(NULL);
	g_autoptr(GString) angle = g_string_new(NULL);
	struct list list = { .p = raw, .fallback = fallback };

	list.entry.phrase = phrase;
	list.entry.plain = plain;
	list.entry.comment = comment;
	list.entry.angle = angle;
	list.mailboxes =
	    g_ptr_array_new_with_free_func((GDestroyNotify)words_mailbox_free);
	while (*list.p && list.mailboxes->len < max)
		take_next(&list);
	if (list.mailboxes->len < max)
		end_entry(&list);
	return list.mailboxes;
}
