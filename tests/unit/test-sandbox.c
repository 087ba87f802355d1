/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done from inside the cell: each attempt in a child of its own
 * that has closed itself in. Paths are refused, everything else that is not
 * needed kills. */
#include "intake/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

enum outcome { WORKS, REFUSED, KILLED };

struct row {
	const char *name;
	bool (*attempt)(void); /* true: it worked; false: errno says why not */
	enum outcome outcome;
};

static bool
try_open(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool
try_create(void)
{
	return open("/tmp/x", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

static bool
try_stat(void)
{
	struct stat status;

	return stat("/etc/passwd", &status) == 0;
}

static bool
try_access(void)
{
	return access("/etc/passwd", R_OK) == 0;
}

static bool
try_readlink(void)
{
	char target[100];

	return readlink("/proc/self/exe", target, sizeof target) > 0;
}

static bool
try_unlink(void)
{
	return unlink("/tmp/no-such-file") == 0;
}

static bool
try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool
try_socketpair(void)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
}

static bool
try_connect(void)
{
	struct sockaddr address = { .sa_family = AF_INET };

	return connect(0, &address, sizeof address) == 0;
}

static bool
try_fork(void)
{
	return fork() >= 0;
}

static bool
try_exec(void)
{
	char name[] = "true";
	char *const arguments[] = { name, NULL };

	execv("/bin/true", arguments);
	return false;
}

static bool
try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool
try_kill(void)
{
	return kill(getppid(), 0) == 0;
}

static bool
try_kill_self(void)
{
	return kill(getpid(), SIGTERM) == 0;
}

static bool
try_executable_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
try_make_executable(void)
{
	static _Alignas(4096) char page[4096];

	return mprotect(page, sizeof page, PROT_READ | PROT_EXEC) == 0;
}

static bool
try_raise_limit(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_AS, &limit) == 0;
}

static bool
try_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 0;
}

static bool
try_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL) >= 0;
}

static bool
try_memory(void)
{
	void *volatile memory = malloc(10000000);

	return memory != NULL;
}

static bool
try_too_much_memory(void)
{
	void *volatile memory = malloc(300000000);

	return memory != NULL;
}

static bool
try_memfd(void)
{
	int fd = memfd_create("x", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct stat status;

	return fd >= 0 && write(fd, "x", 1) == 1 && fstat(fd, &status) == 0 &&
	    status.st_size == 1 && fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) == 0 &&
	    mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0) != MAP_FAILED;
}

static bool
try_many_descriptors(void)
{
	for (guint i = 0; i < 40; i++) {
		if (memfd_create("x", MFD_CLOEXEC) < 0) {
			errno = EPERM;
			return false;
		}
	}
	return true;
}

static bool
try_open_descriptor(void)
{
	return write(1, "", 0) == 0;
}

static bool
try_random_and_clock(void)
{
	char octets[16];

	return getentropy(octets, sizeof octets) == 0 &&
	    g_get_monotonic_time() > 0 && getpid() > 0;
}

static const struct row rows[] = {
	{ "open", try_open, REFUSED },
	{ "create", try_create, REFUSED },
	{ "stat", try_stat, REFUSED },
	{ "access", try_access, REFUSED },
	{ "readlink", try_readlink, REFUSED },
	{ "too-much-memory", try_too_much_memory, REFUSED },
	{ "many-descriptors", try_many_descriptors, REFUSED },
	{ "unlink", try_unlink, KILLED },
	{ "socket", try_socket, KILLED },
	{ "socketpair", try_socketpair, KILLED },
	{ "connect", try_connect, KILLED },
	{ "fork", try_fork, KILLED },
	{ "exec", try_exec, KILLED },
	{ "ptrace", try_ptrace, KILLED },
	{ "kill", try_kill, KILLED },
	{ "kill-self", try_kill_self, KILLED },
	{ "executable-memory", try_executable_memory, KILLED },
	{ "make-executable", try_make_executable, KILLED },
	{ "raise-limit", try_raise_limit, KILLED },
	{ "landlock", try_landlock, KILLED },
	{ "io-uring", try_io_uring, KILLED },
	{ "memory", try_memory, WORKS },
	{ "memfd", try_memfd, WORKS },
	{ "open-descriptor", try_open_descriptor, WORKS },
	{ "random-and-clock", try_random_and_clock, WORKS },
};

/* In the child: closes itself in, tries, and says by its status what happened.
 */
G_GNUC_NORETURN static void
child(const struct row *row)
{
	static const struct sandbox_limits limits = { .memory = 200000000,
		.descriptors = 16 };

	log_open("test", LOG_ERROR);
	if (!sandbox_enter(&limits, NULL))
		_exit(99);
	errno = 0;
	if (row->attempt())
		_exit(WORKS);
	_exit(errno == EPERM || errno == ENOMEM ? REFUSED : 98);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	int status = 0;
	pid_t pid;

	if (!sandbox_is_built_in()) {
		g_test_skip("built with sanitizers: there is no sandbox");
		return;
	}
	pid = fork();
	if (pid == 0)
		child(row);
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	if (row->outcome == KILLED) {
		g_assert_true(WIFSIGNALED(status));
		g_assert_cmpint(WTERMSIG(status), ==, SIGSYS);
		return;
	}
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, row->outcome);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strconcat("/sandbox/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
