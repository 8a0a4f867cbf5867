#include "cli/present.hpp"

#include <migrate/documents.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--url",
     .value = "URL",
     .help = "the database; else --target, else $MIGRATE_DATABASE_URL, $DIRECT_URL, …"},
    {.name = "--target", .value = "NAME", .help = "a target of migrate.yaml"},
    {.name = "--assume-session", .help = "vouch that no transaction pooler listens there, where a probe cannot tell"},
    {.name = "--scratch", .help = "the scratch server that `apply --scratch --keep` kept"},
    {.name = "--to", .value = "NNNNN", .help = "take back what stands above this version in its lane; it stays"},
    {.name = "--dry-run", .help = "change nothing; show what would run"},
    {.name = "-y,--yes", .help = "do not ask"},
    {.name = "--wait", .value = "DURATION", .help = "for another migrate to finish: 60s where it is not given"},
};

constexpr std::string_view examples = R"(Examples
  migrate down                      the migration that was applied last
  migrate down 00301
  migrate down --to 00300           all of that lane above 00300, the last one first
  migrate down 00301 --dry-run

The way back lies in supabase/down, where `sync` collects what SQLx and Alembic
give. It is shown first. Each migration is taken back in a transaction of its
own, with its row of the history and of the tool's own ledger. What it dropped
of your data does not come back.
)";

bool is_version(const std::string& text) {
  return text.size() == 5 && text.find_first_not_of("0123456789") == std::string::npos;
}

std::optional<Diagnostic> mistake(const Arguments& arguments) {
  if (arguments.words.size() > 1)
    return usage_error("`down` takes one version", {"several of a lane: `migrate down --to 00300`"});
  if (!arguments.words.empty() && arguments.has("to")) return usage_error("a version and `--to` name two ends");
  for (const auto& version : {arguments.words.empty() ? std::string("00000") : arguments.words.front(),
                              arguments.has("to") ? arguments.get("to") : std::string("00000")}) {
    if (!is_version(version))
      return usage_error(fmt::format("a version has five digits, unlike `{}`", text::printable(version)));
  }
  return std::nullopt;
}

bool is_for_people(const Invocation& invocation) {
  const auto format = invocation.arguments.get("format");
  return format.empty() || format == "text";
}

Diagnostic nobody_said_yes(bool asked) {
  return {.code = "M0691",
          .message = asked ? "nothing was taken back" : "there is nobody to ask, and `--yes` was not given",
          .labels = {},
          .notes = {"nothing was changed"},
          .helps = {asked ? "look again with `migrate down --dry-run`"
                          : "look at it with `--dry-run`, then run it with `--yes`"}};
}

/// Shows what is about to run; then `--yes`, or a person at the terminal, lets it.
Result<void> confirm(const Invocation& invocation, const workflow::DownReport& report) {
  auto& terminal = invocation.terminal;
  const auto& surface = terminal.out_surface();
  if (is_for_people(invocation) && terminal.verbosity() != Verbosity::quiet) {
    for (const auto& line : report::document(report, surface).lines) terminal.out(line);
  }
  if (invocation.arguments.has("yes")) return {};
  if (!terminal.can_ask()) return fail(nobody_said_yes(false));
  const auto answer = terminal.ask(
      {{Role::plain, fmt::format("Take back {} from ", text::count(report.ways.size(), "migration"))},
       {Role::name, report.place.target.empty() ? report.place.address : text::printable(report.place.target)},
       {Role::plain, "? Type yes to go on: "}},
      invocation.surroundings.interruption);
  if (answer == "yes" || answer == "y") return {};
  return fail(nobody_said_yes(true));
}

int code_of(const workflow::DownReport& report, const report::Document& document) {
  if (report.signal != 0) return 128 + report.signal;
  return report.needs_repair ? repair : exit_code(document.diagnostics);
}

int run(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  if (auto found = mistake(arguments)) return give_up(invocation, std::move(*found));
  const auto where = where_of(invocation);
  if (!where) return give_up(invocation, where.error());
  const auto wait = wait_of(arguments);
  if (!wait) return give_up(invocation, wait.error());
  auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));

  bool shown = false;
  auto observer = observer_for(invocation);
  const auto report = workflow::down(opened->workspace, *where,
                                     {.version = arguments.words.empty() ? std::string() : arguments.words.front(),
                                      .to = arguments.get("to"),
                                      .dry_run = arguments.has("dry-run"),
                                      .wait = *wait,
                                      .confirm =
                                          [&](const workflow::DownReport& asked) {
                                            shown = true;
                                            return confirm(invocation, asked);
                                          }},
                                     invocation.surroundings, observer);
  if (!report) return give_up(invocation, report.error());

  auto document = report::document(*report, invocation.terminal.out_surface());
  if (shown) document.lines.clear();
  document.diagnostics.insert(document.diagnostics.begin(), opened->diagnostics.begin(), opened->diagnostics.end());
  show(invocation, document);
  return unless_interrupted(invocation, code_of(*report, document));
}

}  // namespace

extern const Command down_command;
const Command down_command{.name = "down",
                           .summary = "Take an applied migration back, where its tool gave a way",
                           .group = Group::trouble,
                           .rank = 4,
                           .words = "[VERSION]",
                           .flags = flags,
                           .manual = examples,
                           .run = run,
                           .interruptible = true};

}  // namespace migrate::cli
