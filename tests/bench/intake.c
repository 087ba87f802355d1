/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the mailbox does for each mail, without its fetcher and its reader: scan
 * the header, take the reader's record, decide, write, commit. For callgrind,
 * which can not follow the roles through their exec. */
#include "base/clock.h"
#include "base/log.h"
#include "base/mac.h"
#include "ctl/ctlsecrets.h"
#include "mime/parse.h"
#include "pipeline/inbox.h"
#include "store/kv.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* valgrind has no room for the usual map. */
#define INTAKE_MAP (G_GUINT64_CONSTANT(16) << 30)

static const struct parse_limits limits = { 50, 1000, 100, 26214400, 36700160,
	1000, 20, 200, 262144 };

struct intake {
	struct settings *settings;
	struct inbox inbox;
	GPtrArray *files;   /* GBytes */
	GPtrArray *records; /* GBytes, what a reader would send */
	GPtrArray *sums;    /* GBytes, what a fetcher would: SHA-256 */
	guint batch;
};

static void
die(const GError *error)
{
	fprintf(stderr, "intake: %s\n", error->message);
	exit(1);
}

static void
read_mails(struct intake *intake, int count, char **names)
{
	for (int i = 0; i < count; i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *file = NULL;

		if (!g_file_get_contents(names[i], &file, NULL, &error))
			die(error);
		/* as IMAP gives it */
		g_auto(GStrv) lines = g_strsplit(file, "\n", -1);
		char *raw = g_strjoinv("\r\n", lines);
		gsize size = strlen(raw);
		uint8_t sha256[MAC_SHA256_SIZE];
		g_autoptr(message) message = parse_message(raw, size, &limits);
		mac_sha256(raw, size, sha256);
		g_ptr_array_add(intake->sums,
		    g_bytes_new(sha256, sizeof sha256));
		g_ptr_array_add(intake->files, g_bytes_new_take(raw, size));
		g_ptr_array_add(intake->records, message_encode(message));
	}
}

static struct accept_mail *
mail_new(struct intake *intake, guint i)
{
	static char account[] = "support", folder[] = "INBOX";
	struct accept_mail *mail = g_new0(struct accept_mail, 1);
	g_autoptr(GError) error = NULL;

	mail->source =
	    (struct entry_source){ account, folder, 1700000000, i + 1 };
	mail->account = 1;
	mail->internaldate = clock_now();
	mail->raw =
	    g_bytes_get_data(g_ptr_array_index(intake->files, i), &mail->size);
	mail->record = g_bytes_ref(g_ptr_array_index(intake->records, i));
	mail->header = accept_mail_scan(mail, intake->settings);
	mail->message = message_decode(mail->record, mail->size, &error);
	if (mail->message == NULL)
		die(error);
	mail->summed = TRUE; /* by the fetcher */
	memcpy(mail->copy.raw,
	    g_bytes_get_data(g_ptr_array_index(intake->sums, i), NULL),
	    sizeof mail->copy.raw);
	accept_mail_digest(mail, intake->inbox.store);
	accept_mail_prepare(mail, intake->settings);
	return mail;
}

/* callgrind counts what is done in here. */
void run_intake(struct intake *intake);

G_GNUC_NO_INLINE void
run_intake(struct intake *intake)
{
	for (guint i = 0; i < intake->files->len;) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) mails =
		    g_ptr_array_new_with_free_func((GDestroyNotify)
		            accept_mail_free);

		do
			g_ptr_array_add(mails, mail_new(intake, i));
		while (++i < intake->files->len && i % intake->batch != 0);
		if (!accept_batch(&intake->inbox.accept, mails, NULL, NULL,
		        &error))
			die(error);
	}
}

static double
cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	struct intake intake = {
		.files = g_ptr_array_new_with_free_func((GDestroyNotify)
		        g_bytes_unref),
		.records = g_ptr_array_new_with_free_func((GDestroyNotify)
		        g_bytes_unref),
		.sums = g_ptr_array_new_with_free_func((GDestroyNotify)
		        g_bytes_unref),
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) secrets = ctlsecrets_new();

	if (argc < 4) {
		fputs("usage: intake docket.conf BATCH FILE...\n", stderr);
		return 1;
	}
	log_open("intake", LOG_WARNING);
	kv_set_map_for_test(INTAKE_MAP);
	parse_init();
	intake.settings = settings_read(argv[1], &error);
	g_autoptr(wording) wording = intake.settings != NULL
	    ? wording_open(intake.settings, &error)
	    : NULL;
	if (wording == NULL ||
	    !ctlsecrets_read_key(secrets, intake.settings, &error) ||
	    !inbox_open(&intake.inbox, intake.settings, secrets, wording,
	        &error))
		die(error);
	intake.batch = (guint)g_ascii_strtoull(argv[2], NULL, 10);
	read_mails(&intake, argc - 3, argv + 3);
	double cpu = cpu_seconds();
	gint64 began = clock_boot();
	run_intake(&intake);
	printf("{\"mails\": %u, \"ms\": %" G_GINT64_FORMAT
	       ", \"cpu_ms\": %.3f}\n",
	    intake.files->len, clock_boot() - began,
	    1000 * (cpu_seconds() - cpu));
	inbox_close(&intake.inbox);
	settings_free(intake.settings);
	g_ptr_array_unref(intake.files);
	g_ptr_array_unref(intake.records);
	g_ptr_array_unref(intake.sums);
	return 0;
}
