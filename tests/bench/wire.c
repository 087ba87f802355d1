/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both ends of SMTP with STARTTLS, at their barest, to hold the sender against:
 * a sink that takes everything, a process a connection, and a client that
 * pipelines (RFC 2920) and keeps no record of anything.
 *
 *   wire sink PORT CERTIFICATE KEY
 *   wire send PORT LETTERS CONNECTIONS   prints the seconds it took
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LETTER_LINES 24 /* 1.5 KiB, as long as an acknowledgement */

struct line {
	int fd;
	SSL *ssl; /* NULL: not yet */
	size_t at, end;
	char in[65536];
	size_t filled;
	char out[65536];
};

static void
die(const char *what)
{
	fprintf(stderr, "wire: %s\n", what);
	exit(1);
}

static void
flush(struct line *line)
{
	size_t done = 0;

	while (done < line->filled) {
		int n = line->ssl ? SSL_write(line->ssl, line->out + done,
		                        (int)(line->filled - done))
		                  : (int)write(line->fd, line->out + done,
		                        line->filled - done);
		if (n <= 0)
			exit(1); /* hung up */
		done += (size_t)n;
	}
	line->filled = 0;
}

static void
say(struct line *line, const char *text)
{
	size_t size = strlen(text);

	if (line->filled + size > sizeof line->out)
		flush(line);
	memcpy(line->out + line->filled, text, size);
	line->filled += size;
}

/* The next line without its end. What was to be said goes out before anything
 * is waited for. */
static char *
hear(struct line *line)
{
	for (;;) {
		char *begin = line->in + line->at;
		char *end = memchr(begin, '\n', line->end - line->at);

		if (end) {
			line->at = (size_t)(end + 1 - line->in);
			*end = '\0';
			if (end > begin && end[-1] == '\r')
				end[-1] = '\0';
			return begin;
		}
		flush(line);
		memmove(line->in, begin, line->end - line->at);
		line->end -= line->at;
		line->at = 0;
		int room = (int)(sizeof line->in - line->end);
		int n = line->ssl
		    ? SSL_read(line->ssl, line->in + line->end, room)
		    : (int)read(line->fd, line->in + line->end, (size_t)room);
		if (n <= 0)
			exit(1); /* hung up */
		line->end += (size_t)n;
	}
}

static void
set_quick(int fd)
{
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/* --- the sink ------------------------------------------------------------- */

static void
take_data(struct line *line)
{
	say(line, "354 go on\r\n");
	while (strcmp(hear(line), ".") != 0)
		;
	say(line, "250 2.0.0 taken\r\n");
}

static void
serve(struct line *line, SSL_CTX *context)
{
	say(line, "220 sink.example.com\r\n");
	for (;;) {
		const char *word = hear(line);

		if (strncasecmp(word, "EHLO", 4) == 0) {
			say(line, "250-sink.example.com\r\n250-PIPELINING\r\n");
			say(line, line->ssl ? "" : "250-STARTTLS\r\n");
			say(line, "250 8BITMIME\r\n");
		} else if (strcasecmp(word, "STARTTLS") == 0) {
			say(line, "220 go on\r\n");
			flush(line);
			line->ssl = SSL_new(context);
			SSL_set_fd(line->ssl, line->fd);
			if (SSL_accept(line->ssl) != 1)
				exit(1);
		} else if (strcasecmp(word, "DATA") == 0) {
			take_data(line);
		} else if (strcasecmp(word, "QUIT") == 0) {
			say(line, "221 bye\r\n");
			flush(line);
			exit(0);
		} else {
			say(line, "250 2.0.0 ok\r\n");
		}
	}
}

static struct sockaddr_in
loopback(const char *port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((unsigned short)strtol(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static void
run_sink(char **argv)
{
	struct sockaddr_in at = loopback(argv[0]);
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	signal(SIGCHLD, SIG_IGN);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (SSL_CTX_use_certificate_chain_file(context, argv[1]) != 1 ||
	    SSL_CTX_use_PrivateKey_file(context, argv[2], SSL_FILETYPE_PEM) !=
	        1)
		die("no certificate");
	if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
	    listen(fd, 16) != 0)
		die("can not listen");
	for (;;) {
		static struct line line;

		line.fd = accept(fd, NULL, NULL);
		if (line.fd < 0)
			die("accept");
		if (fork() == 0) {
			set_quick(line.fd);
			serve(&line, context);
		}
		close(line.fd);
	}
}

/* --- the client ----------------------------------------------------------- */

static void
expect(struct line *line, const char *code)
{
	const char *answer;

	do
		answer = hear(line);
	while (strlen(answer) > 3 && answer[3] == '-');
	if (strncmp(answer, code, 3) != 0)
		die(answer);
}

static void
connect_line(struct line *line, const char *port, SSL_CTX *context)
{
	struct sockaddr_in at = loopback(port);

	line->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(line->fd, (struct sockaddr *)&at, sizeof at) != 0)
		die("no sink");
	set_quick(line->fd);
	expect(line, "220");
	say(line, "EHLO bench.example.com\r\n");
	expect(line, "250");
	say(line, "STARTTLS\r\n");
	expect(line, "220");
	line->ssl = SSL_new(context);
	SSL_set_fd(line->ssl, line->fd);
	if (SSL_connect(line->ssl) != 1)
		die("no TLS");
	say(line, "EHLO bench.example.com\r\n");
	expect(line, "250");
}

/* The end of one letter and the envelope of the next go out together. */
static void
send_letters(struct line *line, int letters)
{
	static const char envelope[] = "MAIL FROM:<support@example.com>\r\n"
	                               "RCPT TO:<a@example.org>\r\nDATA\r\n";

	say(line, envelope);
	for (int i = 0; i < letters; i++) {
		expect(line, "250");
		expect(line, "250");
		expect(line, "354");
		say(line, "Subject: letter\r\n\r\n");
		for (int n = 0; n < LETTER_LINES; n++)
			say(line,
			    "Thank you for your mail. It has arrived, and a "
			    "person will answer.\r\n");
		say(line, ".\r\n");
		if (i + 1 < letters)
			say(line, envelope);
		expect(line, "250");
	}
	say(line, "QUIT\r\n");
	expect(line, "221");
}

static int
run_send(char **argv)
{
	int letters = (int)strtol(argv[1], NULL, 10), status;
	int connections = (int)strtol(argv[2], NULL, 10);
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int i = 0; i < connections; i++) {
		if (fork() == 0) {
			static struct line line;

			connect_line(&line, argv[0], context);
			send_letters(&line, letters / connections);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		if (status != 0)
			die("a connection broke");
	clock_gettime(CLOCK_MONOTONIC, &to);
	printf("%.6f\n",
	    (double)(to.tv_sec - from.tv_sec) +
	        (double)(to.tv_nsec - from.tv_nsec) / 1e9);
	return 0;
}

int
main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc == 5 && strcmp(argv[1], "sink") == 0)
		run_sink(argv + 2);
	if (argc == 5 && strcmp(argv[1], "send") == 0)
		return run_send(argv + 2);
	die("usage: wire sink PORT CERTIFICATE KEY | wire send PORT LETTERS "
	    "CONNECTIONS");
}
