/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "model/message.h"
#include "model/verdict.h"

/* Machine-readable reports about a mail: delivery status (RFC 3464),
 * disposition (RFC 8098), abuse (RFC 5965). */
struct report {
	enum verdict_class class; /* BOUNCE, DELAY, RECEIPT or COMPLAINT */
	char **failed;  /* addresses whose delivery failed, NULL-terminated */
	char **delayed; /* addresses whose delivery is still tried */
	char *status;   /* RFC 3463, of the first failed, else delayed; or "" */
	bool permanent; /* of a bounce: a 5.x.x status, or none was given */
};

/* NULL when the mail is no report. A delivery status with several recipients is
 * the worst that happened to one of them; one that names none is a bounce that
 * is not permanent. At most 100 failed addresses. The caller frees. */
struct report *report_read(const struct message *message);
void report_free(struct report *report);
AUTOPTR_DEFINE(report, report_free)
