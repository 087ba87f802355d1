/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of a dot log: the digest of what follows, the length of the record,
 * the record, zeros. One that is torn by a power cut was never answered for: it
 * is none. */
#include "store/dotline.h"

#include <errno.h>
#include <string.h>
#include <sys/file.h>

#include "base/mac.h"

#define LENGTH MAC_SHA256_SIZE /* where the length stands, in two octets */
#define RECORD (LENGTH + 2)
#define PREFIX "dots "
#define PREFIX_SIZE 5

char *
dotline_path(const char *state_dir, guint32 first, guint32 last)
{
	return g_strdup_printf("%s/outbox/%03u-%03u", state_dir, first, last);
}

struct key
dotline_keys(void)
{
	struct key key = key_new(KEY_META);

	key_add_octets(&key, PREFIX, PREFIX_SIZE);
	return key;
}

struct key
dotline_key(guint32 first, guint32 last)
{
	struct key key = dotline_keys();

	key_add8(&key, (guint8)first);
	key_add8(&key, (guint8)last);
	return key;
}

void
dotline_whose(GBytes *key, guint32 *first_out, guint32 *last_out)
{
	*first_out = (guint32)key_read(key, 1 + PREFIX_SIZE, 1);
	*last_out = (guint32)key_read(key, 2 + PREFIX_SIZE, 1);
}

void
dotline_write(guint8 octets[DOTLINE_SIZE], const struct dots *line)
{
	g_autoptr(GBytes) record = dots_encode(line);
	gsize size = 0;
	const void *from = g_bytes_get_data(record, &size);

	g_assert(size <= DOTLINE_SIZE - RECORD);
	memset(octets, 0, DOTLINE_SIZE);
	octets[LENGTH] = (guint8)(size >> 8);
	octets[LENGTH + 1] = (guint8)size;
	memcpy(octets + RECORD, from, size);
	mac_sha256(octets + LENGTH, DOTLINE_SIZE - LENGTH, octets);
}

bool
dotline_read(const guint8 octets[DOTLINE_SIZE], struct dots *out)
{
	guint8 digest[MAC_SHA256_SIZE];
	gsize size = (gsize)octets[LENGTH] << 8 | octets[LENGTH + 1];

	mac_sha256(octets + LENGTH, DOTLINE_SIZE - LENGTH, digest);
	if (memcmp(digest, octets, sizeof digest) != 0 ||
	    size > DOTLINE_SIZE - RECORD)
		return false;
	g_autoptr(GBytes) record = g_bytes_new(octets + RECORD, size);
	return dots_decode(record, out, NULL);
}

bool
dotline_lock(int fd)
{
	int rc;

	do
		rc = flock(fd, LOCK_EX);
	while (rc != 0 && errno == EINTR);
	return rc == 0;
}
