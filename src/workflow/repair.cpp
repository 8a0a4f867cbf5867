#include "workflow/amending.hpp"
#include "workflow/planning.hpp"

namespace migrate::workflow {

Result<AmendReport> repair(const Workspace& workspace, const Where& where, const RepairOptions& options,
                           const Surroundings& surroundings, Observer& observer) {
  return under_lock(workspace, where, options.how, surroundings, observer,
                    [&](Connected& connected, AmendReport& report) -> Result<void> {
                      report.verb = "repair";
                      const auto plan = make_plan(workspace, connected.connection, {});
                      if (!plan) return fail(plan);
                      auto proposal = amend::repair(*plan, options.versions, options.mark);
                      report.changes = std::move(proposal.changes);
                      append(report.diagnostics, std::move(proposal.diagnostics));
                      return write(connected, workspace, options.how, "Marked", observer, report);
                    });
}

}  // namespace migrate::workflow
