#pragma once

#include <migrate/sources.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace migrate {

/// A tree of the given files; their folders and `empty_folders` are in it.
inline FileTree tree_of(std::vector<std::pair<std::string, std::string>> files,
                        const std::vector<std::string>& empty_folders = {}) {
  FileTree tree;
  std::set<std::string> folders;
  const auto add = [&](std::string_view folder) {
    for (; !folder.empty(); folder = folder_of(folder)) folders.emplace(folder);
  };
  std::sort(files.begin(), files.end());
  for (auto& [path, text] : files) {
    add(folder_of(path));
    tree.files.push_back(
        {path, std::make_shared<Source>(Source{.name = path, .text = text, .kind = Source::Kind::file})});
  }
  for (const auto& folder : empty_folders) add(folder);
  tree.folders.assign(folders.begin(), folders.end());
  return tree;
}

/// What an adapter asks for below a folder of fixtures/, as `service/…`.
inline FileTree read_fixture(const std::string& folder, const sources::Adapter& adapter, const std::string& service) {
  namespace fs = std::filesystem;
  const auto root = fs::path(MIGRATE_SOURCE_DIR) / "fixtures" / folder;
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const auto path = entry.path().lexically_relative(root).generic_string();
    if (!entry.is_regular_file() || !adapter.reads(path)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files.emplace_back(join(service, path), std::string(std::istreambuf_iterator<char>(in), {}));
  }
  return tree_of(std::move(files));
}

inline Service service_in(std::string folder, std::string orm) {
  Service service;
  service.name = folder;
  service.folder = std::move(folder);
  service.orm = std::move(orm);
  return service;
}

inline std::vector<std::string> codes_of(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> codes;
  for (const auto& diagnostic : diagnostics) codes.push_back(diagnostic.code);
  return codes;
}

inline std::vector<std::string> ids_of(const sources::Discovery& discovery) {
  std::vector<std::string> ids;
  for (const auto& migration : discovery.migrations) ids.push_back(migration.id);
  return ids;
}

/// The text that a diagnostic's first label points at.
inline std::string marked(const Diagnostic& diagnostic) {
  if (diagnostic.labels.empty() || !diagnostic.labels.front().source) return {};
  const auto& label = diagnostic.labels.front();
  return label.source->text.substr(label.span.begin, label.span.end - label.span.begin);
}

}  // namespace migrate
