#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// Text carries roles, never colours: the theme (cli/theme.cpp) turns them into codes.
/// `command` is a workflow command of GitHub Actions: the one thing that may look like one in a log.
enum class Role { plain, error, warning, success, hint, frame, name, path, quiet, command };

struct Piece {
  Role role = Role::plain;
  std::string text;
};
using Styled = std::vector<Piece>;

/// The characters alone.
inline std::string plain(const Styled& line) {
  std::string all;
  for (const auto& piece : line) all += piece.text;
  return all;
}

/// Where text goes, as far as its layout depends on it.
struct Surface {
  std::size_t width = 100;
  bool terminal = false;  ///< a person looks: times are relative, applied rows are elided
  bool unicode = true;
};

}  // namespace migrate
