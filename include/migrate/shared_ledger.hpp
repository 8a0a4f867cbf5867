#pragma once

#include <migrate/sources.hpp>
#include <migrate/workspace.hpp>

#include <vector>

namespace migrate::collect {

/// M0654 for each service whose tool keeps its ledger in the table of a service before it, where `apply` would write
/// both. `discoveries` as for plan().
std::vector<Diagnostic> shared_ledgers(const Workspace& workspace, const std::vector<sources::Discovery>& discoveries);

}  // namespace migrate::collect
