/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store asks of the file system under it.
 *
 * LMDB shares a memory map and a robust mutex between processes; over a
 * network both are silently wrong. So a remote file system is refused before a
 * byte is written: never make this a mere warning. */
#include "store/filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/log.h"

/* linux/magic.h has most, but not all, of them. */
#define FUSE_MAGIC 0x65735546

static const struct {
	guint64 type;
	const char *name;
} remote[] = {
	{ 0x6969, "NFS" },
	{ 0x517b, "SMB" },
	{ 0xfe534d42, "SMB2" },
	{ 0xff534d42, "CIFS" },
	{ 0x5346414f, "AFS" },
	{ 0x6b414653, "AFS" },
	{ 0x73757245, "Coda" },
	{ 0x00c36400, "Ceph" },
};

const char *
filesystem_remote_name(guint64 type)
{
	/* f_type is a signed int on some machines: 0xff... grows ones. */
	for (guint i = 0; i < G_N_ELEMENTS(remote); i++) {
		if (remote[i].type == (type & 0xffffffff))
			return remote[i].name;
	}
	return NULL;
}

bool
filesystem_check(const char *dir, GError **error)
{
	struct statfs about;
	if (statfs(dir, &about) != 0)
		return fail_errno(error, FAIL_CONFIG, errno, "store %s", dir);
	const char *name = filesystem_remote_name((guint64)about.f_type);
	if (name)
		return fail_set(error, FAIL_CONFIG,
		    "store %s lies on %s: put state_dir on a local disk", dir,
		    name);
	if ((guint64)about.f_type == FUSE_MAGIC)
		log_event(LOG_WARNING, "store.fuse", "dir", dir, "advice",
		    "state_dir belongs on a local disk", NULL);
	return true;
}

bool
filesystem_make(const char *dir, GError **error)
{
	struct stat about;
	if (mkdir(dir, 0700) == 0)
		return true;
	if (errno != EEXIST)
		return fail_errno(error, FAIL_CONFIG, errno,
		    "making the folder %s", dir);
	if (stat(dir, &about) != 0 || !S_ISDIR(about.st_mode))
		return fail_set(error, FAIL_CONFIG, "%s is no folder", dir);
	return true;
}

bool
filesystem_sync(const char *dir, GError **error)
{
	autofd int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0)
		return fail_errno(error, FAIL_STORE, errno,
		    "syncing the folder %s", dir);
	return true;
}
