#pragma once

#include <string>
#include <string_view>

namespace migrate::config {

/// A path of the config as it may be used: relative to its base, '/' between parts, no empty or `.` part.
struct CheckedPath {
  std::string path;
  std::string_view fault;  ///< why it may not be used: "leads upwards"; empty = it may
};
/// The only judge of paths. It sees text: symlinks are refused where files are opened.
CheckedPath check_path(std::string_view written);

}  // namespace migrate::config
