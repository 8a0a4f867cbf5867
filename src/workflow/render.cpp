#include "workflow/render.hpp"

#include <fmt/core.h>
#include <migrate/process.hpp>
#include <migrate/text.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>

namespace migrate::workflow {

namespace {

/// Importing a large application takes seconds; a program that waits for a password takes for ever.
constexpr std::chrono::minutes deadline{10};

/// Where a traceback says what was wrong.
std::vector<std::string> last_lines(std::string_view text, std::size_t count) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < count) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    const auto begin = text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
    if (begin < text.size()) lines.insert(lines.begin(), text::printable(text.substr(begin)));
    text = text.substr(0, begin);
  }
  return lines;
}

/// What a person would type: our `-`, for the script on its standard input, is left out.
std::string typed(const process::Command& command) {
  std::string all;
  for (const auto& word : command.words) {
    if (word != "-") all += (all.empty() ? "" : " ") + text::printable(word);
  }
  return all;
}

std::string waiting(const Service& service, std::size_t count) {
  return fmt::format("{} of `{}` {} not collected", text::count(count, "revision"), text::printable(service.name),
                     count == 1 ? "is" : "are");
}

std::string set_python(const Workspace& workspace, const Service& service) {
  return fmt::format(
      "set `python` of `{}` in {} to an interpreter that has Alembic and the project's packages, such as "
      "`python: {}` or `python: uv run python`",
      text::printable(service.name), workspace.config, text::printable(join(service.folder, ".venv/bin/python")));
}

Diagnostic failed(const Workspace& workspace, const Service& service, const process::Command& command,
                  const std::string& folder, const process::Exit& exit, std::size_t count) {
  Diagnostic found{.code = "M0330",
                   .message = fmt::format("the revisions of `{}` could not be rendered", text::printable(service.name)),
                   .notes = {fmt::format("`{}` ended with status {}; it ran in {}", typed(command), exit.status,
                                         folder.empty() ? "the workspace" : text::printable(folder))}};
  for (auto& line : last_lines(exit.errors, 5)) found.notes.push_back(std::move(line));
  found.notes.push_back(waiting(service, count));
  found.helps.push_back(set_python(workspace, service));
  return found;
}

/// It could not be started, or was ended by us.
Diagnostic not_run(Diagnostic found, const Workspace& workspace, const Service& service, std::size_t count) {
  if (service.place.source) {
    found.labels = {{.source = service.place.source, .span = service.place.span, .text = "its revisions need Python"}};
  }
  found.notes.push_back(waiting(service, count));
  if (found.code == "M0256") found.helps.push_back(set_python(workspace, service));
  return found;
}

void fill_in(sources::Discovery& discovery, std::vector<sources::Rendered> all, std::vector<Diagnostic>& problems) {
  std::unordered_map<std::string_view, sources::Rendered*> by_id;
  for (auto& rendered : all) by_id.emplace(rendered.id, &rendered);
  for (auto& migration : discovery.migrations) {
    const auto found = by_id.find(migration.id);
    if (found == by_id.end()) continue;
    auto& rendered = *found->second;
    if (rendered.problem) {
      problems.push_back(std::move(*rendered.problem));
      continue;
    }
    migration.sql = std::move(rendered.sql);
    if (!rendered.down.empty()) migration.down = std::move(rendered.down);
    migration.mode = rendered.mode;
  }
}

}  // namespace

std::vector<Diagnostic> render(const Workspace& workspace, const Service& service, const sources::Adapter& adapter,
                               sources::Discovery& discovery, const std::vector<SourceMigration>& wanted,
                               const Interruption* interruption, Observer& observer) {
  const auto begin = std::chrono::steady_clock::now();
  auto invocation = adapter.render(service, discovery, wanted);
  const process::Command command{.words = std::move(invocation.command),
                                 .folder = join(workspace.root, invocation.folder),
                                 .input = std::move(invocation.input),
                                 .without = std::move(invocation.without),
                                 .deadline = deadline,
                                 .interruption = interruption};
  const auto name = text::printable(service.name);
  const auto with = " with " + typed(command);
  observer.live({.verb = "Rendering",
                 .text = {{Role::plain, fmt::format("{} of {}", text::count(wanted.size(), "revision"), name)},
                          {Role::quiet, with}}});
  auto exit = process::run(command);
  if (!exit) return {not_run(std::move(exit.error()), workspace, service, wanted.size())};
  if (exit->status != 0) return {failed(workspace, service, command, invocation.folder, *exit, wanted.size())};
  auto rendered = adapter.read_rendered(exit->output, wanted);
  if (!rendered) return {rendered.error()};

  std::vector<Diagnostic> problems;
  fill_in(discovery, std::move(*rendered), problems);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  const auto done = wanted.size() - std::min(wanted.size(), problems.size());
  const auto what = problems.empty() ? text::count(done, "revision")
                                     : fmt::format("{} of {}", done, text::count(wanted.size(), "revision"));
  observer.step(
      {.verb = "Rendered",
       .text = {{Role::plain, fmt::format("{} of {}", what, name)},
                {Role::quiet, fmt::format("{} ({:.1f} s)", with, static_cast<double>(took.count()) / 1000)}}});
  return problems;
}

}  // namespace migrate::workflow
