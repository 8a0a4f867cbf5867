#include <migrate/file_tree.hpp>

#include <algorithm>

namespace migrate {

namespace {

bool before(const FileTree::File& file, std::string_view path) { return file.path < path; }

}  // namespace

const FileTree::File* FileTree::find(std::string_view path) const {
  const auto it = std::lower_bound(files.begin(), files.end(), path, before);
  return it != files.end() && it->path == path ? &*it : nullptr;
}

std::span<const FileTree::File> FileTree::under(std::string_view folder) const {
  if (folder.empty()) return files;
  const auto first = std::lower_bound(files.begin(), files.end(), std::string(folder) + '/', before);
  // '0' follows '/' in ASCII: the first path that cannot lie below the folder.
  const auto last = std::lower_bound(first, files.end(), std::string(folder) + '0', before);
  return {first, last};
}

bool FileTree::has_folder(std::string_view folder) const {
  return folder.empty() || std::binary_search(folders.begin(), folders.end(), folder);
}

std::string join(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  if (name.empty()) return std::string(folder);
  return std::string(folder) + '/' + std::string(name);
}

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace migrate
