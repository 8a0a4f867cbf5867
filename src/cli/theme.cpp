#include "cli/theme.hpp"

#include <algorithm>
#include <iterator>

namespace migrate::cli {

namespace {

struct Colour {
  Role role;
  std::string_view code;
};
constexpr Colour theme[] = {
    {Role::error, "1;31"}, {Role::warning, "1;33"}, {Role::success, "1;32"}, {Role::hint, "1;36"},
    {Role::frame, "1;34"}, {Role::name, "1"},       {Role::path, "36"},      {Role::quiet, "2"},
};

}  // namespace

std::string_view code_of(Role role) {
  const auto* row =
      std::find_if(std::begin(theme), std::end(theme), [&](const Colour& colour) { return colour.role == role; });
  return row == std::end(theme) ? std::string_view() : row->code;
}

}  // namespace migrate::cli
