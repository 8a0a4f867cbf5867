#pragma once

#include <migrate/collect.hpp>
#include <migrate/interruption.hpp>
#include <migrate/sources.hpp>
#include <migrate/workflow.hpp>

#include <vector>

namespace migrate::workflow {

/// Fills in the SQL of the migrations that `wanted` names, by one process. What could not be rendered is returned as
/// diagnostics and stays without SQL.
std::vector<Diagnostic> render(const Workspace& workspace, const Service& service, const sources::Adapter& adapter,
                               sources::Discovery& discovery, const std::vector<SourceMigration>& wanted,
                               const Interruption* interruption, Observer& observer);

}  // namespace migrate::workflow
