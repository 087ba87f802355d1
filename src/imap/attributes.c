/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libetpan's tree of a FETCH response as a flat struct. Must never take an item
 * of one response for another's: it looks at one response only.
 */
#include "imap/attributes.h"

#include "imap/account.h"

/* INTERNALDATE in milliseconds UTC; 0 when it is no date. dt_zone is +hhmm as
 * a decimal number. */
static gint64
read_date(const struct mailimap_date_time *date)
{
	int zone = ABS(date->dt_zone);
	int offset = (zone / 100 * 60 + zone % 100) * 60;
	g_autoptr(GDateTime) time =
	    g_date_time_new_utc(date->dt_year, date->dt_month, date->dt_day,
	        date->dt_hour, date->dt_min, MIN(date->dt_sec, 59));

	if (time == NULL)
		return 0;
	if (date->dt_zone < 0)
		offset = -offset;
	return (g_date_time_to_unix(time) - offset) * 1000;
}

static guint32
read_flags(const struct mailimap_msg_att_dynamic *from, const char *keyword)
{
	guint32 flags = 0;

	if (from->att_list == NULL)
		return 0;
	for (clistiter *at = clist_begin(from->att_list); at != NULL;
	     at = clist_next(at)) {
		const struct mailimap_flag_fetch *one = clist_content(at);

		if (one->fl_type != MAILIMAP_FLAG_FETCH_OTHER)
			continue;
		if (one->fl_flag->fl_type == MAILIMAP_FLAG_SEEN)
			flags |= ACCOUNT_MAIL_SEEN;
		if (one->fl_flag->fl_type == MAILIMAP_FLAG_KEYWORD &&
		    g_ascii_strcasecmp(one->fl_flag->fl_data.fl_keyword,
		        keyword) == 0)
			flags |= ACCOUNT_MAIL_DONE;
	}
	return flags;
}

static void
read_static(const struct mailimap_msg_att_static *from, struct attributes *to)
{
	switch (from->att_type) {
	case MAILIMAP_MSG_ATT_UID:
		to->uid = from->att_data.att_uid;
		break;
	case MAILIMAP_MSG_ATT_RFC822_SIZE:
		to->size = from->att_data.att_rfc822_size;
		to->has_size = true;
		break;
	case MAILIMAP_MSG_ATT_INTERNALDATE:
		to->internaldate = read_date(from->att_data.att_internal_date);
		break;
	case MAILIMAP_MSG_ATT_BODY_SECTION:
		to->body = from->att_data.att_body_section;
		break;
	default:
		break;
	}
}

void
attributes_read(const struct mailimap_msg_att *from, const char *keyword,
    struct attributes *to)
{
	*to = (struct attributes){ 0 };
	for (clistiter *at = clist_begin(from->att_list); at != NULL;
	     at = clist_next(at)) {
		const struct mailimap_msg_att_item *item = clist_content(at);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_DYNAMIC)
			to->flags |=
			    read_flags(item->att_data.att_dyn, keyword);
		else if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
			read_static(item->att_data.att_static, to);
	}
}
