#pragma once

#include <migrate/diagnostic.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// Files that were read, as a value: no adapter and no check ever touches the disk.
struct FileTree {
  struct File {
    std::string path;  ///< relative to the workspace, '/' between parts
    SourceRef source;  ///< its text as it is on disk, raw bytes; name = path
  };
  std::vector<File> files;                ///< ascending by path (bytes)
  std::vector<std::string> folders;       ///< every folder seen below the folders asked for, ascending; also empty ones
  std::vector<Diagnostic> diagnostics;    ///< what could not be read: symlinks out of the workspace, FIFOs, too large

  [[nodiscard]] const File* find(std::string_view path) const;
  /// All files below `folder` ("" = all), at any depth.
  [[nodiscard]] std::span<const File> under(std::string_view folder) const;
  [[nodiscard]] bool has_folder(std::string_view folder) const;
};

/// "a/b" and "c" make "a/b/c"; an empty folder adds nothing. Neither `.` nor `..` is resolved.
std::string join(std::string_view folder, std::string_view name);
/// The part after the last '/'.
std::string_view name_of(std::string_view path);
/// The part before the last '/', or "".
std::string_view folder_of(std::string_view path);

}  // namespace migrate
