#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <migrate/files.hpp>

#include "files/beneath.hpp"
#include "files/problems.hpp"
#include "files/walk.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <thread>

namespace migrate::files {

namespace {

constexpr std::size_t largest = std::size_t{256} << 20;

/// Grows with the file: what it had at fstat is a hint only.
Result<std::string> read_all(int descriptor, std::size_t expected, std::string_view path) {
  std::string text(expected + 1, '\0');
  std::size_t size = 0;
  while (true) {
    const auto n = ::read(descriptor, text.data() + size, text.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(unreadable(path, errno));
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
    if (size > largest) return fail(too_large(path));
    // One byte more was asked for and did not come: a second read would only say so again, for each file.
    if (size == expected) break;
    if (size == text.size()) text.resize(size * 2);
  }
  text.resize(size);
  // Ten thousand small files: the room for growth would be as large as they are.
  if (text.capacity() > size + 64) text.shrink_to_fit();
  return text;
}

Result<SourceRef> read_beneath(int root, std::string_view path) {
  // O_NONBLOCK: opening a FIFO that nobody writes to must not hang.
  const auto file = open_beneath(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!file) return fail(unreadable(path, errno));
  struct stat found {};
  if (::fstat(file.number(), &found) != 0) return fail(unreadable(path, errno));
  if (!S_ISREG(found.st_mode)) return fail(not_regular(path));
  if (static_cast<std::size_t>(found.st_size) > largest) return fail(too_large(path));
  auto text = read_all(file.number(), static_cast<std::size_t>(found.st_size), path);
  if (!text) return fail(text);
  return std::make_shared<const Source>(Source{.name = std::string(path), .text = std::move(*text)});
}

void sort_unique(std::vector<std::string>& paths) {
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
}

struct Found {
  std::vector<std::string> files;
  std::vector<std::string> folders;
  std::vector<Diagnostic> diagnostics;
};

/// A link that wants would take, or one to a folder that might hold such files.
bool hides_files(int root, const std::string& path, const std::function<bool(std::string_view)>& wants) {
  if (wants(path)) return true;
  struct stat behind {};
  if (::fstatat(root, path.c_str(), &behind, 0) != 0 || !S_ISDIR(behind.st_mode)) return false;
  return wants(join(path, "migration.sql"));
}

Found find_below(int root, const std::vector<std::string>& folders,
                 const std::function<bool(std::string_view)>& wants) {
  Found found;
  std::vector<std::string> symlinks;
  std::vector<std::string> others;
  for (const auto& folder : folders) {
    // Seen below one before it.
    if (std::find(found.folders.begin(), found.folders.end(), folder) != found.folders.end()) continue;
    const int error = walk(root, folder, [&](std::string path, Entry entry) {
      if (entry == Entry::folder) {
        found.folders.push_back(std::move(path));
      } else if (entry == Entry::symlink) {
        if (hides_files(root, path, wants)) symlinks.push_back(std::move(path));
      } else if (wants(path)) {
        (entry == Entry::file ? found.files : others).push_back(std::move(path));
      }
    });
    if (error != 0 && error != ENOENT) found.diagnostics.push_back(unreadable(folder, error));
  }
  for (auto* paths : {&found.files, &found.folders, &symlinks, &others}) sort_unique(*paths);
  for (const auto& path : symlinks) found.diagnostics.push_back(symlink(path));
  for (const auto& path : others) found.diagnostics.push_back(not_regular(path));
  return found;
}

/// With a cold page cache 16 threads read 10,000 files in a sixth of the time of one; few files are not worth a thread.
std::size_t threads_for(std::size_t files) {
  return files <= 200 ? 1 : std::min<std::size_t>(16, files / 64);
}

std::vector<Result<SourceRef>> read_many(int root, const std::vector<std::string>& paths) {
  std::vector<Result<SourceRef>> read(paths.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (auto i = next++; i < paths.size(); i = next++) read[i] = read_beneath(root, paths[i]);
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < threads_for(paths.size()); ++i) helpers.emplace_back(work);
  work();
  helpers.clear();
  return read;
}

}  // namespace

FileTree list(const std::string& root) {
  FileTree tree;
  const auto opened = open_root(root);
  if (!opened) {
    tree.diagnostics.push_back(unreadable(root, errno));
    return tree;
  }
  walk(opened.number(), "", [&](std::string path, Entry entry) {
    if (entry == Entry::folder) tree.folders.push_back(std::move(path));
    if (entry == Entry::file) tree.files.push_back({.path = std::move(path), .source = nullptr});
  });
  std::sort(tree.folders.begin(), tree.folders.end());
  std::sort(tree.files.begin(), tree.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return tree;
}

Result<SourceRef> read(const std::string& root, std::string_view path) {
  const auto opened = open_root(root);
  if (!opened) return fail(unreadable(root, errno));
  if (!stays_inside(path)) return fail(outside(path));
  return read_beneath(opened.number(), path);
}

FileTree read_below(const std::string& root, const std::vector<std::string>& folders,
                    const std::function<bool(std::string_view path)>& wants) {
  FileTree tree;
  const auto opened = open_root(root);
  if (!opened) {
    tree.diagnostics.push_back(unreadable(root, errno));
    return tree;
  }
  auto found = find_below(opened.number(), folders, wants);
  tree.folders = std::move(found.folders);
  tree.diagnostics = std::move(found.diagnostics);
  auto sources = read_many(opened.number(), found.files);
  tree.files.reserve(found.files.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i]) {
      tree.files.push_back({.path = std::move(found.files[i]), .source = std::move(*sources[i])});
    } else {
      tree.diagnostics.push_back(std::move(sources[i].error()));
    }
  }
  return tree;
}

}  // namespace migrate::files
