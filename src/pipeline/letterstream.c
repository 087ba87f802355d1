/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A 35 MiB attachment to fifty agents is stored once: a letter only refers to
 * it. Here the letter becomes octets again, the same ones each time. It must
 * never hold a whole attachment in memory. */
#include "pipeline/letterstream.h"
#include "mime/transfer.h"

#define LETTERSTREAM_CHUNK (48 * 1024)
#define LETTERSTREAM_LAST_LINE 8 /* padding and line end of an attachment */

struct letterstream {
	struct archive *archive;
	const struct letter *letter;
	guint64 text_done; /* octets of the text given out */
	guint part;        /* attachment that comes at the next cut */
	gboolean in_part;
	guint64 part_done; /* encoded octets of it read */
	struct transfer *transfer;
	struct transfer_base64 base64;
	GByteArray *decoded;
	GString *encoded;
	GBytes *chunk;
	const void *ready; /* read ahead, to be given out, or NULL */
	gsize ready_size;
	GError *problem; /* or why it could not be read */
};

struct letterstream *
letterstream_new(struct archive *archive, const struct letter *letter)
{
	struct letterstream *stream = g_new0(struct letterstream, 1);

	stream->archive = archive;
	stream->letter = letter;
	stream->decoded = g_byte_array_new();
	stream->encoded = g_string_new(NULL);
	return stream;
}

void
letterstream_free(struct letterstream *stream)
{
	if (stream == NULL)
		return;
	transfer_free(stream->transfer);
	g_byte_array_unref(stream->decoded);
	g_string_free(stream->encoded, TRUE);
	g_clear_pointer(&stream->chunk, g_bytes_unref);
	g_clear_error(&stream->problem);
	g_free(stream);
}

const struct letter *
letterstream_letter(const struct letterstream *stream)
{
	return stream->letter;
}

static guint64
letterstream_text_end(const struct letterstream *stream)
{
	const struct letter *letter = stream->letter;

	if (stream->part < letter->cuts->len)
		return g_array_index(letter->cuts, guint64, stream->part);
	return letter->text.length;
}

static bool
letterstream_text(struct letterstream *stream, guint64 end, GError **error)
{
	guint64 length = MIN(end - stream->text_done, LETTERSTREAM_CHUNK);

	stream->chunk = archive_read_part(stream->archive,
	    &stream->letter->text, stream->text_done, length, error);
	stream->text_done += length;
	return stream->chunk != NULL;
}

/* Reads on until some base64 is there, or the attachment is at its end. */
static bool
letterstream_part(struct letterstream *stream, GError **error)
{
	const struct letter_attachment *from =
	    g_ptr_array_index(stream->letter->attachments, stream->part);

	g_string_truncate(stream->encoded, 0);
	while (stream->encoded->len == 0 && stream->part_done < from->length) {
		guint64 length =
		    MIN(from->length - stream->part_done, LETTERSTREAM_CHUNK);
		g_autoptr(GBytes) raw =
		    archive_read_part(stream->archive, &from->raw,
		        from->offset + stream->part_done, length, error);
		if (raw == NULL)
			return false;
		stream->part_done += length;
		g_byte_array_set_size(stream->decoded, 0);
		transfer_decode(stream->transfer, g_bytes_get_data(raw, NULL),
		    g_bytes_get_size(raw), stream->decoded);
		if (stream->part_done == from->length)
			transfer_finish(stream->transfer, stream->decoded);
		transfer_base64(&stream->base64, stream->decoded->data,
		    stream->decoded->len, stream->encoded);
	}
	if (stream->part_done < from->length)
		return true;
	transfer_base64_finish(&stream->base64, stream->encoded);
	g_clear_pointer(&stream->transfer, transfer_free);
	stream->in_part = FALSE;
	stream->part++;
	return true;
}

static void
letterstream_begin_part(struct letterstream *stream)
{
	const struct letter_attachment *from =
	    g_ptr_array_index(stream->letter->attachments, stream->part);

	stream->in_part = TRUE;
	stream->part_done = 0;
	stream->transfer = transfer_new((enum message_encoding)from->encoding);
	if (from->skip > 0)
		transfer_window(stream->transfer, from->skip, from->size);
	stream->base64 = (struct transfer_base64){ .kept = 0 };
}

static bool
letterstream_read(struct letterstream *stream, const void **data_out,
    gsize *size_out, GError **error)
{
	for (;;) {
		g_clear_pointer(&stream->chunk, g_bytes_unref);
		guint64 end = letterstream_text_end(stream);
		if (!stream->in_part && stream->text_done < end) {
			if (!letterstream_text(stream, end, error))
				return false;
			*data_out = g_bytes_get_data(stream->chunk, size_out);
			return true;
		}
		if (!stream->in_part &&
		    stream->part >= stream->letter->attachments->len) {
			*size_out = 0;
			return true;
		}
		if (!stream->in_part)
			letterstream_begin_part(stream);
		if (!letterstream_part(stream, error))
			return false;
		if (stream->encoded->len > 0) {
			*data_out = stream->encoded->str;
			*size_out = stream->encoded->len;
			return true;
		}
	}
}

bool
letterstream_next(void *context, const void **data_out, gsize *size_out,
    GError **error)
{
	struct letterstream *stream = context;

	if (stream->problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&stream->problem));
		return false;
	}
	*data_out = g_steal_pointer(&stream->ready);
	*size_out = stream->ready_size;
	return *data_out != NULL ||
	    letterstream_read(stream, data_out, size_out, error);
}

void
letterstream_prepare(struct letterstream *stream)
{
	(void)!letterstream_read(stream, &stream->ready, &stream->ready_size,
	    &stream->problem);
}

guint64
letterstream_size(const struct letter *letter)
{
	guint64 size = letter->text.length;

	for (guint i = 0; i < letter->attachments->len; i++) {
		const struct letter_attachment *part =
		    g_ptr_array_index(letter->attachments, i);
		bool dense = part->encoding == MESSAGE_ENCODING_BASE64;
		guint64 octets = part->skip > 0 ? part->size : part->length;
		/* 57 octets become 78; base64 may have come without line ends
		 * and without padding */
		size += dense && part->skip == 0 ? octets + octets / 38
		                                 : octets * 7 / 5;
		size += LETTERSTREAM_LAST_LINE;
	}
	return size;
}
