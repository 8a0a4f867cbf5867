#include "config/folders.hpp"

#include "config/marks.hpp"
#include "config/paths.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::config {

namespace {

std::string shown(std::string_view folder) {
  return folder.empty() ? "." : text::printable(folder);
}

}  // namespace

std::optional<std::string> told_folder(const Entry& entry, const FileTree& listing) {
  const auto checked = check_path(entry.path ? entry.path->value : entry.name.value);
  if (!checked.fault.empty() || !listing.has_folder(checked.path)) return std::nullopt;
  return checked.path;
}

namespace {

Diagnostic& missing_folder(Reader& reader, std::string_view key, const Entry& entry, const Text& written,
                           std::string_view path, const FileTree& listing) {
  auto& found =
      reader.error("M0014", fmt::format("the {} of `{}` does not exist", key, text::printable(entry.name.value)),
                   written.span, fmt::format("there is no `{}`", shown(path)));
  std::vector<std::string_view> beside;
  for (const std::string_view folder : listing.folders) {
    if (folder_of(folder) == folder_of(path)) beside.push_back(name_of(folder));
  }
  if (const auto similar = text::similar(name_of(path), beside); !similar.empty()) {
    found.helps.push_back(
        fmt::format("a folder of a similar name: `{}`", text::printable(join(folder_of(path), similar))));
  }
  return found;
}

/// The usual mistake: a path that counts from the workspace.
void migrations_from_root(Diagnostic& found, const Entry& entry, std::string_view folder, const FileTree& listing) {
  const auto path = check_path(entry.migrations->value).path;
  if (!listing.has_folder(path) || !lies_in(folder, path) || path == folder) return;
  found.helps = {fmt::format("`migrations` counts from the folder of `{}`: write `{}`",
                             text::printable(entry.name.value), text::printable(path.substr(folder.size() + 1)))};
}

/// `written` below `base`, or nothing and an error.
std::optional<std::string> path_below(Reader& reader, std::string_view base, std::string_view key, const Entry& entry,
                                      const Text& written) {
  const auto checked = check_path(written.value);
  if (checked.fault.empty()) return join(base, checked.path);
  auto& found = reader.error(
      "M0015", fmt::format("the {} of `{}` must lie in the workspace", key, text::printable(entry.name.value)),
      written.span, std::string(checked.fault));
  found.helps.push_back(
      fmt::format("write it relative to the {}, with `/`", base.empty() ? "workspace" : "folder of the service"));
  return std::nullopt;
}

/// The places of the tool that no other service names as its own.
std::vector<std::string> open_places(const Entry& entry, const std::vector<Entry>& all, const sources::Adapter& adapter,
                                     const FileTree& listing) {
  auto places = places_of(adapter, listing);
  std::erase_if(places, [&](const std::string& place) {
    return std::any_of(all.begin(), all.end(), [&](const Entry& other) {
      if (&other == &entry || !other.orm || sources::find(other.orm->value) != &adapter) return false;
      const auto folder = told_folder(other, listing);
      return folder && lies_in(*folder, place);
    });
  });
  return places;
}

std::optional<std::string> found_folder(Reader& reader, const Entry& entry, const std::vector<Entry>& all,
                                        const sources::Adapter& adapter, const FileTree& listing) {
  if (auto told = told_folder(entry, listing)) return told;
  auto places = open_places(entry, all, adapter, listing);
  std::vector<std::string> named;
  std::copy_if(places.begin(), places.end(), std::back_inserter(named),
               [&](const std::string& place) { return name_of(place) == entry.name.value; });
  if (named.size() == 1) return named.front();
  if (places.size() == 1) return places.front();
  const auto name = text::printable(entry.name.value);
  auto& found =
      reader.error("M0017", fmt::format("it is not clear which folder is `{}`", name), entry.name.span,
                   places.empty() ? fmt::format("no folder of this name, and no file of {} anywhere", adapter.orm)
                                  : fmt::format("files of {} are in {} places", adapter.orm, places.size()));
  for (auto& place : places) place = shown(place);
  if (places.empty()) {
    found.helps.push_back(fmt::format("give `{}` its `path`", name));
  } else {
    found.helps.push_back(fmt::format("give `{}` its `path`: `{}`", name, fmt::join(places, "` or `")));
  }
  return std::nullopt;
}

/// `schemaPath` names the schema, which for some tools is the folder of the migrations, or lies beside it.
std::string migrations_beside(std::string_view schema, const sources::Adapter& adapter, const FileTree& listing) {
  if (!listing.has_folder(schema)) {
    const auto beside = join(folder_of(schema), "migrations");
    return adapter.orm == "prisma" && listing.has_folder(beside) ? beside : std::string();
  }
  const auto inside = join(schema, "migrations");
  if (adapter.orm == "prisma" && listing.has_folder(inside)) return inside;
  const auto files = listing.under(schema);
  const bool holds_sql =
      std::any_of(files.begin(), files.end(), [](const auto& file) { return file.path.ends_with(".sql"); });
  return adapter.orm != "prisma" && holds_sql ? std::string(schema) : std::string();
}

}  // namespace

void settle_folders(Reader& reader, const Entry& entry, const std::vector<Entry>& all, const sources::Adapter* adapter,
                    const FileTree& listing, Service& service) {
  bool known = true;
  if (entry.path) {
    const auto folder = path_below(reader, "", "folder", entry, *entry.path);
    known = folder && listing.has_folder(*folder);
    if (folder && !known) missing_folder(reader, "folder", entry, *entry.path, *folder, listing);
    if (known) service.folder = *folder;
  } else if (adapter != nullptr) {
    const auto folder = found_folder(reader, entry, all, *adapter, listing);
    known = folder.has_value();
    if (known) service.folder = *folder;
  }
  if (entry.migrations) {
    const auto folder = path_below(reader, service.folder, "migrations folder", entry, *entry.migrations);
    if (folder && known && !listing.has_folder(*folder)) {
      auto& found = missing_folder(reader, "migrations folder", entry, *entry.migrations, *folder, listing);
      migrations_from_root(found, entry, service.folder, listing);
    }
    service.migrations = folder.value_or("");
  }
  if (entry.schema) {
    const auto schema = path_below(reader, service.folder, "schema", entry, *entry.schema);
    if (!schema || !known) return;
    if (!listing.has_folder(*schema) && listing.find(*schema) == nullptr) {
      missing_folder(reader, "schema", entry, *entry.schema, *schema, listing);
    } else if (adapter != nullptr && service.migrations.empty()) {
      service.migrations = migrations_beside(*schema, *adapter, listing);
    }
  }
}

}  // namespace migrate::config
