#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace migrate::text {

/// Where the first byte stands that is not UTF-8 (overlong forms and surrogates are not), or nothing.
std::optional<std::size_t> invalid_utf8(std::string_view bytes);

/// CRLF and lone CR become LF; a BOM at the start is dropped.
std::string normalise(std::string_view bytes);

/// Safe for a terminal and for a CI log: control characters, DEL and bidirectional marks as `\x1b`, `\u202e`, `\n`.
std::string printable(std::string_view raw);

/// Columns on a terminal, wide characters as two.
std::size_t width(std::string_view utf8);

/// The one of `known` that is most alike `word` (Damerau-Levenshtein, at most a third of its length), else "".
std::string_view similar(std::string_view word, std::span<const std::string_view> known);

/// "1 migration", "2 migrations"
std::string count(std::size_t n, std::string_view one, std::string_view many = {});

}  // namespace migrate::text
