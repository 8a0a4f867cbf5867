#include "cli/amending.hpp"

#include "cli/duration.hpp"

#include <migrate/documents.hpp>

#include <fmt/core.h>

namespace migrate::cli {

Result<workflow::AmendOptions> amend_options_of(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  workflow::AmendOptions options{.reason = arguments.get("reason"), .dry_run = arguments.has("dry-run")};
  if (!arguments.has("wait")) return options;
  const auto wait = parse_duration(arguments.get("wait"));
  if (!wait) {
    return fail(usage_error(fmt::format("`--wait` takes a duration, not `{}`", arguments.get("wait")),
                            {"like these: `--wait 30s`, `--wait 5m`, `--wait 0`"}));
  }
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
