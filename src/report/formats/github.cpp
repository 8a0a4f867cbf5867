#include <migrate/report.hpp>

namespace migrate::report {

namespace {

std::vector<Styled> print(const Document& document, const Surface&) {
  auto lines = document.lines;
  for (const auto& diagnostic : document.diagnostics) lines.push_back({{Role::command, annotation(diagnostic)}});
  return lines;
}

}  // namespace

extern const Format github_format;
const Format github_format{
    .name = "github", .help = "annotations of GitHub Actions", .diagnostics = true, .print = print};

}  // namespace migrate::report
