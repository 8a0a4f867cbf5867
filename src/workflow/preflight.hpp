#pragma once

#include <migrate/pg.hpp>
#include <migrate/plan.hpp>

#include <vector>

namespace migrate::workflow {

/// What the server says against the plan before anything is written; nothing where nothing is pending. An error where
/// the connection is lost or a signal asked to stop.
Result<std::vector<Diagnostic>> preflight_of(pg::Connection& connection, const plan::Plan& plan);

}  // namespace migrate::workflow
