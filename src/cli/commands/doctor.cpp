#include "cli/duration.hpp"
#include "cli/present.hpp"

#include <migrate/documents.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--check", .help = "exit 1 where something is marked FAIL"},
    {.name = "--deadline",
     .value = "TIME",
     .help = "how long each connection may take: 30s; 10s where it is not given"},
};

constexpr std::string_view examples = R"(Examples
  migrate doctor
  migrate doctor --check                        in a pipeline
  migrate doctor --format json | jq .connections

Every variable of the environment and of .env that leads to a database is
looked at, all at the same time: what it leads to, TLS, addresses, latency,
the role's rights, and what the driver of the service that uses it needs.
Nothing is written. A wrong password is tried once.
)";

Result<std::chrono::milliseconds> deadline_of(const Invocation& invocation) {
  const auto given = invocation.arguments.get("deadline");
  if (!invocation.arguments.has("deadline")) return std::chrono::milliseconds(10000);
  const auto time = parse_duration(given);
  if (time && time->count() > 0) return *time;
  return fail(usage_error(fmt::format("`--deadline` takes a time, not `{}`", text::printable(given)),
                          {"`--deadline 30s`, `--deadline 2m`"}));
}

int run(const Invocation& invocation) {
  const auto deadline = deadline_of(invocation);
  if (!deadline) return give_up(invocation, deadline.error());
  auto opened = open_workspace(invocation);
  auto observer = observer_for(invocation);
  const auto report = workflow::doctor(start_folder(invocation), opened, *deadline, invocation.surroundings, observer);
  show(invocation, report::document(report, invocation.terminal.out_surface()));
  const bool wrong = invocation.arguments.has("check") && report.count(doctor::State::fail) > 0;
  const auto* interruption = invocation.surroundings.interruption;
  if (interruption != nullptr && interruption->signal() != 0) return 128 + interruption->signal();
  return wrong ? failed : done;
}

}  // namespace

extern const Command doctor_command;
const Command doctor_command{.name = "doctor",
                             .summary = "Examine the workspace and every connection",
                             .group = Group::trouble,
                             .rank = 0,
                             .words = {},
                             .flags = flags,
                             .manual = examples,
                             .run = run,
                             .interruptible = true};

}  // namespace migrate::cli
