#include <fmt/core.h>
#include <migrate/collect.hpp>

#include <algorithm>
#include <array>

namespace migrate::collect {

namespace {

constexpr std::size_t longest_stem = 80;

/// U+00C0…U+00FF, as their speakers write them without the key.
constexpr std::array<std::string_view, 64> latin = {
    "A", "A", "A", "A", "Ae", "A", "Ae", "C", "E", "E", "E", "E", "I",  "I", "I",  "I",
    "D", "N", "O", "O", "O",  "O", "Oe", "x", "O", "U", "U", "U", "Ue", "Y", "Th", "ss",
    "a", "a", "a", "a", "ae", "a", "ae", "c", "e", "e", "e", "e", "i",  "i", "i",  "i",
    "d", "n", "o", "o", "o",  "o", "oe", "",  "o", "u", "u", "u", "ue", "y", "th", "y"};

std::string transliterated(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto next = i + 1 < name.size() ? static_cast<unsigned char>(name[i + 1]) : 0;
    if (name[i] != '\xC3' || next < 0x80 || next > 0xBF) {
      out += name[i];
      continue;
    }
    out += latin[next - 0x80u];
    ++i;
  }
  return out;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

/// Where a word of `AddHTTPUsers` begins.
bool begins_word(std::string_view name, std::size_t i) {
  if (i == 0 || !is_upper(name[i])) return false;
  if (is_lower(name[i - 1]) || is_digit(name[i - 1])) return true;
  return is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1]);
}

/// "0003_add_users" is "add_users" with its tool's number; "2fa_tokens" and "404_page" are names.
std::string_view without_number(std::string_view name) {
  const auto digits = std::min(name.find_first_not_of("0123456789"), name.size());
  if (digits < 4 || digits + 1 >= name.size() ||
      std::string_view("_-. ").find(name[digits]) == std::string_view::npos) {
    return name;
  }
  return name.substr(digits + 1);
}

}  // namespace

std::string file_stem(std::string_view name) {
  const auto text = transliterated(without_number(name));
  std::string stem;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool word = is_digit(c) || is_lower(c) || is_upper(c);
    if ((!word || begins_word(text, i)) && !stem.empty() && stem.back() != '_') stem += '_';
    if (word) stem += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (stem.size() > longest_stem) stem.resize(longest_stem);
  while (!stem.empty() && stem.back() == '_') stem.pop_back();
  return stem.empty() ? "migration" : stem;
}

std::string file_name(int number, std::string_view label, std::string_view name) {
  const auto stem = file_stem(name);
  return label.empty() ? fmt::format("{:05}_{}.sql", number, stem)
                       : fmt::format("{:05}_{}_{}.sql", number, label, stem);
}

}  // namespace migrate::collect
