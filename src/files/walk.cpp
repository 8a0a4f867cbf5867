#include "files/walk.hpp"

#include "files/beneath.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <migrate/file_tree.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace migrate::files {

namespace {

using namespace std::string_view_literals;

constexpr std::array never_entered = {
    ".cache"sv, ".git"sv,   ".hg"sv,   ".migrate"sv,    ".mypy_cache"sv, ".next"sv, ".pytest_cache"sv, ".svn"sv,
    ".tox"sv,   ".turbo"sv, ".venv"sv, "__pycache__"sv, "build"sv,       "dist"sv,  "node_modules"sv,  "venv"sv};
static_assert(std::is_sorted(never_entered.begin(), never_entered.end()));

/// No workspace nests deeper, and every level keeps one descriptor open.
constexpr int deepest = 64;

using Stream = std::unique_ptr<DIR, decltype([](DIR* stream) { ::closedir(stream); })>;

Entry kind_of(int parent, const dirent& entry) {
  if (entry.d_type == DT_REG) return Entry::file;
  if (entry.d_type == DT_DIR) return Entry::folder;
  if (entry.d_type == DT_LNK) return Entry::symlink;
  if (entry.d_type != DT_UNKNOWN) return Entry::other;
  struct stat found {};
  if (::fstatat(parent, entry.d_name, &found, AT_SYMLINK_NOFOLLOW) != 0) return Entry::other;
  if (S_ISREG(found.st_mode)) return Entry::file;
  if (S_ISDIR(found.st_mode)) return Entry::folder;
  return S_ISLNK(found.st_mode) ? Entry::symlink : Entry::other;
}

void walk_in(Descriptor opened, const std::string& folder, int depth,
             const std::function<void(std::string, Entry)>& seen) {
  const Stream stream(::fdopendir(opened.number()));
  if (!stream) return;
  const int here = opened.release();
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    const auto kind = kind_of(here, *entry);
    auto path = join(folder, name);
    if (kind != Entry::folder) {
      // A linked node_modules or .venv is as little of our concern as a real one.
      if (kind != Entry::symlink || !skipped(here, name)) seen(std::move(path), kind);
      continue;
    }
    if (depth == deepest || skipped(here, name)) continue;
    seen(path, kind);
    Descriptor below(::openat(here, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (below) walk_in(std::move(below), path, depth + 1, seen);
  }
}

}  // namespace

bool skipped(int parent, std::string_view name) {
  if (std::binary_search(never_entered.begin(), never_entered.end(), name)) return true;
  // A service may be called `target`; Cargo marks what it made.
  return name == "target" && ::faccessat(parent, "target/CACHEDIR.TAG", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int walk(int root, const std::string& folder, const std::function<void(std::string path, Entry entry)>& seen) {
  auto opened = open_beneath(root, folder, O_RDONLY | O_DIRECTORY);
  if (!opened) return errno;
  if (!folder.empty()) seen(folder, Entry::folder);
  walk_in(std::move(opened), folder, 0, seen);
  return 0;
}

}  // namespace migrate::files
