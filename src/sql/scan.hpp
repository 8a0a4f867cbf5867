#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// What psqlscan.l and scan.l agree on: the ends of the things that may hide a `;`. Each function is given the place of
/// the opening character and answers with the byte after the closing one, or `none` where the text ends before.
namespace migrate::sql::scan {

inline constexpr std::size_t none = std::string_view::npos;

enum Class : std::uint8_t { space = 1, word_start = 2, digit = 4, special = 8, operator_sign = 16 };

/// By byte; bytes from 0x80 are letters, as for Postgres.
constexpr std::array<std::uint8_t, 256> classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (const char c : std::string_view(" \t\n\r\f\v")) table[static_cast<unsigned char>(c)] = space;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = word_start;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = word_start;
  for (std::size_t c = 0x80; c <= 0xFF; ++c) table[c] = word_start;
  table[static_cast<unsigned char>('_')] = word_start;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = digit;
  for (const char c : std::string_view("~!@#^&|`?+*%<>=")) table[static_cast<unsigned char>(c)] = operator_sign;
  for (const char c : std::string_view("-/")) table[static_cast<unsigned char>(c)] = operator_sign | special;
  for (const char c : std::string_view("'\"$;()\\")) table[static_cast<unsigned char>(c)] = special;
  return table;
}();

constexpr bool is(char c, int wanted) {
  return (classes[static_cast<unsigned char>(c)] & wanted) != 0;
}

/// The byte at `at`, or NUL behind the end.
constexpr char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

enum class Escapes { no, yes };

/// `'…'`. With escapes, a backslash takes the next byte along, and the continuation on a further line is one with it.
std::size_t string_end(std::string_view text, std::size_t quote, Escapes escapes);
/// `"…"`
std::size_t identifier_end(std::string_view text, std::size_t quote);
/// `/* … */`, nested.
std::size_t block_comment_end(std::string_view text, std::size_t begin);
/// `-- …`: the place of the line end or the end of the text.
std::size_t line_comment_end(std::string_view text, std::size_t begin);
/// `$tag$` with both dollars, or nothing where none begins here.
std::string_view dollar_tag(std::string_view text, std::size_t dollar);
/// Behind the closing tag.
std::size_t dollar_end(std::string_view text, std::size_t dollar, std::string_view tag);
/// The end of a word that begins at `begin`.
std::size_t word_end(std::string_view text, std::size_t begin);
/// Behind the next LF, CRLF or CR; the end of the text where none follows.
std::size_t next_line(std::string_view text, std::size_t at);

/// ASCII letters in any case.
bool same_word(std::string_view word, std::string_view lower);

}  // namespace migrate::sql::scan
