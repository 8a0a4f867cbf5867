#include "cli/amending.hpp"

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--write", .help = "give the rows their files' numbers; else they are shown"},
    {.name = "--reason", .value = "TEXT", .help = "why; migrate.repairs keeps it"},
    place_flags[0],
    place_flags[1],
    place_flags[2],
    place_flags[3],
    place_flags[4],
};

constexpr std::string_view examples = R"(Examples
  migrate reconcile
  migrate reconcile --write --reason 'numbers instead of timestamps'

For a history whose versions are not the files' numbers any more: files were
renumbered, or the Supabase CLI applied them under timestamps. A row and a file
with the same statements are a pair, and the row gets the file's number and
name. Where several have the same statements, they are shown and left alone.
All of it is one transaction; `migrate repair --undo` takes it back.
)";

int run(const Invocation& invocation) {
  const auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  auto options = amend_options_of(invocation);
  if (!options) return give_up(invocation, options.error());
  options->dry_run = !invocation.arguments.has("write");
  if (options->reason.empty()) options->reason = "the files have other numbers";
  const auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, opened.error());

  auto observer = observer_for(invocation);
  return finish(invocation, *opened,
                workflow::reconcile(opened->workspace, *where, *options, invocation.surroundings, observer));
}

}  // namespace

extern const Command reconcile_command;
const Command reconcile_command{.name = "reconcile",
                                .summary = "Give the history's rows the numbers of the files with their statements",
                                .group = Group::trouble,
                                .rank = 8,
                                .words = {},
                                .flags = flags,
                                .manual = examples,
                                .run = run,
                                .interruptible = true};

}  // namespace migrate::cli
