/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into docketd and docketctl by the crash tests (LD_PRELOAD): counts
 * the calls of each role in a page that all processes share, and at the call
 * that the test has chosen ends the process, ends all of them, or lets the
 * call fail. It can also write down what goes to disk and to servers, step the
 * wall clock, and let monotonic time run faster. Without a page it does
 * nothing. All calls go to the kernel directly: what is counted here is what
 * the kernel sees. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The order is that of shim.py. */
enum role {
	ROLE_ANY,
	ROLE_SUPERVISOR,
	ROLE_FETCHER,
	ROLE_MAILBOX,
	ROLE_READER,
	ROLE_SENDER,
	ROLE_KEEPER,
	ROLE_CTL,
	ROLES
};

enum class {
	CLASS_FILE = 1,    /* octets into a regular file */
	CLASS_SEND = 2,    /* octets to anybody else */
	CLASS_NAME = 4,    /* names on disk: rename, mkdir, unlink */
	CLASS_SYNC = 8,    /* fsync, fdatasync */
	CLASS_OPEN = 16,   /* open */
	CLASS_READ = 32,   /* octets from anywhere, and poll */
	CLASS_MAKE = 64,   /* a descriptor that is no file's */
	CLASS_MEMORY = 128, /* malloc and its kind */
	CLASS_SIZE = 256   /* ftruncate */
};

enum action {
	ACTION_NONE,
	ACTION_KILL,  /* this process */
	ACTION_CRASH, /* the process group */
	ACTION_FAIL,  /* with page->error */
	ACTION_SHORT  /* half of the octets */
};

enum { RECORD_WRITE = 1, RECORD_DSYNC, RECORD_SIZE, RECORD_MAKE, RECORD_RENAME,
	RECORD_UNLINK, RECORD_SYNC, RECORD_SEND };

struct page {
	uint32_t role, action, error, classes;
	uint64_t index;
	uint32_t repeat; /* fail from index on so many times */
	uint32_t fired;
	int64_t wall;   /* ms that the wall clock is ahead */
	uint32_t speed; /* times as fast as it should be; 0: as it is */
	uint32_t record;
	uint32_t lock, reserved;
	uint64_t counts[ROLES];
	char where[256];  /* what the call that fired was */
	char folder[256]; /* only files below it are recorded */
	char trace[256];  /* where to */
};

static struct page *page;
static enum role role;
static int trace = -1;

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static enum role
role_of(void)
{
	static const char *const names[ROLES] = { [ROLE_FETCHER] = "fetcher",
		[ROLE_MAILBOX] = "mailbox",
		[ROLE_READER] = "reader",
		[ROLE_SENDER] = "sender",
		[ROLE_KEEPER] = "keeper" };
	char line[1024];
	int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline",
	    O_RDONLY | O_CLOEXEC, 0);
	ssize_t size = fd < 0 ? 0 : syscall(SYS_read, fd, line, sizeof line - 1);

	syscall(SYS_close, fd);
	line[size > 0 ? size : 0] = '\0';
	if (strstr(line, "docketctl"))
		return ROLE_CTL;
	if (!strstr(line, "docket"))
		return ROLE_ANY;
	for (const char *word = line; word < line + size;
	     word += strlen(word) + 1)
		for (int i = 0; i < ROLES; i++)
			if (names[i] && strncmp(word, "--role=", 7) == 0 &&
			    strcmp(word + 7, names[i]) == 0)
				return (enum role)i;
	return ROLE_SUPERVISOR;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("DOCKET_SHIM");
	int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path,
	                    O_RDWR | O_CLOEXEC, 0)
	              : -1;

	if (fd < 0)
		return;
	void *map = (void *)syscall(SYS_mmap, NULL, 8192,
	    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	syscall(SYS_close, fd);
	role = role_of();
	if (map == MAP_FAILED || role == ROLE_ANY)
		return;
	struct page *found = map;
	if (found->record) {
		fd = (int)syscall(SYS_openat, AT_FDCWD, found->trace,
		    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
		/* out of the way of the numbers that roles count on */
		trace = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 900);
		syscall(SYS_close, fd);
	}
	page = found;
}

static void
note(const char *call)
{
	size_t i = 0;

	for (; call[i] && i < sizeof page->where - 1; i++)
		page->where[i] = call[i];
	page->where[i] = '\0';
}

/* What the test wants of this call: ACTION_NONE nearly always. */
static enum action
count(enum class class, const char *call)
{
	if (!page || !(page->classes & class))
		return ACTION_NONE;
	uint64_t n = __atomic_add_fetch(&page->counts[role], 1,
	    __ATOMIC_SEQ_CST);
	if (page->action == ACTION_NONE || page->index == 0 ||
	    page->role != role || n < page->index ||
	    n > page->index + page->repeat)
		return ACTION_NONE;
	__atomic_add_fetch(&page->fired, 1, __ATOMIC_SEQ_CST);
	note(call);
	if (page->action == ACTION_KILL || page->action == ACTION_CRASH) {
		syscall(SYS_kill, page->action == ACTION_CRASH ? 0 : getpid(),
		    SIGKILL);
		for (;;)
			syscall(SYS_pause);
	}
	errno = (int)page->error;
	return (enum action)page->action;
}

static bool
is_file(int fd)
{
	struct stat about;

	return syscall(SYS_fstat, fd, &about) == 0 && S_ISREG(about.st_mode);
}

static enum class
class_of(int fd)
{
	return page && is_file(fd) ? CLASS_FILE : CLASS_SEND;
}

/* --- what goes to disk ----------------------------------------------------- */

static void
lock(void)
{
	while (__atomic_exchange_n(&page->lock, 1, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void
unlock(void)
{
	__atomic_store_n(&page->lock, 0, __ATOMIC_RELEASE);
}

static bool
recording(void)
{
	return page && trace >= 0;
}

static void
put(int what, const char *path, uint64_t offset, const struct iovec *parts,
    int n)
{
	size_t size = 0;

	for (int i = 0; i < n; i++)
		size += parts[i].iov_len;
	uint32_t head[4] = { (uint32_t)what, (uint32_t)role,
		(uint32_t)strlen(path), (uint32_t)size };
	struct iovec all[11] = { { head, sizeof head },
		{ &offset, sizeof offset }, { (void *)(uintptr_t)path, head[2] } };
	for (int i = 0; i < n; i += 8) {
		int k = n - i < 8 ? n - i : 8;
		memcpy(all + 3, parts + i, (size_t)k * sizeof *parts);
		syscall(SYS_writev, trace, i == 0 ? all : all + 3,
		    i == 0 ? k + 3 : k);
	}
	if (n == 0)
		syscall(SYS_writev, trace, all, 3);
}

/* The file's path if it is one of those wanted. */
static bool
path_of(int fd, char out[512])
{
	char link[32] = "/proc/self/fd/", *end = link + 14;
	char digits[12];
	int n = 0;

	do {
		digits[n++] = (char)('0' + fd % 10);
		fd /= 10;
	} while (fd > 0);
	while (n > 0)
		*end++ = digits[--n];
	*end = '\0';
	ssize_t size = syscall(SYS_readlinkat, AT_FDCWD, link, out, 511);
	if (size < 0)
		return false;
	out[size] = '\0';
	return strncmp(out, page->folder, strlen(page->folder)) == 0;
}

static ssize_t
write_recorded(long call, int fd, const struct iovec *parts, int n, off_t at)
{
	char path[512];

	if (!path_of(fd, path))
		return call == SYS_pwritev
		    ? syscall(call, fd, parts, n, at, 0)
		    : syscall(call, fd, parts, n);
	lock();
	if (call == SYS_writev)
		at = syscall(SYS_lseek, fd, 0,
		    syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND ? SEEK_END
		                                               : SEEK_CUR);
	ssize_t done = call == SYS_pwritev ? syscall(call, fd, parts, n, at, 0)
	                                   : syscall(call, fd, parts, n);
	if (done > 0) {
		int flags = (int)syscall(SYS_fcntl, fd, F_GETFL);
		put(flags & O_DSYNC ? RECORD_DSYNC : RECORD_WRITE, path,
		    (uint64_t)at, parts, n);
	}
	unlock();
	return done;
}

static void
record_name(int what, const char *path, const char *other)
{
	struct iovec part = { (void *)(uintptr_t)(other ? other : ""),
		other ? strlen(other) : 0 };

	if (!recording() ||
	    strncmp(path, page->folder, strlen(page->folder)) != 0)
		return;
	lock();
	put(what, path, 0, &part, other ? 1 : 0);
	unlock();
}

static void
record_fd(int what, int fd, uint64_t size)
{
	char path[512];

	if (!recording() || !path_of(fd, path))
		return;
	lock();
	put(what, path, size, NULL, 0);
	unlock();
}

/* --- octets out ------------------------------------------------------------ */

/* Half of it, for ACTION_SHORT; one octet is never cut. */
static size_t
half(size_t size)
{
	return size > 1 ? size / 2 : size;
}

ssize_t
write(int fd, const void *data, size_t size)
{
	enum action action = count(class_of(fd), "write");
	struct iovec part = { (void *)(uintptr_t)data, size };

	if (action == ACTION_FAIL)
		return -1;
	if (action == ACTION_SHORT)
		part.iov_len = half(size);
	if (recording())
		return write_recorded(SYS_writev, fd, &part, 1, 0);
	return syscall(SYS_write, fd, data, part.iov_len);
}

ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	enum action action = count(class_of(fd), "writev");

	if (action == ACTION_FAIL)
		return -1;
	if (action == ACTION_SHORT)
		return syscall(SYS_write, fd, parts->iov_base,
		    half(parts->iov_len));
	if (recording())
		return write_recorded(SYS_writev, fd, parts, n, 0);
	return syscall(SYS_writev, fd, parts, n);
}

ssize_t
pwrite(int fd, const void *data, size_t size, off_t at)
{
	enum action action = count(CLASS_FILE, "pwrite");
	struct iovec part = { (void *)(uintptr_t)data, size };

	if (action == ACTION_FAIL)
		return -1;
	if (action == ACTION_SHORT)
		part.iov_len = half(size);
	if (recording())
		return write_recorded(SYS_pwritev, fd, &part, 1, at);
	return syscall(SYS_pwrite64, fd, data, part.iov_len, at);
}

ssize_t
pwrite64(int fd, const void *data, size_t size, off_t at)
{
	return pwrite(fd, data, size, at);
}

ssize_t
pwritev(int fd, const struct iovec *parts, int n, off_t at)
{
	enum action action = count(CLASS_FILE, "pwritev");

	if (action == ACTION_FAIL)
		return -1;
	if (action == ACTION_SHORT)
		return syscall(SYS_pwrite64, fd, parts->iov_base,
		    half(parts->iov_len), at);
	if (recording())
		return write_recorded(SYS_pwritev, fd, parts, n, at);
	return syscall(SYS_pwritev, fd, parts, n, at, 0);
}

ssize_t
pwritev64(int fd, const struct iovec *parts, int n, off_t at)
{
	return pwritev(fd, parts, n, at);
}

ssize_t
sendto(int fd, const void *data, size_t size, int flags,
    const struct sockaddr *to, socklen_t length)
{
	enum action action = count(CLASS_SEND, "send");
	struct iovec part = { (void *)(uintptr_t)data, size };
	bool record = recording() &&
	    (role == ROLE_FETCHER || role == ROLE_SENDER);

	if (action == ACTION_FAIL)
		return -1;
	if (action == ACTION_SHORT)
		part.iov_len = half(size);
	if (!record)
		return syscall(SYS_sendto, fd, data, part.iov_len, flags, to,
		    length);
	/* Written down first: a server that has it may act on it at once. */
	lock();
	put(RECORD_SEND, "", 0, &part, 1);
	ssize_t done =
	    syscall(SYS_sendto, fd, data, part.iov_len, flags, to, length);
	unlock();
	return done;
}

ssize_t
send(int fd, const void *data, size_t size, int flags)
{
	return sendto(fd, data, size, flags, NULL, 0);
}

/* Between roles messages are whole or not at all: never short. */
ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
	if (count(CLASS_SEND, "sendmsg") == ACTION_FAIL)
		return -1;
	return syscall(SYS_sendmsg, fd, message, flags);
}

int
ftruncate(int fd, off_t size)
{
	if (count(CLASS_SIZE, "ftruncate") == ACTION_FAIL)
		return -1;
	int done = (int)syscall(SYS_ftruncate, fd, size);
	if (done == 0)
		record_fd(RECORD_SIZE, fd, (uint64_t)size);
	return done;
}

int
ftruncate64(int fd, off_t size)
{
	return ftruncate(fd, size);
}

/* --- names and syncs --------------------------------------------------------- */

int
rename(const char *from, const char *to)
{
	if (count(CLASS_NAME, "rename") == ACTION_FAIL)
		return -1;
	int done = (int)syscall(SYS_rename, from, to);
	if (done == 0)
		record_name(RECORD_RENAME, from, to);
	return done;
}

int
mkdir(const char *path, mode_t mode)
{
	if (count(CLASS_NAME, "mkdir") == ACTION_FAIL)
		return -1;
	return (int)syscall(SYS_mkdir, path, mode);
}

int
unlink(const char *path)
{
	if (count(CLASS_NAME, "unlink") == ACTION_FAIL)
		return -1;
	int done = (int)syscall(SYS_unlink, path);
	if (done == 0)
		record_name(RECORD_UNLINK, path, NULL);
	return done;
}

int
fsync(int fd)
{
	if (count(CLASS_SYNC, "fsync") == ACTION_FAIL)
		return -1;
	int done = (int)syscall(SYS_fsync, fd);
	if (done == 0)
		record_fd(RECORD_SYNC, fd, 0);
	return done;
}

int
fdatasync(int fd)
{
	if (count(CLASS_SYNC, "fdatasync") == ACTION_FAIL)
		return -1;
	int done = (int)syscall(SYS_fdatasync, fd);
	if (done == 0)
		record_fd(RECORD_SYNC, fd, 0);
	return done;
}

static int
open_at(int folder, const char *path, int flags, mode_t mode)
{
	if (count(CLASS_OPEN, "open") == ACTION_FAIL)
		return -1;
	bool new = recording() && (flags & O_CREAT) &&
	    syscall(SYS_faccessat, folder, path, F_OK) != 0;
	int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
	if (fd >= 0 && new)
		record_fd(RECORD_MAKE, fd, 0);
	return fd;
}

/* The mode is there when a file may be made. */
#define MODE_OF(flags, mode)                                   \
	mode_t mode = 0;                                       \
	if ((flags) & (O_CREAT | O_TMPFILE)) {                 \
		va_list rest;                                  \
		va_start(rest, flags);                         \
		mode = va_arg(rest, mode_t);                   \
		va_end(rest);                                  \
	}

int
open(const char *path, int flags, ...)
{
	MODE_OF(flags, mode)
	return open_at(AT_FDCWD, path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	MODE_OF(flags, mode)
	return open_at(AT_FDCWD, path, flags, mode);
}

int
openat(int folder, const char *path, int flags, ...)
{
	MODE_OF(flags, mode)
	return open_at(folder, path, flags, mode);
}

int
openat64(int folder, const char *path, int flags, ...)
{
	MODE_OF(flags, mode)
	return open_at(folder, path, flags, mode);
}

int
__open_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

int
__open64_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

/* --- octets in ----------------------------------------------------------- */

ssize_t
read(int fd, void *data, size_t size)
{
	enum action action = count(CLASS_READ, "read");

	if (action == ACTION_FAIL)
		return -1;
	return syscall(SYS_read, fd, data,
	    action == ACTION_SHORT && is_file(fd) ? half(size) : size);
}

ssize_t
__read_chk(int fd, void *data, size_t size, size_t room)
{
	(void)room;
	return read(fd, data, size);
}

ssize_t
pread(int fd, void *data, size_t size, off_t at)
{
	enum action action = count(CLASS_READ, "pread");

	if (action == ACTION_FAIL)
		return -1;
	return syscall(SYS_pread64, fd, data,
	    action == ACTION_SHORT ? half(size) : size, at);
}

ssize_t
pread64(int fd, void *data, size_t size, off_t at)
{
	return pread(fd, data, size, at);
}

ssize_t
__pread_chk(int fd, void *data, size_t size, off_t at, size_t room)
{
	(void)room;
	return pread(fd, data, size, at);
}

ssize_t
__pread64_chk(int fd, void *data, size_t size, off_t at, size_t room)
{
	(void)room;
	return pread(fd, data, size, at);
}

ssize_t
recvfrom(int fd, void *data, size_t size, int flags, struct sockaddr *from,
    socklen_t *length)
{
	enum action action = count(CLASS_READ, "recv");

	if (action == ACTION_FAIL)
		return -1;
	return syscall(SYS_recvfrom, fd, data,
	    action == ACTION_SHORT ? half(size) : size, flags, from, length);
}

ssize_t
recv(int fd, void *data, size_t size, int flags)
{
	return recvfrom(fd, data, size, flags, NULL, NULL);
}

ssize_t
__recv_chk(int fd, void *data, size_t size, size_t room, int flags)
{
	(void)room;
	return recv(fd, data, size, flags);
}

ssize_t
recvmsg(int fd, struct msghdr *message, int flags)
{
	if (count(CLASS_READ, "recvmsg") == ACTION_FAIL)
		return -1;
	return syscall(SYS_recvmsg, fd, message, flags);
}

/* --- time ------------------------------------------------------------------ */

static uint32_t
speed(void)
{
	return page && page->speed > 1 ? page->speed : 1;
}

int
poll(struct pollfd *fds, nfds_t n, int milliseconds)
{
	if (count(CLASS_READ, "poll") == ACTION_FAIL)
		return -1;
	if (milliseconds > 0)
		milliseconds =
		    (milliseconds + (int)speed() - 1) / (int)speed();
	return (int)syscall(SYS_poll, fds, n, milliseconds);
}

int
__poll_chk(struct pollfd *fds, nfds_t n, int milliseconds, size_t room)
{
	(void)room;
	return poll(fds, n, milliseconds);
}

int
clock_gettime(clockid_t which, struct timespec *out)
{
	int done = (int)syscall(SYS_clock_gettime, which, out);

	if (done != 0 || !page)
		return done;
	if (which == CLOCK_REALTIME && page->wall != 0) {
		int64_t ms = page->wall + out->tv_nsec / 1000000;
		out->tv_sec += ms / 1000;
		ms %= 1000;
		if (ms < 0) {
			ms += 1000;
			out->tv_sec--;
		}
		out->tv_nsec = ms * 1000000 + out->tv_nsec % 1000000;
	}
	if ((which == CLOCK_BOOTTIME || which == CLOCK_MONOTONIC) &&
	    speed() > 1) {
		__int128 ns =
		    ((__int128)out->tv_sec * 1000000000 + out->tv_nsec) *
		    speed();
		out->tv_sec = (time_t)(ns / 1000000000);
		out->tv_nsec = (long)(ns % 1000000000);
	}
	return 0;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	out->tv_sec = now.tv_sec;
	out->tv_usec = now.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (out)
		*out = now.tv_sec;
	return now.tv_sec;
}

unsigned int
alarm(unsigned int seconds)
{
	struct itimerval timer = { .it_value = { .tv_sec = seconds } }, old;
	uint64_t us = (uint64_t)seconds * 1000000 / speed();

	timer.it_value.tv_sec = (time_t)(us / 1000000);
	timer.it_value.tv_usec = (suseconds_t)(us % 1000000);
	syscall(SYS_setitimer, ITIMER_REAL, &timer, &old);
	return (unsigned int)old.it_value.tv_sec;
}

unsigned int
sleep(unsigned int seconds)
{
	uint64_t ns = (uint64_t)seconds * 1000000000 / speed();
	struct timespec pause = { (time_t)(ns / 1000000000),
		(long)(ns % 1000000000) };

	syscall(SYS_nanosleep, &pause, NULL);
	return 0;
}

/* --- descriptors and memory ------------------------------------------------ */

int
socket(int domain, int type, int protocol)
{
	if (count(CLASS_MAKE, "socket") == ACTION_FAIL)
		return -1;
	return (int)syscall(SYS_socket, domain, type, protocol);
}

int
socketpair(int domain, int type, int protocol, int out[2])
{
	if (count(CLASS_MAKE, "socketpair") == ACTION_FAIL)
		return -1;
	return (int)syscall(SYS_socketpair, domain, type, protocol, out);
}

int
accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
	if (count(CLASS_MAKE, "accept4") == ACTION_FAIL)
		return -1;
	return (int)syscall(SYS_accept4, fd, address, length, flags);
}

int
pipe2(int out[2], int flags)
{
	if (count(CLASS_MAKE, "pipe2") == ACTION_FAIL)
		return -1;
	return (int)syscall(SYS_pipe2, out, flags);
}

int
eventfd(unsigned int value, int flags)
{
	if (count(CLASS_MAKE, "eventfd") == ACTION_FAIL)
		return -1;
	return (int)syscall(SYS_eventfd2, value, flags);
}

int
memfd_create(const char *name, unsigned int flags)
{
	if (count(CLASS_MAKE, "memfd_create") == ACTION_FAIL)
		return -1;
	return (int)syscall(SYS_memfd_create, name, flags);
}

void *
malloc(size_t size)
{
	if (count(CLASS_MEMORY, "malloc") == ACTION_FAIL)
		return NULL;
	return __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	if (count(CLASS_MEMORY, "calloc") == ACTION_FAIL)
		return NULL;
	return __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	if (count(CLASS_MEMORY, "realloc") == ACTION_FAIL)
		return NULL;
	return __libc_realloc(old, size);
}
