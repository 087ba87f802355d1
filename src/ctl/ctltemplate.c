/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A look at the letters for whoever writes them. It loads all templates as the
 * daemon does, so that what is shown here is what goes out; it must never fall
 * back to another language in silence, as a letter would. */
#include "ctl/ctltemplate.h"

#include <string.h>
#include <sysexits.h>

#include "ctl/ctljson.h"
#include "desk/command.h"
#include "desk/wording.h"

/* "acknowledgement, answer, ..."; the caller frees. */
static char *
all_names(void)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; template_name(i); i++)
		g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
		    template_name(i));
	return g_string_free(names, FALSE);
}

static bool
has_name(const char *name)
{
	for (guint i = 0; template_name(i); i++)
		if (g_str_equal(template_name(i), name))
			return true;
	return false;
}

static void
print_letter(const struct ctl *ctl, const char *subject, const char *text)
{
	g_autofree char *whole =
	    g_strdup_printf("Subject: %s\n\n%s", subject, text);

	if (ctl->format == CTL_TEXT) {
		ctl_write(whole, strlen(whole));
		return;
	}
	json_t *row = json_object();
	json_object_set_new(row, "subject", ctljson_text(subject));
	json_object_set_new(row, "text", ctljson_text(text));
	ctljson_print(row);
}

int
ctltemplate_render(struct ctl *ctl)
{
	const struct settings *settings = ctl->settings;
	const char *name = ctl_operand(ctl, 0), *language = ctl_operand(ctl, 1);
	g_autofree char *subject = NULL, *text = NULL, *names = all_names();
	g_autofree char *commands = command_list(COMMAND_IN_ANSWER, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(template) templates = wording_templates(settings, &error);

	if (!templates)
		return ctl_fail(error);
	if (!has_name(name))
		return ctl_complain(EX_NOINPUT,
		    "%s: no letter has this name; there are %s", name, names);
	if (!template_knows(templates, language))
		return ctl_complain(EX_NOINPUT,
		    "%s: there are no letters in this language", language);
	template_render(templates, name, language, &subject, &text, "ticket",
	    "1042", "subject", "Withdrawal of 0.5 BTC", "desk_name",
	    settings->desk.name, "desk_address", settings->desk.address,
	    "agent_name", settings->desk.name, "words", "...", "line", "#nte",
	    "nearest", "#note", "commands", commands, NULL);
	print_letter(ctl, subject, text);
	return EX_OK;
}
