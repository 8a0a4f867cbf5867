#include "sources/folder_choice.hpp"

#include "sources/paths.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

namespace migrate::sources {

namespace {

std::string seen_from(const Service& service, std::string_view folder) {
  if (service.folder.empty() || !lies_in(service.folder, folder)) return std::string(folder);
  return std::string(folder.substr(std::min(service.folder.size() + 1, folder.size())));
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
  diagnostics.push_back({.code = "M0202",
                         .message = fmt::format("the migrations folder of `{}` lies outside of its own folder",
                                                text::printable(service.name)),
                         .labels = {std::move(place)},
                         .helps = {say_which(service, *folder)}});
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
                       .helps = {say_which(service, seen_from(service, written.front()))}};
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
