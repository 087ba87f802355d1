/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader says and hears, for tests that want one with faults. */
#include "util-reader.h"

#include "base/channel.h"
#include "base/memfd.h"
#include "intake/readerchild.h"

int
util_reader_serve(int fd, util_reader_answer answer)
{
	for (;;) {
		g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };
		g_autoptr(GBytes) mails = NULL;
		guint64 offset, length;

		if (channel_receive(fd, -1, readerchild_type_of, &message,
		        NULL) != CHANNEL_MESSAGE)
			return 0;
		if (message.type == READERCHILD_SETUP) {
			(void)!channel_send(fd, READERCHILD_HELLO, NULL, NULL,
			    0, NULL);
			continue;
		}
		mails = memfd_map(message.fds[0], 1 << 20, NULL);
		for (gsize i = 0; i < g_variant_n_children(message.body); i++) {
			const char *raw = g_bytes_get_data(mails, NULL);
			g_autofree char *mail = NULL;

			g_variant_get_child(message.body, i, "(tt)", &offset,
			    &length);
			mail = g_strndup(raw + offset, length);
			answer(fd, mail);
		}
	}
}
