#include "cli/present.hpp"

#include <migrate/documents.hpp>

#include <fmt/core.h>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--url",
     .value = "URL",
     .help = "the database; else --target, else $MIGRATE_DATABASE_URL, $DIRECT_URL, …"},
    {.name = "--target", .value = "NAME", .help = "a target of migrate.yaml"},
    {.name = "--assume-session", .help = "vouch that no transaction pooler listens there, where a probe cannot tell"},
    {.name = "--scratch", .help = "the scratch server that `apply --scratch --keep` kept, else an empty one"},
    {.name = "--check", .help = "change nothing; exit 4 where a row is not as it should be (the default)"},
    {.name = "--repair", .help = "put the rows right, in one transaction"},
    {.name = "--dry-run", .help = "with --repair: change nothing, show what it would do"},
    {.name = "--service", .value = "NAME", .help = "only the table of this service's tool"},
    {.name = "--wait", .value = "DURATION", .help = "for another migrate to finish: 60s where it is not given"},
};

constexpr std::string_view examples = R"(Examples
  migrate ledger                    do the ORMs' own tables say what the history says?
  migrate ledger --check --target production
  migrate ledger --repair --dry-run
  migrate ledger --repair

The ledger is the table in which Drizzle, Alembic, SQLx or Prisma keeps what was
run. It is compared with the history and the collected files: rows that are
missing, that hold another hash, that did not end. What the tool ran by itself,
and what nobody here knows, is told and never taken out.
)";

workflow::LedgerMode mode_of(const Arguments& arguments) {
  if (!arguments.has("repair")) return workflow::LedgerMode::check;
  return arguments.has("dry-run") ? workflow::LedgerMode::dry_run : workflow::LedgerMode::repair;
}

std::optional<Diagnostic> contradiction(const Arguments& arguments) {
  if (arguments.has("check") && arguments.has("repair"))
    return usage_error("`--check` and `--repair` exclude each other");
  if (arguments.has("dry-run") && !arguments.has("repair"))
    return usage_error("`--dry-run` shows what `--repair` would do", {"`migrate ledger --repair --dry-run`"});
  return std::nullopt;
}

int run(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  if (auto found = contradiction(arguments)) return give_up(invocation, std::move(*found));
  const auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  const auto wait = wait_of(arguments);
  if (!wait) return give_up(invocation, wait.error());
  auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));

  auto observer = observer_for(invocation);
  const auto report = workflow::ledger(opened->workspace, *where,
                                       {.mode = mode_of(arguments), .service = arguments.get("service"), .wait = *wait},
                                       invocation.surroundings, observer);
  if (!report) return give_up(invocation, report.error());

  auto document = report::document(*report, invocation.terminal.out_surface());
  document.diagnostics.insert(document.diagnostics.begin(), opened->diagnostics.begin(), opened->diagnostics.end());
  show(invocation, document);
  return unless_interrupted(invocation, exit_code(document.diagnostics));
}

}  // namespace

extern const Command ledger_command;
const Command ledger_command{.name = "ledger",
                             .summary = "Compare the ORMs' own tables with the history, and mend them",
                             .group = Group::trouble,
                             .rank = 3,
                             .words = {},
                             .flags = flags,
                             .manual = examples,
                             .run = run,
                             .interruptible = true};

}  // namespace migrate::cli
