#include "sources/ledger_values.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::sources {

namespace {

constexpr std::size_t enough = 12;

std::string shown(std::string_view value) {
  if (value.empty()) return "nothing";
  const bool hash = value.size() >= 64 && value.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return text::printable(hash ? value.substr(0, enough) : value);
}

}  // namespace

std::string value_of(const std::map<std::string, std::string>& row, const std::string& column) {
  const auto it = row.find(column);
  return it == row.end() ? std::string() : it->second;
}

std::string unlike(std::string_view what, std::string_view seen, std::string_view wanted) {
  return fmt::format("{} {}, not {}", what, shown(seen), shown(wanted));
}

void add_seen(std::string& all, std::string_view more) {
  if (!all.empty()) all += "; ";
  all += more;
}

}  // namespace migrate::sources
