#include "workflow/planning.hpp"

#include <migrate/files.hpp>

#include <algorithm>

namespace migrate::workflow {

namespace {

bool reads(const sources::Adapter& adapter, const std::vector<std::string>& folders, std::string_view path) {
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
    if (folder.empty()) return adapter.reads(path);
    return path.starts_with(folder + "/") && adapter.reads(path.substr(folder.size() + 1));
  });
}

}  // namespace

sources::Discovery discover(const Workspace& workspace, const Service& service, const sources::Adapter& adapter) {
  std::vector<std::string> folders = {service.folder};
  if (!service.migrations.empty()) folders.push_back(service.migrations);
  for (const auto folder : adapter.folders) folders.push_back(join(service.folder, folder));
  const auto tree =
      files::read_below(workspace.root, folders, [&](std::string_view path) { return reads(adapter, folders, path); });
  return adapter.discover(tree, service);
}

std::string Ledgers::table_of(const Service& service, const sources::Adapter& adapter) {
  const auto known = tables_.find(service.name);
  if (known != tables_.end()) return known->second;
  // A checkout without the service's folder (an image that only migrates) still has the tool's default table.
  return tables_[service.name] = discover(workspace_, service, adapter).ledger_table;
}

std::vector<sources::LedgerStatement> Ledgers::of(const Migration& migration) {
  const auto* service = find_service(workspace_, migration.service);
  if (service == nullptr || !service->ledger || !migration.provenance) return {};
  const auto* adapter = sources::find(service->orm);
  if (adapter == nullptr || adapter->ledger == nullptr) return {};
  return adapter->ledger(*migration.provenance, table_of(*service, *adapter));
}

}  // namespace migrate::workflow
