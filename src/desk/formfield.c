/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what a web form mails. Plug-ins lay their mails out in many ways, and
 * leave empty what the visitor left empty: the name of the next field must
 * never be taken for the value of the one before. */
#include "desk/formfield.h"

#include <stdbool.h>
#include <string.h>

#include "base/normal.h"
#include "base/pattern.h"
#include "desk/display.h"
#include "desk/mentions.h"
#include "desk/mentionwords.h"
#include "model/mention.h"

/* Names of fields whose values are words; in lower case, NFKC. Those of numbers
 * are in mentionwords.c. */
static const struct {
	enum mention_kind kind;
	const char *name;
} names[] = {
	{ MENTION_DEVICE, "device" },
	{ MENTION_DEVICE, "device model" },
	{ MENTION_DEVICE, "phone model" },
	{ MENTION_DEVICE, "gerät" },
	{ MENTION_DEVICE, "appareil" },
	{ MENTION_DEVICE, "dispositivo" },
	{ MENTION_DEVICE, "apparaat" },
	{ MENTION_DEVICE, "toestel" },
	{ MENTION_DEVICE, "urządzenie" },
	{ MENTION_DEVICE, "zařízení" },
	{ MENTION_DEVICE, "устройство" },
	{ MENTION_DEVICE, "пристрій" },
	{ MENTION_DEVICE, "cihaz" },
	{ MENTION_DEVICE, "الجهاز" },
	{ MENTION_DEVICE, "دستگاه" },
	{ MENTION_DEVICE, "设备" },
	{ MENTION_DEVICE, "裝置" },
	{ MENTION_DEVICE, "設備" },
	{ MENTION_DEVICE, "端末" },
	{ MENTION_DEVICE, "デバイス" },
	{ MENTION_DEVICE, "기기" },
	{ MENTION_DEVICE, "thiết bị" },
	{ MENTION_DEVICE, "perangkat" },
	{ MENTION_DEVICE, "อุปกรณ์" },
	{ MENTION_DEVICE, "डिवाइस" },
	{ MENTION_SYSTEM, "system" },
	{ MENTION_SYSTEM, "os" },
	{ MENTION_SYSTEM, "operating system" },
	{ MENTION_SYSTEM, "betriebssystem" },
	{ MENTION_SYSTEM, "système d'exploitation" },
	{ MENTION_SYSTEM, "sistema operativo" },
	{ MENTION_SYSTEM, "sistema operacional" },
	{ MENTION_SYSTEM, "besturingssysteem" },
	{ MENTION_SYSTEM, "system operacyjny" },
	{ MENTION_SYSTEM, "operační systém" },
	{ MENTION_SYSTEM, "операционная система" },
	{ MENTION_SYSTEM, "операційна система" },
	{ MENTION_SYSTEM, "işletim sistemi" },
	{ MENTION_SYSTEM, "نظام التشغيل" },
	{ MENTION_SYSTEM, "سیستم عامل" },
	{ MENTION_SYSTEM, "操作系统" },
	{ MENTION_SYSTEM, "作業系統" },
	{ MENTION_SYSTEM, "os名" },
	{ MENTION_SYSTEM, "운영체제" },
	{ MENTION_SYSTEM, "hệ điều hành" },
	{ MENTION_SYSTEM, "sistem operasi" },
	{ MENTION_SYSTEM, "ระบบปฏิบัติการ" },
	{ MENTION_SYSTEM, "ऑपरेटिंग सिस्टम" },
	{ MENTION_ERROR, "error text" },
	{ MENTION_ERROR, "error message" },
	{ MENTION_ERROR, "fehlermeldung" },
	{ MENTION_ERROR, "message d'erreur" },
	{ MENTION_ERROR, "mensaje de error" },
	{ MENTION_ERROR, "mensagem de erro" },
	{ MENTION_ERROR, "messaggio di errore" },
	{ MENTION_ERROR, "foutmelding" },
	{ MENTION_ERROR, "komunikat błędu" },
	{ MENTION_ERROR, "chybová zpráva" },
	{ MENTION_ERROR, "текст ошибки" },
	{ MENTION_ERROR, "сообщение об ошибке" },
	{ MENTION_ERROR, "текст помилки" },
	{ MENTION_ERROR, "hata mesajı" },
	{ MENTION_ERROR, "رسالة الخطأ" },
	{ MENTION_ERROR, "پیام خطا" },
	{ MENTION_ERROR, "错误信息" },
	{ MENTION_ERROR, "錯誤訊息" },
	{ MENTION_ERROR, "エラーメッセージ" },
	{ MENTION_ERROR, "오류 메시지" },
	{ MENTION_ERROR, "thông báo lỗi" },
	{ MENTION_ERROR, "pesan kesalahan" },
	{ MENTION_ERROR, "ข้อความแสดงข้อผิดพลาด" },
	{ MENTION_ERROR, "त्रुटि संदेश" },
};

/* Labels that stand for a kind of number when its value is looked at alone. */
static const char *const number_labels[] = {
	[MENTION_UID] = "uid",
	[MENTION_ORDER] = "order",
	[MENTION_VERSION] = "version",
};

/* A line of the text that is not blank. */
struct line {
	char *whole;
	char *name;  /* without the marks round it */
	char *value; /* NULL: there is nothing that would part it from a name */
};

static void
free_line(gpointer data)
{
	struct line *line = data;

	g_free(line->whole);
	g_free(line->name);
	g_free(line->value);
	g_free(line);
}

/* "*UID*", "UID (required)", "- UID". The caller frees. */
static char *
name_of(const char *text, gsize length)
{
	char *name = g_strndup(text, length);
	gsize lead = strspn(name, " \t\r*-|");
	char *open = strrchr(name + lead, '(');

	if (open && open > name + lead)
		*open = '\0';
	memmove(name, name + lead, strlen(name + lead) + 1);
	for (gsize end = strlen(name);
	     end > 0 && strchr(" \t\r*|", name[end - 1]);)
		name[--end] = '\0';
	return name;
}

static struct line *
line_new(const char *text, gsize length)
{
	struct line *line = g_new0(struct line, 1);
	gsize name;

	line->whole = g_strstrip(g_strndup(text, length));
	name = strcspn(line->whole, ":=\t");
	line->name = name_of(line->whole, name);
	if (line->whole[name])
		line->value = g_strstrip(g_strdup(line->whole + name + 1));
	return line;
}

/* Fullwidth colons are colons. */
static GPtrArray *
lines_of(const char *text, guint most)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(free_line);
	g_autofree char *head = g_strndup(text, MENTIONS_TEXT_MAX);
	g_autofree char *valid = g_utf8_make_valid(head, -1);
	g_autofree char *plain = normal_compat(valid);

	for (const char *p = plain; *p && lines->len < most;) {
		gsize length = strcspn(p, "\n");

		if (strspn(p, " \t\r") < length)
			g_ptr_array_add(lines, line_new(p, length));
		p += length + (p[length] == '\n');
	}
	return lines;
}

/* The mention_kind of a field of that name; -1 for none that is looked for. */
static int
kind_of(const char *name)
{
	g_autofree char *lower = NULL;
	int kind;

	if (strlen(name) > FORMFIELD_NAME_MAX)
		return -1;
	lower = g_utf8_strdown(name, -1);
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i].name, lower) == 0)
			return (int)names[i].kind;
	kind = mentionwords_label(name, strlen(name));
	return kind == MENTION_UID || kind == MENTION_ORDER ||
	        kind == MENTION_VERSION || kind == MENTION_ERROR
	    ? kind
	    : -1;
}

static bool
is_category(const char *name, const struct settings_desk *desk)
{
	return *desk->category_field && pattern_is(desk->category_field, name);
}

/* The value of the field that begins on that line; "" for none. Borrowed. */
static const char *
value_at(const GPtrArray *lines, guint index, enum formfield_layout layout,
    const struct settings_desk *desk)
{
	const struct line *line = lines->pdata[index];
	const struct line *next =
	    index + 1 < lines->len ? lines->pdata[index + 1] : NULL;

	if (line->value && *line->value)
		return line->value;
	if (layout == FORMFIELD_BESIDE || !next || next->value ||
	    kind_of(next->name) >= 0 || is_category(next->name, desk))
		return "";
	return next->whole;
}

char *
formfield_category(const char *text, const struct settings_desk *desk,
    guint most, enum formfield_layout layout)
{
	g_autoptr(GPtrArray) lines = lines_of(text, most);

	for (guint i = 0; i < lines->len; i++) {
		const struct line *line = lines->pdata[i];
		const char *value;

		if (!is_category(line->name, desk))
			continue;
		value = value_at(lines, i, layout, desk);
		if (*value)
			return g_strdup(value);
	}
	return NULL;
}

/* Whether the value, with that before it, holds something of the kind; the
 * first such in *out (or NULL), which the caller frees. */
static bool
holds(enum mention_kind kind, const char *label, const char *value,
    const struct settings_desk *desk, struct mention **out)
{
	g_autofree char *text = g_strdup_printf("%s: %s", label, value);
	const char *const texts[] = { text, NULL };
	g_autoptr(GPtrArray) found = mentions_find(texts, desk);

	for (guint i = 0; i < found->len; i++) {
		const struct mention *mention = found->pdata[i];

		if (mention->kind != kind)
			continue;
		if (out)
			*out = mention_new(kind, mention->check, mention->value,
			    mention->detail);
		return true;
	}
	return false;
}

/* A field that says nothing, such as "-", is as good as an empty one. */
static struct mention *
words_mention(enum mention_kind kind, const char *value)
{
	g_autofree char *clean = display_clean(value, DISPLAY_ONE_LINE);
	guint letters = 0;

	for (const char *p = clean; *p; p = g_utf8_next_char(p))
		letters += g_unichar_isalnum(g_utf8_get_char(p)) != 0;
	if (letters < 2)
		return NULL;
	if (strlen(clean) > MENTIONS_VALUE_MAX)
		*g_utf8_find_prev_char(clean, clean + MENTIONS_VALUE_MAX + 1) =
		    '\0';
	return mention_new(kind, MENTION_UNCHECKED, g_strstrip(clean), "");
}

/* NULL: nothing, or what mentions_find() finds in the text itself. */
static struct mention *
mention_of(enum mention_kind kind, const char *value,
    const struct settings_desk *desk)
{
	struct mention *mention = NULL;

	if (kind < G_N_ELEMENTS(number_labels) && number_labels[kind])
		holds(kind, number_labels[kind], value, desk, &mention);
	else if (kind == MENTION_ERROR || !holds(kind, "", value, desk, NULL))
		mention = words_mention(kind, value);
	return mention;
}

GPtrArray *
formfield_mentions(const char *text, const struct settings_desk *desk)
{
	g_autoptr(GPtrArray) lines = lines_of(text, FORMFIELD_LINES);
	GPtrArray *mentions = mention_list_new();

	for (guint i = 0; i < lines->len; i++) {
		const struct line *line = lines->pdata[i];
		int kind = kind_of(line->name);
		const char *value =
		    kind < 0 ? "" : value_at(lines, i, FORMFIELD_BELOW, desk);
		struct mention *mention = *value
		    ? mention_of((enum mention_kind)kind, value, desk)
		    : NULL;

		if (mention)
			mention_list_add(mentions, mention, MENTIONS_MAX);
	}
	return mentions;
}
