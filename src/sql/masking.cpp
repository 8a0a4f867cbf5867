#include <migrate/sql.hpp>

#include <algorithm>
#include <cctype>

namespace migrate::sql {

namespace {

constexpr std::string_view keyword = "password";

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// The end of a string whose content begins at `at`: a quote that is neither doubled nor behind a backslash.
std::size_t end_of_string(std::string_view text, std::size_t at, bool escapes) {
  for (; at < text.size(); ++at) {
    if (escapes && text[at] == '\\') {
      ++at;
    } else if (text[at] == '\'' && text.substr(at + 1, 1) == "'") {
      ++at;
    } else if (text[at] == '\'') {
      return at;
    }
  }
  return text.size();
}

/// Masks what stands from `at` on: a literal in any of its forms, or the value of `password=…`.
void mask_behind(std::string& text, std::size_t at) {
  const std::string_view view(text);
  const auto mask = [&](std::size_t begin, std::size_t end) {
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end), '*');
  };
  if (at < view.size() && view[at] == '=') {
    const bool quoted = view.substr(at + 1, 1) == "'";
    const auto begin = at + 1 + (quoted ? 1 : 0);
    return mask(begin, std::min(view.find_first_of(quoted ? "'" : " \t\r\n'\"&;", begin), view.size()));
  }
  while (at < view.size() && is_space(view[at])) ++at;
  if (at >= view.size()) return;
  const bool escapes = lower(view[at]) == 'e' && view.substr(at + 1, 1) == "'";
  if (escapes) ++at;
  if (lower(view[at]) == 'u' && view.substr(at + 1, 2) == "&'") at += 2;
  // Inside of another literal the quotes are doubled: execute 'create role app password ''secret'''.
  const auto line_end = std::min(view.find('\n', at), view.size());
  const auto doubled = view.substr(at, 2) == "''" ? view.find("''", at + 2) : std::string_view::npos;
  if (doubled < line_end) return mask(at + 2, doubled);
  if (view[at] == '\'') return mask(at + 1, end_of_string(view, at + 1, escapes));
  if (view[at] != '$') return;
  const auto close = view.find('$', at + 1);
  if (close == std::string_view::npos) return;
  const auto tag = view.substr(at, close - at + 1);
  if (!std::all_of(tag.begin() + 1, tag.end() - 1, is_word)) return;
  mask(close + 1, std::min(view.find(tag, close + 1), view.size()));
}

}  // namespace

std::string mask_passwords(std::string_view text) {
  std::string masked(text);
  for (auto at = masked.begin();;) {
    at = std::search(at, masked.end(), keyword.begin(), keyword.end(), [](char a, char b) { return lower(a) == b; });
    if (at == masked.end()) return masked;
    const auto begin = static_cast<std::size_t>(at - masked.begin());
    at += static_cast<std::ptrdiff_t>(keyword.size());
    const bool whole = begin == 0 || !is_word(masked[begin - 1]);
    if (whole) mask_behind(masked, begin + keyword.size());
  }
}

}  // namespace migrate::sql
