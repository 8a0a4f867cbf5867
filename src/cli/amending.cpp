#include "cli/amending.hpp"

#include <migrate/documents.hpp>

namespace migrate::cli {

Result<workflow::AmendOptions> amend_options_of(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  workflow::AmendOptions options{.reason = arguments.get("reason"), .dry_run = arguments.has("dry-run")};
  const auto wait = wait_of(arguments);
  if (!wait) return fail(wait);
  options.wait = *wait;
  return options;
}

int finish(const Invocation& invocation, const workflow::Opened& opened, const Result<workflow::AmendReport>& report) {
  if (!report) return give_up(invocation, report.error());
  auto document = report::document(*report, invocation.terminal.out_surface());
  document.command = std::string(invocation.command.name);
  document.diagnostics.insert(document.diagnostics.begin(), opened.diagnostics.begin(), opened.diagnostics.end());
  show(invocation, document);
  return unless_interrupted(invocation, exit_code(document.diagnostics));
}

}  // namespace migrate::cli
