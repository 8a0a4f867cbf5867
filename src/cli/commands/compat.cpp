#include "cli/present.hpp"

#include <migrate/compat_report.hpp>
#include <migrate/documents.hpp>

#include <algorithm>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--url",
     .value = "URL",
     .help = "the database; else --target, else $MIGRATE_DATABASE_URL, $DIRECT_URL, …"},
    {.name = "--target", .value = "NAME", .help = "a target of migrate.yaml"},
    {.name = "--assume-session", .help = "vouch that no transaction pooler listens there, where a probe cannot tell"},
    {.name = "--scratch", .help = "for an empty database, and try the files on a throwaway Postgres of this machine"},
    {.name = "--offline", .help = "ask no database: the answer is for an empty one"},
    {.name = "--check", .help = "exit 4 where the Supabase CLI would refuse, fail or lose something"},
};

constexpr std::string_view examples = R"(Examples
  migrate compat                    what would `supabase db push` do now?
  migrate compat --offline          and on an empty database, as `db reset` has it?
  migrate compat --scratch          the same, and does each file find what it needs?
  migrate compat --check --target production

The Supabase CLI itself is neither needed nor run. Of the database only the
history is read.
)";

bool is_sound(const compat::Findings& findings) {
  return std::all_of(findings.answers.begin(), findings.answers.end(),
                     [](const compat::Answer& answer) { return answer.verdict < compat::Verdict::refuses; });
}

int run(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  where->kept = false;
  const bool offline = arguments.has("offline");
  if (offline && (arguments.has("url") || arguments.has("target") || arguments.has("scratch")))
    return give_up(invocation, usage_error("`--offline` asks no database, and one is named"));
  auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));

  auto observer = observer_for(invocation);
  const auto report =
      workflow::compat(opened->workspace, *where, offline ? workflow::Ask::nobody : workflow::Ask::database,
                       invocation.surroundings, observer);
  if (!report) return give_up(invocation, report.error());

  auto document = report::document(*report, invocation.terminal.out_surface());
  document.diagnostics.insert(document.diagnostics.begin(), opened->diagnostics.begin(), opened->diagnostics.end());
  show(invocation, document);
  const int code = exit_code(document.diagnostics);
  return code == done && arguments.has("check") && !is_sound(report->findings) ? to_do : code;
}

}  // namespace

extern const Command compat_command;
const Command compat_command{.name = "compat",
                             .summary = "Say what the Supabase CLI would do with these migrations",
                             .group = Group::pipeline,
                             .rank = 5,
                             .words = {},
                             .flags = flags,
                             .manual = examples,
                             .run = run,
                             .interruptible = true};

}  // namespace migrate::cli
