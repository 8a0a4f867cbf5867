#include "cli/present.hpp"
#include "cli/repository.hpp"

#include <migrate/documents.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--probe", .help = "dial each, and see what the server does"},
    {.name = "--repo", .help = "read the repository's own files: where do its migrations connect?"},
    {.name = "--target", .value = "NAME", .help = "as `migrate apply --target NAME` would connect"},
    {.name = "--assume-session",
     .help = "--probe, where a pooler's usual port belongs to something else or no probe can tell"},
    {.name = "--only", .value = "NAME", .help = "of the command's variables only these count", .many = true},
    {.name = "--set", .value = "NAME=OTHER", .help = "the command gets the value of OTHER as NAME", .many = true},
};

constexpr std::string_view examples = R"(Examples
  migrate guard                     every connection that is found here: what it leads to
  migrate guard --probe             the same, after a look at each server
  migrate guard --repo              configs, pipelines, scripts: what their migrations take
  migrate guard "$DATABASE_URL"
  migrate guard --format tsv | cut -f1,3

In front of another tool
  migrate guard -- npx prisma migrate deploy
  migrate guard --only DIRECT_URL -- npx drizzle-kit migrate
  migrate guard --set DATABASE_URL=DIRECT_URL -- alembic upgrade head
  migrate guard -- supabase db push --db-url "$DIRECT_URL"

The command runs only if every database that it would see is fit for
migrations: in its environment, in .env files here and at the workspace's root,
in its words. Else nothing is started and the exit code is 3. Once it runs, its
signals, its terminal and its exit code are its own.

A program that sets variables belongs in front of the guard:
`doppler run -- migrate guard -- npx prisma migrate deploy`.
)";

endpoint::Assume assume_of(const Arguments& arguments) {
  return arguments.has("assume-session") ? endpoint::Assume::session : endpoint::Assume::nothing;
}

/// What a person vouches for is looked at, too.
workflow::Probe probe_of(const Arguments& arguments) {
  return arguments.has("probe") || arguments.has("assume-session") ? workflow::Probe::yes : workflow::Probe::no;
}

/// What was meant to stand behind `--`, by its first word: no connection string has neither `:` nor `=`.
std::optional<Diagnostic> misplaced_command(const std::vector<std::string>& words) {
  if (words.empty() || words.front().empty() || words.front().find_first_of(":=") != std::string::npos) return std::nullopt;
  const auto shown = text::printable(words.front());
  return usage_error(
      fmt::format("`{}` is no connection string", shown),
      {fmt::format("to run it behind the guard: `migrate guard -- {}{}`", shown, words.size() > 1 ? " …" : "")});
}

std::optional<Diagnostic> contradiction(const Arguments& arguments) {
  const bool runs = arguments.behind.has_value();
  const bool about_others = runs || !arguments.words.empty() || arguments.has("target") || arguments.has("probe") ||
                            arguments.has("assume-session");
  if (arguments.has("repo") && about_others)
    return usage_error("`--repo` reads files, and neither dials nor runs anything", {"`migrate guard --repo`"});
  if (runs && arguments.behind->empty())
    return usage_error("no command stands behind `--`", {"like this: `migrate guard -- npx prisma migrate deploy`"});
  if (runs && !arguments.words.empty())
    return usage_error("URLs are looked at, a command is run: not both at once",
                       {"the words of the command stand behind `--`"});
  for (const auto flag : {"only", "set"}) {
    if (!runs && arguments.has(flag))
      return usage_error(fmt::format("`--{}` is about the command behind `--`, and there is none", flag));
  }
  if (arguments.has("target") && (runs || !arguments.words.empty()))
    return usage_error("`--target` is about the config, not about what is given");
  return runs ? std::nullopt : misplaced_command(arguments.words);
}

int look(const Invocation& invocation, const Workspace& workspace) {
  const auto& arguments = invocation.arguments;
  const auto report = workflow::guard(workspace,
                                      {.urls = arguments.words,
                                       .target = arguments.get("target"),
                                       .probe = probe_of(arguments),
                                       .assume = assume_of(arguments)},
                                      invocation.surroundings, observer_for(invocation));
  if (!report) return give_up(invocation, report.error());
  const auto document = report::document(*report, invocation.terminal.out_surface());
  show(invocation, document);
  return unless_interrupted(invocation, exit_code(document.diagnostics));
}

Result<std::vector<std::pair<std::string, std::string>>> replaced_of(const Arguments& arguments) {
  std::vector<std::pair<std::string, std::string>> replaced;
  for (const auto& pair : arguments.list("set")) {
    const auto equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == pair.size())
      return fail(usage_error("`--set` takes two names of variables: `--set DATABASE_URL=DIRECT_URL`"));
    replaced.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return replaced;
}

/// "$DATABASE_URL is", "$DATABASE_URL and $DIRECT_URL are", "its 4 connections are"
std::string subject_of(const std::vector<workflow::Looked>& all) {
  std::vector<std::string> names;
  for (const auto& looked : all) {
    const auto& origin = looked.given.origin;
    auto name = origin.starts_with('$') ? origin.substr(0, origin.find(',')) : "the URL in it";
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  constexpr std::size_t most = 3;
  if (names.size() > most) return fmt::format("its {} connections are", all.size());
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i)
    list += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + text::printable(names[i]);
  return list + (names.size() == 1 ? " is" : " are");
}

/// Warnings, and that it may run: stdout is the command's.
void announce(const Invocation& invocation, const workflow::CommandReport& report) {
  auto& terminal = invocation.terminal;
  if (terminal.verbosity() == Verbosity::quiet) return;
  for (const auto& diagnostic : report.guard.diagnostics) {
    terminal.gap();
    for (const auto& line : report::render(diagnostic, terminal.err_surface())) terminal.err(line);
  }
  if (!report.guard.diagnostics.empty()) terminal.gap();
  const auto text = fmt::format("{}: {} fit for migrations", endpoint::shown(*invocation.arguments.behind),
                                subject_of(report.guard.looked));
  terminal.err(report::story_line({.role = Role::success, .verb = "Allowed", .text = {{Role::plain, text}}}));
}

int run_command(const Invocation& invocation, const Workspace& workspace) {
  const auto& arguments = invocation.arguments;
  auto replaced = replaced_of(arguments);
  if (!replaced) return give_up(invocation, replaced.error());
  const auto report = workflow::guard_command(workspace,
                                              {.words = *arguments.behind,
                                               .only = arguments.list("only"),
                                               .replaced = *std::move(replaced),
                                               .probe = probe_of(arguments),
                                               .assume = assume_of(arguments)},
                                              invocation.surroundings, observer_for(invocation));
  if (!report) return give_up(invocation, report.error());
  if (const int code = exit_code(report->guard.diagnostics); code != done) {
    auto document = report::document(report->guard, invocation.terminal.out_surface());
    document.lines.clear();  // stdout was to be the command's
    show(invocation, document);
    return unless_interrupted(invocation, code);
  }
  announce(invocation, *report);
  invocation.terminal.flush();
  return give_up(invocation, workflow::run_instead(*arguments.behind, *report, invocation.surroundings));
}

int run(const Invocation& invocation) {
  if (auto wrong = contradiction(invocation.arguments)) return give_up(invocation, *std::move(wrong));
  if (invocation.arguments.has("repo")) return look_at_repository(invocation);
  // Outside of a workspace the guard is about the current folder.
  const auto opened = open_folder(invocation);
  if (!opened) return give_up(invocation, opened.error());
  return invocation.arguments.behind ? run_command(invocation, opened->workspace) : look(invocation, opened->workspace);
}

}  // namespace

extern const Command guard_command;
const Command guard_command{.name = "guard",
                            .summary = "Fail if a URL leads to a transaction pooler; run other tools behind it",
                            .group = Group::pipeline,
                            .rank = 1,
                            .words = "[URL…]",
                            .flags = flags,
                            .manual = examples,
                            .run = run,
                            .interruptible = true,
                            .runs_others = true};

}  // namespace migrate::cli
