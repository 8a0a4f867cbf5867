#pragma once

#include "sql/tokens.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace migrate::sql {

/// A statement read word by word. Keywords are compared in lower case; names come back as the user would know them.
class Words {
 public:
  explicit Words(std::string_view statement) : text_(statement), tokens_(statement), current_(tokens_.next()) {}

  [[nodiscard]] bool done() const { return !current_; }
  [[nodiscard]] bool is(std::string_view word) const;
  [[nodiscard]] bool is_any(std::initializer_list<std::string_view> words) const;
  [[nodiscard]] bool is_name() const;
  void skip() { current_ = tokens_.next(); }
  /// Passes over the word where it stands here.
  bool take(std::string_view word);
  /// Passes over the words where all of them stand here: "if not exists".
  bool take_all(std::string_view words);
  /// The word here in lower case, passed over; empty where the token is none.
  std::string word();
  /// `a.b.c`, passed over: simple names without their quotes, unquoted ones in lower case; empty where there is none.
  std::string name();
  /// Passes over `( … )` where it begins here.
  void parenthesised();
  /// Behind the next `word` that is not in parentheses; false where there is none, then all is passed over.
  bool seek(std::string_view word);

 private:
  std::string_view text_;
  Tokens tokens_;
  std::optional<Token> current_;
};

}  // namespace migrate::sql
