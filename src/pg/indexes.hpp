#pragma once

#include "pg/wire.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::pg {

/// What CREATE INDEX CONCURRENTLY says of itself, as written (quotes included).
struct IndexBuild {
  std::string name;  ///< without its schema; empty: Postgres makes one up
  std::string table;
  bool unique = false;
};
std::optional<IndexBuild> index_built_by(std::string_view statement);

/// The index of that table and name, where it is invalid and nobody builds it; qualified and quoted. Nothing for a
/// build without a name: whose an invalid index is cannot be told.
std::vector<std::string> invalid_indexes(Wire& wire, const IndexBuild& build);
bool has_invalid_index(Wire& wire, const std::string& table);
bool is_valid_index(Wire& wire, const IndexBuild& build);

/// The words, names and signs of a statement; quoted names with their quotes; comments and texts are left out.
std::vector<std::string> words_of(std::string_view statement);
/// As the catalogue has the name: lower case, unless it is quoted.
std::string folded(std::string_view word);

}  // namespace migrate::pg
