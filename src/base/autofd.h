/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stdbool.h>

/* A file descriptor that closes at the end of its scope; -1 is none. Write
 * "autofd int fd = -1;" and give it away with autofd_steal(&fd). */
#define autofd __attribute__((cleanup(autofd_clear)))

/* Closes *fd unless it is -1, and sets it to -1; errno stays. */
void autofd_clear(int *fd);

/* The descriptor, which is now the caller's; *fd becomes -1. */
int autofd_steal(int *fd);
