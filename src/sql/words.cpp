#include "sql/words.hpp"

#include <migrate/text.hpp>

#include <algorithm>

namespace migrate::sql {

namespace {

std::string lower(std::string_view word) {
  std::string out(word);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

bool needs_no_quotes(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string shown(std::string_view token, TokenKind kind) {
  constexpr std::size_t longest = 80;
  if (kind == TokenKind::word) token = token.substr(0, longest);
  if (kind == TokenKind::word) return text::printable(lower(token));
  const bool quoted = token.size() >= 2 && token.front() == '"' && token.back() == '"';
  if (quoted && needs_no_quotes(token.substr(1, token.size() - 2)))
    return std::string(token.substr(1, token.size() - 2));
  return text::printable(token.substr(0, longest));
}

}  // namespace

bool Words::is(std::string_view word) const {
  return current_ && scan::same_word(text_of(text_, *current_), word);
}

bool Words::is_any(std::initializer_list<std::string_view> words) const {
  return std::any_of(words.begin(), words.end(), [this](std::string_view word) { return is(word); });
}

bool Words::is_name() const {
  return current_ && (current_->kind == TokenKind::word || current_->kind == TokenKind::quoted_identifier);
}

bool Words::take(std::string_view word) {
  if (!is(word)) return false;
  skip();
  return true;
}

bool Words::take_all(std::string_view words) {
  Words ahead = *this;
  while (!words.empty()) {
    const auto word = words.substr(0, words.find(' '));
    if (!ahead.take(word)) return false;
    words.remove_prefix(std::min(word.size() + 1, words.size()));
  }
  *this = ahead;
  return true;
}

std::string Words::word() {
  if (!current_ || current_->kind != TokenKind::word) return {};
  auto out = shown(text_of(text_, *current_), TokenKind::word);
  skip();
  return out;
}

std::string Words::name() {
  std::string out;
  while (is_name()) {
    out += shown(text_of(text_, *current_), current_->kind);
    skip();
    if (!is(".")) break;
    out += '.';
    skip();
  }
  return out;
}

void Words::parenthesised() {
  if (!is("(")) return;
  int depth = 0;
  do {
    if (is("(")) ++depth;
    if (is(")")) --depth;
    skip();
  } while (!done() && depth > 0);
}

bool Words::seek(std::string_view word) {
  while (!done()) {
    if (take(word)) return true;
    if (is("(")) {
      parenthesised();
    } else {
      skip();
    }
  }
  return false;
}

}  // namespace migrate::sql
