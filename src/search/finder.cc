/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets by their words, by Xapian. Mails are in many languages and a question
 * in one that nobody names, so a document has its words as they stand besides
 * their stems, and a question asks for the stems in all languages that there
 * are. What an agent may see is not known here: whoever asks has to look at
 * each ticket. No exception may leave this file. */
#include "search/finder.h"

#include <cstring>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "search/guarded.h"
#include "search/terms.h"

namespace
{

/* Octets and words of a question that are looked at. */
constexpr size_t ASKED_MAX = 1000;
constexpr unsigned WORDS_MAX = 40;
constexpr Xapian::termcount HEAD_COUNTS = 3;
constexpr double EXACT_FACTOR = 4.0;
constexpr unsigned AGAIN_MAX = 3; /* the index changes while it is read */
const char STEM_PREFIX[] = "Z", EXACT_PREFIX[] = "XE";
const char LANGUAGES[] = "languages", STATE[] = "state";

} // namespace

struct finder {
	Xapian::Database db;
	Xapian::WritableDatabase writable;
	std::set<std::string> languages; /* whose stems are in it */
};

namespace
{

std::string
base_of(const char *language)
{
	return std::string(language, strcspn(language, "-"));
}

std::string
exact_term(const std::string &text)
{
	g_autofree char *folded = g_utf8_casefold(text.c_str(), -1);

	return EXACT_PREFIX + std::string(folded);
}

void
read_languages(struct finder &finder)
{
	std::istringstream all(finder.db.get_metadata(LANGUAGES));
	std::string one;

	finder.languages.clear();
	while (all >> one)
		finder.languages.insert(one);
}

/* Words that have a stem in the language also have it. */
void
note_language(struct finder &finder, const std::string &language)
{
	std::string all;

	if (language.empty() || terms_stemmer(language).is_none() ||
	    !finder.languages.insert(language).second)
		return;
	for (const std::string &one : finder.languages)
		all += one + " ";
	finder.writable.set_metadata(LANGUAGES, all);
}

/* A term as it stands begins with no capital letter: words are folded. */
bool
is_plain(const std::string &term)
{
	return !(term[0] >= 'A' && term[0] <= 'Z');
}

/* Whether a word may be what another one was meant to be: numbers never are. */
bool
is_spelt(const std::string &term)
{
	return is_plain(term) &&
	    term.find_first_of("0123456789") == std::string::npos &&
	    !terms_ideograph(g_utf8_get_char(term.c_str()));
}

/* What words the document was spelt with is forgotten with it. */
void
forget_spelling(struct finder &finder, Xapian::docid number)
{
	std::vector<std::string> words;

	try {
		Xapian::Document old = finder.writable.get_document(number);
		for (auto t = old.termlist_begin(); t != old.termlist_end();
		     ++t)
			if (is_spelt(*t))
				words.push_back(*t);
	} catch (const Xapian::DocNotFoundError &) {
		return;
	}
	for (const std::string &word : words)
		finder.writable.remove_spelling(word);
}

void
add_words(Xapian::Document &document, const Xapian::Stem &stem,
    const char *text, Xapian::termcount counts)
{
	for (const std::string &word : terms_split(text)) {
		document.add_term(word, counts);
		if (!stem.is_none())
			document.add_term(STEM_PREFIX + stem(word), counts);
	}
}

void
put(struct finder &finder, const struct finder_document &what)
{
	std::string language = base_of(what.language);
	Xapian::Stem stem = terms_stemmer(language);
	Xapian::Document document;

	note_language(finder, language);
	add_words(document, stem, what.head, HEAD_COUNTS);
	add_words(document, stem, what.body, 1);
	for (size_t i = 0; what.exact[i]; i++)
		if (*what.exact[i] && strlen(what.exact[i]) < FINDER_EXACT_MAX)
			document.add_boolean_term(exact_term(what.exact[i]));
	forget_spelling(finder, what.number);
	for (auto t = document.termlist_begin(); t != document.termlist_end();
	     ++t)
		if (is_spelt(*t))
			finder.writable.add_spelling(*t);
	finder.writable.replace_document(what.number, document);
}

/* One word: as it stands, or by its stem in any of the languages. */
Xapian::Query
word_query(const struct finder &finder, const std::string &plain)
{
	std::string word =
	    is_spelt(plain) ? terms_correct(finder.db, plain) : plain;
	std::set<std::string> terms = { plain, word };
	std::vector<Xapian::Query> all;

	for (const std::string &language : finder.languages)
		terms.insert(STEM_PREFIX + terms_stemmer(language)(word));
	for (const std::string &term : terms)
		all.emplace_back(term);
	return Xapian::Query(Xapian::Query::OP_SYNONYM, all.begin(), all.end());
}

/* Between two blanks: a number or an address as a whole, or all its words. Of a
 * script without blanks, where all that is asked need not be there, any. */
Xapian::Query
piece_query(const struct finder &finder, const std::string &piece,
    Xapian::Query::op how)
{
	std::string exact = exact_term(piece);
	std::vector<Xapian::Query> words;
	Xapian::Query whole;

	for (const std::string &word : terms_split(piece))
		words.push_back(word_query(finder, word));
	if (piece.size() < FINDER_EXACT_MAX && finder.db.term_exists(exact))
		whole = Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT,
		    Xapian::Query(exact), EXACT_FACTOR);
	if (!terms_ideograph(g_utf8_get_char(piece.c_str())))
		how = Xapian::Query::OP_AND;
	return Xapian::Query(Xapian::Query::OP_OR, whole,
	    Xapian::Query(how, words.begin(), words.end()));
}

/* Without what stands round a number in a sentence. */
std::string
trimmed(const std::string &piece)
{
	static const char marks[] = ",;:!?()<>[]\"'.#";
	size_t from = piece.find_first_not_of(marks);
	size_t to = piece.find_last_not_of(marks);

	return from == std::string::npos ? ""
	                                 : piece.substr(from, to - from + 1);
}

/* What a text asks for: all of it, or any. */
Xapian::Query
understand(const struct finder &finder, const char *text, Xapian::Query::op how)
{
	std::istringstream asked{ std::string(text) };
	std::vector<Xapian::Query> pieces;
	std::string piece;

	while (pieces.size() < WORDS_MAX && asked >> piece) {
		piece = trimmed(piece);
		if (!piece.empty())
			pieces.push_back(piece_query(finder, piece, how));
	}
	return Xapian::Query(how, pieces.begin(), pieces.end());
}

void
search(struct finder &finder, const char *text, unsigned first, unsigned limit,
    GArray *out)
{
	Xapian::Enquire enquire(finder.db);

	enquire.set_docid_order(Xapian::Enquire::DESCENDING);
	enquire.set_query(understand(finder, text, Xapian::Query::OP_AND));
	Xapian::MSet found = enquire.get_mset(first, limit, first + limit);
	if (found.get_matches_upper_bound() == 0) {
		enquire.set_query(understand(finder, text,
		    Xapian::Query::OP_OR));
		found = enquire.get_mset(first, limit);
	}
	for (auto one = found.begin(); one != found.end(); ++one) {
		uint32_t number = *one;
		g_array_append_val(out, number);
	}
}

} // namespace

extern "C" struct finder *
finder_open(const char *folder, GError **error)
{
	auto *finder = new struct finder();

	if (guarded(
	        error, folder,
	        [&] {
		        finder->db =
		            Xapian::Database(folder, Xapian::DB_BACKEND_GLASS);
		        read_languages(*finder);
	        },
	        FAIL_PERMANENT))
		return finder;
	delete finder;
	return nullptr;
}

extern "C" struct finder *
finder_open_to_write(const char *folder, GError **error)
{
	auto *finder = new struct finder();

	if (guarded(
	        error, folder,
	        [&] {
		        finder->writable = Xapian::WritableDatabase(folder,
		            Xapian::DB_CREATE_OR_OPEN |
		                Xapian::DB_BACKEND_GLASS);
		        finder->db = finder->writable;
		        read_languages(*finder);
	        },
	        FAIL_PERMANENT))
		return finder;
	delete finder;
	return nullptr;
}

extern "C" void
finder_remove(const char *folder)
{
	guarded(nullptr, folder, [&] { std::filesystem::remove_all(folder); });
}

extern "C" void
finder_close(struct finder *finder)
{
	delete finder;
}

extern "C" bool
finder_put(struct finder *finder, const struct finder_document *document,
    GError **error)
{
	return guarded(
	    error, "index of tickets", [&] { put(*finder, *document); },
	    FAIL_PERMANENT);
}

extern "C" bool
finder_drop(struct finder *finder, uint32_t number, GError **error)
{
	return guarded(
	    error, "index of tickets",
	    [&] {
		    forget_spelling(*finder, number);
		    try {
			    finder->writable.delete_document(number);
		    } catch (const Xapian::DocNotFoundError &) {
		    }
	    },
	    FAIL_PERMANENT);
}

extern "C" bool
finder_commit(struct finder *finder, const char *state, GError **error)
{
	return guarded(
	    error, "index of tickets",
	    [&] {
		    finder->writable.set_metadata(STATE, state);
		    finder->writable.commit();
	    },
	    FAIL_PERMANENT);
}

extern "C" char *
finder_state(struct finder *finder)
{
	std::string state;

	guarded(nullptr, "", [&] { state = finder->db.get_metadata(STATE); });
	return g_strdup(state.c_str());
}

extern "C" unsigned
finder_count(struct finder *finder)
{
	unsigned count = 0;

	guarded(nullptr, "", [&] { count = finder->db.get_doccount(); });
	return count;
}

extern "C" bool
finder_search(struct finder *finder, const char *text, unsigned first,
    unsigned limit, GArray *numbers_out, GError **error)
{
	g_autofree char *valid = g_utf8_make_valid(text,
	    static_cast<gssize>(strnlen(text, ASKED_MAX)));

	return guarded(
	    error, "index of tickets",
	    [&] {
		    for (unsigned again = 0;; again++)
			    try {
				    g_array_set_size(numbers_out, 0);
				    search(*finder, valid, first, limit,
				        numbers_out);
				    return;
			    } catch (const Xapian::DatabaseModifiedError &) {
				    if (again == AGAIN_MAX)
					    throw;
				    finder->db.reopen();
			    }
	    },
	    FAIL_PERMANENT);
}
