#include "pg/indexes.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::pg {

namespace {

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (text[at] != quote) continue;
    if (at + 1 < text.size() && text[at + 1] == quote)
      ++at;
    else
      return at + 1;
  }
  return text.size();
}

/// Behind the comment or text that begins at `at`; `at` where none does.
std::size_t past_silent(std::string_view text, std::size_t at) {
  const auto next = text.substr(at, 2);
  if (next == "--") return std::min(text.find('\n', at), text.size());
  if (next == "/*") {
    int depth = 0;
    while (at < text.size()) {
      const auto sign = text.substr(at, 2);
      if (sign == "/*") ++depth;
      if (sign == "*/") --depth;
      at += sign == "/*" || sign == "*/" ? 2 : 1;
      if (depth == 0) break;
    }
    return at;
  }
  return text[at] == '\'' ? end_of_quoted(text, at) : at;
}

class Cursor {
 public:
  explicit Cursor(std::vector<std::string> words) : words_(std::move(words)) {}
  bool take(std::string_view word) {
    if (at_ >= words_.size() || folded(words_[at_]) != word || words_[at_].front() == '"') return false;
    ++at_;
    return true;
  }
  std::string next() { return at_ < words_.size() ? words_[at_++] : std::string(); }

 private:
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

constexpr std::string_view select_indexes = R"(
select i.indexrelid::regclass::text from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
 where i.indrelid = pg_catalog.to_regclass($1) and c.relname = $2 and i.indisvalid = ($3 = 't')
   and (i.indisunique = ($4 = 't') or not i.indisvalid)
   and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid))";

std::vector<std::string> indexes(Wire& wire, const IndexBuild& build, std::string_view valid) {
  std::vector<std::string> names;
  if (build.name.empty()) return names;
  const auto reply =
      ask(wire, {.sql = std::string(select_indexes),
                 .values = {build.table, folded(build.name), std::string(valid), build.unique ? "t" : "f"}});
  if (!reply.good()) return names;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) names.push_back(reply.value(0, row));
  return names;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    if (const auto past = past_silent(text, at); past != at) {
      at = past;
    } else if (text[at] == '"') {
      at = end_of_quoted(text, at);
      words.emplace_back(text.substr(begin, at - begin));
    } else if (in_word(text[at])) {
      while (at < text.size() && in_word(text[at])) ++at;
      words.emplace_back(text.substr(begin, at - begin));
    } else {
      if (std::isspace(static_cast<unsigned char>(text[at])) == 0) words.emplace_back(1, text[at]);
      ++at;
    }
  }
  return words;
}

std::string folded(std::string_view word) {
  std::string name;
  if (word.starts_with('"')) {
    for (std::size_t i = 1; i + 1 < word.size(); ++i) {
      name += word[i];
      if (word[i] == '"') ++i;
    }
    return name;
  }
  for (const char c : word) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

std::optional<IndexBuild> index_built_by(std::string_view statement) {
  Cursor cursor(words_of(statement.substr(0, 4096)));
  if (!cursor.take("create")) return std::nullopt;
  IndexBuild build;
  build.unique = cursor.take("unique");
  if (!cursor.take("index") || !cursor.take("concurrently")) return std::nullopt;
  if (cursor.take("if")) {
    cursor.take("not");
    cursor.take("exists");
  }
  if (!cursor.take("on")) {
    build.name = cursor.next();
    if (!cursor.take("on")) return std::nullopt;
  }
  cursor.take("only");
  build.table = cursor.next();
  if (cursor.take(".")) build.table += "." + cursor.next();
  return build;
}

std::vector<std::string> invalid_indexes(Wire& wire, const IndexBuild& build) {
  return indexes(wire, build, "f");
}

bool has_invalid_index(Wire& wire, const std::string& table) {
  const auto reply = ask(wire, {.sql = "select from pg_catalog.pg_index where indrelid = pg_catalog.to_regclass($1) "
                                       "and not indisvalid limit 1",
                                .values = {table}});
  return reply.good() && PQntuples(reply.rows.get()) > 0;
}

bool is_valid_index(Wire& wire, const IndexBuild& build) {
  return !indexes(wire, build, "t").empty();
}

}  // namespace migrate::pg
