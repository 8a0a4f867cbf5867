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

Diagnostic failed(const Service& service, const process::Command& command, const process::Exit& exit) {
  Diagnostic found{
      .code = "M0330",
      .message = fmt::format("the revisions of `{}` could not be rendered", text::printable(service.name)),
      .notes = {fmt::format("`{}` ended with status {}", text::printable(command.words.front()), exit.status)},
      .helps = {fmt::format("set `python` of `{}` in the config to an interpreter that has `alembic` and the "
                            "project's packages, such as `uv run python`",
                            text::printable(service.name))}};
  for (auto& line : last_lines(exit.errors, 5)) found.notes.push_back(std::move(line));
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
  const auto what = fmt::format("{} of {}", text::count(wanted.size(), "revision"), text::printable(service.name));
  const auto program = text::printable(command.words.front());
  observer.live({.verb = "Rendering", .text = {{Role::plain, what}, {Role::quiet, " with " + program}}});
  const auto exit = process::run(command);
  if (!exit) return {exit.error()};
  if (exit->status != 0) return {failed(service, command, *exit)};
  auto rendered = adapter.read_rendered(exit->output, wanted);
  if (!rendered) return {rendered.error()};

  std::vector<Diagnostic> problems;
  fill_in(discovery, std::move(*rendered), problems);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  observer.step(
      {.verb = "Rendered",
       .text = {{Role::plain, what},
                {Role::quiet, fmt::format(" with {} ({:.1f} s)", program, static_cast<double>(took.count()) / 1000)}}});
  return problems;
}

}  // namespace migrate::workflow
