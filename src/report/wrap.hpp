#pragma once

#include <migrate/styled.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::report {

/// Lines of at most `width` columns, broken at spaces. Text in backticks is never broken: such a line may be longer.
/// There is always at least one line.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// `lead`, then `text` wrapped behind it; further lines are indented as far as the lead is wide.
std::vector<Styled> hang(Styled lead, Role role, std::string_view text, std::size_t width);

}  // namespace migrate::report
