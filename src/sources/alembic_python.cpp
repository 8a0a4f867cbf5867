#include "sources/alembic_python.hpp"

#include <migrate/hash.hpp>

#include <algorithm>

namespace migrate::sources::python {

namespace {

using Kind = Token::Kind;

bool is_sign(const Token& token, std::string_view sign) {
  return token.kind == Kind::sign && token.value == sign;
}
bool opens(const Token& token) {
  return is_sign(token, "(") || is_sign(token, "[") || is_sign(token, "{");
}
bool closes(const Token& token) {
  return is_sign(token, ")") || is_sign(token, "]") || is_sign(token, "}");
}

/// The first `sign` outside of brackets in [begin, end), else `end`.
std::size_t find_outside(const std::vector<Token>& tokens, std::size_t begin, std::size_t end, std::string_view sign) {
  int depth = 0;
  for (auto i = begin; i < end; ++i) {
    if (depth == 0 && is_sign(tokens[i], sign)) return i;
    if (opens(tokens[i])) ++depth;
    if (closes(tokens[i])) --depth;
  }
  return end;
}

/// Appends one element of a tuple or list: strings side by side are one.
bool append_element(const std::vector<Token>& tokens, std::size_t begin, std::size_t end,
                    std::vector<std::string>& values) {
  const auto nothing = end == begin + 1 && tokens[begin].kind == Kind::name && tokens[begin].value == "None";
  if (begin == end || nothing) return true;
  std::string joined;
  for (auto i = begin; i < end; ++i) {
    if (tokens[i].kind != Kind::text) return false;
    joined += tokens[i].value;
  }
  values.push_back(std::move(joined));
  return true;
}

}  // namespace

Literal read_literal(const std::vector<Token>& tokens, std::size_t begin, std::size_t end) {
  Literal literal;
  if (begin == end) return {.values = {}, .is_literal = false, .name = "", .span = {}};
  literal.span = {tokens[begin].span.begin, tokens[end - 1].span.end};
  if (end == begin + 1 && tokens[begin].kind == Kind::name) literal.name = tokens[begin].value;
  while (end > begin + 1 && opens(tokens[begin]) && closes(tokens[end - 1])) ++begin, --end;
  while (begin < end) {
    const auto comma = find_outside(tokens, begin, end, ",");
    literal.is_literal = append_element(tokens, begin, comma, literal.values) && literal.is_literal;
    begin = std::min(comma + 1, end);
  }
  return literal;
}

std::optional<Literal> assigned(const std::vector<Token>& tokens, std::string_view name) {
  std::optional<Literal> found;
  int depth = 0;
  for (std::size_t begin = 0; begin < tokens.size();) {
    if (tokens[begin].kind == Kind::indent) ++depth;
    if (tokens[begin].kind == Kind::dedent) --depth;
    if (tokens[begin].kind == Kind::indent || tokens[begin].kind == Kind::dedent ||
        tokens[begin].kind == Kind::line_end) {
      ++begin;
      continue;
    }
    auto end = begin;
    while (end < tokens.size() && tokens[end].kind != Kind::line_end) ++end;
    const bool ours = depth == 0 && tokens[begin].kind == Kind::name && tokens[begin].value == name &&
                      end > begin + 1 && (is_sign(tokens[begin + 1], "=") || is_sign(tokens[begin + 1], ":"));
    const auto equals = ours ? find_outside(tokens, begin, end, "=") : end;
    if (equals != end) found = read_literal(tokens, equals + 1, end);
    begin = end;
  }
  return found;
}

std::optional<Literal> argument(const std::vector<Token>& tokens, std::string_view function, std::string_view name) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind != Kind::name || tokens[i].value != function || !is_sign(tokens[i + 1], "(")) continue;
    const auto close = find_outside(tokens, i + 2, tokens.size(), ")");
    for (auto begin = i + 2; begin < close;) {
      const auto comma = find_outside(tokens, begin, close, ",");
      if (begin + 2 < comma && tokens[begin].value == name && is_sign(tokens[begin + 1], "=")) {
        return read_literal(tokens, begin + 2, comma);
      }
      begin = comma + 1;
    }
  }
  return std::nullopt;
}

namespace {

/// How many tokens the docstring takes: strings alone in the module's first line.
std::size_t docstring_length(const std::vector<Token>& tokens) {
  const auto end =
      std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.kind != Kind::text; });
  const bool alone = end == tokens.end() || end->kind == Kind::line_end;
  return alone ? static_cast<std::size_t>(end - tokens.begin()) : 0;
}

}  // namespace

std::string docstring(const std::vector<Token>& tokens) {
  std::string text;
  for (std::size_t i = 0; i < docstring_length(tokens); ++i) text += tokens[i].value;
  return text;
}

std::string fingerprint(const std::vector<Token>& tokens) {
  std::string text;
  for (auto i = docstring_length(tokens); i < tokens.size(); ++i) {
    const auto& token = tokens[i];
    if (text.empty() && token.kind == Kind::line_end) continue;
    text += static_cast<char>('a' + static_cast<int>(token.kind));
    text += std::to_string(token.value.size());
    text += ':';
    text += token.value;
  }
  return hash::sha256(text);
}

}  // namespace migrate::sources::python
