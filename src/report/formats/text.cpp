#include <migrate/report.hpp>

namespace migrate::report {

namespace {

std::vector<Styled> print(const Document& document, const Surface&) {
  return document.lines;
}

}  // namespace

extern const Format text_format;
const Format text_format{.name = "text", .help = "for people, and for grep", .diagnostics = false, .print = print};

}  // namespace migrate::report
