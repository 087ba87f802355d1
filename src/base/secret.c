/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets come from files only. A secret must never be logged, never stand in
 * an error text, and never be read from a file that others can read: an
 * operator who made that mistake has to hear of it on the first start. */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/fail.h"

#define OTHERS_MAY 077

/* One octet past the limit and a CR LF, so that too much can be noticed. */
#define BUFFER_SIZE (SECRET_MAX + 3)

/* systemd hands out credentials in a folder of ours alone, with modes of its
 * own choosing. */
static bool
is_credential(const char *path)
{
	const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
	size_t length = folder ? strlen(folder) : 0;

	return length > 0 && strncmp(path, folder, length) == 0 &&
	    path[length] == '/' && !strstr(path + length, "/../");
}

/* Asked of the open descriptor: a path may name another file a moment later. */
static bool
check_status(const char *path, const struct stat *status, GError **error)
{
	if (!S_ISREG(status->st_mode))
		return fail_set(error, FAIL_CONFIG, "%s: not a regular file",
		    path);
	if (status->st_mode & OTHERS_MAY && !is_credential(path))
		return fail_set(error, FAIL_CONFIG,
		    "%s: group or others have access to this secret "
		    "(mode %04o); do: chmod 600 %s",
		    path, status->st_mode & 07777U, path);
	return true;
}

/* Fills buffer; the number of octets, or -1. */
static ssize_t
read_all(int fd, char *buffer, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, buffer + done, size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

/* One line end, as editors and echo leave it; a second one is the secret's. */
static size_t
without_line_end(const char *text, size_t size)
{
	if (size > 0 && text[size - 1] == '\n')
		size--;
	else
		return size;
	return size > 0 && text[size - 1] == '\r' ? size - 1 : size;
}

/* The buffer is wiped on every way out. */
static GBytes *
read_open(int fd, const char *path, GError **error)
{
	char buffer[BUFFER_SIZE];
	GBytes *secret = NULL;
	ssize_t got = read_all(fd, buffer, sizeof(buffer));
	size_t size = got < 0 ? 0 : without_line_end(buffer, (size_t)got);

	if (got < 0)
		fail_errno(error, FAIL_CONFIG, errno, "%s", path);
	else if (size == 0)
		fail_set(error, FAIL_CONFIG,
		    "%s: the file is empty; write the secret into it", path);
	else if (size > SECRET_MAX)
		fail_set(error, FAIL_CONFIG, "%s: longer than %d octets", path,
		    SECRET_MAX);
	else
		secret = g_bytes_new(buffer, size);
	explicit_bzero(buffer, sizeof(buffer));
	return secret;
}

GBytes *
secret_read(const char *path, GError **error)
{
	/* Without O_NONBLOCK a FIFO would hold the start up for ever. */
	autofd int fd =
	    open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0) {
		fail_errno(error, FAIL_CONFIG, errno, "%s", path);
		return NULL;
	}
	if (!check_status(path, &status, error))
		return NULL;
	return read_open(fd, path, error);
}

char *
secret_path(const char *conf_dir, const char *name)
{
	const char *folder = g_getenv("CREDENTIALS_DIRECTORY");

	if (g_path_is_absolute(name))
		return g_strdup(name);
	if (folder && *folder) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (access(path, F_OK) == 0)
			return g_steal_pointer(&path);
	}
	return g_build_filename(conf_dir, name, NULL);
}

void
secret_free(GBytes *secret)
{
	g_autofree void *data = NULL;
	size_t size = 0;

	if (!secret)
		return;
	/* The last reference hands out the memory itself, not a copy. */
	data = g_bytes_unref_to_data(secret, &size);
	if (size > 0)
		explicit_bzero(data, size);
}
