/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and properties of a winmail.dat, in their octets. Every length is a
 * stranger's: must never read past the end, nor believe a count before it has
 * seen what it counts.
 */
#include "mime/tnefread.h"

const guint8 *
tnefread_pass(struct tnefread *read, gsize n)
{
	const guint8 *here = read->base + read->at;

	if (read->broken || n > read->end - read->at) {
		read->broken = TRUE;
		return NULL;
	}
	read->at += n;
	return here;
}

guint32
tnefread_number(struct tnefread *read, guint octets)
{
	const guint8 *p = tnefread_pass(read, octets);
	guint32 value = 0;

	for (guint i = octets; p && i > 0; i--)
		value = value << 8 | p[i - 1];
	return value;
}

/* Passes what names a property beyond its number (MS-OXTNEF 2.1.3.4). */
static void
pass_name(struct tnefread *read, guint id)
{
	guint32 length;

	if (id < 0x8000)
		return;
	tnefread_pass(read, 16);
	if (tnefread_number(read, 4) == 0) {
		tnefread_pass(read, 4);
		return;
	}
	length = tnefread_number(read, 4);
	tnefread_pass(read, length);
	tnefread_pass(read, (4 - length % 4) % 4);
}

/* Octets of a value of fixed size, padded to four; 0: it says how many. */
static gsize
fixed_size(guint type)
{
	switch (type) {
	case 0x02: /* 16 bits */
	case 0x03: /* 32 bits */
	case 0x04: /* float */
	case 0x0a: /* error */
	case 0x0b: /* boolean */
		return 4;
	case 0x05: /* double */
	case 0x06: /* currency */
	case 0x07: /* date */
	case 0x14: /* 64 bits */
	case 0x40: /* time */
		return 8;
	case 0x48: /* GUID */
		return 16;
	default:
		return 0;
	}
}

gboolean
tnefread_property(struct tnefread *read, struct tnefread_value *value)
{
	guint32 count = 1;
	gsize fixed, padding;

	value->type = tnefread_number(read, 2);
	value->id = tnefread_number(read, 2);
	pass_name(read, value->id);
	fixed = fixed_size(value->type & ~(guint)TNEFREAD_MANY);
	if (fixed == 0 || value->type & TNEFREAD_MANY)
		count = tnefread_number(read, 4);
	value->size = 0;
	value->offset = read->at;
	for (guint32 i = 0; i < count && !read->broken; i++) {
		value->size = fixed > 0 ? fixed : tnefread_number(read, 4);
		value->offset = read->at;
		tnefread_pass(read, value->size);
		padding = (4 - value->size % 4) % 4;
		if (read->end - read->at >= padding)
			read->at += padding;
	}
	return !read->broken;
}
