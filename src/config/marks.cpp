#include "config/marks.hpp"

#include <algorithm>
#include <optional>

namespace migrate::config {

namespace {

/// `*` stands for any text without a `/`.
bool matches(std::string_view pattern, std::string_view name) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const auto tail = pattern.substr(star + 1);
  if (!name.starts_with(pattern.substr(0, star))) return false;
  for (auto at = star; at <= name.size(); ++at) {
    if (matches(tail, name.substr(at))) return true;
    if (at < name.size() && name[at] == '/') return false;
  }
  return false;
}

/// The folder from which `mark` counts where `path` is one: of "web/.sqlx/query-1.json" and ".sqlx/query-*.json" it is
/// "web".
std::optional<std::string_view> base_of(std::string_view mark, std::string_view path) {
  auto base = folder_of(path);
  for (auto parts = std::count(mark.begin(), mark.end(), '/'); parts > 0; --parts) {
    if (base.empty()) return std::nullopt;
    base = folder_of(base);
  }
  if (!matches(mark, path.substr(base.empty() ? 0 : base.size() + 1))) return std::nullopt;
  return base;
}

bool holds(const FileTree& listing, std::string_view folder, std::string_view mark) {
  const auto files = listing.under(folder);
  return std::any_of(files.begin(), files.end(), [&](const auto& file) { return base_of(mark, file.path) == folder; });
}

bool is_package(const FileTree& listing, std::string_view folder) {
  static constexpr std::string_view manifests[] = {"package.json", "pyproject.toml", "setup.py", "Cargo.toml",
                                                   "deno.json"};
  return std::any_of(std::begin(manifests), std::end(manifests),
                     [&](std::string_view manifest) { return listing.find(join(folder, manifest)) != nullptr; });
}

/// A mark inside the tool's own folder (`web/prisma/schema.prisma`) shows that the service is the folder above, unless
/// that folder is a package that is merely called like the tool.
std::string service_folder(const sources::Adapter& adapter, std::string_view folder, const FileTree& listing) {
  if (is_package(listing, folder)) return std::string(folder);
  for (const auto own : adapter.folders) {
    for (auto part = own; part.starts_with(adapter.orm); part = folder_of(part)) {
      if (folder == part) return {};
      if (folder.ends_with(part) && folder[folder.size() - part.size() - 1] == '/') {
        return std::string(folder.substr(0, folder.size() - part.size() - 1));
      }
    }
  }
  return std::string(folder);
}

}  // namespace

bool lies_in(std::string_view folder, std::string_view path) {
  return folder.empty() || path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

std::vector<std::string> places_of(const sources::Adapter& adapter, const FileTree& listing) {
  std::vector<std::string> places;
  for (const auto mark : adapter.marks) {
    const auto both = mark.find(" & ");
    const auto first = mark.substr(0, both);
    const auto second = both == std::string_view::npos ? std::string_view() : mark.substr(both + 3);
    for (const auto& file : listing.files) {
      const auto base = base_of(first, file.path);
      if (!base || (!second.empty() && !holds(listing, *base, second))) continue;
      places.push_back(service_folder(adapter, *base, listing));
    }
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

const sources::Adapter* tool_in(std::string_view folder, const FileTree& listing) {
  const sources::Adapter* found = nullptr;
  for (const auto* adapter : sources::adapters()) {
    const auto places = places_of(*adapter, listing);
    if (std::none_of(places.begin(), places.end(), [&](const auto& place) { return lies_in(folder, place); })) continue;
    if (found != nullptr) return nullptr;
    found = adapter;
  }
  return found;
}

}  // namespace migrate::config
