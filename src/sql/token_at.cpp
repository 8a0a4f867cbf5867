#include <migrate/sql.hpp>

#include "sql/tokens.hpp"

namespace migrate::sql {

namespace {

// The server counts characters from 1, a Span counts bytes from 0.
std::size_t byte_of(std::string_view text, std::size_t character) {
  std::size_t seen = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool continues = (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    if (!continues && ++seen == character) return at;
  }
  return text.size();
}

}  // namespace

Span token_at(std::string_view statement, std::size_t character) {
  const auto byte = byte_of(statement, character == 0 ? 1 : character);
  for (std::size_t at = 0; at < statement.size();) {
    const auto token = token_from(statement, at, Strings::standard);
    at = token.end;
    if (byte >= token.end) continue;
    // An error in the body of a function: the server counts into the string that holds it.
    const bool inside_body = token.kind == TokenKind::string && byte > token.begin;
    if (!inside_body) return {token.begin, token.end};
    const auto inner = token_from(statement.substr(0, token.end), byte, Strings::standard);
    return {inner.begin, inner.end};
  }
  return {statement.size(), statement.size()};
}

}  // namespace migrate::sql
