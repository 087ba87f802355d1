/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The relay of util-smtp.h. It is forked before the test opens a store, so that
 * it may open the same one, read-only, as another process does. */
#include "util-smtp.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/dotread.h"
#include "store/letters.h"

#define PATIENCE_SECONDS 60
#define LISTEN_MAX 8
#define NARROW 4096 /* octets of receive buffer: a client can not run ahead */

struct server {
	const struct smtp_rule *rules;
	GHashTable *counts; /* verb -> how often */
	struct smtp_seen *seen;
	FILE *in, *out;
	char to[64];
	guint64 declared;
};

/* Counts the verb; its reply by the rules, else usual. */
static const char *
reply_of(struct server *server, const char *verb, const char *usual)
{
	guint count =
	    GPOINTER_TO_UINT(g_hash_table_lookup(server->counts, verb)) + 1;

	g_hash_table_insert(server->counts, g_strdup(verb),
	    GUINT_TO_POINTER(count));
	for (const struct smtp_rule *rule = server->rules;
	     rule != NULL && rule->verb != NULL; rule++)
		if (g_str_equal(rule->verb, verb) &&
		    (rule->nth == 0 || rule->nth == count))
			return rule->reply;
	return usual;
}

/* Says it; false when the connection is to be closed. */
static bool
say(struct server *server, const char *reply)
{
	bool last = reply == NULL || *reply == '!';

	if (reply != NULL) {
		fprintf(server->out, "%s\r\n", reply + last);
		fflush(server->out);
	}
	return !last;
}

static bool
answer(struct server *server, const char *verb, const char *usual)
{
	return say(server, reply_of(server, verb, usual));
}

static bool
is_good(const char *reply)
{
	return reply != NULL && reply[*reply == '!'] < '4';
}

/* The store as any other process sees it at this moment. */
struct look {
	const char *to;
	const struct dotread *found;
	guint32 state;
	guint in_dot;
};

/* What a ready letter would be if the sender died now. */
static guint32
state_of(const struct look *look, const struct letter *letter)
{
	static const guint32 states[] = {
		[DOTREAD_NOT_BEGUN] = LETTER_READY,
		[DOTREAD_DOUBTFUL] = LETTER_DOT,
		[DOTREAD_ACCEPTED] = LETTER_SENT,
	};
	gint64 when;

	return letter->state == LETTER_READY
	    ? states[dotread_word(look->found, letter, &when)]
	    : letter->state;
}

static bool
look_at(struct letter *letter, void *context)
{
	struct look *look = context;
	guint32 state = state_of(look, letter);

	if (g_str_equal(letter->to, look->to))
		look->state = state;
	look->in_dot += state == LETTER_DOT;
	return true;
}

static void
look_into_store(struct server *server)
{
	struct smtp_seen *seen = server->seen;
	struct look look = { server->to, NULL, G_MAXUINT32, 0 };
	g_autoptr(GError) error = NULL;

	if (*seen->state_dir != '\0') {
		g_autoptr(store) store =
		    store_open(seen->state_dir, KV_READ_ONLY, &error);
		g_autoptr(kv_txn) txn =
		    store != NULL ? kv_begin(store->kv, KV_READ, &error) : NULL;
		g_autoptr(dotread) found = txn != NULL
		    ? dotread_all(seen->state_dir, txn, &error)
		    : NULL;
		look.found = found;
		if (found == NULL || !letters_each(txn, look_at, &look, &error))
			fprintf(stderr, "# relay: %s\n", error->message);
	}
	seen->state[seen->letters] = look.state;
	seen->in_dot[seen->letters] = look.in_dot;
}

/* The letter's octets up to the dot; false when the connection ends. */
static bool
read_body(struct server *server, guint64 *size_out)
{
	char line[2048];
	bool half = true;

	*size_out = 0;
	while (fgets(line, sizeof line, server->in) != NULL) {
		if (half && reply_of(server, "BODY", "") == NULL)
			return false;
		half = false;
		if (g_str_equal(line, ".\r\n"))
			return true;
		*size_out += strlen(line);
	}
	return false;
}

/* All is noted before the answer goes out: the test may look right after it. */
static bool
take_letter(struct server *server)
{
	struct smtp_seen *seen = server->seen;
	const char *reply = reply_of(server, "DATA", "354 go on");
	guint64 size = 0;

	if (!say(server, reply))
		return false;
	if (!is_good(reply))
		return true;
	if (!read_body(server, &size))
		return false;
	g_assert_cmpuint(seen->letters, <, SMTP_LETTERS);
	look_into_store(server);
	if (seen->stop_at != 0 && seen->letters + 1 == seen->stop_at)
		seen->stop = 1;
	reply = reply_of(server, "DOT", "250 2.0.0 taken");
	if (is_good(reply)) {
		g_strlcpy(seen->to[seen->letters], server->to,
		    sizeof seen->to[0]);
		seen->size[seen->letters] = size;
		seen->declared[seen->letters] = server->declared;
		seen->letters++;
	}
	return say(server, reply);
}

static bool
command(struct server *server, char *line)
{
	if (g_str_has_prefix(line, "EHLO "))
		return answer(server, "EHLO",
		    "250-relay.example.net\r\n250-SIZE 100000000\r\n"
		    "250 AUTH PLAIN");
	if (g_str_has_prefix(line, "AUTH "))
		return answer(server, "AUTH", "235 2.7.0 welcome");
	if (g_str_has_prefix(line, "MAIL ")) {
		const char *size = strstr(line, " SIZE=");
		server->declared =
		    size != NULL ? g_ascii_strtoull(size + 6, NULL, 10) : 0;
		return answer(server, "MAIL", "250 2.1.0 ok");
	}
	if (sscanf(line, "RCPT TO:<%63[^>]>", server->to) == 1)
		return answer(server, "RCPT", "250 2.1.5 ok");
	if (g_str_has_prefix(line, "DATA"))
		return take_letter(server);
	if (g_str_has_prefix(line, "RSET"))
		return answer(server, "RSET", "250 ok");
	if (g_str_has_prefix(line, "QUIT"))
		server->seen->quits++;
	return answer(server, "QUIT", "!221 bye");
}

static void
serve_one(struct server *server, int fd)
{
	char line[2048];

	server->in = fdopen(fd, "r");
	server->out = fdopen(dup(fd), "w");
	server->seen->connections++;
	if (answer(server, "GREET", "220 relay.example.net"))
		while (fgets(line, sizeof line, server->in) != NULL &&
		    command(server, line))
			;
	fclose(server->in);
	fclose(server->out);
}

static void
serve(int listener, const struct smtp_rule *rules, struct smtp_seen *seen)
{
	struct server server = { .rules = rules,
		.counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		    NULL),
		.seen = seen };

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0L, 0L, 0L);
	signal(SIGPIPE, SIG_IGN);
	alarm(PATIENCE_SECONDS);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		if (fd < 0)
			_exit(1);
		serve_one(&server, fd);
	}
}

/* A bound socket on a free loopback port. */
static int
bind_any(guint16 *port_out)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof address;
	int narrow = NARROW;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &narrow, sizeof narrow);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, length), ==, 0);
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length),
	    ==, 0);
	*port_out = ntohs(address.sin_port);
	return fd;
}

struct smtp_relay *
smtp_relay_new(const struct smtp_rule *rules)
{
	struct smtp_relay *relay = g_new0(struct smtp_relay, 1);
	int listener = bind_any(&relay->port);

	relay->seen = mmap(NULL, sizeof *relay->seen, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	g_assert_true(relay->seen != MAP_FAILED);
	g_assert_cmpint(listen(listener, LISTEN_MAX), ==, 0);
	relay->pid = fork();
	g_assert_cmpint(relay->pid, >=, 0);
	if (relay->pid == 0)
		serve(listener, rules, relay->seen);
	close(listener);
	return relay;
}

void
smtp_relay_free(struct smtp_relay *relay)
{
	if (relay == NULL)
		return;
	kill(relay->pid, SIGKILL);
	waitpid(relay->pid, NULL, 0);
	munmap(relay->seen, sizeof *relay->seen);
	g_free(relay);
}

guint16
smtp_dead_port(void)
{
	guint16 port;
	int fd = bind_any(&port);

	close(fd);
	return port;
}

void
smtp_relay_use(struct util_desk *desk, guint n, guint16 port)
{
	struct settings_relay *relay =
	    g_ptr_array_index(desk->settings->relays, n);

	relay->port = port;
	relay->tls = SETTINGS_TLS_NONE;
}
