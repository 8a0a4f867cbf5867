#pragma once

#include <migrate/plan.hpp>

#include <vector>

namespace migrate::plan {

/// A value that a statement adds to an enum cannot be used in the same transaction (55P04): what stands up to there is
/// committed before the rest. Where that takes more than two parts, each statement has a transaction of its own.
void part(Entry& entry, std::vector<Diagnostic>& diagnostics);

}  // namespace migrate::plan
