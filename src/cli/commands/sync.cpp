#include "cli/present.hpp"

#include <migrate/documents.hpp>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--check", .help = "write nothing; exit 4 where something is not collected"},
    {.name = "--dry-run", .help = "write nothing; show the files"},
    {.name = "--service", .value = "NAME", .help = "only this service's migrations"},
    {.name = "--update", .help = "take a changed source over, where nothing shows that it was applied"},
};

constexpr std::string_view examples = R"(Examples
  migrate sync                      after `drizzle-kit generate` or `alembic revision`
  migrate sync --check              in a pipeline: is everything collected and committed?
  migrate sync --service server     one service

Collected files keep their numbers for ever. A source that was edited after
collecting is refused; put the change into another migration of its ORM.
)";

int run(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  if (arguments.has("check") && arguments.has("dry-run")) {
    return give_up(invocation, usage_error("`--check` and `--dry-run` exclude each other"));
  }
  auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));

  const workflow::SyncOptions options{.mode = arguments.has("check")     ? workflow::SyncMode::check
                                              : arguments.has("dry-run") ? workflow::SyncMode::dry_run
                                                                         : workflow::SyncMode::write,
                                      .service = arguments.get("service"),
                                      .update = arguments.has("update"),
                                      .interruption = invocation.surroundings.interruption};
  auto observer = observer_for(invocation);
  const auto report = workflow::sync(opened->workspace, options, observer);
  if (!report) return give_up(invocation, report.error());

  auto document = report::document(*report, invocation.terminal.out_surface());
  document.diagnostics.insert(document.diagnostics.begin(), opened->diagnostics.begin(), opened->diagnostics.end());
  show(invocation, document);
  return unless_interrupted(invocation, exit_code(document.diagnostics));
}

}  // namespace

extern const Command sync_command;
const Command sync_command{.name = "sync",
                           .summary = "Collect what the ORMs generated into supabase/migrations",
                           .group = Group::every_day,
                           .rank = 1,
                           .words = {},
                           .flags = flags,
                           .manual = examples,
                           .run = run,
                           .interruptible = true};

}  // namespace migrate::cli
