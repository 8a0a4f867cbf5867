#include <migrate/cli.hpp>

#include <algorithm>
#include <iterator>

namespace migrate::cli {

namespace {

/// The first row that holds a code decides.
struct Row {
  std::string_view first, last;
  Exit exit;
};
constexpr Row table[] = {
    {"M0001", "M0099", usage},
    {"M0101", "M0109", refused},
    {"M0302", "M0302", to_do},
    {"M0602", "M0602", busy},
};

/// The gravest first.
constexpr Exit by_gravity[] = {bug, repair, busy, refused, usage, failed, to_do, done};

}  // namespace

int exit_code(const Diagnostic& diagnostic) {
  if (diagnostic.severity != Severity::error) return done;
  if (diagnostic.code.empty()) return usage;
  const auto* row = std::find_if(std::begin(table), std::end(table),
                                 [&](const Row& r) { return r.first <= diagnostic.code && diagnostic.code <= r.last; });
  return row == std::end(table) ? failed : row->exit;
}

int exit_code(const std::vector<Diagnostic>& diagnostics) {
  const auto rank = [](int exit) { return std::find(std::begin(by_gravity), std::end(by_gravity), exit); };
  int gravest = done;
  for (const auto& diagnostic : diagnostics) {
    const auto exit = exit_code(diagnostic);
    if (rank(exit) < rank(gravest)) gravest = exit;
  }
  return gravest;
}

}  // namespace migrate::cli
