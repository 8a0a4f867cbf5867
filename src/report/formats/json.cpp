#include <migrate/report.hpp>

namespace migrate::report {

namespace {

constexpr long long schema = 1;

std::vector<Styled> print(const Document& document, const Surface&) {
  auto node = markup::map({{"schema", markup::number(schema)}, {"command", markup::text(document.command)}});
  for (const auto& member : document.data.members) markup::add(node, member.key, member.value);
  std::vector<markup::Node> diagnostics;
  for (const auto& diagnostic : document.diagnostics) diagnostics.push_back(to_json(diagnostic));
  markup::add(node, "diagnostics", markup::list(std::move(diagnostics)));
  return {{{Role::plain, markup::print_json(node, markup::Layout::compact)}}};
}

}  // namespace

extern const Format json_format;
const Format json_format{
    .name = "json", .help = "one object with a versioned schema", .diagnostics = true, .print = print};

}  // namespace migrate::report
