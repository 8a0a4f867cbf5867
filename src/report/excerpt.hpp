#pragma once

#include <migrate/diagnostic.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace migrate::report {

/// Where a label's mark stands below the printed text, in columns from 0.
struct Mark {
  const Label* label = nullptr;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One line of a source as it is printed: whole, or a window around its marks.
struct Excerpt {
  std::string text;
  std::vector<Mark> marks;
};

/// `line` is the line's bytes in the source of `labels`, which begin in it, ascending. Marks that no window of
/// `columns` can hold together get windows of their own. Only bytes near the marks are looked at, however long the line
/// is.
std::vector<Excerpt> excerpts(Span line, std::span<const Label* const> labels, std::size_t columns,
                              std::string_view ellipsis);

}  // namespace migrate::report
