#include "sources/table_name.hpp"

#include <utility>
#include <vector>

namespace migrate::sources {

namespace {

// Postgres cuts longer names silently: two of them could be one table.
constexpr std::size_t longest_name = 63;

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '$';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string quote(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '\0') continue;
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string quote_if_needed(std::string_view name) {
  if (name.empty() || !begins_name(name.front())) return quote(name);
  for (const char c : name) {
    if (!continues_name(c)) return quote(name);
  }
  return std::string(name);
}

/// Takes one name from the front of `rest`; nothing where none begins there.
std::optional<std::string> take_name(std::string_view& rest) {
  std::string name;
  if (!rest.starts_with('"')) {
    while (!rest.empty() && (name.empty() ? begins_name(lower(rest.front())) : continues_name(lower(rest.front())))) {
      name += lower(rest.front());
      rest.remove_prefix(1);
    }
  } else {
    rest.remove_prefix(1);
    for (;; rest.remove_prefix(1)) {
      if (rest.empty() || rest.front() == '\0') return std::nullopt;
      if (rest.front() == '"') {
        rest.remove_prefix(1);
        if (!rest.starts_with('"')) break;
      }
      name += rest.front();
    }
  }
  if (name.empty() || name.size() > longest_name) return std::nullopt;
  return name;
}

}  // namespace

std::optional<TableName> parse_table(std::string_view text) {
  auto first = take_name(text);
  if (!first) return std::nullopt;
  if (text.empty()) return TableName{.schema = "", .table = std::move(*first)};
  if (!text.starts_with('.')) return std::nullopt;
  text.remove_prefix(1);
  auto second = take_name(text);
  if (!second || !text.empty()) return std::nullopt;
  return TableName{.schema = std::move(*first), .table = std::move(*second)};
}

std::string format_table(const TableName& name) {
  const auto table = quote_if_needed(name.table);
  return name.schema.empty() ? table : quote_if_needed(name.schema) + '.' + table;
}

std::string quoted_table(std::string_view text) {
  const auto name = parse_table(text);
  if (!name) return quote(text);
  return name->schema.empty() ? quote(name->table) : quote(name->schema) + '.' + quote(name->table);
}

std::string quoted_name(std::string_view name) {
  return quote(name);
}

std::string create_schema(std::string_view text) {
  const auto name = parse_table(text);
  if (!name || name->schema.empty() || name->schema == "public") return {};
  return "CREATE SCHEMA IF NOT EXISTS " + quote(name->schema);
}

}  // namespace migrate::sources
