#include "cli/amending.hpp"

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--to", .value = "NNNNN", .help = "up to and with this version; else all of them"},
    {.name = "--verify", .help = "build them on a scratch server first, and compare the two"},
    {.name = "--reason", .value = "TEXT", .help = "why; migrate.repairs keeps it"},
    {.name = "--dry-run", .help = "change nothing; show what would be recorded"},
    place_flags[0],
    place_flags[1],
    place_flags[2],
    place_flags[3],
    place_flags[4],
};

constexpr std::string_view examples = R"(Examples
  migrate baseline --verify --dry-run
  migrate baseline --to 00120 --reason 'what production had in May'

For a database that has its tables already: the migrations that made them are
recorded as applied, and none of them runs. A database with a history refuses.
`--verify` builds the migrations on a throwaway Postgres of this machine and
compares schemas, tables, views, columns, types and functions; where something
is missing or different, nothing is recorded.
)";

int run(const Invocation& invocation) {
  const auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  const auto selection = selection_of(invocation);
  if (!selection) return give_up(invocation, selection.error());
  auto options = amend_options_of(invocation);
  if (!options) return give_up(invocation, options.error());
  if (options->reason.empty()) options->reason = "the database had them already";
  const auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, opened.error());

  auto observer = observer_for(invocation);
  const workflow::BaselineOptions baseline{
      .how = *options, .to = selection->to, .verify = invocation.arguments.has("verify")};
  return finish(invocation, *opened,
                workflow::baseline(opened->workspace, *where, baseline, invocation.surroundings, observer));
}

}  // namespace

extern const Command baseline_command;
const Command baseline_command{.name = "baseline",
                               .summary = "Record migrations as applied to a database that has their tables already",
                               .group = Group::trouble,
                               .rank = 7,
                               .words = {},
                               .flags = flags,
                               .manual = examples,
                               .run = run,
                               .interruptible = true};

}  // namespace migrate::cli
