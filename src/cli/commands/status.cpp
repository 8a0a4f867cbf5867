#include "cli/present.hpp"

#include <migrate/documents.hpp>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--url",
     .value = "URL",
     .help = "the database; else --target, else $MIGRATE_DATABASE_URL, $DIRECT_URL, …"},
    {.name = "--target", .value = "NAME", .help = "a target of migrate.yaml"},
    {.name = "--assume-session", .help = "vouch that no transaction pooler listens there, where a probe cannot tell"},
    {.name = "--scratch", .help = "the scratch server that `apply --scratch --keep` kept, else an empty one"},
    {.name = "--check", .help = "exit 4 where something is pending or changed"},
    {.name = "--all", .help = "show every applied migration, too"},
};

constexpr std::string_view examples = R"(Examples
  migrate status
  migrate status --target production
  migrate status | grep pending
  migrate status --format tsv | cut -f1,4
  migrate status --check            in a pipeline: is the database up to date?
)";

int code_of(const plan::Plan& plan, const Invocation& invocation, const report::Document& document) {
  const int code = exit_code(document.diagnostics);
  if (code != done || !invocation.arguments.has("check")) return code;
  return plan.count(plan::State::pending) + plan.count(plan::State::changed) > 0 ? to_do : done;
}

int run(const Invocation& invocation) {
  const auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));

  auto observer = observer_for(invocation);
  const auto report = workflow::status(opened->workspace, *where, invocation.surroundings, observer);
  if (!report) return give_up(invocation, report.error());

  const auto rows = invocation.arguments.has("all") ? report::Rows::all : report::Rows::elided;
  auto document = report::document(*report, invocation.terminal.out_surface(), rows);
  document.diagnostics.insert(document.diagnostics.begin(), opened->diagnostics.begin(), opened->diagnostics.end());
  show(invocation, document);
  return code_of(report->plan, invocation, document);
}

}  // namespace

extern const Command status_command;
const Command status_command{.name = "status",
                             .summary = "Show each migration and whether it is applied",
                             .group = Group::every_day,
                             .rank = 2,
                             .words = {},
                             .flags = flags,
                             .manual = examples,
                             .run = run,
                             .interruptible = true};

}  // namespace migrate::cli
