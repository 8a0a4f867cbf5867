#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <migrate/files.hpp>

#include "files/beneath.hpp"
#include "files/problems.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

namespace migrate::files {

namespace {

std::string resolved(const std::string& path) {
  const std::unique_ptr<char, decltype([](char* text) { std::free(text); })> real(::realpath(path.c_str(), nullptr));
  return real ? std::string(real.get()) : std::string();
}

/// A link or a folder counts as found: reading it then says what is wrong, instead of finding another workspace above.
bool is_there(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0;
}

std::optional<Found> find_at(const std::string& folder, std::span<const std::string_view> names) {
  for (const auto name : names) {
    if (is_there((folder == "/" ? "" : folder) + '/' + std::string(name)))
      return Found{.root = folder, .name = std::string(name)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Found> find_in(const std::string& folder, std::span<const std::string_view> names) {
  const auto root = resolved(folder);
  return root.empty() ? std::nullopt : find_at(root, names);
}

std::optional<Found> find_upwards(const std::string& start, std::span<const std::string_view> names) {
  for (auto folder = resolved(start); !folder.empty();) {
    if (auto found = find_at(folder, names)) return found;
    if (folder == "/") break;
    folder.resize(std::max<std::size_t>(folder.rfind('/'), 1));
  }
  return std::nullopt;
}

Kind kind_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return Kind::nothing;
  return S_ISDIR(found.st_mode) ? Kind::folder : Kind::file;
}

Lock::~Lock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Lock> lock(const std::string& root) {
  using namespace std::chrono_literals;
  auto folder = open_root(root);
  if (!folder) return fail(unreadable(root, errno));
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  // Polled: a blocking flock could not be given up.
  while (::flock(folder.number(), LOCK_EX | LOCK_NB) != 0) {
    // A file system without locks (some network shares): the renames alone must do.
    if (errno != EWOULDBLOCK && errno != EINTR) break;
    if (std::chrono::steady_clock::now() > deadline) return fail(busy(root));
    std::this_thread::sleep_for(20ms);
  }
  return Lock(folder.release());
}

}  // namespace migrate::files
