#pragma once

#include <migrate/diagnostic.hpp>
#include <migrate/styled.hpp>

#include <vector>

namespace migrate::report {

/// The characters that a frame is drawn with.
struct Drawing {
  std::string_view first_source, next_source, bar, gap, mark, ellipsis;
};
const Drawing& drawing(const Surface& surface);

/// The code frame of a diagnostic's labels, without the bar that leads to its notes.
struct Frame {
  std::vector<Styled> lines;
  std::size_t gutter = 1;  ///< columns of the line numbers; the bar stands one column behind
};
Frame frame(const Diagnostic& diagnostic, const Surface& surface);

Role role_of(Severity severity);

}  // namespace migrate::report
