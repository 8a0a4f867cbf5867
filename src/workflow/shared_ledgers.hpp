#pragma once

#include <migrate/plan.hpp>
#include <migrate/workspace.hpp>

#include <vector>

namespace migrate::workflow {

/// M0654 where what is pending would write into the ledger of another service. Reads the files of tools that several
/// services have, and of no others.
std::vector<Diagnostic> shared_ledgers(const Workspace& workspace, const std::vector<const plan::Entry*>& pending);

}  // namespace migrate::workflow
