#include "sources/alembic.hpp"
#include "sources/ledger_values.hpp"
#include "sources/table_name.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace migrate::sources::alembic {

namespace {

using Kind = LedgerFinding::Kind;
using Names = std::set<std::string>;

std::string revision_of(const LedgerMigration& migration) {
  const auto revision = value_of(migration.provenance.ledger, "revision");
  return revision.empty() ? migration.provenance.id : revision;
}

/// Parents and dependencies: whose rows a revision takes away.
std::vector<std::string> before(const Provenance& migration) {
  std::vector<std::string> all;
  for (auto rest = value_of(migration.ledger, "down"); !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    all.push_back(rest.substr(0, end));
    rest.erase(0, end + 1);
  }
  return all;
}

/// The revisions that are here, collected or not.
class Graph {
 public:
  explicit Graph(std::span<const LedgerMigration> migrations) : migrations_(migrations) {
    for (std::size_t i = 0; i < migrations.size(); ++i) places_.emplace(revision_of(migrations[i]), i);
  }

  [[nodiscard]] std::optional<std::size_t> find(const std::string& revision) const {
    const auto it = places_.find(revision);
    return it == places_.end() ? std::nullopt : std::optional(it->second);
  }

  /// Everything that stands behind `revision`, without itself.
  [[nodiscard]] Names ancestors(const std::string& revision) const {
    Names reached;
    std::vector<std::string> todo{revision};
    while (!todo.empty()) {
      const auto at = find(todo.back());
      todo.pop_back();
      if (!at) continue;
      for (auto& one : before(migrations_[*at].provenance)) {
        if (reached.insert(one).second) todo.push_back(std::move(one));
      }
    }
    return reached;
  }

  /// Those of `revisions` that are behind none of the others.
  [[nodiscard]] Names heads(const Names& revisions) const {
    auto heads = revisions;
    for (const auto& revision : revisions) {
      if (!heads.contains(revision)) continue;
      for (const auto& one : ancestors(revision)) heads.erase(one);
    }
    return heads;
  }

 private:
  std::span<const LedgerMigration> migrations_;
  std::map<std::string, std::size_t> places_;
};

std::vector<LedgerStatement> remove(const std::string& revision, std::string_view table) {
  return {{.sql = fmt::format("DELETE FROM {} WHERE version_num = $1", quoted_table(table)), .values = {revision}}};
}

std::vector<LedgerStatement> insert(const std::string& revision, std::string_view table) {
  // Without what stands before it, `ledger` takes no row away.
  Provenance alone;
  alone.ledger = {{"revision", revision}};
  return ledger(alone, table);
}

/// One audit: the table names the heads alone, and each of them speaks for all behind it.
struct Audit {
  Graph graph;
  std::span<const LedgerMigration> migrations;
  std::string_view table;
  Names rows = {};     ///< what the table names
  Names foreign = {};  ///< what it vouches for and the history does not have
  Names covered = {};  ///< what stands behind such rows
  std::vector<LedgerFinding> found = {};

  void add(Kind kind, const std::string& revision, std::string seen, std::vector<LedgerStatement> mend) {
    found.push_back({.kind = kind,
                     .id = revision,
                     .migration = graph.find(revision),
                     .seen = std::move(seen),
                     .mend = std::move(mend)});
  }

  void look_at_foreign_rows() {
    for (const auto& row : rows) {
      const auto at = graph.find(row);
      if (!at || migrations[*at].applied) continue;
      foreign.insert(row);
      for (const auto& one : graph.ancestors(row)) {
        covered.insert(one);
        const auto behind = graph.find(one);
        if (behind && !migrations[*behind].applied) foreign.insert(one);
      }
    }
    for (const auto& migration : migrations) {
      const auto revision = revision_of(migration);
      if (foreign.contains(revision)) add(Kind::not_ours, revision, {}, {});
    }
  }

  void look_at_heads(const Names& heads) {
    for (const auto& migration : migrations) {
      const auto revision = revision_of(migration);
      if (!heads.contains(revision) || rows.contains(revision) || covered.contains(revision)) continue;
      add(Kind::missing, revision, {}, insert(revision, table));
    }
  }

  void look_at_rows(const Names& heads) {
    for (const auto& row : rows) {
      const auto at = graph.find(row);
      if (!at) add(Kind::unknown, row, {}, {});
      const bool settled = !at || !migrations[*at].applied || heads.contains(row);
      if (!settled) add(Kind::surplus, row, "what is built on it is applied, too", remove(row, table));
    }
  }
};

}  // namespace

std::vector<LedgerFinding> audit(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                 std::string_view table) {
  Audit audit{.graph = Graph(migrations), .migrations = migrations, .table = table};
  for (const auto& row : read.rows) audit.rows.insert(value_of(row, "version_num"));
  Names applied;
  for (const auto& migration : migrations) {
    if (migration.applied) applied.insert(revision_of(migration));
  }
  const auto heads = audit.graph.heads(applied);
  audit.look_at_foreign_rows();
  audit.look_at_heads(heads);
  audit.look_at_rows(heads);
  return std::move(audit.found);
}

std::vector<LedgerStatement> take_back(const Provenance& migration, std::span<const LedgerMigration> left,
                                       std::string_view table) {
  const Graph graph(left);
  Names applied;
  for (const auto& one : left) {
    if (one.applied) applied.insert(revision_of(one));
  }
  const auto heads = graph.heads(applied);
  auto statements = remove(value_of(migration.ledger, "revision"), table);
  for (const auto& one : before(migration)) {
    if (!heads.contains(one)) continue;
    statements.push_back(
        {.sql = fmt::format("INSERT INTO {} (version_num) VALUES ($1) ON CONFLICT DO NOTHING", quoted_table(table)),
         .values = {one}});
  }
  return statements;
}

}  // namespace migrate::sources::alembic
