/* SPDX-License-Identifier: GPL-3.0-or-later */
/* docketctl: the operator's hand. The same program is the reader that it starts
 * for parsing a mail; that must be known before anything else is looked at, for
 * the reader gets no settings and believes no argument. */
#include <glib.h>
#include <locale.h>

#include "ctl/cmdline.h"
#include "intake/readerchild.h"

#define READER_CHANNEL 3 /* where intake/reader.c puts it */

int
main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	if (argc == 2 && g_str_equal(argv[1], "--role=reader"))
		return readerchild_main(READER_CHANNEL);
	return cmdline_run(argv);
}
