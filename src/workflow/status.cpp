#include "workflow/connect.hpp"
#include "workflow/planning.hpp"

namespace migrate::workflow {

Result<StatusReport> status(const Workspace& workspace, const Where& where, const Surroundings& surroundings,
                            Observer& observer) {
  auto connected = connect(workspace, where, endpoint::Evidence::Depth::cheap, surroundings, observer);
  if (!connected) return fail(connected);
  auto plan = make_plan(workspace, connected->connection, {});
  if (!plan) return fail(plan);
  // The rows tell each migration's state; what speaks against running one is `plan`'s to say. A file that has no row,
  // because its name is wrong, would go unseen.
  std::erase_if(plan->diagnostics,
                [](const Diagnostic& one) { return one.code >= "M0500" || one.code.starts_with("M02"); });
  plan->diagnostics.insert(plan->diagnostics.begin(), connected->diagnostics.begin(), connected->diagnostics.end());
  return StatusReport{.place = connected->place, .plan = std::move(*plan), .now = std::chrono::system_clock::now()};
}

}  // namespace migrate::workflow
