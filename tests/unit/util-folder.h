/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stddef.h>
#include <sys/types.h>

/* A new scratch folder; the caller removes it with folder_remove(). */
char *folder_new(void);

/* Writes size octets (-1: a text up to its NUL) into a file of that mode; the
 * caller frees the path. */
char *folder_write(const char *folder, const char *name, const char *data,
    ssize_t size, mode_t mode);

/* Removes the folder with the files in it, and frees its name. */
void folder_remove(char *take_folder);
