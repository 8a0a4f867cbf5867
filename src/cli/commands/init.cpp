#include "cli/present.hpp"

#include <migrate/documents.hpp>

namespace migrate::cli {

namespace {

constexpr std::string_view examples = R"(Examples
  migrate init                      in the folder that holds the services
  migrate init --workspace shop

It finds the services by their tools' files (drizzle.config.*, alembic.ini, …),
gives each a range of numbers, and writes migrate.yaml. It overwrites nothing.
)";

int run(const Invocation& invocation) {
  const auto folder = start_folder(invocation);
  if (folder.empty()) return give_up(invocation, usage_error("the current folder does not exist any more"));
  const auto report = workflow::init(folder);
  if (!report) return give_up(invocation, report.error());
  const auto document = report::document(*report, invocation.terminal.out_surface());
  show(invocation, document);
  return exit_code(document.diagnostics);
}

}  // namespace

extern const Command init_command;
const Command init_command{.name = "init",
                           .summary = "Find the services and write migrate.yaml",
                           .group = Group::start,
                           .rank = 1,
                           .words = {},
                           .flags = {},
                           .manual = examples,
                           .run = run};

}  // namespace migrate::cli
