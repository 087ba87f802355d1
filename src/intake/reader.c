/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of the reader: it starts the child, gives it mails, and takes its
 * answers for what they are, the words of a process that may have been taken
 * over. Must never wait without a deadline, never leave a child behind, and
 * never let one mail keep the others from being read.
 */
#include "intake/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/channel.h"
#include "base/log.h"
#include "intake/readerchild.h"

#define READER_FD 3           /* the child's end of the channel */
#define READER_HELLO_MS 10000 /* until the sandbox must be closed */
#define READER_ATTEMPTS 2     /* readers that one mail may cost */
/* Mails asked for ahead, so that the child goes on during a commit. Each answer
 * may be a descriptor on its way, of which the kernel lets a user have no more
 * than the sender may have open; then it waits (base/channel). */
#define READER_AHEAD 32
/* Octets of answers that are kept until they are asked for. */
#define READER_KEPT ((gsize)16 * 1024 * 1024)

struct reader {
	struct settings_limits limits;
	enum settings_sandbox sandbox;
	pid_t pid;    /* 0: none */
	bool greeted; /* it has said that it is closed in */
	int channel;
	int memfd;      /* of the batch, -1 none */
	GArray *mails;  /* struct reader_mail */
	guint next;     /* whose answer comes next */
	guint asked;    /* the first that the child has not been asked for */
	GQueue answers; /* GBytes, to next and those behind it */
	gsize kept;     /* octets in them */
	const char *trouble; /* what came instead of an answer, or NULL */
};

struct reader *
reader_new(const struct settings_limits *limits, enum settings_sandbox sandbox)
{
	struct reader *reader = g_new0(struct reader, 1);

	reader->limits = *limits;
	reader->sandbox = sandbox;
	reader->channel = -1;
	reader->memfd = -1;
	g_queue_init(&reader->answers);
	reader->mails = g_array_new(FALSE, FALSE, sizeof(struct reader_mail));
	return reader;
}

/* Ends the child at once and answers how it ended, for the log; it holds
 * nothing that could be lost. */
static int
stop(struct reader *reader)
{
	int status = 0;

	g_queue_clear_full(&reader->answers, (GDestroyNotify)g_bytes_unref);
	reader->kept = 0;
	reader->trouble = NULL;
	autofd_clear(&reader->channel);
	if (reader->pid <= 0)
		return 0;
	kill(reader->pid, SIGKILL);
	while (waitpid(reader->pid, &status, 0) < 0 && errno == EINTR)
		;
	reader->pid = 0;
	return status;
}

void
reader_free(struct reader *reader)
{
	if (!reader)
		return;
	stop(reader);
	autofd_clear(&reader->memfd);
	g_array_unref(reader->mails);
	g_free(reader);
}

void
reader_renew(struct reader *reader)
{
	stop(reader);
}

/* --- starting the child ------------------------------------------------ */

/* The few variables that the child may see: where a log goes, and how
 * sanitizers behave in tests. */
static char **
make_environment(void)
{
	static const char *const kept[] = { "JOURNAL_STREAM", "ASAN_OPTIONS",
		"UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE" };
	GPtrArray *environment = g_ptr_array_new();

	for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
		const char *value = getenv(kept[i]);

		if (value)
			g_ptr_array_add(environment,
			    g_strdup_printf("%s=%s", kept[i], value));
	}
	g_ptr_array_add(environment, NULL);
	return (char **)g_ptr_array_free(environment, FALSE);
}

/* Between fork and exec: only what is safe there. */
static void
become_child(int channel, int null, pid_t parent, char **environment)
{
	char name[] = "docket: reader", role[] = "--role=reader";
	char *arguments[] = { name, role, NULL };
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (getppid() != parent || dup2(null, 0) < 0 || dup2(null, 1) < 0)
		_exit(EXIT_FAILURE);
	/* dup2() to itself would leave close-on-exec set. */
	if (channel == READER_FD ? fcntl(channel, F_SETFD, 0) < 0
	                         : dup2(channel, READER_FD) < 0)
		_exit(EXIT_FAILURE);
	close_range(READER_FD + 1, ~0U, 0);
	execve("/proc/self/exe", arguments, environment);
	_exit(127);
}

static bool
start_child(struct reader *reader, GError **error)
{
	int ends[2] = { -1, -1 };
	g_auto(GStrv) environment = make_environment();
	autofd int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t parent = getpid();

	if (null < 0)
		return fail_errno(error, FAIL_TEMPORARY, errno,
		    "can not open /dev/null");
	if (!channel_pair(ends, error))
		return false;
	reader->channel = ends[0];
	autofd int theirs = ends[1];

	reader->greeted = false;
	reader->pid = fork();
	if (reader->pid == 0)
		become_child(theirs, null, parent, environment);
	if (reader->pid > 0)
		return true;
	reader->pid = 0;
	autofd_clear(&reader->channel);
	return fail_errno(error, FAIL_TEMPORARY, errno, "can not fork");
}

static GVariant *
make_setup(const struct reader *reader)
{
	const struct settings_limits *l = &reader->limits;

	return g_variant_new(READERCHILD_SETUP_TYPE, l->parse_memory,
	    l->parse_cpu_seconds,
	    (gboolean)(reader->sandbox == SETTINGS_SANDBOX_REQUIRED),
	    l->mime_depth, l->mime_parts, l->attachments, l->attachment_bytes,
	    l->attachments_bytes, l->addresses, l->references, l->encoded_words,
	    l->text_bytes);
}

/* "exit 75" or "signal 31". */
static char *
describe(int status)
{
	if (WIFSIGNALED(status))
		return g_strdup_printf("signal %d", WTERMSIG(status));
	return g_strdup_printf("exit %d", WEXITSTATUS(status));
}

/* Waits until the child that was started says that it is closed in. */
static bool
greet(struct reader *reader, GError **error)
{
	g_auto(channel_message) hello = { .fds = { -1, -1, -1, -1 } };
	g_autofree char *end = NULL;

	reader->greeted = channel_send(reader->channel, READERCHILD_SETUP,
	                      make_setup(reader), NULL, 0, NULL) &&
	    channel_receive(reader->channel, READER_HELLO_MS,
	        readerchild_type_of, &hello, NULL) == CHANNEL_MESSAGE &&
	    hello.type == READERCHILD_HELLO;
	if (reader->greeted)
		return true;
	end = describe(stop(reader));
	return fail_set(error, FAIL_TEMPORARY,
	    "the reader did not start (%s); its reason is in the log above",
	    end);
}

/* Asks for the mails up to READER_AHEAD, half of those at once. */
static bool
ask(struct reader *reader, GError **error)
{
	guint answered = reader->next + reader->answers.length;
	guint end = MIN(answered + READER_AHEAD, reader->mails->len);
	GVariantBuilder mails;

	if (reader->asked > answered + READER_AHEAD / 2 ||
	    reader->asked == reader->mails->len)
		return true;
	g_variant_builder_init(&mails, G_VARIANT_TYPE(READERCHILD_BATCH_TYPE));
	for (; reader->asked < end; reader->asked++) {
		struct reader_mail *mail = &g_array_index(reader->mails,
		    struct reader_mail, reader->asked);

		g_variant_builder_add(&mails, "(tt)", mail->offset,
		    mail->length);
	}
	return channel_send(reader->channel, READERCHILD_BATCH,
	    g_variant_builder_end(&mails), &reader->memfd, 1, error);
}

/* A running child that has been asked for the next answers. One that died since
 * the last of them is replaced. */
static bool
ensure(struct reader *reader, GError **error)
{
	if (reader->pid > 0) {
		if ((reader->greeted || greet(reader, NULL)) &&
		    ask(reader, NULL))
			return true;
		stop(reader);
	}
	reader->asked = reader->next;
	if (!start_child(reader, error) || !greet(reader, error))
		return false;
	if (ask(reader, error))
		return true;
	stop(reader);
	return false;
}

/* --- the interface ----------------------------------------------------- */

/* What stands in the way shows at the first use, which tries once more. */
void
reader_warm(struct reader *reader)
{
	if (reader->pid <= 0)
		(void)start_child(reader, NULL);
}

bool
reader_begin(struct reader *reader, int memfd, const struct reader_mail *mails,
    guint n, GError **error)
{
	gboolean unread = reader->next < reader->mails->len;

	autofd_clear(&reader->memfd);
	reader->memfd = fcntl(memfd, F_DUPFD_CLOEXEC, 3);
	if (reader->memfd < 0)
		return fail_errno(error, FAIL_TEMPORARY, errno,
		    "can not keep a batch");
	g_array_set_size(reader->mails, 0);
	g_array_append_vals(reader->mails, mails, n);
	reader->next = 0;
	reader->asked = 0;
	/* Answers to an older batch would be taken for ours. */
	if (unread)
		stop(reader);
	return ensure(reader, error);
}

/* Waits for an answer. Keeps the record that is in it, or why there is none,
 * which a wait of no length does not count as. */
static void
receive_answer(struct reader *reader, int timeout_ms)
{
	g_auto(channel_message) message = { .fds = { -1, -1, -1, -1 } };
	GBytes *record;

	switch (channel_receive(reader->channel, timeout_ms,
	    readerchild_type_of, &message, NULL)) {
	case CHANNEL_MESSAGE:
		if (message.type != READERCHILD_RECORD)
			break;
		record = g_variant_get_data_as_bytes(message.body);
		reader->kept += g_bytes_get_size(record);
		g_queue_push_tail(&reader->answers, record);
		return;
	case CHANNEL_TIMEOUT:
		reader->trouble = timeout_ms == 0 ? NULL : "deadline";
		return;
	case CHANNEL_CLOSED:
		reader->trouble = "died";
		return;
	case CHANNEL_ERROR:
		break;
	}
	reader->trouble = "bad answer";
}

/* What stands in the way is left for reader_next() to deal with. */
void
reader_pump(struct reader *reader)
{
	guint before;

	do {
		before = reader->answers.length;
		if (reader->pid <= 0 || reader->trouble ||
		    reader->kept >= READER_KEPT ||
		    reader->next + before >= reader->asked)
			return;
		receive_answer(reader, 0);
	} while (reader->answers.length > before && ask(reader, NULL));
}

/* The next answer, or NULL and why. */
static GBytes *
take_record(struct reader *reader, const char **why_out)
{
	GBytes *record;

	if (reader->answers.length == 0 && !reader->trouble)
		receive_answer(reader,
		    (int)(reader->limits.parse_wall_seconds * 1000));
	*why_out = reader->trouble;
	record = g_queue_pop_head(&reader->answers);
	if (record)
		reader->kept -= g_bytes_get_size(record);
	return record;
}

/* One attempt at the next mail; NULL when it cost the reader its life. */
static struct message *
try_next(struct reader *reader, GBytes **record_out)
{
	const struct reader_mail *mail =
	    &g_array_index(reader->mails, struct reader_mail, reader->next);
	g_autoptr(GBytes) record = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *end = NULL;
	struct message *message = NULL;
	const char *why = NULL;

	record = take_record(reader, &why);
	if (record)
		message = message_decode(record, mail->length, &error);
	if (message) {
		*record_out = g_steal_pointer(&record);
		return message;
	}
	end = describe(stop(reader));
	log_event(LOG_WARNING, "reader.lost", "why",
	    error ? error->message : why, "end", end, "octets",
	    log_number((gint64)mail->length), NULL);
	return NULL;
}

struct message *
reader_next(struct reader *reader, GBytes **record_out, GError **error)
{
	g_autoptr(GBytes) record = NULL;
	struct message *message = NULL;

	if (reader->next >= reader->mails->len) {
		fail_set(error, FAIL_TEMPORARY, "no mail is left to be read");
		return NULL;
	}
	for (guint i = 0; !message && i < READER_ATTEMPTS; i++) {
		if (!ensure(reader, error))
			return NULL;
		message = try_next(reader, &record);
	}
	if (!message) {
		message = message_new();
		message->flags = MESSAGE_FLAG_UNREADABLE;
		record = message_encode(message);
	}
	reader->next++;
	if (record_out)
		*record_out = g_steal_pointer(&record);
	return message;
}
