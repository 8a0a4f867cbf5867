#pragma once

#include <migrate/diagnostic.hpp>

#include "sql/scan.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace migrate::sql {

/// What `standard_conforming_strings` makes of a plain `'…'`.
enum class Strings { standard, with_backslashes };

enum class TokenKind { word, quoted_identifier, string, number, operator_sign, punctuation, space, comment };

struct Token {
  TokenKind kind = TokenKind::punctuation;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The token at `at` (< text.size()). What the text ends inside of reaches to the end of the text.
Token token_from(std::string_view text, std::size_t at, Strings strings);

/// Tokens one by one, without white space and comments.
class Tokens {
 public:
  explicit Tokens(std::string_view text, Strings strings = Strings::standard) : text_(text), strings_(strings) {}
  std::optional<Token> next();

 private:
  std::string_view text_;
  Strings strings_;
  std::size_t at_ = 0;
};

inline std::string_view text_of(std::string_view text, const Token& token) {
  return text.substr(token.begin, token.end - token.begin);
}

/// What `'…'` means behind this statement: SET and RESET of `standard_conforming_strings` decide.
Strings strings_after(std::string_view statement, Strings before);

/// COPY … FROM stdin: its data follows on the next line.
bool reads_stdin(std::string_view statement);

}  // namespace migrate::sql
