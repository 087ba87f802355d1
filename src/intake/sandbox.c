/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader's cell. Whoever takes over a parser with a mail shall find a
 * process that can compute, answer on its channel and end, and nothing else: no
 * file, no network, no other process, no new code. The table is the whole of
 * what is allowed. Must never be left open when it can not be closed: every
 * failure but Landlock's absence is an error.
 */
#include "intake/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/log.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#if defined(DOCKET_SANITIZED) || defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#endif

enum answer { ALLOW, REFUSE }; /* REFUSE: EPERM; not listed: kill */

/* A system call, and what one of its arguments must be. */
struct rule {
	int call;
	enum answer answer;
	guint argument;
	enum scmp_compare compare; /* 0: any arguments */
	guint64 a, b;
};

#define CALL(name) SCMP_SYS(name), ALLOW, 0, 0, 0, 0
#define PATH(name) SCMP_SYS(name), REFUSE, 0, 0, 0, 0
#define ONLY(name, n, value) SCMP_SYS(name), ALLOW, n, SCMP_CMP_EQ, value, 0
#define NO_BIT(name, n, bit) \
	SCMP_SYS(name), ALLOW, n, SCMP_CMP_MASKED_EQ, bit, 0

static const struct rule rules[] = {
	/* memory, never executable */
	{ CALL(brk) },
	{ CALL(munmap) },
	{ CALL(mremap) },
	{ CALL(madvise) },
	{ NO_BIT(mmap, 2, PROT_EXEC) },
	{ NO_BIT(mprotect, 2, PROT_EXEC) },
	/* the channel, the mails and the answers */
	{ CALL(read) },
	{ CALL(pread64) },
	{ CALL(write) },
	{ CALL(writev) },
	{ CALL(pwrite64) },
	{ CALL(recvmsg) },
	{ CALL(sendmsg) },
	{ CALL(poll) },
	{ CALL(ppoll) },
	{ CALL(close) },
	{ CALL(lseek) },
	{ CALL(fstat) },
	/* glibc's fstat(); with a path as well it shows at most that there is
	 * one, and Landlock's absence is the only case. */
	{ ONLY(newfstatat, 3, AT_EMPTY_PATH) },
	{ CALL(memfd_create) },
	{ CALL(ftruncate) },
	{ ONLY(fcntl, 1, F_GETFD) },
	{ ONLY(fcntl, 1, F_SETFD) },
	{ ONLY(fcntl, 1, F_GETFL) },
	{ ONLY(fcntl, 1, F_ADD_SEALS) },
	{ ONLY(fcntl, 1, F_GET_SEALS) },
	{ ONLY(fcntl, 1, F_DUPFD_CLOEXEC) },
	/* time and itself */
	{ CALL(setitimer) },
	{ CALL(clock_gettime) },
	{ CALL(gettimeofday) },
	{ CALL(clock_nanosleep) },
	{ CALL(getrandom) },
	{ CALL(getpid) },
	{ CALL(gettid) },
	{ CALL(getrusage) },
	{ CALL(sysinfo) },
	{ CALL(futex) },
	{ CALL(sched_yield) },
	{ CALL(rt_sigprocmask) },
	{ CALL(rt_sigreturn) },
	{ CALL(restart_syscall) },
	{ CALL(exit) },
	{ CALL(exit_group) },
	/* what libraries try and can do without */
	{ PATH(open) },
	{ PATH(openat) },
	{ PATH(openat2) },
	{ PATH(access) },
	{ PATH(faccessat) },
	{ PATH(faccessat2) },
	{ PATH(stat) },
	{ PATH(lstat) },
	{ SCMP_SYS(newfstatat), REFUSE, 3, SCMP_CMP_NE, AT_EMPTY_PATH, 0 },
	{ PATH(statx) },
	{ PATH(readlink) },
	{ PATH(readlinkat) },
	{ PATH(prctl) },
	{ PATH(ioctl) },
};

bool
sandbox_is_built_in(void)
{
#ifdef SANDBOX_SANITIZED
	return false;
#else
	return true;
#endif
}

static bool
set_rlimit(int resource, gint64 value, GError **error)
{
	const struct rlimit limit = { (rlim_t)value, (rlim_t)value };

	if (setrlimit((__rlimit_resource_t)resource, &limit) == 0)
		return true;
	return fail_errno(error, FAIL_TEMPORARY, errno, "can not set rlimit %d",
	    resource);
}

static bool
set_rlimits(const struct sandbox_limits *limits, GError **error)
{
	if (limits->cpu_seconds > 0 &&
	    !set_rlimit(RLIMIT_CPU, limits->cpu_seconds, error))
		return false;
	return set_rlimit(RLIMIT_AS, limits->memory, error) &&
	    set_rlimit(RLIMIT_FSIZE, limits->memory, error) &&
	    set_rlimit(RLIMIT_NOFILE, limits->descriptors, error) &&
	    set_rlimit(RLIMIT_CORE, 0, error);
}

/* Every right the kernel knows is handled and none is given, so that no path
 * can be used at all. A kernel without Landlock is fine: seccomp refuses them
 * too. */
static void
close_paths(void)
{
	struct landlock_ruleset_attr attr = { 0 };
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	autofd int fd = -1;

	if (version < 1)
		return;
	/* Execute to make-symlink are version 1; refer came with 2, truncate
	 * with 3. */
	attr.handled_access_fs = (1ULL << 13) - 1;
	if (version >= 2)
		attr.handled_access_fs |= 1ULL << 13;
	if (version >= 3)
		attr.handled_access_fs |= 1ULL << 14;
	fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	if (fd < 0 || syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		log_event(LOG_WARNING, "landlock", "result", "not used", NULL);
}

static int
add_rule(scmp_filter_ctx filter, const struct rule *rule)
{
	guint32 action =
	    rule->answer == ALLOW ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM);
	struct scmp_arg_cmp compare = { .arg = rule->argument,
		.op = rule->compare,
		.datum_a = rule->a,
		.datum_b = rule->b };

	return seccomp_rule_add_array(filter, action, rule->call,
	    rule->compare ? 1 : 0, rule->compare ? &compare : NULL);
}

static bool
close_calls(GError **error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int result = filter ? 0 : -ENOMEM;

	for (guint i = 0; result == 0 && i < G_N_ELEMENTS(rules); i++)
		result = add_rule(filter, &rules[i]);
	if (result == 0)
		result = seccomp_load(filter);
	if (filter)
		seccomp_release(filter);
	if (result == 0)
		return true;
	return fail_errno(error, FAIL_TEMPORARY, -result,
	    "can not install the reader's system call filter (seccomp)");
}

bool
sandbox_enter(const struct sandbox_limits *limits, GError **error)
{
	if (!sandbox_is_built_in()) {
		log_event(LOG_WARNING, "sandbox", "state", "off", "why",
		    "built with sanitizers", NULL);
		return true;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return fail_errno(error, FAIL_TEMPORARY, errno,
		    "can not give up privileges");
	close_paths();
	return set_rlimits(limits, error) && close_calls(error);
}
