#pragma once

#include <migrate/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Python as far as Alembic's files need it: tokens, and the literals that a module assigns to its names. Nothing is
/// run.
namespace migrate::sources::python {

struct Token {
  enum class Kind { name, number, text, formatted_text, sign, line_end, indent, dedent };
  Kind kind = Kind::sign;
  Span span;          ///< bytes of the source
  std::string value;  ///< of a text: what it stands for; else as written
};

/// A place where Python would give up: a string or a bracket that never ends.
struct Fault {
  Span span;
  std::string what;
};
struct Tokens {
  std::vector<Token> tokens;
  std::optional<Fault> fault;  ///< the tokens before it are right
};
/// Without comments and white space; a `line_end` only where a statement ends.
Tokens tokenize(std::string_view text);

/// A value that is `None`, a string, or a tuple or list of strings.
struct Literal {
  std::vector<std::string> values;
  bool is_literal = true;  ///< false: a name, a call, an f-string, …
  std::string name;        ///< where it is nothing but a name
  Span span;               ///< of the value
};
/// Reads tokens [begin, end) as such a value.
Literal read_literal(const std::vector<Token>& tokens, std::size_t begin, std::size_t end);

/// The last assignment to `name` at the left margin, also an annotated one.
std::optional<Literal> assigned(const std::vector<Token>& tokens, std::string_view name);

/// `name=value` in a call of `function(…)`, wherever it stands.
std::optional<Literal> argument(const std::vector<Token>& tokens, std::string_view function, std::string_view name);

/// What the module's head says, or "".
std::string docstring(const std::vector<Token>& tokens);

/// SHA-256 (hex) over the tokens; the docstring and the way a string is quoted do not count.
std::string fingerprint(const std::vector<Token>& tokens);

}  // namespace migrate::sources::python
