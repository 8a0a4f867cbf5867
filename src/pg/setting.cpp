#include "pg/setting.hpp"

#include "pg/indexes.hpp"

namespace migrate::pg {

bool is_setting(std::string_view statement) {
  const auto words = words_of(statement.substr(0, 4096));
  const auto word = [&](std::size_t at) { return at < words.size() ? folded(words[at]) : std::string(); };
  if (word(0) == "reset") return true;
  if (word(0) == "set") return word(1) != "local" && word(1) != "transaction" && word(1) != "constraints";
  if (word(0) != "select") return false;
  const std::size_t at = word(1) == "pg_catalog" && word(2) == "." ? 3 : 1;
  return word(at) == "set_config" && word(at + 1) == "(";
}

}  // namespace migrate::pg
