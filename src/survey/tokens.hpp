#pragma once

#include <migrate/diagnostic.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// TypeScript, JavaScript, JSON, Prisma's schema and Python as far as configs need it. Nothing is run.
namespace migrate::survey {

struct Token {
  enum class Kind { name, text, number, sign };
  Kind kind = Kind::sign;
  Span span;          ///< bytes of the source; of a text with its quotes
  std::string value;  ///< of a text: what it stands for; a template's `${process.env.X}` is `${X}`, all else `${?}`
};
using Tokens = std::vector<Token>;
/// Tokens [first, second).
using Range = std::pair<std::size_t, std::size_t>;

/// Without comments. A string that never ends ends with its line.
Tokens tokens_of_script(std::string_view text);
/// The end of a statement is the sign `;`.
Tokens tokens_of_python(std::string_view text);

/// "DATABASE_URL": what variables of the environment look like.
bool is_variable_name(std::string_view text);

/// The tokens between the braces of the first `key: {`; an empty range where there is none.
Range object_of(const Tokens& tokens, std::string_view key);
/// The value of `key` directly in an object's range; also of the short form `{ key }`. Empty where there is none.
Range property_of(const Tokens& tokens, Range object, std::string_view key);
/// The tokens between the brackets that `at` stands in, or all.
Range enclosing(const Tokens& tokens, std::size_t at);
/// Behind the value that begins at `begin`.
std::size_t end_of_value(const Tokens& tokens, std::size_t begin, std::string_view text);
/// Behind the bracket that closes the one at `open`.
std::size_t behind_bracket(const Tokens& tokens, std::size_t open);

}  // namespace migrate::survey
