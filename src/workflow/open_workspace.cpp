#include <fmt/core.h>
#include <migrate/config.hpp>
#include <migrate/files.hpp>
#include <migrate/text.hpp>
#include <migrate/workflow.hpp>

namespace migrate::workflow {

namespace {

Diagnostic no_workspace(const std::string& start, bool exact) {
  return {.code = "M0030",
          .message = fmt::format("no workspace found in `{}`{}", text::printable(start), exact ? "" : " or above it"),
          .notes = {fmt::format("a workspace is a folder with {} or {}", config::file_names[0], config::file_names[1])},
          .helps = {"`migrate init` finds the services and writes migrate.yaml"}};
}

}  // namespace

Result<Opened> open_workspace(const std::string& start, bool exact) {
  const auto found = exact ? files::find_in(start, config::file_names) : files::find_upwards(start, config::file_names);
  if (!found) return fail(no_workspace(start, exact));
  const auto source = files::read(found->root, found->name);
  if (!source) return fail(source);
  auto draft = config::read(*source, found->root, files::list(found->root));
  return Opened{.workspace = std::move(draft.workspace), .diagnostics = std::move(draft.diagnostics)};
}

}  // namespace migrate::workflow
