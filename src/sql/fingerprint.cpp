#include <migrate/hash.hpp>
#include <migrate/sql.hpp>

#include "sql/tokens.hpp"

namespace migrate::sql {

namespace {

/// Unquoted words mean the same in any case.
void add_token(std::string& canonical, std::string_view text, TokenKind kind) {
  for (const char c : text) {
    const bool upper = kind == TokenKind::word && c >= 'A' && c <= 'Z';
    canonical += upper ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  canonical += '\0';
}

void add_statement(std::string& canonical, std::string_view statement, Strings strings) {
  Tokens tokens(statement, strings);
  for (auto token = tokens.next(); token; token = tokens.next()) {
    add_token(canonical, text_of(statement, *token), token->kind);
  }
}

}  // namespace

std::string fingerprint(std::string_view text) {
  const auto script = split(text);
  if (!script.problems.empty() && script.problems.front().kind == Problem::Kind::utf16) return hash::sha256(text);
  std::string canonical;
  canonical.reserve(text.size());
  auto strings = Strings::standard;
  for (const auto& statement : script.statements) {
    const auto sql = text.substr(statement.span.begin, statement.span.end - statement.span.begin);
    if (!canonical.empty()) canonical += ";\n";
    add_statement(canonical, sql, strings);
    strings = strings_after(sql, strings);
    if (!statement.copy_data) continue;
    canonical += text.substr(statement.copy_data->begin, statement.copy_data->end - statement.copy_data->begin);
  }
  return hash::sha256(canonical);
}

}  // namespace migrate::sql
