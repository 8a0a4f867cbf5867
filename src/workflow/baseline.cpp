#include "pg/catalog.hpp"
#include "workflow/amending.hpp"
#include "workflow/planning.hpp"
#include "workflow/verify.hpp"

#include <algorithm>
#include <iterator>

namespace migrate::workflow {

namespace {

Diagnostic nothing_there() {
  return {.code = "M0669",
          .message = "this database has nothing of its own that migrations could have made",
          .labels = {},
          .notes = {"a baseline says that the migrations are in the database already; nothing of them runs"},
          .helps = {"is it the right database? `migrate doctor` tells what each variable leads to",
                    "to build it: `migrate apply`",
                    "where these migrations leave nothing to see: `migrate repair VERSION --applied --reason …`"}};
}

/// A file whose name is wrong would be left out without a word.
std::vector<Diagnostic> wrong_files(const plan::Plan& plan) {
  std::vector<Diagnostic> found;
  std::copy_if(plan.diagnostics.begin(), plan.diagnostics.end(), std::back_inserter(found),
               [](const Diagnostic& one) { return one.severity == Severity::error && one.code.starts_with("M03"); });
  return found;
}

/// What the database itself says against it.
Result<std::vector<Diagnostic>> look(const Workspace& workspace, const BaselineOptions& options, Connected& connected,
                                     const Surroundings& surroundings, Observer& observer) {
  if (options.verify) return verify(workspace, options.to, connected, surroundings, observer);
  const auto present = pg::read_catalog(connected.connection);
  if (!present) return fail(present);
  return present->empty() ? std::vector<Diagnostic>{nothing_there()} : std::vector<Diagnostic>();
}

}  // namespace

Result<AmendReport> baseline(const Workspace& workspace, const Where& where, const BaselineOptions& options,
                             const Surroundings& surroundings, Observer& observer) {
  return under_lock(workspace, where, options.how, surroundings, observer,
                    [&](Connected& connected, AmendReport& report) -> Result<void> {
                      report.verb = "baseline";
                      const auto plan = make_plan(workspace, connected.connection, {});
                      if (!plan) return fail(plan);
                      auto proposal = amend::baseline(*plan, options.to);
                      report.changes = std::move(proposal.changes);
                      append(report.diagnostics, wrong_files(*plan));
                      append(report.diagnostics, std::move(proposal.diagnostics));
                      if (!has_errors(report.diagnostics) && !report.changes.empty()) {
                        auto found = look(workspace, options, connected, surroundings, observer);
                        if (!found) return fail(found);
                        append(report.diagnostics, std::move(*found));
                      }
                      return write(connected, workspace, options.how, "Recorded", observer, report);
                    });
}

}  // namespace migrate::workflow
