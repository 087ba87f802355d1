/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/header.h"
#include <glib.h>

/* What the cutter stops at; octets and numbers. */
struct fields_limits {
	gint64 header_bytes;       /* of the whole header: hard */
	gint64 header_field_bytes; /* of one value: the rest of it is dropped */
	gint64 header_fields;      /* hard */
};

/* Cuts the header off the raw octets, field by field, and says where the body
 * begins (header->body_offset). An mbox "From " line, a byte order mark and
 * empty lines before the first field are passed over. A line that is no field
 * is flagged, and skipped when a usual field follows within a few lines, else
 * the body begins with it. A hard limit ends in header->limit with its option's
 * name. Linear, no recursion. The caller frees. */
struct header *fields_cut(const void *raw, gsize size,
    const struct fields_limits *limits);

/* Whether the line goes on with the parameters of a Content field although it
 * does not begin with white space (some mailers forget it): before is what the
 * field has so far, which must end in ';'. */
gboolean fields_is_parameter(const char *before, gsize before_size,
    const char *line, gsize size);

/* A mail whose only line ends are bare CRs with LFs in their place, of the same
 * size; NULL when there is an LF, as in every mail that came by SMTP or IMAP.
 * The caller frees. */
char *fields_line_ends(const void *raw, gsize size);

/* The length of the field name at line ("Subject" of "Subject: x"), 0 when line
 * does not begin a field (RFC 5322 section 2.2; white space before the colon is
 * an obsolete form and taken). *value_out is where the value begins. */
gsize fields_name(const char *line, gsize size, gsize *value_out);
