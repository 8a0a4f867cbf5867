#pragma once

#include <migrate/config.hpp>
#include <migrate/file_tree.hpp>
#include <migrate/sources.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace migrate {

/// A listing of these files, with every folder above them.
inline FileTree listing_of(std::vector<std::string> paths) {
  FileTree tree;
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    tree.files.push_back({.path = path, .source = std::make_shared<const Source>(Source{.name = path, .text = {}})});
    for (auto folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) tree.folders.emplace_back(folder);
  }
  std::sort(tree.folders.begin(), tree.folders.end());
  tree.folders.erase(std::unique(tree.folders.begin(), tree.folders.end()), tree.folders.end());
  return tree;
}

inline config::Draft read_config(std::string name, std::string text, const FileTree& listing) {
  return config::read(std::make_shared<const Source>(Source{.name = std::move(name), .text = std::move(text)}), "/w",
                      listing);
}

/// "M0011 5:20 the number ranges …" and below it a line for each label and help: what a user sees of it.
inline std::string shown(const Diagnostic& diagnostic) {
  std::string out = diagnostic.code + ' ' + diagnostic.message;
  for (const auto& label : diagnostic.labels) {
    const auto at = position_of(label.source->text, label.span.begin);
    out += "\n  " + std::to_string(at.line) + ':' + std::to_string(at.column) + " [" +
           label.source->text.substr(label.span.begin, label.span.end - label.span.begin) + "] " + label.text;
  }
  for (const auto& note : diagnostic.notes) out += "\n  note: " + note;
  for (const auto& help : diagnostic.helps) out += "\n  help: " + help;
  return out;
}

inline std::string shown(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const auto& diagnostic : diagnostics) out += shown(diagnostic) + '\n';
  return out;
}

/// "label orm folder migrations ranges" of each service, a line each.
inline std::string shown(const std::vector<Service>& services) {
  std::string out;
  for (const auto& service : services) {
    out += service.name + ' ' + (service.label.empty() ? "-" : service.label) + ' ' + service.orm + ' ' +
           (service.folder.empty() ? "." : service.folder) + ' ' +
           (service.migrations.empty() ? "-" : service.migrations);
    for (const auto& range : service.ranges) out += ' ' + format_range(range);
    out += '\n';
  }
  return out;
}

}  // namespace migrate
