#include "sources/ledger_values.hpp"
#include "sources/prisma.hpp"
#include "sources/table_name.hpp"

#include <fmt/core.h>

#include <map>

namespace migrate::sources::prisma {

namespace {

using Row = std::map<std::string, std::string>;
using Kind = LedgerFinding::Kind;

/// The rows of one migration. One that was rolled back counts for nothing, here and with Prisma.
struct Standing {
  const Row* finished = nullptr;  ///< the last one
  const Row* failed = nullptr;    ///< neither finished nor rolled back: P3009
};

std::map<std::string, Standing> standings(const LedgerTable& read) {
  std::map<std::string, Standing> all;
  for (const auto& row : read.rows) {
    if (!value_of(row, "rolled_back_at").empty()) continue;
    auto& standing = all[value_of(row, "migration_name")];
    (value_of(row, "finished_at").empty() ? standing.failed : standing.finished) = &row;
  }
  return all;
}

std::string name_of(const Provenance& migration) {
  const auto name = value_of(migration.ledger, "name");
  return name.empty() ? migration.id : name;
}

constexpr std::string_view stopped = "neither finished nor rolled back: Prisma stops at it with P3009";

std::optional<LedgerFinding> judge(const Standing& rows, const LedgerMigration& migration, std::string_view table) {
  const auto& one = migration.provenance;
  LedgerFinding found{.kind = Kind::missing, .id = one.id, .migration = {}, .seen = {}, .mend = {}};
  if (rows.failed != nullptr) {
    found.kind = Kind::unfinished;
    found.seen = stopped;
    if (migration.applied) found.mend = ledger(one, table);
  } else if (!migration.applied) {
    if (rows.finished == nullptr) return std::nullopt;
    found.kind = Kind::not_ours;
    return found;
  } else if (rows.finished == nullptr) {
    found.mend = ledger(one, table);
    return found;
  }
  const bool differs = migration.applied && rows.finished && value_of(*rows.finished, "checksum") != one.sha256;
  if (differs) {
    add_seen(found.seen, unlike("checksum", value_of(*rows.finished, "checksum"), one.sha256));
    found.mend.push_back({.sql = fmt::format("UPDATE {} SET checksum = $1 WHERE id::text = $2", quoted_table(table)),
                          .values = {one.sha256, value_of(*rows.finished, "id")}});
    if (rows.failed == nullptr) found.kind = Kind::differs;
  }
  return found.kind == Kind::missing ? std::nullopt : std::optional(found);
}

}  // namespace

std::vector<LedgerFinding> audit(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                 std::string_view table) {
  auto rows = standings(read);
  std::vector<LedgerFinding> found;
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    const auto name = name_of(migrations[i].provenance);
    auto finding = judge(rows[name], migrations[i], table);
    rows.erase(name);
    if (!finding) continue;
    finding->migration = i;
    found.push_back(std::move(*finding));
  }
  for (const auto& [name, standing] : rows) {
    found.push_back({.kind = Kind::unknown,
                     .id = name,
                     .migration = {},
                     .seen = standing.failed == nullptr ? std::string() : std::string(stopped),
                     .mend = {}});
  }
  return found;
}

std::vector<LedgerStatement> take_back(const Provenance& migration, std::span<const LedgerMigration>,
                                       std::string_view table) {
  return {{.sql = fmt::format("UPDATE {} SET rolled_back_at = pg_catalog.now() WHERE migration_name = $1 AND "
                              "rolled_back_at IS NULL",
                              quoted_table(table)),
           .values = {name_of(migration)}}};
}

}  // namespace migrate::sources::prisma
