#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/result.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Disk: the only reader and writer of files. Never follows a symlink, never leaves the workspace, opens regular files only.
namespace migrate::files {

/// The folder at or above `start` that holds one of `names`, with the name that was found; nothing = none.
struct Found {
  std::string root;  ///< absolute, resolved
  std::string name;
};
std::optional<Found> find_upwards(const std::string& start, std::span<const std::string_view> names);

/// The paths below the root without their texts; skips .git, node_modules, target, .venv and the like.
FileTree list(const std::string& root);

/// One file, relative to the root. An error where it is missing, no regular file, outside, or larger than 256 MiB.
Result<SourceRef> read(const std::string& root, std::string_view path);

/// Every file below `folders` (each relative to the root) that `wants` takes, read by several threads when they are many.
/// What must not be read is a diagnostic of the tree.
FileTree read_below(const std::string& root, const std::vector<std::string>& folders,
                    const std::function<bool(std::string_view path)>& wants);

struct NewFile {
  std::string path;  ///< relative to the root
  std::string text;
};
enum class Overwrite { no, yes };
/// All of them or none: temp files, then renames, then the folders' fsync, under a lock on the folder.
Result<void> write(const std::string& root, const std::vector<NewFile>& files, Overwrite overwrite);

}  // namespace migrate::files
