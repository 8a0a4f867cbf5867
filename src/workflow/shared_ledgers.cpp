#include "workflow/shared_ledgers.hpp"

#include "workflow/planning.hpp"

#include <migrate/shared_ledger.hpp>

#include <map>
#include <set>
#include <string_view>

namespace migrate::workflow {

std::vector<Diagnostic> shared_ledgers(const Workspace& workspace, const std::vector<const plan::Entry*>& pending) {
  std::map<std::string_view, int> services;
  for (const auto& service : workspace.services) services[service.orm] += service.ledger ? 1 : 0;
  std::set<std::string_view> written;
  for (const auto* entry : pending) {
    if (entry->migration->provenance) written.insert(entry->migration->provenance->tool);
  }
  std::vector<sources::Discovery> discoveries;
  for (const auto& service : workspace.services) {
    const auto* adapter = sources::find(service.orm);
    const bool wanted =
        adapter != nullptr && adapter->ledger != nullptr && services[service.orm] > 1 && written.contains(service.orm);
    discoveries.push_back(wanted ? discover(workspace, service, *adapter) : sources::Discovery{});
  }
  return collect::shared_ledgers(workspace, discoveries);
}

}  // namespace migrate::workflow
