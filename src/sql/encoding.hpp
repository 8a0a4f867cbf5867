#pragma once

#include <migrate/sql.hpp>

#include <string_view>
#include <vector>

namespace migrate::sql {

/// UTF-16 (then nothing else is worth reading), else the first NUL and the first byte that is not UTF-8, in order.
std::vector<Problem> encoding_problems(std::string_view text);

}  // namespace migrate::sql
