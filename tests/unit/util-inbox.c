/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches of mails as the mailbox role gets them. */
#include "util-inbox.h"

#include <string.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/memfd.h"

static char account[] = "support", folder[] = "INBOX";

void
util_inbox_open(struct inbox *inbox, struct util_desk *desk)
{
	*inbox = (struct inbox){ .accept = desk->accept,
		.store = desk->store,
		.ring = desk->ring,
		.library = library_new(desk->store),
		.reader =
		    reader_new(&desk->settings->limits, SETTINGS_SANDBOX_OFF) };
	inbox->accept.library = inbox->library;
	inbox->accept.reader = inbox->reader;
}

void
util_inbox_close(struct inbox *inbox)
{
	reader_free(inbox->reader);
	library_free(inbox->library);
}

int
util_inbox_memfd(const char *raw)
{
	g_autoptr(GError) error = NULL;
	int fd = memfd_of("docket-test", raw, strlen(raw), &error);

	g_assert_cmpint(fd, >=, 0);
	return fd;
}

void
util_inbox_fill(struct inbox_batch *batch, const char *const *raws, guint n,
    guint32 first_uid)
{
	g_autoptr(GString) all = g_string_new(NULL);

	*batch = (struct inbox_batch){
		.mails = g_ptr_array_new_with_free_func((GDestroyNotify)
		        accept_mail_free),
		.places = g_array_new(FALSE, TRUE, sizeof(struct reader_mail)),
	};
	for (guint i = 0; i < n; i++) {
		struct reader_mail place = { all->len, strlen(raws[i]) };
		struct accept_mail *mail = g_new0(struct accept_mail, 1);
		mail->source = (struct entry_source){ .account = account,
			.folder = folder,
			.uidvalidity = 1,
			.uid = first_uid + i };
		mail->account = 1;
		g_ptr_array_add(batch->mails, mail);
		g_array_append_val(batch->places, place);
		g_string_append(all, raws[i]);
	}
	batch->memfd = util_inbox_memfd(all->str);
}

void
util_inbox_empty(struct inbox_batch *batch)
{
	inbox_batch_clear(batch);
	g_ptr_array_unref(batch->mails);
	g_array_unref(batch->places);
	autofd_clear(&batch->memfd);
}

GPtrArray *
util_inbox_take(struct inbox *inbox, const char *const *raws, guint n,
    guint32 first_uid)
{
	g_autoptr(GError) error = NULL;
	struct inbox_batch batch;
	GPtrArray *mails;

	util_inbox_fill(&batch, raws, n, first_uid);
	g_assert_true(inbox_take(inbox, &batch, NULL, NULL, &error));
	g_assert_no_error(error);
	mails = g_ptr_array_ref(batch.mails);
	util_inbox_empty(&batch);
	return mails;
}
