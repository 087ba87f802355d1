/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* What people write when they complain about the desk, a language a row: lists
 * parted by "|", in the form of g_utf8_casefold() and NFKC. */
struct complaintwords_row {
	const char *language;
	const char *subjects; /* as the first words of a subject */
	const char *phrases;  /* anywhere in the words of a mail */
};

const struct complaintwords_row *complaintwords_rows(guint *n_out);
