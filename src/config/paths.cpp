#include "config/paths.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::config {

namespace {

// PATH_MAX of Linux is 4096 with the root's own path; a longer one could never be opened.
constexpr std::size_t longest = 1024;

bool is_drive(std::string_view path) {
  return path.size() >= 2 && std::isalpha(static_cast<unsigned char>(path[0])) != 0 && path[1] == ':';
}

std::string_view fault_of(std::string_view path) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (path.size() > longest) return "longer than 1024 bytes";
  if (std::any_of(path.begin(), path.end(), control)) return "holds a control character";
  if (path.starts_with('/') || path.starts_with('\\') || is_drive(path)) return "an absolute path";
  if (path.starts_with('~')) return "leads to a home folder";
  if (path.find('\\') != std::string_view::npos) return "`\\` does not part folders here, `/` does";
  return {};
}

}  // namespace

CheckedPath check_path(std::string_view written) {
  CheckedPath checked{.path = {}, .fault = fault_of(written)};
  if (!checked.fault.empty()) return checked;
  while (!written.empty()) {
    const auto slash = written.find('/');
    const auto part = written.substr(0, slash);
    written = slash == std::string_view::npos ? std::string_view() : written.substr(slash + 1);
    if (part == "..") return {.path = {}, .fault = "`..` leads upwards"};
    if (part.empty() || part == ".") continue;
    if (!checked.path.empty()) checked.path += '/';
    checked.path += part;
  }
  return checked;
}

}  // namespace migrate::config
