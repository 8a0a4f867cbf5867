#include "sources/alembic.hpp"
#include "sources/table_name.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace migrate::sources::alembic {

// One row for each head: a revision takes the rows of those before it away. What it replaces may be gone already, where
// another branch took it, and it may be there already, where Alembic itself was here.
std::vector<LedgerStatement> ledger(const Provenance& provenance, std::string_view table) {
  const auto value = [&](const char* key) {
    const auto it = provenance.ledger.find(key);
    return it == provenance.ledger.end() ? std::string() : it->second;
  };
  const auto name = parse_table(table).value_or(TableName{.schema = "", .table = std::string(usual_table)});
  const auto quoted = quoted_table(format_table(name));
  const auto key = quoted_table(format_table({.schema = "", .table = name.table + "_pkc"}));
  std::vector<LedgerStatement> statements{
      {.sql = fmt::format(
           "CREATE TABLE IF NOT EXISTS {} (version_num VARCHAR(32) NOT NULL, CONSTRAINT {} PRIMARY KEY (version_num))",
           quoted, key)}};
  for (auto rest = value("down"); !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    statements.push_back(
        {.sql = fmt::format("DELETE FROM {} WHERE version_num = $1", quoted), .values = {rest.substr(0, end)}});
    rest.erase(0, end + 1);
  }
  statements.push_back({.sql = fmt::format("INSERT INTO {} (version_num) VALUES ($1) ON CONFLICT DO NOTHING", quoted),
                        .values = {value("revision")}});
  return statements;
}

}  // namespace migrate::sources::alembic
