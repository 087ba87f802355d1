/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Answers for one mail, which ends in NUL: a READERCHILD_RECORD, or not. */
typedef void (*util_reader_answer)(int fd, const char *mail);

/* Serves the other end of a reader's socket until it is closed: a status. */
int util_reader_serve(int fd, util_reader_answer answer);
