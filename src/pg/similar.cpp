#include "pg/explain.hpp"
#include "pg/indexes.hpp"
#include "pg/transaction.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace migrate::pg {

namespace {

/// The name that the server misses: what it quotes, without a qualifier.
std::string missing_name(const std::string& message) {
  const auto begin = message.find('"');
  std::string name;
  if (begin != std::string::npos) {
    name = message.substr(begin + 1, message.find('"', begin + 1) - begin - 1);
  } else if (message.starts_with("column ")) {  // column o.totl does not exist
    name = message.substr(7, message.find(' ', 7) - 7);
  }
  return name.substr(name.rfind('.') + 1);
}

struct Column {
  std::string table;
  std::string name;
};

/// Columns of the tables that the statement names, as the catalogue has them.
std::vector<Column> columns_of(Wire& wire, const std::set<std::string>& words) {
  const auto reply =
      ask(wire, {.sql = "select c.relname, a.attname from pg_catalog.pg_class c join pg_catalog.pg_attribute a on "
                        "a.attrelid = c.oid "
                        "where c.relname = any($1::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0 "
                        "and not a.attisdropped and pg_catalog.pg_table_is_visible(c.oid) limit 2000",
                 .values = {array({words.begin(), words.end()})}});
  std::vector<Column> columns;
  if (!reply.good()) return columns;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row)
    columns.push_back({reply.value(0, row), reply.value(1, row)});
  return columns;
}

std::set<std::string> names_in(const std::string& statement) {
  std::set<std::string> names;
  for (const auto& word : words_of(statement)) {
    if (word.size() > 1) names.insert(folded(word));
  }
  return names;
}

/// What the statements before made is gone with the transaction: their own words name it.
void add_columns_made_before(const plan::Entry& entry, std::size_t index, const std::set<std::string>& words,
                             std::vector<Column>& columns) {
  for (std::size_t i = 0; i < index && i < 200; ++i) {
    const auto all = words_of(text_of(entry, i).substr(0, 16384));
    const auto is = [&](std::size_t at, std::string_view word) { return at < all.size() && folded(all[at]) == word; };
    const bool creates = is(0, "create");
    if ((!creates && !is(0, "alter")) ||
        std::none_of(all.begin(), all.begin() + std::min<std::ptrdiff_t>(4, std::ssize(all)),
                     [](const auto& word) { return folded(word) == "table"; })) {
      continue;
    }
    const auto table =
        std::find_if(all.begin() + 2, all.end(), [&](const auto& word) { return words.contains(folded(word)); });
    if (table == all.end()) continue;
    for (auto at = static_cast<std::size_t>(table - all.begin()); at + 1 < all.size(); ++at) {
      if (creates ? all[at] == "(" || all[at] == "," : is(at, "add")) {
        const auto name = at + 1 + (is(at + 1, "column") ? 1 : 0);
        if (name < all.size()) columns.push_back({folded(*table), folded(all[name])});
      }
    }
  }
}

void add_similar_column(Wire& wire, const plan::Entry& entry, std::size_t index, const std::string& missing,
                        Diagnostic& diagnostic) {
  const auto words = names_in(text_of(entry, index).substr(0, 65536));
  auto columns = columns_of(wire, words);
  add_columns_made_before(entry, index, words, columns);
  std::vector<std::string_view> names;
  for (const auto& column : columns) names.push_back(column.name);
  const auto like = text::similar(missing, names);
  if (like.empty() || like == missing) return;
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& column) { return column.name == like; });
  diagnostic.helps.push_back(
      fmt::format("`{}` has a column of a similar name: `{}`", text::printable(found->table), text::printable(like)));
}

void add_similar_table(Wire& wire, const std::string& missing, Diagnostic& diagnostic) {
  const auto reply =
      ask(wire,
          "select c.relname, pg_catalog.pg_table_is_visible(c.oid), n.nspname from pg_catalog.pg_class c "
          "join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f') "
          "and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' limit 5000");
  if (!reply.good()) return;
  std::vector<std::string> names;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) {
    names.push_back(reply.value(0, row));
    if (names.back() == missing && reply.value(1, row) == "f") {
      const auto schema = text::printable(reply.value(2, row));
      diagnostic.helps.push_back(fmt::format("there is `{}.{}`, and `{}` is not in the search path", schema,
                                             text::printable(missing), schema));
      return;
    }
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto like = text::similar(missing, known);
  if (!like.empty() && like != missing)
    diagnostic.helps.push_back(fmt::format("there is a table of a similar name: `{}`", text::printable(like)));
}

}  // namespace

void add_similar_names(Wire& wire, const plan::Entry& entry, std::size_t index, const Failure& failure,
                       Diagnostic& diagnostic) {
  const auto missing = missing_name(failure.message);
  if (missing.empty()) return;
  if (failure.sqlstate == "42703") add_similar_column(wire, entry, index, missing, diagnostic);
  if (failure.sqlstate == "42P01") add_similar_table(wire, missing, diagnostic);
}

}  // namespace migrate::pg
