#include <migrate/text.hpp>
#include <utf8proc.h>

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace migrate::text {

namespace {

/// Bytes of the character at `at`, or 0 where it is not UTF-8.
std::size_t character_length(std::string_view bytes, std::size_t at, utf8proc_int32_t& code_point) {
  const auto n = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(bytes.data() + at),
                                  static_cast<utf8proc_ssize_t>(bytes.size() - at), &code_point);
  return n > 0 ? static_cast<std::size_t>(n) : 0;
}

/// Marks that turn the direction of text around them: a name that holds one shows another name (Trojan Source).
bool turns_direction(utf8proc_int32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string escaped(utf8proc_int32_t c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  return c < 0x100 ? fmt::format("\\x{:02x}", c) : fmt::format("\\u{:04x}", c);
}

}  // namespace

std::optional<std::size_t> invalid_utf8(std::string_view bytes) {
  utf8proc_int32_t code_point = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const auto n = character_length(bytes, i, code_point);
    if (n == 0) return i;
    i += n;
  }
  return std::nullopt;
}

std::string normalise(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.find('\r') == std::string_view::npos) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\r') {
      out += bytes[i];
      continue;
    }
    out += '\n';
    if (i + 1 < bytes.size() && bytes[i + 1] == '\n') ++i;
  }
  return out;
}

std::string printable(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size();) {
    utf8proc_int32_t c = 0;
    const auto n = character_length(raw, i, c);
    if (n == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(raw[i++]));
      continue;
    }
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || turns_direction(c)) {
      out += escaped(c);
    } else {
      out += raw.substr(i, n);
    }
    i += n;
  }
  return out;
}

std::size_t width(std::string_view utf8) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    utf8proc_int32_t c = 0;
    const auto n = character_length(utf8, i, c);
    columns += n == 0 ? 1 : static_cast<std::size_t>(std::max(0, utf8proc_charwidth(c)));
    i += n == 0 ? 1 : n;
  }
  return columns;
}

namespace {

/// Damerau-Levenshtein with adjacent transpositions.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string_view similar(std::string_view word, std::span<const std::string_view> known) {
  if (word.size() > 100) return {};
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto candidate : known) {
    if (candidate.size() > 100) continue;
    const auto d = distance(word, candidate);
    if (d >= least) continue;
    least = d;
    best = candidate;
  }
  return best;
}

std::string count(std::size_t n, std::string_view one, std::string_view many) {
  if (n == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", n, one) : fmt::format("{} {}", n, many);
}

}  // namespace migrate::text
