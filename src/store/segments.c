/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of segment files, and descriptors to read from them.
 *
 * A mail is answered soon after it came, so a handful of open segments serves
 * nearly every read. It must never open one for writing: the archive does,
 * under its lock. */
#include "store/segments.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct place {
	guint32 number; /* 0: free */
	int fd;
	guint64 used; /* when last, counted in calls */
};

struct segments {
	char *dir;
	struct place places[SEGMENTS_OPEN_MAX];
	guint64 calls;
};

struct segments *
segments_new(const char *dir)
{
	struct segments *segments = g_new0(struct segments, 1);
	segments->dir = g_strdup(dir);
	return segments;
}

static void
place_clear(struct place *place)
{
	if (place->number != 0)
		close(place->fd);
	place->number = 0;
}

void
segments_free(struct segments *segments)
{
	if (!segments)
		return;
	for (guint i = 0; i < SEGMENTS_OPEN_MAX; i++)
		place_clear(&segments->places[i]);
	g_free(segments->dir);
	g_free(segments);
}

/* The place that has the segment, else the one longest unused (a free one was
 * never used). */
static struct place *
place_for(struct segments *segments, guint32 number)
{
	struct place *oldest = &segments->places[0];
	for (guint i = 0; i < SEGMENTS_OPEN_MAX; i++) {
		struct place *place = &segments->places[i];
		if (place->number == number)
			return place;
		if (place->used < oldest->used)
			oldest = place;
	}
	return oldest;
}

int
segments_get(struct segments *segments, guint32 number, GError **error)
{
	if (number == 0) {
		fail_set(error, FAIL_PERMANENT,
		    "archive: nothing is stored there");
		return -1;
	}
	struct place *place = place_for(segments, number);
	place->used = ++segments->calls;
	if (place->number == number)
		return place->fd;
	g_autofree char *path = segments_path(segments->dir, number);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		enum fail_code code =
		    errno == ENOENT ? FAIL_PERMANENT : FAIL_STORE;
		fail_errno(error, code, errno, "archive: %s", path);
		return -1;
	}
	place_clear(place);
	place->number = number;
	place->fd = fd;
	return fd;
}

char *
segments_path(const char *dir, guint32 number)
{
	return g_strdup_printf("%s/%08u.seg", dir, number);
}

/* The number in "00000001.seg", 0 when name is no segment's. */
static guint32
number_of(const char *name)
{
	guint64 number = 0;
	g_autofree char *stem = NULL;
	if (!g_str_has_suffix(name, ".seg"))
		return 0;
	stem = g_strndup(name, strlen(name) - 4);
	if (!g_ascii_string_to_unsigned(stem, 10, 1, G_MAXUINT32, &number,
	        NULL))
		return 0;
	return (guint32)number;
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
	const guint32 *first = a, *second = b;
	return (*first > *second) - (*first < *second);
}

GArray *
segments_list(const char *dir, GError **error)
{
	GError *problem = NULL;
	g_autoptr(GDir) folder = g_dir_open(dir, 0, &problem);
	const char *name = NULL;
	if (!folder) {
		fail_set(error, FAIL_STORE, "archive: %s", problem->message);
		g_error_free(problem);
		return NULL;
	}
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
	while ((name = g_dir_read_name(folder)) != NULL) {
		guint32 number = number_of(name);
		if (number != 0)
			g_array_append_val(numbers, number);
	}
	g_array_sort(numbers, compare_numbers);
	return numbers;
}

bool
segments_is_full(int number)
{
	return number == ENOSPC || number == EDQUOT || number == EFBIG ||
	    number == ENOMEM;
}
