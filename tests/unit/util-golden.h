/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Records as they lie on the disks of users: tests/unit/golden/<name>.bin. A
 * golden file is never changed; a new version of a record gets a new one. */

/* Its octets; the caller frees. */
GBytes *golden_load(const char *name);

/* Fails unless record has exactly the octets of the golden file. A missing
 * file is written when DOCKET_GOLDEN is set to "write". */
void golden_check(const char *name, GBytes *record);

/* Decodes the bytes and frees what came of them; whether anything did. */
typedef gboolean (*golden_decode)(GBytes *record, GError **error);

/* Gives decode every record that differs from this one by a flipped octet, by
 * some flipped bits, by its end cut off or by octets added: it must answer, or
 * set an error, and touch no memory that is not its own. */
void golden_mutate(GBytes *record, golden_decode decode);
