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

  /// The tokens from the current one to the end of its line.
  [[nodiscard]] std::vector<Token> rest_of_line() const {
    std::vector<Token> rest;
    if (!current_) return rest;
    const auto end = std::min(text_.find('\n', current_->begin), text_.size());
    auto ahead = tokens_;
    for (auto token = current_; token && token->begin < end; token = ahead.next()) rest.push_back(*token);
    // The last statement may go without.
    if (rest.size() > 1 && text_of(rest.back()) == ";") rest.pop_back();
    return rest;
  }

  [[nodiscard]] std::string_view text_of(const Token& token) const { return sql::text_of(text_, token); }

  /// From the current token to the last of `differing` tokens of this line, where they are several.
  [[nodiscard]] Span place(std::size_t differing) const {
    if (differing < 2) return place();
    const auto last = rest_of_line()[differing - 1];
    return {current_->begin, std::min(last.end, std::min(text_.find('\n', last.begin), text_.size()))};
  }

 private:
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

/// How many tokens each line ends in that are the same.
std::size_t same_at_end(const Side& a, const std::vector<Token>& left, const Side& b, const std::vector<Token>& right) {
  std::size_t same = 0;
  while (same < left.size() && same < right.size() &&
         a.text_of(left[left.size() - 1 - same]) == b.text_of(right[right.size() - 1 - same])) {
    ++same;
  }
  return same;
}

}  // namespace

Difference first_difference(std::string_view left, std::string_view right) {
  Side a(left);
  Side b(right);
  while (true) {
    const auto from_a = a.next();
    const auto from_b = b.next();
    if (from_a == from_b && from_a) continue;
    const auto rest_a = a.rest_of_line();
    const auto rest_b = b.rest_of_line();
    const auto same = same_at_end(a, rest_a, b, rest_b);
    return {.left = a.place(rest_a.size() - same), .right = b.place(rest_b.size() - same)};
  }
}

}  // namespace migrate::collect
