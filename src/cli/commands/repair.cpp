#include "cli/amending.hpp"

#include <fmt/core.h>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--applied", .help = "the history says that they are applied; nothing runs"},
    {.name = "--reverted", .help = "the history forgets them; nothing is taken back in the database"},
    {.name = "--undo", .help = "take the last repair, baseline or reconcile back"},
    {.name = "--reason", .value = "TEXT", .help = "why; migrate.repairs keeps it"},
    {.name = "--dry-run", .help = "change nothing; show what would be changed"},
    place_flags[0],
    place_flags[1],
    place_flags[2],
    place_flags[3],
    place_flags[4],
};

constexpr std::string_view examples = R"(Examples
  migrate repair 00105 --applied --reason 'ran it in the SQL editor'
  migrate repair 00204 00205 --reverted --reason 'taken back by hand'
  migrate repair 00105 --applied --reason 'finished by hand' --dry-run
  migrate repair --undo

Only the history is changed, all of it in one transaction, and no migration
runs. A migration that was stopped half-way outside a transaction is settled in
the same way: `--applied` where the rest was done by hand, `--reverted` where
`apply` shall begin again. Every change is kept in migrate.repairs, with the
rows as they were before, and `--undo` puts them back.
)";

/// What the words ask for, or what is wrong with them.
Result<void> check(const Arguments& arguments) {
  const bool undo = arguments.has("undo"), applied = arguments.has("applied"), reverted = arguments.has("reverted");
  if (undo && (applied || reverted || !arguments.words.empty()))
    return fail(usage_error("`--undo` takes back all of the last change: it goes with no version and no mark"));
  if (undo) return {};
  if (applied == reverted) {
    return fail(usage_error(applied ? "`--applied` and `--reverted` contradict each other"
                                    : "`repair` takes `--applied` or `--reverted`"));
  }
  const auto* mark = applied ? "--applied" : "--reverted";
  if (arguments.words.empty())
    return fail(usage_error("`repair` takes the versions to mark", {fmt::format("`migrate repair 00105 {}`", mark)}));
  if (arguments.get("reason").find_first_not_of(" \t\n") == std::string::npos) {
    return fail(usage_error(
        "`repair` wants a reason: whoever reads the history later asks for it",
        {fmt::format("`migrate repair {} {} --reason 'ran it in the SQL editor'`", arguments.words.front(), mark)}));
  }
  return {};
}

int run(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  if (const auto right = check(arguments); !right) return give_up(invocation, right.error());
  const auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  const auto options = amend_options_of(invocation);
  if (!options) return give_up(invocation, options.error());
  const auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, opened.error());

  auto observer = observer_for(invocation);
  const auto& workspace = opened->workspace;
  if (arguments.has("undo"))
    return finish(invocation, *opened,
                  workflow::undo_repair(workspace, *where, *options, invocation.surroundings, observer));
  const auto mark = arguments.has("applied") ? amend::Mark::applied : amend::Mark::reverted;
  return finish(invocation, *opened,
                workflow::repair(workspace, *where, {.how = *options, .versions = arguments.words, .mark = mark},
                                 invocation.surroundings, observer));
}

}  // namespace

extern const Command repair_command;
const Command repair_command{.name = "repair",
                             .summary = "Mark migrations as applied or not, without running anything",
                             .group = Group::trouble,
                             .rank = 6,
                             .words = "[VERSION…]",
                             .flags = flags,
                             .manual = examples,
                             .run = run,
                             .interruptible = true};

}  // namespace migrate::cli
