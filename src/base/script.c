/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where words end in scripts that put no blanks between them: whoever looks for
 * a word in a customer's text must not ask for a blank there. One list for all,
 * or a language would be understood in one place and not in the next. */
#include "base/script.h"

#define FIRST 0x0e00           /* of Thai, the lowest of them */
#define PROLONGED_SOUND 0x30fc /* lengthens a kana vowel; of no script */

bool
script_is_unspaced(gunichar c)
{
	if (c < FIRST)
		return false;
	switch (g_unichar_get_script(c)) {
	case G_UNICODE_SCRIPT_HAN:
	case G_UNICODE_SCRIPT_HIRAGANA:
	case G_UNICODE_SCRIPT_KATAKANA:
	case G_UNICODE_SCRIPT_THAI:
	case G_UNICODE_SCRIPT_LAO:
	case G_UNICODE_SCRIPT_KHMER:
	case G_UNICODE_SCRIPT_MYANMAR:
		return true;
	default:
		return c == PROLONGED_SOUND;
	}
}
