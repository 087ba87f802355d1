/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <libetpan/mailimap.h>
#include <stdbool.h>

/* One FETCH response as plain values. */
struct attributes {
	guint32 uid;         /* 0: not in it */
	guint32 flags;       /* ACCOUNT_MAIL_SEEN, ACCOUNT_MAIL_DONE */
	gint64 internaldate; /* ms UTC; 0: not in it, or no date */
	guint64 size;
	bool has_size;
	/* The BODY[...] item, by identity (see bodies.c), or NULL; borrowed. */
	const struct mailimap_msg_att_body_section *body;
};

/* keyword is what ACCOUNT_MAIL_DONE stands for. Of items that come twice the
 * last one counts. */
void attributes_read(const struct mailimap_msg_att *from, const char *keyword,
    struct attributes *attributes_out);
