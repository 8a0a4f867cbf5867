#pragma once

#include <migrate/styled.hpp>

#include <string>
#include <vector>

namespace migrate {

/// Lines as they would stand on a screen without colour.
inline std::string shown(const std::vector<Styled>& lines) {
  std::string all;
  for (const auto& line : lines) all += plain(line) + '\n';
  return all;
}

/// Lines with their roles: "{error error[M0601]}{name : message}".
inline std::string with_roles(const std::vector<Styled>& lines) {
  static constexpr const char* names[] = {"plain", "error", "warning", "success", "hint",
                                          "frame", "name",  "path",    "quiet",   "command"};
  std::string all;
  for (const auto& line : lines) {
    for (const auto& piece : line) {
      if (piece.role == Role::plain) {
        all += piece.text;
      } else {
        all += std::string("{") + names[static_cast<std::size_t>(piece.role)] + ' ' + piece.text + '}';
      }
    }
    all += '\n';
  }
  return all;
}

}  // namespace migrate
