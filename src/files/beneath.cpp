#include "files/beneath.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace migrate::files {

Descriptor::~Descriptor() {
  if (number_ < 0) return;
  const int before = errno;
  ::close(number_);
  errno = before;
}

bool stays_inside(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\0') != std::string_view::npos) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

Descriptor open_root(const std::string& root) {
  return Descriptor(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

namespace {

/// With O_DIRECTORY the kernel calls a link "not a directory": only what stands there tells the two apart.
Descriptor open_part(int folder, const std::string& part, int flags) {
  Descriptor opened(::openat(folder, part.c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
  if (opened || errno != ENOTDIR) return opened;
  struct stat found {};
  const bool link = ::fstatat(folder, part.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode);
  errno = link ? ELOOP : ENOTDIR;
  return opened;
}

/// Each part with O_NOFOLLOW: what openat2 does at once, for kernels before 5.6 and sandboxes that forbid it.
Descriptor open_part_by_part(int root, std::string_view path, int flags) {
  Descriptor folder;
  int at = root;
  for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    folder = open_part(at, std::string(path.substr(0, slash)), O_PATH | O_DIRECTORY);
    if (!folder) return folder;
    at = folder.number();
    path.remove_prefix(slash + 1);
  }
  return open_part(at, std::string(path), flags);
}

bool unavailable(int error) {
  return error == ENOSYS || error == EPERM || error == E2BIG;
}

}  // namespace

Descriptor open_beneath(int root, std::string_view path, int flags) {
  static std::atomic<bool> openat2_works{true};
  if (path.empty()) return Descriptor(::openat(root, ".", flags | O_CLOEXEC));
  if (!stays_inside(path)) {
    errno = EXDEV;
    return Descriptor();
  }
  if (openat2_works) {
    const std::string name(path);
    struct open_how how {};
    how.flags = static_cast<unsigned long long>(flags | O_CLOEXEC);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const auto number = ::syscall(SYS_openat2, root, name.c_str(), &how, sizeof how);
    if (number >= 0) return Descriptor(static_cast<int>(number));
    if (!unavailable(errno)) return Descriptor();
    openat2_works = errno == EPERM;  // EPERM may be this one file's (a sealed or append-only one)
  }
  return open_part_by_part(root, path, flags);
}

Descriptor make_folder(int root, std::string_view path, std::vector<std::string>& made) {
  auto folder = open_beneath(root, path, O_RDONLY | O_DIRECTORY);
  if (folder || errno != ENOENT || path.empty()) return folder;
  const auto slash = path.rfind('/');
  const auto parent = make_folder(root, slash == std::string_view::npos ? "" : path.substr(0, slash), made);
  if (!parent) return Descriptor();
  const std::string name(path.substr(slash + 1));
  if (::mkdirat(parent.number(), name.c_str(), 0777) == 0) {
    made.emplace_back(path);
    ::fsync(parent.number());
  } else if (errno != EEXIST) {
    return Descriptor();
  }
  return Descriptor(::openat(parent.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

}  // namespace migrate::files
