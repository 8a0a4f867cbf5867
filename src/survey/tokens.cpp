#include "survey/tokens.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;

bool begins_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
  return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_sign(const Token& token, std::string_view sign) {
  return token.kind == Token::Kind::sign && token.value == sign;
}
bool opens(const Token& token) {
  return is_sign(token, "(") || is_sign(token, "[") || is_sign(token, "{");
}
bool closes(const Token& token) {
  return is_sign(token, ")") || is_sign(token, "]") || is_sign(token, "}");
}

/// The last name of an expression that looks like a variable: `process.env.X!` → "${X}".
std::string reference(std::string_view expression) {
  std::string last;
  for (std::size_t i = 0; i < expression.size();) {
    if (!begins_name(expression[i])) {
      ++i;
      continue;
    }
    auto end = i;
    while (end < expression.size() && continues_name(expression[end])) ++end;
    if (is_variable_name(expression.substr(i, end - i))) last = expression.substr(i, end - i);
    i = end;
  }
  return last.empty() ? "${?}" : "${" + last + "}";
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Tokens run() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (is_space(c)) return void(++at_);
    if (text_.substr(at_).starts_with("//")) return skip_to("\n");
    if (text_.substr(at_).starts_with("/*")) return skip_to("*/");
    if (c == '"' || c == '\'') return take_string(c);
    if (c == '`') return take_template();
    if (c == '/' && regex_may_stand_here()) return skip_regex();
    if (begins_name(c)) return take_while(Token::Kind::name);
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) return take_while(Token::Kind::number);
    take_sign();
  }

  void add(Token::Kind kind, std::size_t end, std::string value) {
    tokens_.push_back({.kind = kind, .span = {at_, end}, .value = std::move(value)});
    at_ = end;
  }

  void skip_to(std::string_view end) {
    const auto found = text_.find(end, at_ + 2);
    at_ = found == npos ? text_.size() : found + end.size();
  }

  void take_while(Token::Kind kind) {
    auto end = at_;
    while (end < text_.size() && continues_name(text_[end])) ++end;
    add(kind, end, std::string(text_.substr(at_, end - at_)));
  }

  void take_string(char quote) {
    std::string value;
    auto end = at_ + 1;
    for (; end < text_.size() && text_[end] != quote && text_[end] != '\n'; ++end) {
      if (text_[end] == '\\' && end + 1 < text_.size()) ++end;
      value += text_[end];
    }
    add(Token::Kind::text, std::min(end + 1, text_.size()), std::move(value));
  }

  void take_template() {
    std::string value;
    auto end = at_ + 1;
    while (end < text_.size() && text_[end] != '`') {
      const auto close = text_.substr(end).starts_with("${") ? text_.find('}', end) : npos;
      if (close != npos) {
        value += reference(text_.substr(end + 2, close - end - 2));
        end = close + 1;
      } else {
        if (text_[end] == '\\' && end + 1 < text_.size()) ++end;
        value += text_[end++];
      }
    }
    add(Token::Kind::text, std::min(end + 1, text_.size()), std::move(value));
  }

  [[nodiscard]] bool regex_may_stand_here() const {
    if (tokens_.empty()) return true;
    const auto& last = tokens_.back();
    return (last.kind == Token::Kind::sign && !closes(last)) || last.value == "return";
  }

  void skip_regex() {
    auto end = at_ + 1;
    while (end < text_.size() && text_[end] != '/' && text_[end] != '\n') end += text_[end] == '\\' ? 2 : 1;
    at_ = std::min(end + 1, text_.size());
  }

  void take_sign() {
    for (const std::string_view sign : {"===", "!==", "...", "??", "?.", "||", "&&", "=>", "==", "!="}) {
      if (text_.substr(at_).starts_with(sign)) return add(Token::Kind::sign, at_ + sign.size(), std::string(sign));
    }
    add(Token::Kind::sign, at_ + 1, std::string(1, text_[at_]));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Tokens tokens_;
};

/// Whether a statement goes on behind `before`, or with `after`, over the end of a line.
bool goes_on(const Token& before, const Token& after) {
  const auto joins = [](const Token& token) {
    return token.kind == Token::Kind::sign && !opens(token) && !closes(token) && token.value != ";";
  };
  return (joins(before) && before.value != "!") || (joins(after) && after.value != "@");
}

}  // namespace

Tokens tokens_of_script(std::string_view text) {
  return Lexer(text).run();
}

bool is_variable_name(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
  return plain && text.size() > 2 && text.front() >= 'A' && text.front() <= 'Z';
}

std::size_t behind_bracket(const Tokens& tokens, std::size_t open) {
  int depth = 0;
  for (auto i = open; i < tokens.size(); ++i) {
    if (opens(tokens[i])) ++depth;
    if (closes(tokens[i]) && --depth <= 0) return i + 1;
  }
  return tokens.size();
}

Range object_of(const Tokens& tokens, std::string_view key) {
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    const bool is_key = tokens[i].kind != Token::Kind::sign && tokens[i].value == key;
    if (!is_key || !is_sign(tokens[i + 1], ":") || !is_sign(tokens[i + 2], "{")) continue;
    return {i + 3, behind_bracket(tokens, i + 2) - 1};
  }
  return {};
}

Range property_of(const Tokens& tokens, Range object, std::string_view key) {
  for (auto i = object.first; i < object.second; ++i) {
    if (opens(tokens[i])) {
      i = behind_bracket(tokens, i) - 1;
      continue;
    }
    const bool begins = i == object.first || is_sign(tokens[i - 1], ",");
    if (!begins || tokens[i].kind == Token::Kind::sign || tokens[i].value != key) continue;
    if (i + 1 >= object.second || is_sign(tokens[i + 1], ",")) return {i, i + 1};
    if (!is_sign(tokens[i + 1], ":")) continue;
    auto end = i + 2;
    while (end < object.second && !is_sign(tokens[end], ","))
      end = opens(tokens[end]) ? behind_bracket(tokens, end) : end + 1;
    return {i + 2, std::min(end, object.second)};
  }
  return {};
}

Range enclosing(const Tokens& tokens, std::size_t at) {
  int depth = 0;
  for (auto i = at; i-- > 0;) {
    if (closes(tokens[i])) ++depth;
    if (opens(tokens[i]) && --depth < 0) return {i + 1, behind_bracket(tokens, i) - 1};
  }
  return {0, tokens.size()};
}

std::size_t end_of_value(const Tokens& tokens, std::size_t begin, std::string_view text) {
  for (auto i = begin; i < tokens.size();) {
    if (is_sign(tokens[i], ";") || is_sign(tokens[i], ",") || closes(tokens[i])) return i;
    if (i > begin) {
      const auto gap = text.substr(tokens[i - 1].span.end, tokens[i].span.begin - tokens[i - 1].span.end);
      if (gap.find('\n') != npos && !goes_on(tokens[i - 1], tokens[i])) return i;
    }
    i = opens(tokens[i]) ? behind_bracket(tokens, i) : i + 1;
  }
  return tokens.size();
}

}  // namespace migrate::survey
