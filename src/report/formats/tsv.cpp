#include <migrate/report.hpp>
#include <migrate/text.hpp>

namespace migrate::report {

namespace {

std::vector<Styled> print(const Document& document, const Surface&) {
  std::vector<Styled> lines;
  for (const auto& row : document.rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += (i == 0 ? "" : "\t") + text::printable(row[i]);
    lines.push_back({{Role::plain, std::move(line)}});
  }
  return lines;
}

}  // namespace

extern const Format tsv_format;
const Format tsv_format{.name = "tsv", .help = "for cut and awk", .diagnostics = false, .print = print};

}  // namespace migrate::report
