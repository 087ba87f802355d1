/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to documents, by Xapian, which has no C interface. A text that is asked
 * for goes through the same mill as those that are searched: no query language,
 * so that nothing in a mail is an operator. What a result is worth is decided
 * elsewhere. No exception may leave this file. */
#include "search/engine.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <xapian.h>

#include "search/guarded.h"
#include "search/stopwords.h"
#include "search/terms.h"

namespace
{

/* Octets of a text that are looked at: a question stands at a mail's start. */
constexpr size_t ASKED_MAX = 4000;
constexpr unsigned WORDS_MAX = 60;
/* How much more a word of the head weighs than one of the body. */
constexpr double HEAD_FACTOR = 3.0;
constexpr double BODY_COUNTS = 0.5, SEAM_COUNTS = 0.25; /* of a share */
const char HEAD_PREFIX[] = "XH";

/* A word in the order of the text: as it stands there, and its stem. */
struct word {
	std::string plain, stem;
};

/* A word that was asked for: any of these stems will do. */
struct asked {
	std::set<std::string> stems;
	double weight; /* how rare */
};

} // namespace

struct engine {
	Xapian::Database db;
	Xapian::WritableDatabase writable;
	std::string folder, language;
};

namespace
{

double
rarity(const Xapian::Database &db, const std::set<std::string> &stems)
{
	double n = db.get_doccount(), have = 0;

	for (const std::string &stem : stems)
		have =
		    std::max(have, static_cast<double>(db.get_termfreq(stem)));
	return std::log((n + 1) / (have + 0.5));
}

/* The other words of the same meaning, of this one or of a group of words that
 * begins with it. */
void
add_synonyms(const Xapian::Database &db, const std::vector<word> &words,
    size_t at, std::set<std::string> &stems)
{
	std::string key;

	for (size_t n = 0; n < ENGINE_GROUP && at + n < words.size(); n++) {
		key += (n > 0 ? " " : "") + words[at + n].stem;
		for (auto s = db.synonyms_begin(key); s != db.synonyms_end(key);
		     ++s)
			stems.insert(*s);
	}
}

/* What a text asks for; words that stand there twice count once. */
std::vector<asked>
understand(const engine &engine, const char *text)
{
	Xapian::Stem stem = terms_stemmer(engine.language);
	std::string begin(text, strnlen(text, ASKED_MAX));
	std::vector<word> words;
	std::vector<asked> all;
	std::set<std::string> seen;

	for (const std::string &plain : terms_split(begin))
		words.push_back({ plain,
		    stem(terms_correct(engine.db, plain)) });
	for (size_t i = 0; i < words.size() && all.size() < WORDS_MAX; i++) {
		asked one;
		if (stopwords_has(engine.language.c_str(),
		        words[i].plain.c_str()) ||
		    !seen.insert(words[i].stem).second)
			continue;
		one.stems.insert(words[i].stem);
		add_synonyms(engine.db, words, i, one.stems);
		one.weight = rarity(engine.db, one.stems);
		all.push_back(one);
	}
	return all;
}

Xapian::Query
any_of(const std::set<std::string> &stems, const std::string &prefix)
{
	std::vector<Xapian::Query> terms;

	for (const std::string &stem : stems)
		terms.emplace_back(prefix + stem);
	return Xapian::Query(Xapian::Query::OP_SYNONYM, terms.begin(),
	    terms.end());
}

Xapian::Query
make_query(const std::vector<asked> &all, const std::string &prefix)
{
	std::vector<Xapian::Query> parts;

	for (const asked &one : all)
		parts.push_back(any_of(one.stems, prefix));
	return Xapian::Query(Xapian::Query::OP_OR, parts.begin(), parts.end());
}

/* Whether the document has one of the stems. */
bool
has_any(const Xapian::Document &document, const std::set<std::string> &stems,
    const std::string &prefix)
{
	for (const std::string &stem : stems) {
		auto found = document.termlist_begin();
		found.skip_to(prefix + stem);
		if (found != document.termlist_end() && *found == prefix + stem)
			return true;
	}
	return false;
}

/* Pairs of characters that the index does not have are mostly the end of one
 * word and the beginning of the next. */
bool
is_seam(const engine &engine, const asked &one)
{
	const std::string &stem = *one.stems.begin();

	return one.stems.size() == 1 && !engine.db.term_exists(stem) &&
	    terms_ideograph(g_utf8_get_char(stem.c_str()));
}

double
share_of(const engine &engine, const Xapian::Document &document,
    const std::vector<asked> &all)
{
	double have = 0, sum = 0;

	for (const asked &one : all) {
		sum += one.weight * (is_seam(engine, one) ? SEAM_COUNTS : 1);
		if (has_any(document, one.stems, HEAD_PREFIX))
			have += one.weight;
		else if (has_any(document, one.stems, ""))
			have += one.weight * BODY_COUNTS;
	}
	return sum > 0 ? have / sum : 0;
}

void
search(const engine &engine, const char *text, std::vector<engine_hit> &hits,
    unsigned limit)
{
	std::vector<asked> all = understand(engine, text);
	Xapian::Query head = make_query(all, HEAD_PREFIX);
	Xapian::Enquire enquire(engine.db), heads(engine.db);
	std::map<Xapian::docid, double> of_heads;

	if (all.empty())
		return;
	head = Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, head, HEAD_FACTOR);
	heads.set_query(head);
	Xapian::MSet found = heads.get_mset(0, engine.db.get_doccount());
	for (auto one = found.begin(); one != found.end(); ++one)
		of_heads[*one] = one.get_weight();
	enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, head,
	    make_query(all, "")));
	found = enquire.get_mset(0, limit);
	for (auto one = found.begin(); one != found.end(); ++one) {
		Xapian::Document document = one.get_document();
		hits.push_back({ g_strdup(document.get_data().c_str()),
		    one.get_weight(), of_heads[*one],
		    share_of(engine, document, all) });
	}
}

double
worth(const engine &engine, const std::vector<asked> &all, const char *passage)
{
	Xapian::Stem stem = terms_stemmer(engine.language);
	std::set<std::string> have;
	double sum = 0;

	for (const std::string &plain : terms_split(passage))
		have.insert(stem(plain));
	for (const asked &one : all)
		for (const std::string &each : one.stems)
			if (have.count(each) > 0) {
				sum += one.weight;
				break;
			}
	return sum;
}

void
index_words(struct engine &engine, Xapian::Document &document, const char *text,
    const std::string &prefix)
{
	Xapian::Stem stem = terms_stemmer(engine.language);

	for (const std::string &word : terms_split(text)) {
		document.add_term(prefix + stem(word));
		if (!terms_ideograph(g_utf8_get_char(word.c_str())))
			engine.writable.add_spelling(word);
	}
}

std::vector<std::string>
stems_of(const std::string &language, const char *text)
{
	Xapian::Stem stem = terms_stemmer(language);
	std::vector<std::string> stems;

	for (const std::string &word : terms_split(text))
		if (!stopwords_has(language.c_str(), word.c_str()))
			stems.push_back(stem(word));
	return stems;
}

/* Lets one group of words, in their order, be found by each word of the other.
 */
void
lead(struct engine &engine, const std::vector<std::string> &from,
    const std::vector<std::string> &to)
{
	std::string key;

	for (const std::string &stem : from)
		key += (key.empty() ? "" : " ") + stem;
	for (const std::string &stem : to)
		if (!key.empty())
			engine.writable.add_synonym(key, stem);
}

} // namespace

/* By a descriptor: of a name, Xapian takes any text for a list of other
 * indexes. It closes the descriptor, also when it throws. */
extern "C" struct engine *
engine_open(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		fail_errno(error, FAIL_TEMPORARY, errno, "%s", path);
		return nullptr;
	}
	auto *engine = new struct engine;
	if (guarded(error, path, [&] {
		    engine->db = Xapian::Database(fd);
		    engine->language = engine->db.get_metadata("language");
	    }))
		return engine;
	delete engine;
	return nullptr;
}

extern "C" struct engine *
engine_create(const char *folder, const char *language, GError **error)
{
	auto *engine = new struct engine;

	if (guarded(error, folder, [&] {
		    std::filesystem::remove_all(folder);
		    engine->folder = folder;
		    engine->language = language;
		    engine->writable = Xapian::WritableDatabase(folder,
		        Xapian::DB_CREATE_OR_OVERWRITE |
		            Xapian::DB_BACKEND_GLASS);
		    engine->writable.set_metadata("language", language);
	    }))
		return engine;
	delete engine;
	return nullptr;
}

extern "C" void
engine_close(struct engine *engine)
{
	if (!engine)
		return;
	if (!engine->folder.empty())
		guarded(nullptr, "", [&] {
			engine->writable.close();
			std::filesystem::remove_all(engine->folder);
		});
	delete engine;
}

extern "C" bool
engine_add(struct engine *engine, const char *id, const char *head,
    const char *body, GError **error)
{
	return guarded(error, id, [&] {
		Xapian::Document document;

		document.set_data(id);
		index_words(*engine, document, head, HEAD_PREFIX);
		index_words(*engine, document, head, "");
		index_words(*engine, document, body, "");
		engine->writable.add_document(document);
	});
}

extern "C" bool
engine_same(struct engine *engine, const char *const *words, GError **error)
{
	return guarded(error, words[0] ? words[0] : "", [&] {
		std::vector<std::vector<std::string>> groups;

		for (size_t i = 0; words[i]; i++)
			groups.push_back(stems_of(engine->language, words[i]));
		for (const auto &from : groups)
			for (const auto &to : groups)
				if (&from != &to)
					lead(*engine, from, to);
	});
}

extern "C" bool
engine_publish(struct engine *engine, const char *path, const char *stamp,
    GError **error)
{
	return guarded(error, path, [&] {
		std::string made = std::string(path) + ".new";

		engine->writable.set_metadata("stamp", stamp);
		engine->writable.commit();
		std::filesystem::remove(made);
		engine->writable.compact(made, Xapian::DBCOMPACT_SINGLE_FILE);
		std::filesystem::rename(made, path);
	});
}

extern "C" char *
engine_stamp(struct engine *engine)
{
	std::string stamp;

	guarded(nullptr, "", [&] { stamp = engine->db.get_metadata("stamp"); });
	return g_strdup(stamp.c_str());
}

extern "C" bool
engine_search(struct engine *engine, const char *text, struct engine_hit *hits,
    unsigned limit, unsigned *n_out, GError **error)
{
	std::vector<engine_hit> found;

	*n_out = 0;
	if (!guarded(error, "search",
	        [&] { search(*engine, text, found, limit); })) {
		engine_hits_clear(found.data(),
		    static_cast<unsigned>(found.size()));
		return false;
	}
	for (const engine_hit &one : found)
		hits[(*n_out)++] = one;
	return true;
}

extern "C" void
engine_hits_clear(struct engine_hit *hits, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		g_clear_pointer(&hits[i].id, g_free);
}

extern "C" unsigned
engine_passage(struct engine *engine, const char *text,
    const char *const *passages)
{
	unsigned best = 0;

	guarded(nullptr, "", [&] {
		std::vector<asked> all = understand(*engine, text);
		double most = 0;

		for (unsigned i = 0; passages[i]; i++) {
			double one = worth(*engine, all, passages[i]);
			if (one > most * 1.0001) {
				most = one;
				best = i;
			}
		}
	});
	return best;
}
