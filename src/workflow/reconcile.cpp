#include "workflow/amending.hpp"
#include "workflow/planning.hpp"

namespace migrate::workflow {

Result<AmendReport> reconcile(const Workspace& workspace, const Where& where, const AmendOptions& options,
                              const Surroundings& surroundings, Observer& observer) {
  return under_lock(workspace, where, options, surroundings, observer,
                    [&](Connected& connected, AmendReport& report) -> Result<void> {
                      report.verb = "reconcile";
                      const auto plan = make_plan(workspace, connected.connection, {});
                      if (!plan) return fail(plan);
                      auto proposal = amend::reconcile(*plan);
                      report.changes = std::move(proposal.changes);
                      append(report.diagnostics, std::move(proposal.diagnostics));
                      return write(connected, workspace, options, "Renumbered", observer, report);
                    });
}

}  // namespace migrate::workflow
