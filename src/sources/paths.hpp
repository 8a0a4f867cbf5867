#pragma once

#include <migrate/file_tree.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Paths of a FileTree: relative to the workspace, '/' between parts.
namespace migrate::sources {

/// `relative` as seen from `folder`, with `.` and `..` resolved. Nothing where it is absolute or leads out of the
/// workspace.
std::optional<std::string> resolve(std::string_view folder, std::string_view relative);

/// True where `path` is `folder` or lies below it.
bool lies_in(std::string_view folder, std::string_view path);

/// The files directly in `folder`, ascending by name.
std::vector<const FileTree::File*> files_in(const FileTree& tree, std::string_view folder);

/// The names of the folders directly in `folder`, ascending by bytes; also empty ones.
std::vector<std::string> folders_in(const FileTree& tree, std::string_view folder);

}  // namespace migrate::sources
