#include "workflow/collected.hpp"
#include "workflow/connect.hpp"
#include "workflow/planning.hpp"
#include "workflow/preflight.hpp"
#include "workflow/saved_plan.hpp"
#include "workflow/shared_ledgers.hpp"

#include <migrate/files.hpp>

namespace migrate::workflow {

Result<plan::Selection> selection_of(const Workspace& workspace, const plan::Selection& selection) {
  if (selection.service.empty()) return selection;
  const auto service = service_named(workspace, selection.service);
  if (!service) return fail(service);
  return plan::Selection{.to = selection.to, .service = (*service)->name};
}

Result<plan::Plan> make_plan(const Workspace& workspace, pg::Connection& connection, const plan::Selection& selection) {
  const auto history = pg::read_history(connection);
  if (!history) return fail(history);
  const auto tree = read_collected(workspace);
  auto folder = collect::read_folder(tree, workspace);
  auto plan = plan::make(folder.migrations, *history, selection);
  auto diagnostics = tree.diagnostics;
  append(diagnostics, std::move(folder.diagnostics));
  append(diagnostics, std::move(plan.diagnostics));
  plan.diagnostics = std::move(diagnostics);
  return plan;
}

Result<PlanReport> plan(const Workspace& workspace, const Where& where, const PlanOptions& options,
                        const Surroundings& surroundings, Observer& observer) {
  const auto selected = selection_of(workspace, options.selection);
  if (!selected) return fail(selected);
  auto connected = connect(workspace, where, endpoint::Evidence::Depth::whole, surroundings, observer);
  if (!connected) return fail(connected);
  auto made = make_plan(workspace, connected->connection, *selected);
  if (!made) return fail(made);
  made->diagnostics.insert(made->diagnostics.begin(), connected->diagnostics.begin(), connected->diagnostics.end());
  append(made->diagnostics, plan::describe_half_done(*made));
  append(made->diagnostics, shared_ledgers(workspace, made->pending()));
  if (!connected->server) {
    auto ahead = preflight_of(connected->connection, *made);
    if (!ahead) return fail(ahead);
    append(made->diagnostics, *std::move(ahead));
  }
  if (auto push = plan::describe_push(*made)) made->diagnostics.push_back(std::move(*push));
  PlanReport report{.place = connected->place, .plan = std::move(*made), .selection = options.selection, .kept = {}};
  // What cannot be applied is nothing to review.
  if (options.out.empty() || has_errors(report.plan.diagnostics)) return report;
  if (const auto written = write_plan(options.out, saved(report.plan, *selected, report.place), surroundings); !written)
    return fail(written);
  report.kept = options.out;
  return report;
}

Result<void> note_applied(const Workspace& workspace, const std::vector<std::string>& versions,
                          const std::string& target) {
  const auto before = files::read(workspace.root, ".migrate/applied");
  auto known = collect::read_applied(before ? std::string_view((*before)->text) : std::string_view());
  const auto same = known;
  for (const auto& version : versions) {
    auto& where = known[version];
    if (where.empty()) where = target;
  }
  if (before && known == same) return {};
  std::string text;
  for (const auto& [version, where] : known) text += where.empty() ? version + "\n" : version + " " + where + "\n";
  return files::write(workspace.root, {{.path = ".migrate/applied", .text = std::move(text)}}, files::Overwrite::yes);
}

}  // namespace migrate::workflow
