#include "sources/drizzle.hpp"
#include "sources/ledger_values.hpp"
#include "sources/table_name.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

namespace migrate::sources::drizzle {

namespace {

using Row = std::map<std::string, std::string>;
using Kind = LedgerFinding::Kind;

/// `drizzle-kit up` keeps no more of a time than this.
long long second_of(const std::string& millis) {
  long long number = -1000;
  std::from_chars(millis.data(), millis.data() + millis.size(), number);
  return number / 1000;
}

bool same_second(const Row& row, const Provenance& migration) {
  return second_of(value_of(row, "created_at")) == second_of(value_of(migration.ledger, "created_at"));
}
bool same_hash(const Row& row, const Provenance& migration) {
  return value_of(row, "hash") == migration.sha256;
}
bool same_name(const Row& row, const Provenance& migration) {
  const auto name = value_of(migration.ledger, "name");
  return !name.empty() && value_of(row, "name") == name;
}

/// Pairs rows and migrations, the surest first. Custom migrations that nobody filled have one hash together: it alone
/// says which migration is meant only where no other has it.
class Pairing {
 public:
  Pairing(const LedgerTable& table, std::span<const LedgerMigration> migrations)
      : table_(table), migrations_(migrations), row_of_(migrations.size()), taken_(table.rows.size()) {
    for (const auto& migration : migrations) ++uses_[migration.provenance.sha256];
    for (const bool applied : {true, false}) {
      pair(applied, [](const Row& row, const Provenance& one) { return same_second(row, one) && same_hash(row, one); });
      pair(applied, same_name);
      pair(applied, same_second);
      pair(applied, [&](const Row& row, const Provenance& one) { return uses_[one.sha256] == 1 && same_hash(row, one); });
    }
  }

  [[nodiscard]] const Row* row_of(std::size_t migration) const {
    return row_of_[migration] ? &table_.rows[*row_of_[migration]] : nullptr;
  }
  [[nodiscard]] std::vector<const Row*> left() const {
    std::vector<const Row*> rows;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      if (!taken_[i]) rows.push_back(&table_.rows[i]);
    }
    return rows;
  }

 private:
  void pair(bool applied, const std::function<bool(const Row&, const Provenance&)>& fits) {
    for (std::size_t i = 0; i < migrations_.size(); ++i) {
      if (row_of_[i] || migrations_[i].applied != applied) continue;
      for (std::size_t row = 0; row < taken_.size() && !row_of_[i]; ++row) {
        if (taken_[row] || !fits(table_.rows[row], migrations_[i].provenance)) continue;
        taken_[row] = true;
        row_of_[i] = row;
      }
    }
  }

  const LedgerTable& table_;
  std::span<const LedgerMigration> migrations_;
  std::map<std::string, int> uses_;
  std::vector<std::optional<std::size_t>> row_of_;
  std::vector<bool> taken_;
};

/// What drizzle-orm would take amiss: 0.x goes by the time, 1.0 by the name; the hash finds a row that it has to upgrade.
std::string difference(const Row& row, const Provenance& migration, bool has_names) {
  std::string seen;
  if (!same_hash(row, migration)) add_seen(seen, unlike("hash", value_of(row, "hash"), migration.sha256));
  if (!same_second(row, migration)) {
    add_seen(seen, unlike("created_at", value_of(row, "created_at"), value_of(migration.ledger, "created_at")));
  }
  const auto name = value_of(migration.ledger, "name");
  if (has_names && !name.empty() && !same_name(row, migration)) {
    add_seen(seen, unlike("name", value_of(row, "name"), name));
  }
  return seen;
}

LedgerStatement correct(const Row& row, const Provenance& migration, bool has_names, std::string_view table) {
  LedgerStatement made{.sql = fmt::format("UPDATE {} SET hash = $1, created_at = $2::bigint", quoted_table(table)),
                       .values = {migration.sha256, value_of(migration.ledger, "created_at"), value_of(row, "id")}};
  const auto name = value_of(migration.ledger, "name");
  if (has_names && !name.empty()) {
    made.sql += ", name = $4";
    made.values.push_back(name);
  }
  made.sql += " WHERE id::text = $3";
  return made;
}

std::string described(const Row& row) {
  const auto name = value_of(row, "name");
  return name.empty() ? fmt::format("created_at {}", value_of(row, "created_at")) : name;
}

LedgerFinding left_over(const Row& row, std::span<const LedgerMigration> migrations, std::string_view table) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    const auto& one = migrations[i].provenance;
    if (!migrations[i].applied || !same_second(row, one) || !same_hash(row, one)) continue;
    return {.kind = Kind::surplus,
            .id = one.id,
            .migration = i,
            .seen = "a second row of it",
            .mend = {{.sql = fmt::format("DELETE FROM {} WHERE id::text = $1", quoted_table(table)),
                      .values = {value_of(row, "id")}}}};
  }
  return {.kind = Kind::unknown, .id = described(row), .migration = {}, .seen = {}, .mend = {}};
}

}  // namespace

std::vector<LedgerFinding> audit(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                 std::string_view table) {
  const bool has_names = std::find(read.columns.begin(), read.columns.end(), "name") != read.columns.end();
  const Pairing pairing(read, migrations);
  std::vector<LedgerFinding> found;
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    const auto& one = migrations[i].provenance;
    const auto* row = pairing.row_of(i);
    if (row == nullptr && migrations[i].applied) {
      found.push_back({.kind = Kind::missing, .id = one.id, .migration = i, .seen = {}, .mend = ledger(one, table)});
    }
    if (row == nullptr) continue;
    if (!migrations[i].applied) {
      found.push_back({.kind = Kind::not_ours, .id = one.id, .migration = i, .seen = {}, .mend = {}});
      continue;
    }
    if (auto seen = difference(*row, one, has_names); !seen.empty()) {
      found.push_back({.kind = Kind::differs,
                       .id = one.id,
                       .migration = i,
                       .seen = std::move(seen),
                       .mend = {correct(*row, one, has_names, table)}});
    }
  }
  for (const auto* row : pairing.left()) found.push_back(left_over(*row, migrations, table));
  return found;
}

std::vector<LedgerStatement> take_back(const Provenance& migration, std::span<const LedgerMigration>,
                                       std::string_view table) {
  return {{.sql = fmt::format("DELETE FROM {} WHERE hash = $1 AND created_at / 1000 = $2::bigint / 1000",
                              quoted_table(table)),
           .values = {migration.sha256, value_of(migration.ledger, "created_at")}}};
}

}  // namespace migrate::sources::drizzle
