#pragma once

#include <migrate/diagnostic.hpp>

#include <string_view>

namespace migrate::collect {

/// Where two texts of SQL first differ by more than comments and white space: the tokens that differ on that line; a
/// single one is widened to the type or call that it is an argument of (`numeric(14, 2)`).
struct Difference {
  Span left;
  Span right;
};
Difference first_difference(std::string_view left, std::string_view right);

}  // namespace migrate::collect
