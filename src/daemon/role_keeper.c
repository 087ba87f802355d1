/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keeper: what falls due, and the operator's socket. A verb is believed by
 * what the kernel says of the caller (SO_PEERCRED); who may connect is the
 * socket's mode. A caller that is slow or says nothing is left after ten
 * seconds. */
#include "base/autofd.h"
#include "base/bell.h"
#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/steptimer.h"
#include "daemon/role.h"
#include "pipeline/operate.h"
#include "pipeline/upkeep.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#define ROLE_KEEPER_ALIVE                                                     \
	600 /* seconds: a delivered mail may take the reader's deadline twice \
	     */
#define ROLE_KEEPER_CALLER \
	10000 /* ms that a caller may take to say what it wants */
#define ROLE_KEEPER_SLACK 60   /* seconds */
#define ROLE_KEEPER_LOOK 10000 /* ms between looks at what falls due */
#define ROLE_KEEPER_READERS \
	30000 /* ms between looks for readers that died in the store */

struct keeper {
	struct role *role;
	struct inbox inbox;
	int socket;
	gint64 readers_checked;
};

/* The operator's socket, in the state folder. What a keeper before us left
 * there is removed: the folder's lock says that it is gone. */
static int
role_keeper_listen(const char *state_dir, GError **error)
{
	g_autofree char *path = g_build_filename(state_dir, "socket", NULL);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	autofd int fd =
	    socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (strlen(path) >= sizeof address.sun_path) {
		fail_set(error, FAIL_CONFIG,
		    "state_dir: %s is too long for a socket's name", path);
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path));
	unlink(
	    path); /* of a keeper before us: the state folder's lock is ours */
	mode_t mask = umask(0117);
	int bound =
	    fd < 0 ? -1 : bind(fd, (struct sockaddr *)&address, sizeof address);
	umask(mask);
	if (bound != 0 || listen(fd, 16) != 0) {
		fail_errno(error, FAIL_TEMPORARY, errno, "%s", path);
		return -1;
	}
	return autofd_steal(&fd);
}

static void
role_keeper_answer(int fd, int status, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	if (!channel_send(fd, OPERATE_ANSWER,
	        g_variant_new("(is)", status, valid), NULL, 0, &error))
		log_error(LOG_INFO, "operator.gone", error, NULL);
}

/* One caller, from accept to answer. False: the store is broken. */
static bool
role_keeper_serve(struct keeper *keeper, int fd)
{
	g_autoptr(GError) error = NULL;
	g_auto(channel_message) message = { 0 };
	g_autofree char *actor = NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	struct ucred peer = { 0 };
	socklen_t length = sizeof peer;
	bool broken = false;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
		return true;
	actor = g_strdup_printf("uid %u", (unsigned)peer.uid);
	if (channel_receive(fd, ROLE_KEEPER_CALLER, operate_type_of, &message,
	        &error) != CHANNEL_MESSAGE ||
	    message.type != OPERATE_REQUEST)
		return true;
	g_autofree const char **argv = g_variant_get_strv(message.body, NULL);
	struct operate operate = { &keeper->inbox, actor, message.fds[0] };
	int status = operate_run(&operate, argv, out, &broken);
	log_event(LOG_INFO, "operator", "actor", actor, "verb", argv[0],
	    "status", log_number(status), NULL);
	role_ring_senders(keeper->role);
	role_keeper_answer(fd, status, out->str);
	return !broken;
}

static bool
role_keeper_callers(struct keeper *keeper)
{
	for (;;) {
		autofd int fd =
		    accept4(keeper->socket, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			return true;
		role_alive(ROLE_KEEPER_ALIVE + ROLE_KEEPER_SLACK);
		steptimer_start(ROLE_KEEPER_ALIVE);
		bool good = role_keeper_serve(keeper, fd);
		steptimer_stop();
		if (!good)
			return false;
	}
}

/* What falls due; false when the store is broken. */
static bool
role_keeper_upkeep(struct keeper *keeper)
{
	g_autoptr(GError) error = NULL;
	bool letters = false;

	if (clock_boot() - keeper->readers_checked > ROLE_KEEPER_READERS) {
		kv_check_readers(keeper->inbox.store->kv);
		keeper->readers_checked = clock_boot();
	}
	steptimer_start(ROLE_KEEPER_ALIVE);
	bool done = upkeep_run(&keeper->inbox, &letters, &error);
	steptimer_stop();
	if (letters)
		role_ring_senders(keeper->role);
	if (done)
		return true;
	log_error(LOG_ERROR, "upkeep.failed", error, NULL);
	return !fail_is(error, FAIL_STORE);
}

static int
role_keeper_loop(struct keeper *keeper)
{
	bool good = true;

	while (good && !role_stop) {
		role_alive(ROLE_KEEPER_ALIVE);
		if (bell_wait(ROLE_FD_BELL, keeper->socket, ROLE_KEEPER_LOOK) ==
		    BELL_OTHER)
			good = role_keeper_callers(keeper);
		bell_clear(ROLE_FD_BELL);
		good = good && role_keeper_upkeep(keeper);
	}
	if (!good)
		log_event(LOG_ERROR, "keeper.stop", "reason",
		    "the store is broken", NULL);
	return good ? EX_OK : EX_IOERR;
}

int
role_keeper_main(struct role *role)
{
	g_autoptr(GError) error = NULL;
	struct keeper keeper = { .role = role, .socket = -1 };

	if (inbox_open(&keeper.inbox, role->settings, role->secrets,
	        role->wording, &error))
		keeper.socket =
		    role_keeper_listen(role->settings->state_dir, &error);
	if (keeper.socket < 0) {
		log_error(LOG_ERROR, "keeper.stop", error, NULL);
		return fail_exit_status(error);
	}
	role_catch_term();
	int status = role_keeper_loop(&keeper);
	close(keeper.socket);
	inbox_close(&keeper.inbox);
	return status;
}
