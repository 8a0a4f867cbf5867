#include "sql/tokens.hpp"

#include <algorithm>

namespace migrate::sql {

namespace {

using scan::byte_at;
using scan::is;

/// Where the quote of `e'`, `b'`, `x'`, `u&'` or `u&"` stands, or none.
std::size_t prefixed_quote(std::string_view text, std::size_t at) {
  const char c = static_cast<char>(text[at] | 0x20);
  const char next = byte_at(text, at + 1);
  if ((c == 'e' || c == 'b' || c == 'x') && next == '\'') return at + 1;
  const char quote = byte_at(text, at + 2);
  if (c == 'u' && next == '&' && (quote == '\'' || quote == '"')) return at + 2;
  return scan::none;
}

Token string_from(std::string_view text, std::size_t begin, std::size_t quote, scan::Escapes escapes) {
  if (text[quote] == '"') {
    return {TokenKind::quoted_identifier, begin, std::min(scan::identifier_end(text, quote), text.size())};
  }
  return {TokenKind::string, begin, std::min(scan::string_end(text, quote, escapes), text.size())};
}

Token word_from(std::string_view text, std::size_t at) {
  const auto quote = prefixed_quote(text, at);
  if (quote == scan::none) return {TokenKind::word, at, scan::word_end(text, at)};
  return string_from(text, at, quote, (text[at] | 0x20) == 'e' ? scan::Escapes::yes : scan::Escapes::no);
}

Token dollar_from(std::string_view text, std::size_t at) {
  const auto tag = scan::dollar_tag(text, at);
  if (!tag.empty()) return {TokenKind::string, at, std::min(scan::dollar_end(text, at, tag), text.size())};
  auto end = at + 1;
  if (!is(byte_at(text, end), scan::digit)) return {TokenKind::punctuation, at, end};
  while (end < text.size() && is(text[end], scan::word_start | scan::digit)) ++end;
  return {TokenKind::number, at, end};
}

Token operator_from(std::string_view text, std::size_t at) {
  auto end = at + 1;
  while (end < text.size() && is(text[end], scan::operator_sign) &&
         !(text[end] == '-' && byte_at(text, end + 1) == '-') && !(text[end] == '/' && byte_at(text, end + 1) == '*')) {
    ++end;
  }
  return {TokenKind::operator_sign, at, end};
}

}  // namespace

Token token_from(std::string_view text, std::size_t at, Strings strings) {
  const char c = text[at];
  if (is(c, scan::space)) {
    auto end = at + 1;
    while (end < text.size() && is(text[end], scan::space)) ++end;
    return {TokenKind::space, at, end};
  }
  if (is(c, scan::word_start)) return word_from(text, at);
  if (is(c, scan::digit)) {
    auto end = at + 1;
    while (end < text.size() && is(text[end], scan::word_start | scan::digit)) ++end;
    return {TokenKind::number, at, end};
  }
  if (c == '\'' || c == '"') {
    return string_from(text, at, at, strings == Strings::standard ? scan::Escapes::no : scan::Escapes::yes);
  }
  if (c == '$') return dollar_from(text, at);
  if (c == '-' && byte_at(text, at + 1) == '-') return {TokenKind::comment, at, scan::line_comment_end(text, at)};
  if (c == '/' && byte_at(text, at + 1) == '*') {
    return {TokenKind::comment, at, std::min(scan::block_comment_end(text, at), text.size())};
  }
  if (is(c, scan::operator_sign)) return operator_from(text, at);
  return {TokenKind::punctuation, at, at + 1};
}

std::optional<Token> Tokens::next() {
  while (at_ < text_.size()) {
    const auto token = token_from(text_, at_, strings_);
    at_ = token.end;
    if (token.kind != TokenKind::space && token.kind != TokenKind::comment) return token;
  }
  return std::nullopt;
}

namespace {

/// A boolean as the server reads it: a beginning of `true`, `false`, `yes`, `no`, or `on`, `off`, `1`, `0`.
bool means_off(std::string_view value) {
  if (value.size() >= 2 && value.front() == '\'') value = value.substr(1, value.size() - 2);
  const auto begins = [&](std::string_view word) {
    return !value.empty() && value.size() <= word.size() && scan::same_word(value, word.substr(0, value.size()));
  };
  return value == "0" || begins("false") || begins("no") || (value.size() >= 2 && begins("off"));
}

}  // namespace

Strings strings_after(std::string_view statement, Strings before) {
  constexpr std::size_t longest = 1000;
  if (statement.size() > longest) return before;
  std::vector<std::string_view> words;
  Tokens tokens(statement, before);
  for (auto token = tokens.next(); token && words.size() < 6; token = tokens.next()) {
    words.push_back(text_of(statement, *token));
  }
  const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string_view{}; };
  constexpr std::string_view name = "standard_conforming_strings";
  if (scan::same_word(word(0), "reset")) {
    return scan::same_word(word(1), name) || scan::same_word(word(1), "all") ? Strings::standard : before;
  }
  if (!scan::same_word(word(0), "set")) return before;
  const std::size_t at = scan::same_word(word(1), "session") || scan::same_word(word(1), "local") ? 2 : 1;
  if (!scan::same_word(word(at), name)) return before;
  return means_off(word(at + 2)) ? Strings::with_backslashes : Strings::standard;
}

bool reads_stdin(std::string_view statement) {
  Tokens tokens(statement);
  int depth = 0;
  bool after_from = false;
  for (auto token = tokens.next(); token; token = tokens.next()) {
    const auto text = text_of(statement, *token);
    // The grammar takes STDOUT for STDIN, too.
    if (depth == 0 && after_from && (scan::same_word(text, "stdin") || scan::same_word(text, "stdout"))) return true;
    if (text == "(") ++depth;
    if (text == ")") --depth;
    after_from = scan::same_word(text, "from");
  }
  return false;
}

}  // namespace migrate::sql
