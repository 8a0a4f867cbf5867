#include "sources/paths.hpp"

#include <algorithm>

namespace migrate::sources {

std::optional<std::string> resolve(std::string_view folder, std::string_view relative) {
  if (relative.starts_with('/') || relative.find('\0') != std::string_view::npos) return std::nullopt;
  std::vector<std::string_view> parts;
  for (auto rest : {folder, relative}) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find('/'), rest.size());
      const auto part = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
        continue;
      }
      if (parts.empty()) return std::nullopt;
      parts.pop_back();
    }
  }
  std::string path;
  for (const auto part : parts) path = join(path, part);
  return path;
}

bool lies_in(std::string_view folder, std::string_view path) {
  if (folder.empty() || folder == path) return true;
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::vector<const FileTree::File*> files_in(const FileTree& tree, std::string_view folder) {
  std::vector<const FileTree::File*> files;
  for (const auto& file : tree.under(folder)) {
    if (migrate::folder_of(file.path) == folder) files.push_back(&file);
  }
  return files;
}

std::vector<std::string> folders_in(const FileTree& tree, std::string_view folder) {
  std::vector<std::string> names;
  const auto take = [&](std::string_view path) {
    if (path == folder || !lies_in(folder, path)) return;
    const auto rest = path.substr(folder.empty() ? 0 : folder.size() + 1);
    names.emplace_back(rest.substr(0, rest.find('/')));
  };
  for (const auto& path : tree.folders) take(path);
  for (const auto& file : tree.under(folder)) take(migrate::folder_of(file.path));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace migrate::sources
