/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* RTF as Outlook compresses it (MS-OXRTFCP), unpacked: at most max octets, and
 * at most what the stream says it has. *cut_out: whether there would be more,
 * or the stream is damaged. NULL when it is none. Linear in the octets given
 * and made; the check sum is not looked at. The caller frees. */
GByteArray *lzfu_unpack(const void *data, gsize size, gsize max,
    gboolean *cut_out);
