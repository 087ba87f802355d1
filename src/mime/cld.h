/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <stddef.h>

/* CLD2, which is C++, for C. No C++ type and no exception passes here. */
#ifdef __cplusplus
extern "C" {
#endif

/* The language that most of the text is in, as CLD2 calls it ("de", "zh",
 * "zh-Hant", "sr"), static; NULL when there is none to be seen. The text must
 * be UTF-8; of other octets nothing is guessed. Short texts get a guess, too.
 * Opens nothing and keeps nothing, so that it can run in the sandbox. */
const char *cld_guess(const char *text, size_t size);

#ifdef __cplusplus
}
#endif
