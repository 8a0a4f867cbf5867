#include <migrate/advice.hpp>

#include "advice/rows.hpp"

#include <migrate/text.hpp>

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

/// What the message quotes first: `role "app"` → "app"; "…" where it quotes nothing that may be shown.
std::string quoted(std::string_view message) {
  const auto open = message.find('"');
  const auto close = open == npos ? npos : message.find('"', open + 1);
  if (close == npos || close == open + 1) return "…";
  const auto name = text::printable(message.substr(open + 1, close - open - 1));
  return name == "***" ? "…" : name;
}

std::string with(std::string_view help, std::string_view placeholder, const std::string& value) {
  std::string out(help);
  for (auto at = out.find(placeholder); at != npos; at = out.find(placeholder, at + value.size()))
    out.replace(at, placeholder.size(), value);
  return out;
}

}  // namespace

const Advice* row_for(const Fault& fault) {
  for (const auto rows : {supavisor_rows, server_rows, client_rows}) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Advice& one) { return matches(one, fault); });
    if (row != rows.end()) return &*row;
  }
  return nullptr;
}

std::string for_fault(const Fault& fault) {
  const auto* row = row_for(fault);
  if (row == nullptr) return {};
  const auto project = fault.project.empty() ? std::string("<project>") : text::printable(fault.project);
  return with(with(row->help, "{project}", project), "{name}", quoted(fault.message));
}

}  // namespace migrate::advice
