#include "cli/redactor.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace migrate::cli {

namespace {

constexpr std::size_t shortest = 4;

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool is_unreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
}

enum class Hex { upper, lower };
std::string encoded(std::string_view text, Hex hex) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += fmt::format(fmt::runtime(hex == Hex::upper ? "%{:02X}" : "%{:02x}"), static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const auto* from = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(from, from + 2, byte, 16).ptr == from + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string escaped_for_json(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::vector<std::string_view> pieces(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find_first_of("@:/#?%", at), text.size());
    if (end - at >= shortest) all.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

bool inside_word(std::string_view line, std::size_t begin, std::size_t end) {
  return (begin > 0 && is_letter(line[begin - 1])) || (end < line.size() && is_letter(line[end]));
}

}  // namespace

void Redactor::add_pattern(std::string text) {
  if (text.size() < shortest) return;
  const auto known = [&](const Pattern& pattern) { return pattern.text == text; };
  if (std::any_of(patterns_.begin(), patterns_.end(), known)) return;
  // A password that is a mere word would otherwise take other words apart.
  const bool word = std::all_of(text.begin(), text.end(), is_letter);
  patterns_.push_back({.text = std::move(text), .replacement = "***", .whole_word = word});
  std::stable_sort(patterns_.begin(), patterns_.end(),
                   [](const Pattern& a, const Pattern& b) { return a.text.size() > b.text.size(); });
}

void Redactor::add_in_context(std::string_view password) {
  patterns_.insert(patterns_.begin(),
                   {.text = fmt::format(":{}@", password), .replacement = ":***@", .whole_word = false});
  patterns_.insert(patterns_.begin(),
                   {.text = fmt::format("password={}", password), .replacement = "password=***", .whole_word = false});
}

void Redactor::add(std::string_view password) {
  if (password.empty()) return;
  if (password.size() < shortest) return add_in_context(password);
  const auto raw = decoded(password);
  for (const std::string_view form : {password, std::string_view(raw)}) {
    add_pattern(std::string(form));
    add_pattern(encoded(form, Hex::upper));
    add_pattern(encoded(form, Hex::lower));
    add_pattern(escaped_for_json(form));
    for (const auto piece : pieces(form)) add_pattern(std::string(piece));
  }
}

void Redactor::add_from_connection_string(std::string_view text) {
  if (const auto at = text.find("password="); at != std::string_view::npos) {
    auto value = text.substr(at + 9);
    const bool quoted = value.starts_with('\'');
    if (quoted) value.remove_prefix(1);
    add(value.substr(0, value.find_first_of(quoted ? "'" : " &\t")));
  }
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return;
  const auto rest = text.substr(scheme + 3);
  // A raw `@` or `/` in a password is a mistake that must not show it: the last `@` before the query ends the user
  // part.
  const auto user_part = rest.substr(0, rest.find('?')).rfind('@');
  const auto colon = rest.find(':');
  if (user_part == std::string_view::npos || colon == std::string_view::npos || colon > user_part) return;
  const auto user = rest.substr(0, colon);
  const auto password = rest.substr(colon + 1, user_part - colon - 1);
  // What equals the user's name is no secret by itself, only at the place of the password.
  if (password == user) return add_in_context(password);
  add(password);
}

std::string Redactor::clean(std::string line) const {
  for (const auto& pattern : patterns_) {
    for (auto at = line.find(pattern.text); at != std::string::npos; at = line.find(pattern.text, at)) {
      const auto end = at + pattern.text.size();
      if (pattern.whole_word && inside_word(line, at, end)) {
        at = end;
        continue;
      }
      line.replace(at, pattern.text.size(), pattern.replacement);
      at += pattern.replacement.size();
    }
  }
  return line;
}

}  // namespace migrate::cli
