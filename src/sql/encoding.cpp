#include "sql/encoding.hpp"

#include <migrate/text.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace migrate::sql {

namespace {

/// A byte order mark, or ASCII with a NUL beside every letter.
bool is_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  constexpr std::size_t sample = 64;
  const auto head = text.substr(0, std::min(sample, text.size() - text.size() % 2));
  if (head.size() < 4) return false;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < head.size(); i += 2) {
    even += head[i] == '\0';
    odd += head[i + 1] == '\0';
  }
  const auto pairs = head.size() / 2;
  return (even * 4 >= pairs * 3 && odd == 0) || (odd * 4 >= pairs * 3 && even == 0);
}

/// The first byte from 0x80 on: eight at a time, for most migrations have none.
std::size_t first_beyond_ascii(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & high_bits) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace

std::vector<Problem> encoding_problems(std::string_view text) {
  if (is_utf16(text)) return {{Problem::Kind::utf16, {0, std::min<std::size_t>(2, text.size())}}};
  std::vector<Problem> found;
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    found.push_back({Problem::Kind::nul, {nul, nul + 1}});
  }
  const auto start = first_beyond_ascii(text);
  if (const auto bad = text::invalid_utf8(text.substr(start))) {
    found.push_back({Problem::Kind::invalid_utf8, {start + *bad, start + *bad + 1}});
  }
  return found;
}

}  // namespace migrate::sql
