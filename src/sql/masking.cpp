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

/// Past blanks and comments; a block comment may hold others.
std::size_t behind_blanks(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_space(text[at])) {
      ++at;
    } else if (text.substr(at, 2) == "--") {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      std::size_t depth = 0;
      do {
        const auto pair = text.substr(at, 2);
        depth += pair == "/*" ? 1 : 0;
        depth -= pair == "*/" ? 1 : 0;
        at += pair == "/*" || pair == "*/" ? 2 : 1;
      } while (depth > 0 && at < text.size());
    } else {
      return at;
    }
  }
  return at;
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
  at = behind_blanks(view, at);
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

/// postgres://user:…@host, wherever it stands. The last `@` before the host ends it: passwords hold some unencoded.
void mask_urls(std::string& text) {
  for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const auto end = std::min(text.find_first_of(" \t\r\n'\"", at), text.size());
    const auto place = std::string_view(text).substr(at + 3, end - std::min(at + 3, end));
    const auto colon = place.find(':');
    const auto sign = place.rfind('@');
    if (colon == std::string_view::npos || sign == std::string_view::npos || sign < colon) continue;
    if (place.find_first_of("/?#") < colon) continue;
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at + 3);
    std::fill(begin + static_cast<std::ptrdiff_t>(colon) + 1, begin + static_cast<std::ptrdiff_t>(sign), '*');
  }
}

/// format('… password %L', 'secret'): the literals behind the first are what the placeholders stand for.
void mask_format(std::string& text, std::size_t open) {
  const auto first = behind_blanks(text, open + 1);
  if (first >= text.size() || text[first] != '\'') return;
  const auto end = end_of_string(text, first + 1, false);
  auto pattern = text.substr(first + 1, end - first - 1);
  std::transform(pattern.begin(), pattern.end(), pattern.begin(), lower);
  const auto password = pattern.find(keyword);
  if (password == std::string::npos || pattern.find('%', password) == std::string::npos) return;
  std::size_t depth = 1;
  for (auto at = end + 1; at < text.size() && depth > 0; ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')') --depth;
    if (text[at] != '\'') continue;
    const auto close = end_of_string(text, at + 1, lower(text[at - 1]) == 'e');
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.begin() + static_cast<std::ptrdiff_t>(close),
              '*');
    at = close;
  }
}

void mask_formats(std::string& text) {
  constexpr std::string_view name = "format";
  for (auto at = text.begin();; ++at) {
    at = std::search(at, text.end(), name.begin(), name.end(), [](char a, char b) { return lower(a) == b; });
    if (at == text.end()) return;
    const auto begin = static_cast<std::size_t>(at - text.begin());
    const auto open = behind_blanks(text, begin + name.size());
    if ((begin == 0 || !is_word(text[begin - 1])) && open < text.size() && text[open] == '(') mask_format(text, open);
  }
}

}  // namespace

std::string mask_passwords(std::string_view text) {
  std::string masked(text);
  mask_urls(masked);
  mask_formats(masked);
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
