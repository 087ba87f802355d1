/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Octets that are read from the front; base, at and end are set by whoever
 * reads. Nothing is copied. */
struct tnefread {
	const guint8 *base;
	gsize at, end;   /* offsets from base */
	gboolean broken; /* something did not fit: no more is read */
};

/* Where a value lies, from base. */
struct tnefread_value {
	guint id, type;
	gsize offset, size;
};

/* Passes n octets; where they begin, or NULL when there are fewer. */
const guint8 *tnefread_pass(struct tnefread *read, gsize n);

/* An unsigned number of up to four octets, the lowest first; 0 when there are
 * fewer. */
guint32 tnefread_number(struct tnefread *read, guint octets);

/* The next property (MS-OXTNEF section 2.1.3.4); of one with many values the
 * last. FALSE at the end. */
gboolean tnefread_property(struct tnefread *read, struct tnefread_value *value);

#define TNEFREAD_MANY 0x1000 /* in a type: there are many values */
