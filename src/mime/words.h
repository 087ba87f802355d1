/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>

/* Header words: RFC 2047 encoded words decoded from the raw value by ourselves
 * (GMime 3.2.13 loses text between adjacent words). Always valid UTF-8, one
 * line: controls and line separators become spaces. A character split over two
 * words of the same charset is joined. fallback is the body's charset for raw
 * 8-bit octets, or NULL. At most max_words words are decoded, the rest stays as
 * it is written. Linear time. The caller frees. */
char *words_decode(const char *raw, const char *fallback, guint max_words);

/* One entry of an address list. address is what stands where an addr-spec
 * should
 * ("" when nothing does), valid UTF-8, not checked against any grammar; name is
 * decoded, "" when there is none. */
struct words_mailbox {
	char *address, *name;
};
void words_mailbox_free(struct words_mailbox *mailbox);

/* An address list field (RFC 5322 with what real mailers write: groups,
 * comments, missing brackets and quotes, raw 8-bit, encoded words inside
 * quotes). An array of struct words_mailbox, at most max; entries with neither
 * address nor name are left out. Linear time, no recursion. The caller unrefs.
 */
GPtrArray *words_mailboxes(const char *raw, const char *fallback, guint max);
