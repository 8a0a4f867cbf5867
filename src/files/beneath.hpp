#pragma once

#include <migrate/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrate::files {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  [[nodiscard]] int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  /// The owner is now the caller.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// Whether a path can be meant inside the root: relative, without `..`, empty parts and NUL.
bool stays_inside(std::string_view path);

/// The folder itself, which may be reached through symlinks: only what lies below it is confined.
Descriptor open_root(const std::string& root);

/// Opens below `root` and follows no symlink on the way; errno says why not (ELOOP: a symlink). "" is the root itself.
Descriptor open_beneath(int root, std::string_view path, int flags);

/// The folder at `path`, made where it is missing; the folders made are appended to `made`.
Descriptor make_folder(int root, std::string_view path, std::vector<std::string>& made);

}  // namespace migrate::files
