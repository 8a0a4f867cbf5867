#include "sources/alembic.hpp"
#include "sources/paths.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace migrate::sources::alembic {

bool promises_revisions(std::string_view folder) {
  static constexpr std::string_view words[] = {"alembic", "version", "migration", "revision"};
  return folder.empty() || std::any_of(std::begin(words), std::end(words), [&](std::string_view word) {
           return folder.find(word) != std::string_view::npos;
         });
}

namespace {

std::string_view below(std::string_view folder, std::string_view path) {
  return folder.empty() ? path : path.substr(std::min(folder.size() + 1, path.size()));
}

bool is_read(const Service& service, std::string_view folder) {
  const auto read_from = [&](std::string_view from) {
    return lies_in(from, folder) && promises_revisions(below(from, folder));
  };
  return read_from(service.folder) || (!service.migrations.empty() && read_from(service.migrations));
}

std::vector<std::string> unread_folders(const FileTree& tree, const Service& service, const Place& place) {
  std::vector<std::string> unread;
  for (const auto& folder : place.versions) {
    if (!is_read(service, folder)) unread.push_back(folder);
    if (!place.recursive) continue;
    std::copy_if(tree.folders.begin(), tree.folders.end(), std::back_inserter(unread), [&](const std::string& inner) {
      const bool cache = migrate::name_of(inner) == "__pycache__";
      return inner != folder && lies_in(folder, inner) && !cache && is_read(service, folder) &&
             !is_read(service, inner);
    });
  }
  return unread;
}

}  // namespace

void check_read(const FileTree& tree, const Service& service, const Place& place, const Label& said,
                std::vector<Diagnostic>& diagnostics) {
  const auto unread = unread_folders(tree, service, place);
  const bool named =
      std::find(place.versions.begin(), place.versions.end(), service.migrations) != place.versions.end();
  for (const auto& folder : unread) {
    auto label = said;
    label.text = "names it";
    Diagnostic found{.code = "M0258",
                     .message = fmt::format("the revisions in `{}` are not read", text::printable(folder)),
                     .labels = {std::move(label)},
                     .notes = {"Python files are read in folders whose path has `version`, `migration`, `revision` or "
                               "`alembic` in it, and in the service's `migrations`"}};
    if (unread.size() == 1 && !named && lies_in(service.folder, folder)) {
      found.helps.push_back(fmt::format("write for `{}` in the workspace's config: `migrations: {}`",
                                        text::printable(service.name), text::printable(below(service.folder, folder))));
    } else {
      found.helps.push_back(fmt::format("call the folder `{}_versions`, here and on disk", text::printable(folder)));
    }
    diagnostics.push_back(std::move(found));
  }
}

}  // namespace migrate::sources::alembic
