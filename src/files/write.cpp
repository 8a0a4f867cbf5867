#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <migrate/files.hpp>

#include "files/beneath.hpp"
#include "files/problems.hpp"

#include <cerrno>
#include <map>
#include <memory>

namespace migrate::files {

namespace {

constexpr std::string_view temp_prefix = ".migrate-";
constexpr std::string_view temp_suffix = ".tmp";

/// One fsync costs about as much as one syncfs of a quiet file system: many files share one.
constexpr std::size_t few = 16;

struct Pending {
  int folder = -1;
  std::string path;
  std::string name;
  std::string temp;
  Overwrite overwrite = Overwrite::no;
  enum class Stage { none, temp, added, exchanged, replaced } stage = Stage::none;
};

/// Everything that was begun is undone when it goes without `keep`.
class Undo {
 public:
  Undo(int root, std::vector<Pending>& files, std::vector<std::string>& made)
      : root_(root), files_(files), made_(made) {}
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  ~Undo() {
    if (kept_) return;
    for (auto file = files_.rbegin(); file != files_.rend(); ++file) take_back(*file);
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder)
      ::unlinkat(root_, folder->c_str(), AT_REMOVEDIR);
  }
  void keep() { kept_ = true; }

 private:
  static void take_back(const Pending& file) {
    const auto* name = file.name.c_str();
    const auto* temp = file.temp.c_str();
    if (file.stage == Pending::Stage::temp) ::unlinkat(file.folder, temp, 0);
    if (file.stage == Pending::Stage::added) ::unlinkat(file.folder, name, 0);
    if (file.stage == Pending::Stage::exchanged) ::renameat(file.folder, temp, file.folder, name);
  }

  int root_;
  std::vector<Pending>& files_;
  std::vector<std::string>& made_;
  bool kept_ = false;
};

/// What a killed run left: the caller holds the folder's lock, so no other run is using them.
void remove_leftovers(int folder) {
  const std::unique_ptr<DIR, decltype([](DIR* stream) { ::closedir(stream); })> stream(
      ::fdopendir(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  if (!stream) return;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name.starts_with(temp_prefix) && name.ends_with(temp_suffix)) ::unlinkat(folder, entry->d_name, 0);
  }
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Returns errno, or 0.
int write_temp(Pending& file, std::string_view text, bool flush) {
  Descriptor temp(::openat(file.folder, file.temp.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!temp) return errno;
  file.stage = Pending::Stage::temp;
  struct stat old {};
  if (::fstatat(file.folder, file.name.c_str(), &old, AT_SYMLINK_NOFOLLOW) == 0) {
    if (file.overwrite == Overwrite::no) return EEXIST;
    if (S_ISLNK(old.st_mode)) return ELOOP;
    ::fchmod(temp.number(), old.st_mode & 07777);
  }
  if (!write_all(temp.number(), text)) return errno;
  return flush && ::fsync(temp.number()) != 0 ? errno : 0;
}

/// Returns errno, or 0. The old text stays under the temp file's name until all renames are done.
int rename_into_place(Pending& file) {
  const auto* temp = file.temp.c_str();
  const auto* name = file.name.c_str();
  if (file.overwrite == Overwrite::yes) {
    if (::renameat2(file.folder, temp, file.folder, name, RENAME_EXCHANGE) == 0) {
      file.stage = Pending::Stage::exchanged;
      return 0;
    }
    if (errno != ENOENT) {  // a file system that cannot exchange
      if (::renameat(file.folder, temp, file.folder, name) != 0) return errno;
      file.stage = Pending::Stage::replaced;
      return 0;
    }
  }
  if (::renameat2(file.folder, temp, file.folder, name, RENAME_NOREPLACE) != 0) {
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (::linkat(file.folder, temp, file.folder, name, 0) != 0) return errno;
    ::unlinkat(file.folder, temp, 0);
  }
  file.stage = Pending::Stage::added;
  return 0;
}

using Folders = std::map<std::string, Descriptor, std::less<>>;

Result<int> locked_folder(int root, Folders& folders, std::string_view path, std::vector<std::string>& made) {
  if (const auto known = folders.find(path); known != folders.end()) return known->second.number();
  auto folder = make_folder(root, path, made);
  if (!folder) return fail(unwritable(path, errno));
  ::flock(folder.number(), LOCK_EX);
  remove_leftovers(folder.number());
  return folders.emplace(path, std::move(folder)).first->second.number();
}

}  // namespace

Result<void> write(const std::string& root, const std::vector<NewFile>& files, Overwrite overwrite) {
  if (files.empty()) return {};
  const auto opened = open_root(root);
  if (!opened) return fail(unwritable(root, errno));

  Folders folders;
  std::vector<std::string> made;
  std::vector<Pending> pending;
  pending.reserve(files.size());
  Undo undo(opened.number(), pending, made);
  const bool one_by_one = files.size() <= few;
  for (const auto& file : files) {
    if (!stays_inside(file.path)) return fail(outside(file.path));
    const auto folder = locked_folder(opened.number(), folders, folder_of(file.path), made);
    if (!folder) return fail(folder);
    pending.push_back({.folder = *folder,
                       .path = file.path,
                       .name = std::string(name_of(file.path)),
                       .temp = fmt::format("{}{}-{}{}", temp_prefix, ::getpid(), pending.size(), temp_suffix),
                       .overwrite = file.overwrite.value_or(overwrite)});
    if (const int error = write_temp(pending.back(), file.text, one_by_one)) return fail(unwritable(file.path, error));
  }
  if (!one_by_one && ::syncfs(pending.front().folder) != 0) return fail(unwritable(pending.front().path, errno));
  for (auto& file : pending) {
    if (const int error = rename_into_place(file)) return fail(unwritable(file.path, error));
  }
  undo.keep();
  for (const auto& file : pending) {
    if (file.stage == Pending::Stage::exchanged) ::unlinkat(file.folder, file.temp.c_str(), 0);
  }
  for (const auto& [path, folder] : folders) ::fsync(folder.number());
  return {};
}

}  // namespace migrate::files
