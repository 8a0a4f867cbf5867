#include "cli/repository.hpp"

#include "cli/present.hpp"

#include <migrate/documents.hpp>

namespace migrate::cli {

int look_at_repository(const Invocation& invocation) {
  const auto start = start_folder(invocation);
  if (start.empty()) {
    return give_up(invocation, usage_error("the current folder does not exist any more",
                                           {"name the repository: `--workspace DIR`"}));
  }
  const auto report = workflow::survey(start, invocation.arguments.has("workspace"));
  if (!report) return give_up(invocation, report.error());
  const auto document = report::document(*report, invocation.terminal.out_surface());
  show(invocation, document);
  return exit_code(document.diagnostics);
}

}  // namespace migrate::cli
