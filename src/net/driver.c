/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts our transport under libetpan, whose own streams verify no certificate
 * and know no absolute deadline. Every octet passes the filter first. Must
 * never answer 0 to a read: libetpan takes that for "try again" and spins for
 * ever.
 */
#include "net/driver.h"

#include <stdlib.h>
#include <string.h>

#define READ_SIZE 65536

struct driver {
	struct transport *transport;
	driver_filter filter;
	void *context;
	GByteArray *ready; /* past the filter */
	guint taken;       /* octets of ready that libetpan has */
	GError *failure;
	guint8 buffer[READ_SIZE];
};

static struct driver *
driver_of(const mailstream_low *low)
{
	return low->data;
}

bool
driver_fill(mailstream_low *low)
{
	struct driver *driver = driver_of(low);

	if (driver->failure != NULL)
		return false;
	gssize count = transport_read(driver->transport, driver->buffer,
	    sizeof driver->buffer, &driver->failure);
	if (count < 0)
		return false;
	if (count == 0)
		return fail_set(&driver->failure, FAIL_TEMPORARY,
		    "the server closed the connection");
	if (driver_pending(low) == 0)
		driver_discard(low);
	if (driver->filter != NULL)
		return driver->filter(driver->context, driver->buffer,
		    (size_t)count, driver->ready, &driver->failure);
	g_byte_array_append(driver->ready, driver->buffer, (guint)count);
	return true;
}

static ssize_t
on_read(mailstream_low *low, void *buffer, size_t size)
{
	struct driver *driver = driver_of(low);

	/* What passed the filter before it failed is of a broken response. */
	if (driver->failure != NULL)
		return -1;
	while (driver_pending(low) == 0) {
		if (!driver_fill(low))
			return -1;
	}
	size_t count = MIN(size, driver->ready->len - driver->taken);
	memcpy(buffer, driver->ready->data + driver->taken, count);
	driver->taken += (guint)count;
	return (ssize_t)count;
}

static ssize_t
on_write(mailstream_low *low, const void *data, size_t size)
{
	struct driver *driver = driver_of(low);

	if (driver->failure != NULL ||
	    !transport_write(driver->transport, data, size, &driver->failure))
		return -1;
	return (ssize_t)size;
}

static int
on_close(mailstream_low *low)
{
	struct driver *driver = driver_of(low);

	transport_free(driver->transport);
	driver->transport = NULL;
	return 0;
}

static int
on_get_fd(mailstream_low *low)
{
	return transport_fd(driver_of(low)->transport);
}

static void
on_free(mailstream_low *low)
{
	struct driver *driver = driver_of(low);

	transport_free(driver->transport);
	g_byte_array_unref(driver->ready);
	g_clear_error(&driver->failure);
	g_free(driver);
	free(low); /* a driver's duty: see any stream of libetpan */
}

static void
on_cancel(mailstream_low *low)
{
	(void)low;
}

static struct mailstream_cancel *
on_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static carray *
on_get_chain(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static int
on_idle(mailstream_low *low)
{
	(void)low;
	return -1;
}

static mailstream_low_driver driver_calls = {
	.mailstream_read = on_read,
	.mailstream_write = on_write,
	.mailstream_close = on_close,
	.mailstream_get_fd = on_get_fd,
	.mailstream_free = on_free,
	.mailstream_cancel = on_cancel,
	.mailstream_get_cancel = on_get_cancel,
	.mailstream_get_certificate_chain = on_get_chain,
	.mailstream_setup_idle = on_idle,
	.mailstream_unsetup_idle = on_idle,
	.mailstream_interrupt_idle = on_idle,
};

mailstream_low *
driver_new(struct transport *take_transport, driver_filter filter,
    void *context)
{
	struct driver *driver = g_new0(struct driver, 1);

	driver->transport = take_transport;
	driver->filter = filter;
	driver->context = context;
	driver->ready = g_byte_array_new();
	mailstream_low *low = mailstream_low_new(driver, &driver_calls);
	g_assert(low != NULL);
	return low;
}

const GError *
driver_error(const mailstream_low *low)
{
	return driver_of(low)->failure;
}

struct transport *
driver_transport(const mailstream_low *low)
{
	return driver_of(low)->transport;
}

size_t
driver_pending(const mailstream_low *low)
{
	const struct driver *driver = driver_of(low);

	return driver->ready->len - driver->taken;
}

void
driver_discard(mailstream_low *low)
{
	struct driver *driver = driver_of(low);

	g_byte_array_set_size(driver->ready, 0);
	driver->taken = 0;
}
