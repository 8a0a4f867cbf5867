#include <migrate/advice.hpp>

#include "advice/rows.hpp"

#include <algorithm>

namespace migrate::advice {

namespace {

constexpr auto npos = std::string_view::npos;

/// `pattern`: parts that follow each other in `message`, with `*` between them.
bool holds_parts(std::string_view message, std::string_view pattern) {
  while (true) {
    const auto star = pattern.find('*');
    const auto part = pattern.substr(0, star);
    const auto at = message.find(part);
    if (at == npos) return false;
    if (star == npos) return true;
    message.remove_prefix(at + part.size());
    pattern.remove_prefix(star + 1);
  }
}

bool holds_one(std::string_view message, std::string_view patterns) {
  while (true) {
    const auto bar = patterns.find('|');
    if (holds_parts(message, patterns.substr(0, bar))) return true;
    if (bar == npos) return false;
    patterns.remove_prefix(bar + 1);
  }
}

bool matches(const Advice& row, const Fault& fault) {
  const bool state = row.sqlstate.empty() || row.sqlstate == fault.sqlstate;
  return state && (row.text.empty() || holds_one(fault.message, row.text));
}

}  // namespace

std::string_view for_fault(const Fault& fault) {
  for (const auto rows : {supavisor_rows, server_rows, client_rows}) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Advice& one) { return matches(one, fault); });
    if (row != rows.end()) return row->help;
  }
  return {};
}

}  // namespace migrate::advice
