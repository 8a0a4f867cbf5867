#include "sources/ledger_values.hpp"
#include "sources/sqlx.hpp"
#include "sources/table_name.hpp"

#include <fmt/core.h>

#include <map>

namespace migrate::sources::sqlx {

namespace {

using Row = std::map<std::string, std::string>;
using Kind = LedgerFinding::Kind;

std::optional<LedgerFinding> judge(const Row* row, const LedgerMigration& migration, std::string_view table) {
  const auto& one = migration.provenance;
  LedgerFinding found{.kind = Kind::missing, .id = one.id, .migration = {}, .seen = {}, .mend = {}};
  if (row == nullptr) {
    found.mend = ledger(one, table);
    return migration.applied ? std::optional(found) : std::nullopt;
  }
  const auto seen = value_of(*row, "checksum");
  const auto wanted = value_of(one.ledger, "checksum");
  if (value_of(*row, "success") != "true") {
    found.kind = Kind::unfinished;
    found.seen = "success is false: SQLx does not start";
  } else if (!migration.applied) {
    found.kind = Kind::not_ours;
  } else if (seen != wanted) {
    found.kind = Kind::differs;
    found.seen = unlike("checksum", seen, wanted);
  } else {
    return std::nullopt;
  }
  if (migration.applied) found.mend = ledger(one, table);
  return found;
}

}  // namespace

std::vector<LedgerFinding> audit(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                 std::string_view table) {
  std::map<std::string, const Row*> rows;
  for (const auto& row : read.rows) rows.emplace(value_of(row, "version"), &row);
  std::vector<LedgerFinding> found;
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    const auto row = rows.find(value_of(migrations[i].provenance.ledger, "version"));
    auto finding = judge(row == rows.end() ? nullptr : row->second, migrations[i], table);
    if (row != rows.end()) rows.erase(row);
    if (!finding) continue;
    finding->migration = i;
    found.push_back(std::move(*finding));
  }
  for (const auto& [version, row] : rows) {
    found.push_back({.kind = Kind::unknown,
                     .id = version,
                     .migration = {},
                     .seen = value_of(*row, "description"),
                     .mend = {}});
  }
  return found;
}

std::vector<LedgerStatement> take_back(const Provenance& migration, std::span<const LedgerMigration>,
                                       std::string_view table) {
  return {{.sql = fmt::format("DELETE FROM {} WHERE version = $1::bigint", quoted_table(table)),
           .values = {value_of(migration.ledger, "version")}}};
}

}  // namespace migrate::sources::sqlx
