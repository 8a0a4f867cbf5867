#include "workflow/ledger_audit.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using Kind = sources::LedgerFinding::Kind;
using Rows = std::vector<const LedgerRow*>;

Rows rows_where(const Ledger& ledger, bool (*wanted)(const LedgerRow&)) {
  Rows rows;
  for (const auto& row : ledger.found) {
    if (wanted(row)) rows.push_back(&row);
  }
  return rows;
}

/// "`alembic_version` of `api`"
std::string named(const Ledger& ledger) {
  std::string services;
  for (const auto& service : ledger.services)
    services += fmt::format("{}`{}`", services.empty() ? "" : " and ", text::printable(service));
  return fmt::format("`{}` of {}", text::printable(ledger.table), services);
}

std::string name_of(const LedgerRow& row) {
  return text::printable(row.file.empty() ? row.finding.id : row.file);
}

/// A few of them, and how many more there are.
void name_rows(const Rows& rows, Diagnostic& diagnostic) {
  constexpr std::size_t enough = 6;
  for (std::size_t i = 0; i < std::min(rows.size(), enough); ++i) {
    const auto& seen = rows[i]->finding.seen;
    diagnostic.notes.push_back(name_of(*rows[i]) + (seen.empty() ? "" : ": " + text::printable(seen)));
  }
  if (rows.size() > enough) diagnostic.notes.push_back(fmt::format("and {} more", rows.size() - enough));
}

/// "2 missing, 1 differs"
std::string counted(const Rows& rows) {
  std::string all;
  for (const auto kind : {Kind::missing, Kind::differs, Kind::unfinished, Kind::surplus}) {
    const auto count = std::count_if(rows.begin(), rows.end(), [&](const auto* row) { return row->finding.kind == kind; });
    if (count > 0) all += fmt::format("{}{} {}", all.empty() ? "" : ", ", count, workflow::name_of(kind));
  }
  return all;
}

Diagnostic untrue(const Ledger& ledger, const Rows& rows) {
  return {.code = "M0680",
          .message = fmt::format("{} does not say what the history says: {}", named(ledger), counted(rows)),
          .labels = {},
          .notes = {fmt::format("where the service migrates by itself, {} would go by these rows", ledger.tool)},
          .helps = {"`migrate ledger --repair` mends it, `migrate ledger --repair --dry-run` shows how"}};
}

std::string versions_of(const Rows& rows) {
  std::string all;
  for (const auto* row : rows) {
    if (!row->version.empty()) all += " " + row->version;
  }
  return all;
}

std::string repair(const Ledger& ledger, const std::string& versions) {
  return fmt::format("migrate repair{} --applied --reason '{} ran it'", versions, ledger.tool);
}

Diagnostic ran_by_the_tool(const Ledger& ledger, const Rows& rows) {
  Diagnostic diagnostic{.code = "M0681",
                        .message = fmt::format("{} has {} that the history does not have", named(ledger),
                                               text::count(rows.size(), "migration")),
                        .labels = {},
                        .notes = {},
                        .helps = {}};
  name_rows(rows, diagnostic);
  diagnostic.notes.push_back(fmt::format("{} ran {} itself; `migrate apply` would run {} again", ledger.tool,
                                         rows.size() == 1 ? "it" : "them", rows.size() == 1 ? "it" : "them"));
  const bool uncollected = std::any_of(rows.begin(), rows.end(), [](const auto* row) { return row->version.empty(); });
  if (uncollected) diagnostic.helps.emplace_back("collect what is only a source: `migrate sync`");
  if (const auto versions = versions_of(rows); !versions.empty()) {
    diagnostic.helps.push_back(fmt::format("where the database has what {} makes, record that: `{}`",
                                           rows.size() == 1 ? "it" : "each", repair(ledger, versions)));
  }
  return diagnostic;
}

Diagnostic unfinished(const Ledger& ledger, const Rows& rows) {
  Diagnostic diagnostic{.code = "M0684",
                        .message = fmt::format("{} says that {} did not come to an end", named(ledger),
                                               text::count(rows.size(), "migration")),
                        .labels = {},
                        .notes = {},
                        .helps = {"where nothing of it was kept, `migrate apply` runs it and settles the row"}};
  name_rows(rows, diagnostic);
  if (const auto versions = versions_of(rows); !versions.empty()) {
    diagnostic.helps.push_back(fmt::format("where the database has all of it: `{}`, then `migrate ledger --repair`",
                                           repair(ledger, versions)));
  }
  return diagnostic;
}

Diagnostic of_nothing_here(const Ledger& ledger, const Rows& rows) {
  Diagnostic diagnostic{.code = "M0682",
                        .message = fmt::format("{} has {} of no migration that is here", named(ledger),
                                               text::count(rows.size(), "row")),
                        .labels = {},
                        .notes = {},
                        .helps = {"bring this checkout up to date: `git pull`",
                                  "or give each service a table of its own, in its tool's config"}};
  name_rows(rows, diagnostic);
  if (ledger.tool == "sqlx") diagnostic.notes.emplace_back("SQLx does not start with such a row (VersionMissing)");
  if (ledger.tool == "alembic") diagnostic.notes.emplace_back("Alembic stops at such a row (Can't locate revision)");
  diagnostic.notes.emplace_back("no row is taken out that nobody here knows");
  return diagnostic;
}

}  // namespace

std::string_view name_of(Kind kind) {
  constexpr std::string_view names[] = {"missing", "differs", "unfinished", "surplus", "not ours", "unknown"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Diagnostic> describe(const Ledger& ledger) {
  struct Way {
    bool (*leads_out_of)(const LedgerRow&);
    Diagnostic (*describe)(const Ledger&, const Rows&);
  };
  static constexpr Way ways[] = {
      {[](const LedgerRow& row) { return !row.finding.mend.empty(); }, untrue},
      {[](const LedgerRow& row) { return row.finding.kind == Kind::unfinished && row.finding.mend.empty(); }, unfinished},
      {[](const LedgerRow& row) { return row.finding.kind == Kind::not_ours; }, ran_by_the_tool},
      {[](const LedgerRow& row) { return row.finding.kind == Kind::unknown; }, of_nothing_here}};
  std::vector<Diagnostic> found;
  for (const auto& way : ways) {
    const auto rows = rows_where(ledger, way.leads_out_of);
    if (!rows.empty()) found.push_back(way.describe(ledger, rows));
  }
  return found;
}

}  // namespace migrate::workflow
