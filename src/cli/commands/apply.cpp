#include "cli/confirm.hpp"
#include "cli/duration.hpp"
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
    {.name = "--scratch", .help = "a throwaway Postgres on this machine, removed afterwards"},
    {.name = "--keep", .help = "keep the scratch server, and say how to connect to it"},
    {.name = "--to", .value = "NNNNN", .help = "up to and with this version"},
    {.name = "--service", .value = "NAME", .help = "only this service's migrations"},
    {.name = "--dry-run", .help = "apply nothing; show what `migrate plan` shows"},
    {.name = "--plan-file", .value = "FILE", .help = "apply exactly what `migrate plan --out FILE` kept, or nothing"},
    yes_flag,
    {.name = "--no-pipeline", .help = "wait for each statement's answer before the next is sent"},
    {.name = "--statement-timeout", .value = "DURATION", .help = "for each statement: none where it is not given"},
    {.name = "--lock-timeout",
     .value = "DURATION",
     .help = "for each lock that a statement waits for: 4s where it is not given"},
    {.name = "--kill-blockers", .help = "end the sessions whose locks are not free in time, before trying again"},
    {.name = "--wait", .value = "DURATION", .help = "for another migrate to finish: 60s where it is not given"},
};

constexpr std::string_view examples = R"(Examples
  migrate apply
  migrate apply --scratch           does everything apply to an empty database?
  migrate apply --target production           asks first: type its name
  migrate apply --target production --yes     in a pipeline, where nobody can be asked
  migrate apply --to 00106          stops behind 00106

Each migration has a transaction of its own, with its row of the history in it:
what fails is rolled back, what was applied before it stays. A connection
through a transaction pooler is refused, and no flag changes that.

A target named `production` or `prod`, or one with `protected: true`, is changed
after its name was typed, or with `--yes`.
)";

int dry_run(const Invocation& invocation, const workflow::Opened& opened, const workflow::Where& where,
            const plan::Selection& selection) {
  auto observer = observer_for(invocation);
  const auto report =
      workflow::plan(opened.workspace, where, {.selection = selection, .out = {}}, invocation.surroundings, observer);
  if (!report) return give_up(invocation, report.error());
  auto document = report::document(*report, invocation.terminal.out_surface());
  document.command = "apply";
  show(invocation, document);
  return exit_code(document.diagnostics);
}

int code_of(const workflow::ApplyReport& report, const report::Document& document) {
  if (report.signal != 0) return 128 + report.signal;
  return report.needs_repair ? repair : exit_code(document.diagnostics);
}

/// A plan says by itself what is applied.
std::optional<Diagnostic> contradiction(const Arguments& arguments) {
  if (!arguments.has("plan-file")) return std::nullopt;
  for (const auto flag : {"to", "service", "dry-run"}) {
    if (arguments.has(flag))
      return usage_error(fmt::format("`--plan-file` and `--{}` both say what is applied", flag),
                         {"a plan of some of the migrations: `migrate plan --to NNNNN --out FILE`"});
  }
  return std::nullopt;
}

int run(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  const auto selection = selection_of(invocation);
  if (!selection) return give_up(invocation, selection.error());
  if (auto wrong = contradiction(arguments)) return give_up(invocation, *std::move(wrong));
  const auto wait = wait_of(arguments);
  if (!wait) return give_up(invocation, wait.error());
  for (const auto& [name, limit] :
       {std::pair("statement-timeout", &where->statement_timeout), std::pair("lock-timeout", &where->lock_timeout)}) {
    if (!arguments.has(name)) continue;
    const auto time = parse_duration(arguments.get(name));
    if (!time) {
      return give_up(invocation,
                     usage_error(fmt::format("`--{}` takes a duration, not `{}`", name, arguments.get(name)),
                                 {fmt::format("like these: `--{} 30s`, `--{} 10m`", name, name)}));
    }
    *limit = *time;
  }
  auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));
  if (arguments.has("dry-run")) return dry_run(invocation, *opened, *where, *selection);

  if (auto unasked = nobody_to_ask(invocation, opened->workspace, *where))
    return give_up(invocation, *std::move(unasked));

  auto observer = observer_for(invocation);
  const auto report =
      workflow::apply(opened->workspace, *where,
                      {.selection = *selection,
                       .dry_run = false,
                       .wait = *wait,
                       .pipelining = arguments.has("no-pipeline") ? plan::Pipelining::off : plan::Pipelining::on,
                       .kill_blockers = arguments.has("kill-blockers"),
                       .confirm = confirm_for(invocation, opened->workspace, *where),
                       .plan_file = arguments.get("plan-file")},
                      invocation.surroundings, observer);
  if (!report) return give_up(invocation, report.error());

  auto document = report::document(*report, invocation.terminal.out_surface());
  document.diagnostics.insert(document.diagnostics.begin(), opened->diagnostics.begin(), opened->diagnostics.end());
  show(invocation, document);
  return code_of(*report, document);
}

}  // namespace

extern const Command apply_command;
const Command apply_command{.name = "apply",
                            .summary = "Apply the pending migrations",
                            .group = Group::every_day,
                            .rank = 4,
                            .words = {},
                            .flags = flags,
                            .manual = examples,
                            .run = run,
                            .interruptible = true};

}  // namespace migrate::cli
