#include "workflow/ledger_audit.hpp"

#include "workflow/planning.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace migrate::workflow {

namespace {

void add(LedgerGroup& group, const Workspace& workspace, const Service& service, const sources::Discovery& discovery,
         const collect::Folder& folder, const std::set<std::string_view>& applied) {
  group.services.push_back(&service);
  for (const auto& known : collect::known(workspace, service, discovery, folder)) {
    const auto version = known.collected == nullptr ? std::string() : known.collected->version;
    group.migrations.push_back(
        {.provenance = known.provenance, .version = version, .applied = applied.contains(version)});
    group.files.push_back(known.collected == nullptr ? std::string() : std::string(file_name(*known.collected)));
  }
}

bool is_used_by(const LedgerGroup& group, const std::string& service) {
  return service.empty() || std::any_of(group.services.begin(), group.services.end(),
                                        [&](const Service* one) { return one->name == service; });
}

}  // namespace

std::vector<LedgerGroup> ledger_groups(const Workspace& workspace, const collect::Folder& folder,
                                       const plan::History& history, const std::string& service) {
  std::set<std::string_view> applied;
  for (const auto& row : history.rows) applied.insert(row.version);
  std::vector<LedgerGroup> groups;
  for (const auto& one : workspace.services) {
    const auto* adapter = sources::find(one.orm);
    if (!one.ledger || adapter == nullptr || adapter->audit == nullptr) continue;
    const auto discovery = discover(workspace, one, *adapter);
    const auto shared = std::find_if(groups.begin(), groups.end(), [&](const LedgerGroup& group) {
      return group.adapter == adapter && group.table == discovery.ledger_table;
    });
    auto& group = shared != groups.end() ? *shared : groups.emplace_back();
    group.adapter = adapter;
    group.table = discovery.ledger_table;
    add(group, workspace, one, discovery, folder, applied);
  }
  std::erase_if(groups, [&](const LedgerGroup& group) { return !is_used_by(group, service); });
  return groups;
}

Ledger audit(const LedgerGroup& group, const sources::LedgerTable& read) {
  Ledger ledger{.services = {},
                .tool = std::string(group.adapter->orm),
                .table = group.table,
                .rows = read.rows.size(),
                .exists = read.exists,
                .found = {}};
  for (const auto* service : group.services) ledger.services.push_back(service->name);
  for (auto& finding : group.adapter->audit(read, group.migrations, group.table)) {
    LedgerRow row{.finding = std::move(finding), .file = {}, .version = {}};
    if (const auto at = row.finding.migration) {
      row.file = group.files[*at];
      row.version = group.migrations[*at].version;
      if (row.file.empty() && row.finding.seen.empty()) row.finding.seen = group.migrations[*at].provenance.source;
    }
    ledger.found.push_back(std::move(row));
  }
  std::stable_sort(ledger.found.begin(), ledger.found.end(), [](const LedgerRow& a, const LedgerRow& b) {
    return std::tuple(a.version.empty(), a.version) < std::tuple(b.version.empty(), b.version);
  });
  return ledger;
}

std::vector<Ledger> audit(const std::vector<LedgerGroup>& groups, const std::vector<sources::LedgerTable>& read) {
  std::vector<Ledger> all;
  for (std::size_t i = 0; i < groups.size(); ++i) all.push_back(audit(groups[i], read[i]));
  return all;
}

std::optional<Diagnostic> foreign_table(const LedgerGroup& group, const sources::LedgerTable& read) {
  std::string missing;
  for (const auto column : group.adapter->ledger_columns) {
    if (std::find(read.columns.begin(), read.columns.end(), column) != read.columns.end()) continue;
    missing += fmt::format("{}`{}`", missing.empty() ? "" : ", ", column);
  }
  if (!read.exists || missing.empty()) return std::nullopt;
  const auto& service = *group.services.front();
  return Diagnostic{.code = "M0683",
                    .message = fmt::format("`{}` is not a table as {} makes it", text::printable(group.table),
                                           group.adapter->orm),
                    .labels = {{.source = service.place.source, .span = service.place.span, .text = "its ledger"}},
                    .notes = {"it has no column " + missing, "no ledger was changed"},
                    .helps = {fmt::format("give the ledger of `{}` a table of its own in its tool's config, or set "
                                          "`ledger: off` at the service",
                                          text::printable(service.name))}};
}

}  // namespace migrate::workflow
