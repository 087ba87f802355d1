/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was meant by an option's name that nobody knows. It only helps to word
 * an error: nothing may ever be read under a name that was not written, for the
 * nearest one is a guess. */
#include "settings/optionnearest.h"

#include <string.h>

#include "base/strings.h"

struct nearest {
	const char *wanted, *found;
	guint distance; /* of found; at first the most that is allowed */
};

/* The first of equally near names wins; tables start with what is used most. */
static void
consider(struct nearest *nearest, const char *name)
{
	guint distance;

	if (!*name)
		return;
	distance = strings_distance(nearest->wanted, name);
	if (distance > nearest->distance ||
	    (nearest->found && distance == nearest->distance))
		return;
	nearest->distance = distance;
	nearest->found = name;
}

const char *
optionnearest_find(const struct options_section *section, const char *name)
{
	struct nearest nearest = { .wanted = name };
	size_t length = strlen(name), n = 0;
	const struct options_section *sections = options_sections(&n);

	if (length > STRINGS_WORD_MAX)
		return NULL;
	/* A third of the letters may be wrong, but one or two always. */
	nearest.distance = (guint)MAX(length / 3, MIN(length / 2, 2));
	for (size_t i = 0; i < section->n_rows; i++)
		consider(&nearest, section->rows[i].name);
	for (size_t i = 0; section->kind == OPTIONS_TOP && i < n; i++)
		consider(&nearest, sections[i].name);
	return nearest.found;
}
