#pragma once

#include <migrate/styled.hpp>

#include <string_view>

namespace migrate::cli {

/// The SGR parameters of a role ("1;31"), or "" for none.
std::string_view code_of(Role role);

}  // namespace migrate::cli
