/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a text becomes the terms of an index. A question and the texts that are
 * searched must go through the very same mill, or nothing is found; so it is
 * only here, and knows nothing of indexes. */
#include "search/terms.h"

#include <map>

#include <glib.h>

/* Terms are at most 245 octets in Xapian; longer words are no words. */
static constexpr int WORD_MAX = 60;
static constexpr unsigned CORRECTED_FROM = 4, TWO_WRONG_FROM = 8; /* characters
                                                                   */

/* German users write ae for ä where their keyboard has none. */
Xapian::Stem
terms_stemmer(const std::string &language)
{
	std::string base = language.substr(0, language.find('-'));

	try {
		return Xapian::Stem(base == "de" ? "german2" : base);
	} catch (const Xapian::Error &) {
		return Xapian::Stem();
	}
}

bool
terms_ideograph(unsigned c)
{
	return c >= 0x2e80 && (c < 0xac00 || c > 0xd7ff) && c != 0xfeff;
}

unsigned
terms_characters(const std::string &text)
{
	return static_cast<unsigned>(g_utf8_strlen(text.c_str(),
	    static_cast<gssize>(text.size())));
}

namespace
{

/* One character of a pair that is looked for as a pair anyway. */
bool
is_half(const std::string &word)
{
	return terms_characters(word) == 1 &&
	    terms_ideograph(g_utf8_get_char(word.c_str()));
}

} // namespace

/* The words of a text in their order; Xapian gives Chinese ones as single
 * characters, of which pairs are made: a character alone means too much. */
std::vector<std::string>
terms_split(const std::string &text)
{
	Xapian::TermGenerator mill;
	Xapian::Document document;
	std::map<unsigned, std::string> places;
	std::vector<std::string> words;

	mill.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
	mill.set_max_word_length(WORD_MAX);
	mill.set_document(document);
	mill.index_text(text);
	for (auto t = document.termlist_begin(); t != document.termlist_end();
	     ++t)
		for (auto p = t.positionlist_begin(); p != t.positionlist_end();
		     ++p)
			places[*p] = *t;
	for (auto at = places.begin(); at != places.end(); ++at) {
		auto next = std::next(at);
		if (!is_half(at->second))
			words.push_back(at->second);
		else if (next != places.end() && is_half(next->second) &&
		    next->first == at->first + 1)
			words.push_back(at->second + next->second);
	}
	return words;
}

std::string
terms_correct(const Xapian::Database &db, const std::string &word)
{
	unsigned length = terms_characters(word);

	if (length < CORRECTED_FROM ||
	    terms_ideograph(g_utf8_get_char(word.c_str())) ||
	    db.get_spelling_suggestion(word, 0) == word)
		return word;
	std::string near =
	    db.get_spelling_suggestion(word, length < TWO_WRONG_FROM ? 1 : 2);
	return near.empty() ? word : near;
}
