#pragma once

#include <string>
#include <string_view>

namespace migrate::sql {

/// `text` with a `*` for each byte of the literals behind PASSWORD and of `password=…` in connection strings: every
/// other byte keeps its place. Knows no more of SQL than that, so it also takes what a server says of a statement.
std::string mask_passwords(std::string_view text);

}  // namespace migrate::sql
