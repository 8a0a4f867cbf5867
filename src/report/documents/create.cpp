#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

namespace migrate::report {

/// Piped, stdout holds the path alone: `$EDITOR "$(migrate new add_roles)"`.
Document document(const workflow::NewReport& report, const Surface& surface) {
  return {.command = "new",
          .lines = {{{Role::path, text::printable(report.path)}}},
          .data = markup::map({{"path", markup::text(report.path)}}),
          .rows = {{report.path}},
          .diagnostics = {},
          .story = {next("migrate plan", "shows what it would do, once it is written", surface)}};
}

}  // namespace migrate::report
