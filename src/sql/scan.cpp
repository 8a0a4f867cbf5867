#include "sql/scan.hpp"

#include <algorithm>

namespace migrate::sql::scan {

namespace {

/// `'` of a continued string: white space and line comments with a line end among them lie between; else none.
std::size_t continuation(std::string_view text, std::size_t at) {
  bool line_ended = false;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\'') return line_ended ? at : none;
    if (c == '-' && byte_at(text, at + 1) == '-') {
      at = line_comment_end(text, at);
      continue;
    }
    if (!is(c, space)) return none;
    line_ended = line_ended || c == '\n' || c == '\r';
    ++at;
  }
  return none;
}

/// The closing quote of a string without backslashes, doubled quotes passed over.
std::size_t closing_quote(std::string_view text, std::size_t at, char quote) {
  while ((at = text.find(quote, at)) != none) {
    if (byte_at(text, at + 1) != quote) return at;
    at += 2;
  }
  return none;
}

std::size_t closing_quote_with_escapes(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '\'') {
      if (byte_at(text, at + 1) != '\'') return at;
      ++at;
    }
  }
  return none;
}

}  // namespace

std::size_t string_end(std::string_view text, std::size_t quote, Escapes escapes) {
  if (escapes == Escapes::no) {
    const auto close = closing_quote(text, quote + 1, '\'');
    return close == none ? none : close + 1;
  }
  while (true) {
    const auto close = closing_quote_with_escapes(text, quote + 1);
    if (close == none) return none;
    quote = continuation(text, close + 1);
    if (quote == none) return close + 1;
  }
}

std::size_t identifier_end(std::string_view text, std::size_t quote) {
  const auto close = closing_quote(text, quote + 1, '"');
  return close == none ? none : close + 1;
}

std::size_t block_comment_end(std::string_view text, std::size_t begin) {
  std::size_t depth = 1;
  std::size_t free = begin + 2;  // a `*` before it belongs to an opening `/*` already
  for (std::size_t at = free; (at = text.find('/', at)) != none;) {
    if (at > free && text[at - 1] == '*') {
      if (--depth == 0) return at + 1;
      free = ++at;
    } else if (byte_at(text, at + 1) == '*') {
      ++depth;
      free = at += 2;
    } else {
      ++at;
    }
  }
  return none;
}

std::size_t line_comment_end(std::string_view text, std::size_t begin) {
  while (begin < text.size() && text[begin] != '\n' && text[begin] != '\r') ++begin;
  return begin;
}

std::string_view dollar_tag(std::string_view text, std::size_t dollar) {
  auto at = dollar + 1;
  if (at < text.size() && is(text[at], word_start)) {
    while (at < text.size() && is(text[at], word_start | digit)) ++at;
  }
  return byte_at(text, at) == '$' ? text.substr(dollar, at + 1 - dollar) : std::string_view{};
}

std::size_t dollar_end(std::string_view text, std::size_t dollar, std::string_view tag) {
  const auto close = text.find(tag, dollar + tag.size());
  return close == none ? none : close + tag.size();
}

std::size_t word_end(std::string_view text, std::size_t begin) {
  while (begin < text.size() && (is(text[begin], word_start | digit) || text[begin] == '$')) ++begin;
  return begin;
}

std::size_t next_line(std::string_view text, std::size_t at) {
  at = line_comment_end(text, at);
  if (at == text.size()) return at;
  return text[at] == '\r' && byte_at(text, at + 1) == '\n' ? at + 2 : at + 1;
}

bool same_word(std::string_view word, std::string_view lower) {
  return std::equal(word.begin(), word.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
  });
}

}  // namespace migrate::sql::scan
