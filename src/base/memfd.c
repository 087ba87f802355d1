/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anonymous files in which raw mails and large messages pass between roles.
 * The receiving side must never map one that its sender could still change or
 * shorten: the bytes would change after they were checked, or SIGBUS would end
 * the role. */
#include "base/memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/fail.h"

struct mapping {
	void *start;
	size_t size;
};

int
memfd_new(const char *name, GError **error)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		fail_errno(error, FAIL_TEMPORARY, errno, "memfd_create %s",
		    name);
	return fd;
}

bool
memfd_append(int fd, const void *data, size_t size, GError **error)
{
	const uint8_t *next = data;

	/* The offset is shared with whoever else holds the descriptor. */
	if (lseek(fd, 0, SEEK_END) < 0)
		return fail_errno(error, FAIL_TEMPORARY, errno,
		    "seek in memfd");
	while (size > 0) {
		ssize_t written = write(fd, next, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return fail_errno(error, FAIL_TEMPORARY, errno,
			    "write to memfd");
		next += written;
		size -= (size_t)written;
	}
	return true;
}

bool
memfd_seal(int fd, GError **error)
{
	int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;

	if (fcntl(fd, F_ADD_SEALS, seals) < 0)
		return fail_errno(error, FAIL_TEMPORARY, errno, "seal memfd");
	return true;
}

int
memfd_of(const char *name, const void *data, size_t size, GError **error)
{
	autofd int fd = memfd_new(name, error);

	if (fd < 0 || !memfd_append(fd, data, size, error) ||
	    !memfd_seal(fd, error))
		return -1;
	return autofd_steal(&fd);
}

/* The last reference to the bytes is gone. */
static void
unmap(gpointer data)
{
	struct mapping *mapping = data;

	munmap(mapping->start, mapping->size);
	g_free(mapping);
}

GBytes *
memfd_map(int fd, size_t max, GError **error)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat status;
	struct mapping *mapping;
	void *start;
	size_t size;

	if (seals < 0 || !(seals & F_SEAL_WRITE) || !(seals & F_SEAL_SHRINK)) {
		fail_set(error, FAIL_PERMANENT,
		    "descriptor is not a sealed memfd");
		return NULL;
	}
	if (fstat(fd, &status) < 0) {
		fail_errno(error, FAIL_PERMANENT, errno, "stat memfd");
		return NULL;
	}
	size = (size_t)status.st_size;
	if (size > max) {
		fail_set(error, FAIL_PERMANENT,
		    "memfd of %zu octets, %zu are allowed", size, max);
		return NULL;
	}
	if (size == 0)
		return g_bytes_new_static("", 0);
	start = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (start == MAP_FAILED) {
		fail_errno(error, FAIL_TEMPORARY, errno, "map memfd");
		return NULL;
	}
	mapping = g_new(struct mapping, 1);
	*mapping = (struct mapping){ .start = start, .size = size };
	return g_bytes_new_with_free_func(start, size, unmap, mapping);
}
