/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <string>
#include <vector>

#include <xapian.h>

/* For engine.cc and finder.cc: C++. Exceptions of Xapian's may come out of
 * each. */

/* The words of a text (UTF-8) in their order, folded; of Chinese and Japanese
 * pairs of characters. */
std::vector<std::string> terms_split(const std::string &text);

/* For a BCP 47 tag; one that changes nothing where there is none. */
Xapian::Stem terms_stemmer(const std::string &language);

/* The nearest word of the index where it does not have this one. A short word
 * is near to too many. */
std::string terms_correct(const Xapian::Database &db, const std::string &word);

bool terms_ideograph(unsigned character);
unsigned terms_characters(const std::string &text);
