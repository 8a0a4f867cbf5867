#pragma once

#include <migrate/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>

/// A tool's config in TypeScript, JavaScript or JSON, read without running it: only literals can be known.
namespace migrate::sources {

struct Property {
  enum class Kind { missing, literal, expression };
  Kind kind = Kind::missing;
  std::string text;  ///< of a literal
  Span span;         ///< of the literal without its quotes, or of the key
};

/// The text of `source` in which every comment is blank; spans stay the same.
std::string without_comments(std::string_view source);

/// The first `key: "…"` of `code` (without comments): `"`, `'` and templates without `${`. Two of them that differ are
/// an expression, since only the program knows which one it takes.
Property property(std::string_view code, std::string_view key);

/// The same inside the first `object: { … }` of `code`.
Property property_in(std::string_view code, std::string_view object, std::string_view key);

}  // namespace migrate::sources
