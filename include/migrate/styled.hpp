#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// Text carries roles, never colours: the theme (cli/theme.cpp) turns them into codes.
enum class Role { plain, error, warning, success, hint, frame, name, path, quiet };

struct Piece {
  Role role = Role::plain;
  std::string text;
};
using Styled = std::vector<Piece>;

/// Where text goes, as far as its layout depends on it.
struct Surface {
  std::size_t width = 100;
  bool terminal = false;  ///< a person looks: times are relative, applied rows are elided
  bool unicode = true;
};

}  // namespace migrate
