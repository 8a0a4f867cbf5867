#include "cli/parser.hpp"

#include <migrate/report.hpp>

namespace migrate::cli {

namespace {

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const auto* format : report::formats()) names.push_back(format->name);
  return names;
}

constexpr std::string_view colours[] = {"auto", "always", "never"};

}  // namespace

std::span<const Flag> global_flags() {
  static const auto formats = format_names();
  static const Flag flags[] = {
      {.name = "--workspace", .value = "DIR", .help = "the folder with migrate.yaml; else it is looked for upwards"},
      {.name = "--format", .value = "FORMAT", .help = "what stdout gets", .choices = formats},
      {.name = "--color", .value = "WHEN", .help = "whether text has colours", .choices = colours},
      {.name = "-q,--quiet", .help = "errors only"},
      {.name = "-v,--verbose", .help = "each statement; -vv: every query, too"},
      {.name = "-h,--help", .help = "this text"},
  };
  return flags;
}

}  // namespace migrate::cli
