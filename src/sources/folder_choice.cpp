#include "sources/folder_choice.hpp"

#include "sources/paths.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::sources {

namespace {

std::string below(std::string_view folder, std::string_view path) {
  if (folder.empty() || !lies_in(folder, path)) return std::string(path);
  return std::string(path.substr(std::min(folder.size() + 1, path.size())));
}

std::string common_folder(std::string_view left, std::string_view right) {
  while (!lies_in(left, right)) left = migrate::folder_of(left);
  return std::string(left);
}

std::string shown(std::string_view folder) {
  return folder.empty() ? "the workspace" : fmt::format("`{}`", text::printable(folder));
}

}  // namespace

std::string say_which(const Service& service, std::string_view folder) {
  return fmt::format("name the folder at `{}` in the config: `migrations: {}`", text::printable(service.name),
                     text::printable(folder));
}

std::string configured(const FileTree& tree, const Service& service, Label place, std::string_view from,
                       std::string_view relative, std::vector<Diagnostic>& diagnostics) {
  auto folder = resolve(from, relative);
  if (!folder) {
    place.text = "no path inside the workspace";
    diagnostics.push_back({.code = "M0202",
                           .message = fmt::format("the migrations folder of `{}` leads out of the workspace",
                                                  text::printable(service.name)),
                           .labels = {std::move(place)}});
    return {};
  }
  if (lies_in(service.folder, *folder) || tree.has_folder(*folder) || !tree.under(*folder).empty()) return *folder;
  place.text = fmt::format("lies outside of {}", shown(service.folder));
  const auto both = common_folder(service.folder, *folder);
  diagnostics.push_back(
      {.code = "M0202",
       .message =
           fmt::format("the migrations folder of `{}` lies outside of its own folder", text::printable(service.name)),
       .labels = {std::move(place)},
       .helps = {fmt::format("give `{}` a folder above both in the config: `path: {}` and `migrations: {}`",
                             text::printable(service.name), both.empty() ? "." : text::printable(both),
                             text::printable(below(both, *folder)))}});
  return {};
}

std::string the_only_one(const Adapter& adapter, const Service& service, const FileTree& tree,
                         const std::vector<std::string>& written, std::vector<Diagnostic>& diagnostics) {
  if (written.size() == 1) return written.front();
  if (written.size() > 1) {
    Diagnostic several{.code = "M0201",
                       .message = fmt::format("`{}` has several folders with migrations of {}",
                                              text::printable(service.name), adapter.orm),
                       .labels = {service.place},
                       .helps = {say_which(service, below(service.folder, written.front()))}};
    for (const auto& folder : written) several.notes.push_back(fmt::format("{} holds some", shown(folder)));
    if (!service.place.source) several.labels.clear();
    diagnostics.push_back(std::move(several));
    return {};
  }
  auto folder = migrate::sources::folder_of(adapter, service, tree);
  if (!folder.empty()) return folder;
  Diagnostic none{
      .code = "M0200",
      .severity = Severity::warning,
      .message = fmt::format("`{}` has no migrations of {} yet", text::printable(service.name), adapter.orm),
      .notes = {fmt::format("looked below {}", shown(service.folder))},
      .helps = {"where they lie elsewhere, " + say_which(service, "path/to/them")}};
  if (service.place.source) none.labels = {service.place};
  diagnostics.push_back(std::move(none));
  return {};
}

}  // namespace migrate::sources
