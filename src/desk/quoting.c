/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an agent's words end and the client's begin. Told by form rather than
 * by language where that is possible: a line that ends with a colon and holds
 * an address and a date needs no dictionary. Taking a line too much costs the
 * agent a line; leaving one gives a customer a name that is not his business,
 * so in doubt at the end of a text the line goes. */
#include "desk/quoting.h"

#include <stdbool.h>
#include <string.h>

#include "base/address.h"

#define ATTRIBUTION_LINES 4U /* wrapped */
#define HEADER_LINES 16U
#define LINE_MAX_OCTETS 400 /* of an attribution */
#define RULE_MIN 5
#define OUTLOOK_RULE_MIN 20

/* How "X wrote:" ends, before the colon. */
static const char *const verbs[] = { "wrote", "writes", "schrieb",
	"geschrieben", "a écrit", "escribió", "ha scritto", "scrisse",
	"schreef", "geschreven", "escreveu", "skrev", "kirjoitti", "napisał",
	"napisała", "napisał(a)", "pisze", "napsal", "napsal(a)", "napísal",
	"napísal(a)", "ezt írta", "yazdı", "написал", "написал(а)", "пишет",
	"пише", "написав", "написа", "έγραψε", "a scris", "napisao",
	"je napisao/la", "je napisal/a", "đã viết", "menulis", "เขียนว่า", "작성",
	"写道", "寫道", "書きました", "כתב", "כתב/ה", "كتب" };

/* How an attribution begins where a client writes the date first. */
static const char *const openers[] = { "On ", "Am ", "Le ", "El ", "Il ", "Op ",
	"Em ", "Den ", "På ", "W dniu ", "Dnia ", "Dne ", "Dňa ", "Ter ", "Pe ",
	"La ", "În data", "Στις ", "Vào ", "Pada ", "Lúc ", "در ", "في ",
	"בתאריך" };

/* "From" and its companions in the block that Outlook writes. */
static const char *const from_labels[] = { "From", "Von", "De", "Da", "Van",
	"Från", "Fra", "Lähettäjä", "Od", "Feladó", "Kimden", "От", "Від",
	"Από", "De la", "发件人", "寄件者", "差出人", "보낸 사람", "من",
	"מאת" };
static const char *const other_labels[] = { "Sent", "Date", "To", "Cc",
	"Subject", "Gesendet", "Datum", "An", "Betreff", "Envoyé", "À", "Objet",
	"Enviado", "Enviado el", "Enviada em", "Fecha", "Para", "Asunto",
	"Assunto", "Inviato", "Data", "A", "Oggetto", "Verzonden", "Aan",
	"Onderwerp", "Skickat", "Till", "Ämne", "Sendt", "Til", "Emne",
	"Lähetetty", "Vastaanottaja", "Aihe", "Wysłano", "Do", "Temat",
	"Odesláno", "Komu", "Předmět", "Odoslané", "Predmet", "Elküldve",
	"Címzett", "Tárgy", "Gönderildi", "Tarih", "Kime", "Konu", "Отправлено",
	"Дата", "Кому", "Тема", "Надіслано", "Στάλθηκε", "Ημερομηνία", "Προς",
	"Θέμα", "Trimis", "Către", "Subiect", "发送时间", "日期", "收件人",
	"主题", "寄件日期", "收件者", "主旨", "送信日時", "日時", "宛先",
	"件名", "보낸 날짜", "날짜", "받는 사람", "제목" };

/* Lines that phones and web mail add below an answer. */
static const char *const footers[] = { "Sent from my ", "Sent from Outlook",
	"Sent from Mail for ", "Sent from Yahoo", "Sent with Proton",
	"Get Outlook for ", "Von meinem iPhone", "Von meinem iPad",
	"Von meinem Android", "Gesendet von meinem ", "Gesendet von Mail",
	"Gesendet von Outlook", "Envoyé de mon ", "Enviado desde mi ",
	"Inviato da iPhone", "Inviato da Outlook", "Verzonden vanaf mijn " };

struct line {
	const char *start;
	gsize size; /* without \n */
};

struct lines {
	const struct line *at;
	guint count;
	const char *domain; /* the desk's */
	bool strict; /* "you wrote:" alone may be the agent's own words */
};

static GArray *
cut_lines(const char *text, gsize size)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	const char *end = text + size;

	while (text < end) {
		const char *stop = memchr(text, '\n', (gsize)(end - text));
		struct line line = { text,
			(gsize)((stop ? stop : end) - text) };

		g_array_append_val(lines, line);
		text += line.size + 1;
	}
	return lines;
}

/* White space that can be seen, and the characters that can not: no-break
 * spaces, and what Hebrew and Arabic clients wrap around an attribution. */
static bool
is_space(gunichar c)
{
	return g_unichar_isspace(c) || c == 0xa0 || c == 0xfeff ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x2069);
}

/* A line without the space around it, and the stars of bold print. */
static struct line
trimmed(struct line line)
{
	const char *end = line.start + line.size;

	while (line.start < end) {
		gunichar c = g_utf8_get_char(line.start);

		if (!is_space(c) && c != '*')
			break;
		line.start += g_utf8_skip[(guchar)*line.start];
	}
	while (end > line.start) {
		const char *last = g_utf8_prev_char(end);
		gunichar c = g_utf8_get_char(last);

		if (!is_space(c) && c != '*')
			break;
		end = last;
	}
	line.size = (gsize)(end - line.start);
	return line;
}

static bool
starts_with(struct line line, const char *text)
{
	gsize length = strlen(text);

	return line.size >= length &&
	    g_ascii_strncasecmp(line.start, text, length) == 0;
}

static bool
ends_with(struct line line, const char *text)
{
	gsize length = strlen(text);

	return line.size >= length &&
	    memcmp(line.start + line.size - length, text, length) == 0;
}

static bool
starts_with_any(struct line line, const char *const *texts, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (starts_with(line, texts[i]))
			return true;
	return false;
}

static bool
is_blank(struct line line)
{
	return trimmed(line).size == 0;
}

static bool
is_quoted(struct line line)
{
	line = trimmed(line);
	return line.size > 0 && *line.start == '>';
}

/* A line of that many of the same sign and nothing else. */
static bool
is_row(struct line line, char sign, gsize at_least)
{
	if (line.size < at_least)
		return false;
	for (gsize i = 0; i < line.size; i++)
		if (line.start[i] != sign)
			return false;
	return true;
}

/* "-----Original Message-----", "---- On ..., X wrote ----", in any
 * language. */
static bool
is_titled_rule(struct line line)
{
	line = trimmed(line);
	return line.size < LINE_MAX_OCTETS && starts_with(line, "---") &&
	    ends_with(line, "---") && !is_row(line, '-', 1);
}

static bool
is_rule(struct line line)
{
	struct line bare = trimmed(line);

	return is_titled_rule(line) || is_row(bare, '_', RULE_MIN) ||
	    is_row(bare, '-', RULE_MIN) || is_row(bare, '=', RULE_MIN);
}

static bool
is_footer(struct line line)
{
	line = trimmed(line);
	return line.size < LINE_MAX_OCTETS &&
	    starts_with_any(line, footers, G_N_ELEMENTS(footers));
}

/* Whether a colon ends it; the line without it. */
static bool
drop_colon(struct line *line)
{
	static const char *const colons[] = { ":", "：" };

	*line = trimmed(*line);
	for (guint i = 0; i < G_N_ELEMENTS(colons); i++) {
		if (!ends_with(*line, colons[i]))
			continue;
		line->size -= strlen(colons[i]);
		*line = trimmed(*line);
		return true;
	}
	return false;
}

static bool
ends_with_verb(struct line line)
{
	for (guint i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (ends_with(line, verbs[i]))
			return true;
	return false;
}

/* A year of our time, or a time of day. */
static bool
has_date(struct line line)
{
	const char *end = line.start + line.size;
	guint digits = 0;

	for (const char *p = line.start; p < end; p++) {
		digits = g_ascii_isdigit(*p) ? digits + 1 : 0;
		if (digits == 4 && (p[-3] == '1' || p[-3] == '2'))
			return true;
		if ((digits == 1 || digits == 2) && end - p > 3 &&
		    strchr(":.h", p[1]) && g_ascii_isdigit(p[2]) &&
		    g_ascii_isdigit(p[3]))
			return true;
	}
	return false;
}

/* Address and date seen in the lines of a possible attribution so far. */
struct evidence {
	bool address, desk, date;
};

static void
gather(struct evidence *evidence, struct line line, const char *domain)
{
	const char *end = line.start + line.size;
	gsize length = strlen(domain);

	evidence->date |= has_date(line);
	for (const char *p = line.start; (p = memchr(p, '@', (gsize)(end - p)));
	     p++) {
		evidence->address = true;
		evidence->desk |= length > 0 && (gsize)(end - p) > length &&
		    g_ascii_strncasecmp(p + 1, domain, length) == 0;
	}
}

/* Whether what has been gathered makes an attribution of it; opener: the line
 * begins like one. */
static bool
is_enough(const struct evidence *evidence, bool opener, bool verb)
{
	if (opener)
		return evidence->date;
	return (evidence->address && evidence->date) || evidence->desk ||
	    (verb && evidence->date);
}

/* Whether an attribution ends in line `last`; *first_out is where it begins:
 * at an opener, else at the line that made it certain, else at the wrapped
 * line above that has the address. */
static bool
find_attribution(const struct lines *lines, guint last, guint *first_out)
{
	struct line line = lines->at[last];
	struct evidence evidence = { false, false, false };
	bool verb, found;

	if (!drop_colon(&line))
		return false;
	verb = ends_with_verb(line);
	found = verb && !lines->strict;
	*first_out = last;
	for (guint k = 0; k < ATTRIBUTION_LINES && k <= last; k++) {
		bool had_address = evidence.address, opener;

		line = trimmed(lines->at[last - k]);
		if (line.size == 0 || line.size > LINE_MAX_OCTETS ||
		    is_quoted(line))
			break;
		gather(&evidence, line, lines->domain);
		opener = starts_with_any(line, openers, G_N_ELEMENTS(openers));
		if (is_enough(&evidence, opener, verb) &&
		    (!found || opener ||
		        (k > 0 && evidence.address && !had_address))) {
			*first_out = last - k;
			found = true;
		}
		if (opener)
			break;
	}
	return found;
}

static bool
has_label(struct line line, const char *const *labels, gsize count)
{
	line = trimmed(line);
	for (gsize i = 0; i < count; i++) {
		struct line rest = line;
		gsize length = strlen(labels[i]);

		if (!starts_with(line, labels[i]))
			continue;
		rest.start += length;
		rest.size -= length;
		rest = trimmed(rest);
		if (starts_with(rest, ":") || starts_with(rest, "："))
			return true;
	}
	return false;
}

static bool
is_from_label(struct line line)
{
	return has_label(line, from_labels, G_N_ELEMENTS(from_labels));
}

static bool
is_other_label(struct line line)
{
	return has_label(line, other_labels, G_N_ELEMENTS(other_labels));
}

/* Whether a header block begins at `first`, with at least two of From's
 * companions right behind it. */
static bool
is_header_block(const struct lines *lines, guint first)
{
	guint companions = 0, others = 0;

	if (!is_from_label(lines->at[first]))
		return false;
	for (guint i = first + 1; i < lines->count && others < 3; i++) {
		if (is_other_label(lines->at[i]))
			companions++;
		else
			others++;
		if (companions == 2)
			return true;
	}
	return false;
}

/* The first line of a header block that reaches line `last`. */
static bool
find_header_block(const struct lines *lines, guint last, guint *first_out)
{
	if (!is_other_label(lines->at[last]) && !is_from_label(lines->at[last]))
		return false;
	for (guint k = 0; k < HEADER_LINES && k <= last; k++) {
		if (!is_header_block(lines, last - k))
			continue;
		*first_out = last - k;
		return true;
	}
	return false;
}

gsize
quoting_tail(const char *text, gsize size, const char *desk_address)
{
	g_autoptr(GArray) cut = cut_lines(text, size);
	struct lines lines = { (const struct line *)(void *)cut->data, cut->len,
		address_domain(desk_address), false };
	guint first = 0;

	while (lines.count > 0) {
		guint last = lines.count - 1;
		struct line line = lines.at[last];

		if (is_blank(line) || is_quoted(line) || is_rule(line) ||
		    is_footer(line))
			lines.count--;
		else if (find_attribution(&lines, last, &first) ||
		    find_header_block(&lines, last, &first))
			lines.count = first;
		else
			return (gsize)(line.start - text) + line.size;
	}
	return 0;
}

gsize
quoting_first(const char *text, gsize size, const char *desk_address,
    enum quoting_what what)
{
	g_autoptr(GArray) cut = cut_lines(text, size);
	struct lines lines = { (const struct line *)(void *)cut->data, cut->len,
		address_domain(desk_address), what == QUOTING_BLOCKS };
	guint first = 0;

	for (guint i = 0; i < lines.count; i++) {
		struct line line = lines.at[i];

		first = i;
		if ((what == QUOTING_ANY && is_quoted(line)) ||
		    is_titled_rule(line) ||
		    is_row(trimmed(line), '_', OUTLOOK_RULE_MIN) ||
		    is_header_block(&lines, i) ||
		    find_attribution(&lines, i, &first))
			return (gsize)(lines.at[first].start - text);
	}
	return size;
}
