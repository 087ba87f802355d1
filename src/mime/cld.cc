/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one C++ file: CLD2 has no C interface. It must need nothing of the C++
 * library itself, so that programs are linked as C, and hold no rule of ours:
 * these are in language.c. */
#include "mime/cld.h"

#include <climits>
#include <cstdio>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

extern "C" const char *
cld_guess(const char *text, size_t size)
{
	const CLD2::CLDHints none = { nullptr, nullptr, CLD2::UNKNOWN_ENCODING,
		CLD2::UNKNOWN_LANGUAGE };
	CLD2::Language found, best[3];
	int percent[3], text_octets = 0, valid = 0;
	double score[3];
	bool reliable = false;

	if (size > INT_MAX)
		return nullptr;
	found = CLD2::ExtDetectLanguageSummaryCheckUTF8(text,
	    static_cast<int>(size), true, &none, CLD2::kCLDFlagBestEffort, best,
	    percent, score, nullptr, &text_octets, &reliable, &valid);
	if (found == CLD2::UNKNOWN_LANGUAGE || !reliable)
		return nullptr;
	return CLD2::LanguageCode(found);
}
