#include "collect/difference.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "sql/tokens.hpp"

namespace migrate::collect {

namespace {

using sql::Token;
using sql::TokenKind;

/// One side, token by token, with what is needed to widen the place where it stopped.
class Side {
 public:
  explicit Side(std::string_view text) : text_(text), tokens_(text) {}

  std::optional<std::string_view> next() {
    previous_ = current_;
    current_ = tokens_.next();
    if (!current_) return std::nullopt;
    const auto word = sql::text_of(text_, *current_);
    if (word == "(") calls_.push_back(call_of(*current_));
    if (word == ")" && !calls_.empty()) calls_.pop_back();
    return word;
  }

  /// The current token, or the last one where the text has ended.
  [[nodiscard]] Span place() const {
    const auto token = current_ ? current_ : previous_;
    if (!token) return {};
    const auto line_end = [&](std::size_t at) { return std::min(text_.find('\n', at), text_.size()); };
    const std::size_t end = std::min(token->end, line_end(token->begin));
    if (!current_ || calls_.empty() || !calls_.back()) return {token->begin, end};
    const auto begin = *calls_.back();
    const auto close = text_.find(')', token->end);
    if (close == std::string_view::npos || close >= line_end(begin)) return {token->begin, end};
    return {begin, close + 1};
  }

 private:
  /// Where the word begins that stands directly before this parenthesis.
  [[nodiscard]] std::optional<std::size_t> call_of(const Token& parenthesis) const {
    if (!previous_ || previous_->end != parenthesis.begin || previous_->kind != TokenKind::word) return std::nullopt;
    return previous_->begin;
  }

  std::string_view text_;
  sql::Tokens tokens_;
  std::optional<Token> previous_;
  std::optional<Token> current_;
  std::vector<std::optional<std::size_t>> calls_;  ///< open parentheses
};

}  // namespace

Difference first_difference(std::string_view left, std::string_view right) {
  Side a(left);
  Side b(right);
  while (true) {
    const auto from_a = a.next();
    const auto from_b = b.next();
    if (from_a != from_b || !from_a) return {.left = a.place(), .right = b.place()};
  }
}

}  // namespace migrate::collect
