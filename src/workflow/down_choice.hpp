#pragma once

#include <migrate/down.hpp>

#include <vector>

namespace migrate::workflow {

/// Which applied migrations `down` takes back, the last one first. An error where one of them must not be.
Result<std::vector<const plan::Entry*>> choose(const plan::Plan& plan, const DownOptions& options);

/// Those of other services that were applied after `entry`: by the journal where it knows both, else by number.
std::vector<const plan::Entry*> applied_after(const plan::Plan& plan, const plan::Entry& entry);

}  // namespace migrate::workflow
