/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor of the benchmarks: one process that does only what can not be left
 * out, with the libraries that docket uses and the same durability. It fetches
 * mails by IMAP in batches, parses and decodes them with GMime, takes SHA-256
 * of each and an HMAC, appends the batch to a file that is synced, commits one
 * LMDB transaction, and sends an acknowledgement for each first mail over one
 * pipelined SMTP connection. It is no ticket system: it trusts everything.
 *
 *   floor fetch IMAP-PORT USER PASSWORD SMTP-PORT FOLDER BATCH NOTICES TLS
 *       NOTICES 1: also a letter to an agent for every mail; TLS 1: IMAPS
 *   floor parse FILE...          mails from memory: GMime alone, rate printed
 */
#include <fcntl.h>
#include <gmime/gmime.h>
#include <libetpan/libetpan.h>
#include <lmdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define KEY "0123456789abcdef0123456789abcdef"

struct floor {
	mailimap *imap;
	FILE *smtp;
	int smtp_fd;
	MDB_env *env;
	MDB_dbi dbi;
	int archive;
	guint64 number;
	guint batch;
	gboolean notices;
	GPtrArray *acks; /* GByteArray: letters of the batch */
	GPtrArray *to;   /* char * */
	guint64 octets;
};

static void
die(const char *what)
{
	fprintf(stderr, "floor: %s\n", what);
	exit(1);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- a mail: parse, decode every part, digest ----------------------------- */

static void
decode_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
	guint64 *octets = data;

	(void)parent;
	if (GMIME_IS_TEXT_PART(part)) {
		char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));

		*octets += text != NULL ? strlen(text) : 0;
		g_free(text);
	} else if (GMIME_IS_PART(part)) {
		GMimeDataWrapper *content =
		    g_mime_part_get_content(GMIME_PART(part));
		GMimeStream *to = g_mime_stream_mem_new();

		if (content != NULL)
			g_mime_data_wrapper_write_to_stream(content, to);
		*octets += (guint64)g_mime_stream_length(to);
		g_object_unref(to);
	}
}

static GMimeMessage *
parse_mail(const char *raw, size_t size, guint64 *octets)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw, size);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	if (message == NULL)
		die("a mail could not be parsed");
	g_mime_message_foreach(message, decode_part, octets);
	EVP_Digest(raw, size, digest, NULL, EVP_sha256(), NULL);
	*octets += digest[0];
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

/* --- an acknowledgement, composed with GMime ------------------------------ */

static void
compose(struct floor *floor, GMimeMessage *mail, const char *token,
    const char *to)
{
	GMimeMessage *ack = g_mime_message_new(TRUE);
	GMimeTextPart *part = g_mime_text_part_new_with_subtype("plain");
	GMimeStream *out = g_mime_stream_mem_new();
	char *reply = g_strdup_printf("support+%s@example.com", token);
	char *subject =
	    g_strdup_printf("Re: %s", g_mime_message_get_subject(mail));

	g_mime_message_add_mailbox(ack, GMIME_ADDRESS_TYPE_FROM, "Support",
	    "support@example.com");
	g_mime_message_add_mailbox(ack, GMIME_ADDRESS_TYPE_TO, NULL, to);
	g_mime_message_add_mailbox(ack, GMIME_ADDRESS_TYPE_REPLY_TO, NULL,
	    reply);
	g_mime_message_set_subject(ack, subject, "utf-8");
	g_mime_message_set_message_id(ack, reply);
	g_mime_text_part_set_charset(part, "utf-8");
	g_mime_text_part_set_text(part,
	    "Thank you for your mail.\n\nIt has arrived, and a person will "
	    "answer.\nTo add something, reply to this mail.\n");
	g_mime_message_set_mime_part(ack, GMIME_OBJECT(part));
	g_mime_object_write_to_stream(GMIME_OBJECT(ack), NULL, out);
	GByteArray *octets =
	    g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out));
	g_ptr_array_add(floor->acks, g_byte_array_ref(octets));
	g_ptr_array_add(floor->to, g_strdup(to));
	g_free(reply);
	g_free(subject);
	g_object_unref(part);
	g_object_unref(out);
	g_object_unref(ack);
}

static void
compose_all(struct floor *floor, GMimeMessage *mail, const char *token)
{
	InternetAddressList *from = g_mime_message_get_from(mail);
	InternetAddress *first = internet_address_list_get_address(from, 0);

	if (g_mime_object_get_header(GMIME_OBJECT(mail), "In-Reply-To") == NULL)
		compose(floor, mail, token,
		    internet_address_mailbox_get_addr((InternetAddressMailbox *)
		            first));
	if (floor->notices)
		compose(floor, mail, token, "alice@example.com");
}

static void
take_mail(struct floor *floor, MDB_txn *txn, const char *raw, size_t size)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	GMimeMessage *mail = parse_mail(raw, size, &floor->octets);
	guint64 number = GUINT64_TO_BE(++floor->number);

	HMAC(EVP_sha256(), KEY, sizeof KEY - 1, (unsigned char *)&number,
	    sizeof number, mac, &length);
	char *token = g_base64_encode(mac, 16);
	compose_all(floor, mail, token);
	/* Where the mail is, its Message-ID and its subject: a small record. */
	char *record = g_strdup_printf("%zu %s %s %s", size, token,
	    g_mime_message_get_message_id(mail),
	    g_mime_message_get_subject(mail));
	MDB_val key = { sizeof number, &number };
	MDB_val value = { strlen(record), record };
	if (mdb_put(txn, floor->dbi, &key, &value, 0) != 0)
		die("mdb_put");
	if (write(floor->archive, raw, size) != (ssize_t)size)
		die("write");
	g_free(record);
	g_free(token);
	g_object_unref(mail);
}

/* --- SMTP, pipelined (RFC 2920) ------------------------------------------- */

static void
expect(struct floor *floor, int code)
{
	char line[1024];

	do {
		if (fgets(line, sizeof line, floor->smtp) == NULL)
			die("the sink has hung up");
	} while (line[3] == '-');
	if (atoi(line) != code)
		die(line);
}

static void
send_all(struct floor *floor, const char *octets, size_t size)
{
	while (size > 0) {
		ssize_t n = write(floor->smtp_fd, octets, size);

		if (n <= 0)
			die("write to the sink");
		octets += n;
		size -= (size_t)n;
	}
}

static void
connect_smtp(struct floor *floor, const char *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((guint16)atoi(port)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;

	floor->smtp_fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(floor->smtp_fd, (struct sockaddr *)&at, sizeof at) != 0)
		die("no sink");
	setsockopt(floor->smtp_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	floor->smtp = fdopen(dup(floor->smtp_fd), "r");
	expect(floor, 220);
	send_all(floor, "EHLO floor.example.com\r\n", 24);
	expect(floor, 250);
}

static void
add_envelope(struct floor *floor, GString *out, guint i)
{
	if (i < floor->to->len)
		g_string_append_printf(out,
		    "MAIL FROM:<>\r\nRCPT TO:<%s>\r\nDATA\r\n",
		    (char *)g_ptr_array_index(floor->to, i));
}

/* The end of one letter and the envelope of the next go out together. */
static void
send_acks(struct floor *floor)
{
	GString *out = g_string_new(NULL);

	add_envelope(floor, out, 0);
	for (guint i = 0; i < floor->acks->len; i++) {
		GByteArray *ack = g_ptr_array_index(floor->acks, i);

		send_all(floor, out->str, out->len);
		if (i > 0)
			expect(floor, 250);
		expect(floor, 250);
		expect(floor, 250);
		expect(floor, 354);
		g_string_truncate(out, 0);
		g_string_append_len(out, (char *)ack->data, ack->len);
		g_string_append(out, "\r\n.\r\n");
		add_envelope(floor, out, i + 1);
	}
	send_all(floor, out->str, out->len);
	if (floor->acks->len > 0)
		expect(floor, 250);
	g_string_free(out, TRUE);
	g_ptr_array_set_size(floor->acks, 0);
	g_ptr_array_set_size(floor->to, 0);
}

/* --- one batch ------------------------------------------------------------ */

static const struct mailimap_msg_att_body_section *
body_of(struct mailimap_msg_att *att)
{
	clistiter *at;

	for (at = clist_begin(att->att_list); at != NULL; at = clist_next(at)) {
		struct mailimap_msg_att_item *item = clist_content(at);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
		    item->att_data.att_static->att_type ==
		        MAILIMAP_MSG_ATT_BODY_SECTION)
			return item->att_data.att_static->att_data
			    .att_body_section;
	}
	return NULL;
}

static guint
take_batch(struct floor *floor, guint32 first)
{
	struct mailimap_set *set =
	    mailimap_set_new_interval(first, first + floor->batch - 1);
	struct mailimap_fetch_type *what =
	    mailimap_fetch_type_new_fetch_att_list_empty();
	clist *list = NULL;
	MDB_txn *txn;
	guint taken = 0;

	mailimap_fetch_type_new_fetch_att_list_add(what,
	    mailimap_fetch_att_new_body_peek_section(
	        mailimap_section_new(NULL)));
	if (mailimap_fetch(floor->imap, set, what, &list) != MAILIMAP_NO_ERROR)
		die("FETCH");
	if (mdb_txn_begin(floor->env, NULL, 0, &txn) != 0)
		die("mdb_txn_begin");
	for (clistiter *at = clist_begin(list); at != NULL;
	     at = clist_next(at)) {
		const struct mailimap_msg_att_body_section *body =
		    body_of(clist_content(at));

		if (body == NULL)
			continue;
		take_mail(floor, txn, body->sec_body_part, body->sec_length);
		taken++;
	}
	if (fdatasync(floor->archive) != 0 || mdb_txn_commit(txn) != 0)
		die("commit");
	mailimap_fetch_list_free(list);
	mailimap_fetch_type_free(what);
	mailimap_set_free(set);
	send_acks(floor);
	return taken;
}

static void
open_store(struct floor *floor, const char *folder)
{
	char *data = g_strconcat(folder, "/data.mdb", NULL);
	char *archive = g_strconcat(folder, "/archive", NULL);
	MDB_txn *txn;

	floor->archive =
	    open(archive, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (floor->archive < 0 || mdb_env_create(&floor->env) != 0 ||
	    mdb_env_set_mapsize(floor->env, (size_t)1 << 34) != 0 ||
	    mdb_env_open(floor->env, data, MDB_NOSUBDIR, 0600) != 0 ||
	    mdb_txn_begin(floor->env, NULL, 0, &txn) != 0 ||
	    mdb_dbi_open(txn, NULL, 0, &floor->dbi) != 0 ||
	    mdb_txn_commit(txn) != 0)
		die("the store could not be opened");
	g_free(data);
	g_free(archive);
}

static int
run_fetch(char **argv)
{
	struct floor floor = {
		.acks = g_ptr_array_new_with_free_func((GDestroyNotify)
		        g_byte_array_unref),
		.to = g_ptr_array_new_with_free_func(g_free),
		.batch = (guint)atoi(argv[5]),
		.notices = atoi(argv[6]) != 0
	};
	double began = now();
	guint32 at = 1;

	open_store(&floor, argv[4]);
	connect_smtp(&floor, argv[3]);
	floor.imap = mailimap_new(0, NULL);
	int (*reach)(mailimap *, const char *, uint16_t) =
	    atoi(argv[7]) != 0 ? mailimap_ssl_connect : mailimap_socket_connect;
	if (reach(floor.imap, "127.0.0.1", (uint16_t)atoi(argv[0])) !=
	        MAILIMAP_NO_ERROR_NON_AUTHENTICATED ||
	    mailimap_login(floor.imap, argv[1], argv[2]) != MAILIMAP_NO_ERROR ||
	    mailimap_select(floor.imap, "INBOX") != MAILIMAP_NO_ERROR)
		die("IMAP login");
	guint32 exists = floor.imap->imap_selection_info->sel_exists;
	while (at <= exists)
		at += take_batch(&floor, at);
	printf("{\"mails\": %u, \"seconds\": %.4f}\n", exists, now() - began);
	mailimap_logout(floor.imap);
	mailimap_free(floor.imap);
	mdb_env_close(floor.env);
	return 0;
}

/* callgrind counts what is done in here. */
void run_parse(const GPtrArray *mails, guint64 *octets);

G_GNUC_NO_INLINE void
run_parse(const GPtrArray *mails, guint64 *octets)
{
	for (guint i = 0; i < mails->len; i++) {
		gsize size = 0;
		const char *raw =
		    g_bytes_get_data(g_ptr_array_index(mails, i), &size);

		g_object_unref(parse_mail(raw, size, octets));
	}
}

static int
parse_files(int count, char **files)
{
	GPtrArray *mails =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	guint64 octets = 0;

	for (int i = 0; i < count; i++) {
		char *raw = NULL;
		gsize size = 0;

		if (!g_file_get_contents(files[i], &raw, &size, NULL))
			die(files[i]);
		g_ptr_array_add(mails, g_bytes_new_take(raw, size));
	}
	double began = now();
	run_parse(mails, &octets);
	printf(
	    "{\"mails\": %u, \"seconds\": %.4f, \"decoded\": %" G_GUINT64_FORMAT
	    "}\n",
	    mails->len, now() - began, octets);
	g_ptr_array_unref(mails);
	return 0;
}

int
main(int argc, char **argv)
{
	g_mime_init();
	if (argc == 10 && g_str_equal(argv[1], "fetch"))
		return run_fetch(argv + 2);
	if (argc > 2 && g_str_equal(argv[1], "parse"))
		return parse_files(argc - 2, argv + 2);
	die("usage: floor fetch IMAP-PORT USER PASSWORD SMTP-PORT FOLDER BATCH"
	    " NOTICES TLS"
	    " | floor parse FILE...");
}
