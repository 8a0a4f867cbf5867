#include <fmt/core.h>
#include <migrate/config.hpp>
#include <migrate/files.hpp>
#include <migrate/text.hpp>
#include <migrate/workflow.hpp>

namespace migrate::workflow {

namespace {

Diagnostic no_folder(const std::string& given) {
  const auto shown = text::printable(given);
  Diagnostic found{.code = "M0008", .notes = {"`--workspace` takes the folder that holds the config"}};
  if (files::kind_of(given) == files::Kind::nothing) {
    found.message = fmt::format("there is no folder `{}`", shown);
    return found;
  }
  found.message = fmt::format("`{}` is no folder", shown);
  found.helps.push_back(fmt::format("`--workspace {}`", text::printable(folder_of(given))));
  return found;
}

Diagnostic no_workspace(const std::string& start, bool exact) {
  const auto shown = text::printable(start);
  if (exact && files::kind_of(start) != files::Kind::folder) return no_folder(start);
  return {.code = "M0008",
          .message = fmt::format("no workspace found in `{}`{}", shown, exact ? "" : " or above it"),
          .notes = {fmt::format("a workspace is a folder with {} or {}", config::file_names[0], config::file_names[1])},
          .helps = {"`migrate init` finds the services and writes migrate.yaml"}};
}

/// The same reason, said of the config: exit 2.
Diagnostic unreadable(Diagnostic reason, const std::string& root) {
  reason.code = "M0021";
  reason.notes.push_back(fmt::format("it lies in `{}`", text::printable(root)));
  return reason;
}

}  // namespace

Result<Opened> open_workspace(const std::string& start, bool exact) {
  const auto found = exact ? files::find_in(start, config::file_names) : files::find_upwards(start, config::file_names);
  if (!found) return fail(no_workspace(start, exact));
  const auto source = files::read(found->root, found->name);
  if (!source) return fail(unreadable(source.error(), found->root));
  auto draft = config::read(*source, found->root, files::list(found->root));
  Opened opened{.workspace = std::move(draft.workspace), .diagnostics = std::move(draft.diagnostics), .not_read = {}};
  for (const auto other : config::file_names) {
    if (other != found->name && files::find_in(found->root, {&other, 1})) opened.not_read = other;
  }
  return opened;
}

}  // namespace migrate::workflow
