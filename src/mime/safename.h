/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

#define SAFENAME_CHARACTERS 128
#define SAFENAME_MAX 240 /* octets: file systems end at 255 */

/* A file name from a mail (decoded, valid UTF-8, NULL or "" when there is none)
 * made safe to show and to save under: NFC, without control, format,
 * bidirectional and unassigned characters, only what stands behind the last "/"
 * or "\", no leading or trailing dots and spaces, none of the names that are
 * devices on Windows, none of the characters it forbids, at most
 * SAFENAME_CHARACTERS and SAFENAME_MAX octets with the last extension kept.
 * Never empty: "attachment-2.png" by number and mime. The caller frees. */
char *safename_make(const char *name, const char *mime, guint number);
