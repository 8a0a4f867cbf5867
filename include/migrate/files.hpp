#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/result.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Disk: the only reader and writer of files. Never follows a symlink, never leaves the workspace, opens regular files only.
namespace migrate::files {

struct Found {
  std::string root;  ///< absolute, resolved
  std::string name;
};
/// The first of `names` that `folder` holds.
std::optional<Found> find_in(const std::string& folder, std::span<const std::string_view> names);
/// The same in the nearest folder at or above `start` that holds one.
std::optional<Found> find_upwards(const std::string& start, std::span<const std::string_view> names);

enum class Kind { nothing, file, folder };
/// What `path` leads to, links followed. Everything that is there and no folder is a file.
Kind kind_of(const std::string& path);

/// The paths below the root without their texts (`source` is null); skips .git, node_modules, target, .venv and the like.
FileTree list(const std::string& root);

/// One file, relative to the root. An error where it is missing, no regular file, outside, or larger than 256 MiB.
Result<SourceRef> read(const std::string& root, std::string_view path);

/// Every file below `folders` (each relative to the root) that `wants` takes, read by several threads when they are many.
/// What must not be read is a diagnostic of the tree.
FileTree read_below(const std::string& root, const std::vector<std::string>& folders,
                    const std::function<bool(std::string_view path)>& wants);

/// Whoever holds it writes alone. Locks the folder itself and leaves no file behind.
class Lock {
 public:
  explicit Lock(int descriptor) : descriptor_(descriptor) {}
  Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Lock& operator=(Lock&&) = delete;
  ~Lock();

 private:
  int descriptor_;
};
/// Waits up to ten seconds for another run.
Result<Lock> lock(const std::string& root);

enum class Overwrite { no, yes };
struct NewFile {
  std::string path;  ///< relative to the root
  std::string text;
  std::optional<Overwrite> overwrite = std::nullopt;  ///< of this file alone
};
/// All of them or none: temp files, then renames, then the folders' fsync, under a lock on the folder.
Result<void> write(const std::string& root, const std::vector<NewFile>& files, Overwrite overwrite);

}  // namespace migrate::files
