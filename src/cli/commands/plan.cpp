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
    {.name = "--to", .value = "NNNNN", .help = "up to and with this version"},
    {.name = "--service", .value = "NAME", .help = "only this service's migrations"},
    {.name = "--out", .value = "FILE", .help = "keep the plan: `migrate apply --plan-file FILE` applies exactly that"},
};

constexpr std::string_view examples = R"(Examples
  migrate plan
  migrate plan --scratch            everything, as for an empty database
  migrate plan --to 00106
  migrate plan --target production --out plan.json
)";

int run(const Invocation& invocation) {
  const auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  const auto selection = selection_of(invocation);
  if (!selection) return give_up(invocation, selection.error());
  auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));

  auto observer = observer_for(invocation);
  const auto report =
      workflow::plan(opened->workspace, *where, {.selection = *selection, .out = invocation.arguments.get("out")},
                     invocation.surroundings, observer);
  if (!report) return give_up(invocation, report.error());

  auto document = report::document(*report, invocation.terminal.out_surface());
  document.diagnostics.insert(document.diagnostics.begin(), opened->diagnostics.begin(), opened->diagnostics.end());
  show(invocation, document);
  return exit_code(document.diagnostics);
}

}  // namespace

extern const Command plan_command;
const Command plan_command{.name = "plan",
                           .summary = "Show what `apply` would do, without doing it",
                           .group = Group::every_day,
                           .rank = 3,
                           .words = {},
                           .flags = flags,
                           .manual = examples,
                           .run = run,
                           .interruptible = true};

}  // namespace migrate::cli
