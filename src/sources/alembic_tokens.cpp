#include "sources/alembic_python.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace migrate::sources::python {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\f';
}
bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool begins_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
  return begins_name(c) || is_digit(c);
}

void append_utf8(std::string& out, unsigned long c) {
  const auto follower = [](unsigned long bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xC0 | c >> 6), follower(c)};
  } else if (c < 0x10000) {
    out += {static_cast<char>(0xE0 | c >> 12), follower(c >> 6), follower(c)};
  } else {
    out += {static_cast<char>(0xF0 | (c >> 18 & 7)), follower(c >> 12), follower(c >> 6), follower(c)};
  }
}

/// The number that the digits at `at` stand for: at most `most` of them, to `base`. Moves `at` behind them.
unsigned long take_number(std::string_view text, std::size_t& at, std::size_t most, int base) {
  const auto end = std::min(text.size(), at + most);
  auto stop = at;
  while (stop < end && (base == 8 ? text[stop] >= '0' && text[stop] <= '7'
                                  : std::isxdigit(static_cast<unsigned char>(text[stop])) != 0)) {
    ++stop;
  }
  const auto digits = std::string(text.substr(at, stop - at));
  at = stop;
  return digits.empty() ? 0 : std::stoul(digits, nullptr, base);
}

/// Reads the escape whose backslash stands before `at`.
void append_escape(std::string& out, std::string_view body, std::size_t& at) {
  static constexpr std::pair<char, char> simple[] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'},  {'a', '\a'},  {'b', '\b'},
                                                     {'f', '\f'}, {'v', '\v'}, {'\\', '\\'}, {'\'', '\''}, {'"', '"'}};
  const char c = body[at];
  if (c == '\n') {
    ++at;
    return;
  }
  for (const auto& [letter, meant] : simple) {
    if (c != letter) continue;
    out += meant;
    ++at;
    return;
  }
  if (c >= '0' && c <= '7') return append_utf8(out, take_number(body, at, 3, 8));
  if (c != 'x' && c != 'u' && c != 'U') {
    out += '\\';
    return;
  }
  ++at;
  append_utf8(out, take_number(body, at, c == 'x' ? 2 : c == 'u' ? 4 : 8, 16));
}

std::string unescape(std::string_view body) {
  std::string out;
  for (std::size_t at = 0; at < body.size();) {
    if (body[at] == '\\' && at + 1 < body.size()) {
      append_escape(out, body, ++at);
    } else {
      out += body[at++];
    }
  }
  return out;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Tokens run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size() && !result_.fault) step();
    if (!result_.fault && !brackets_.empty()) {
      result_.fault = {.span = {brackets_.back(), brackets_.back() + 1}, .what = "this bracket is never closed"};
    }
    end_line();
    return std::move(result_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (is_space(c)) return void(++at_);
    if (is_line_end(c)) return ++at_, end_line();
    if (c == '#') return skip_comment();
    if (c == '\\' && at_ + 1 < text_.size() && is_line_end(text_[at_ + 1])) return skip_join();
    if (at_line_begin_) begin_line();
    if (const auto quote = string_begin(); quote != std::string_view::npos) return take_string(quote);
    if (begins_name(c)) return take_while(Token::Kind::name, continues_name);
    if (is_digit(c)) return take_while(Token::Kind::number, [](char d) { return continues_name(d) || d == '.'; });
    if (c == ';' && brackets_.empty()) return ++at_, add_line_end();
    take_sign();
  }

  void skip_comment() {
    while (at_ < text_.size() && !is_line_end(text_[at_])) ++at_;
  }

  void skip_join() { at_ += text_.compare(at_, 3, "\\\r\n") == 0 ? 3 : 2; }

  void add(Token::Kind kind, std::size_t end, std::string value) {
    result_.tokens.push_back({.kind = kind, .span = {at_, end}, .value = std::move(value)});
    at_ = end;
  }

  void add_line_end() {
    if (!result_.tokens.empty() && result_.tokens.back().kind != Token::Kind::line_end) {
      result_.tokens.push_back({.kind = Token::Kind::line_end, .span = {at_, at_}, .value = ""});
    }
  }

  void end_line() {
    if (!brackets_.empty()) return;
    if (!at_line_begin_) add_line_end();
    at_line_begin_ = true;
  }

  /// Compares the indentation with the lines before: this is what makes a block.
  void begin_line() {
    at_line_begin_ = false;
    auto begin = at_;
    while (begin > 0 && is_space(text_[begin - 1])) --begin;
    std::size_t column = 0;
    for (auto i = begin; i < at_; ++i) column = text_[i] == '\t' ? (column / 8 + 1) * 8 : column + 1;
    if (column > indents_.back()) {
      indents_.push_back(column);
      add(Token::Kind::indent, at_, "");
    }
    while (column < indents_.back()) {
      indents_.pop_back();
      add(Token::Kind::dedent, at_, "");
    }
  }

  template <class Predicate>
  void take_while(Token::Kind kind, Predicate belongs) {
    auto end = at_;
    while (end < text_.size() && belongs(text_[end])) ++end;
    add(kind, end, std::string(text_.substr(at_, end - at_)));
  }

  /// Where the quote of a string stands that begins here, prefix and all; else npos.
  [[nodiscard]] std::size_t string_begin() const {
    auto quote = at_;
    while (quote < text_.size() && quote < at_ + 3 &&
           std::string_view("rRbBuUfFtT").find(text_[quote]) != std::string_view::npos)
      ++quote;
    return quote < text_.size() && (text_[quote] == '"' || text_[quote] == '\'') ? quote : std::string_view::npos;
  }

  void take_string(std::size_t quote) {
    const auto prefix = text_.substr(at_, quote - at_);
    const bool triple =
        quote + 2 < text_.size() && text_[quote + 1] == text_[quote] && text_[quote + 2] == text_[quote];
    const auto mark = text_.substr(quote, triple ? 3 : 1);
    const auto body = quote + mark.size();
    auto end = body;
    while (end < text_.size() && text_.substr(end, mark.size()) != mark && (triple || !is_line_end(text_[end]))) {
      end += text_[end] == '\\' ? 2 : 1;
    }
    if (end >= text_.size() || text_.substr(end, mark.size()) != mark) {
      result_.fault = {.span = {at_, body}, .what = "this string never ends"};
      return;
    }
    const bool plain = prefix.find_first_of("bBfFtT") == std::string_view::npos;
    const bool raw = prefix.find_first_of("rR") != std::string_view::npos;
    const auto written = text_.substr(body, end - body);
    const auto whole = text_.substr(at_, end + mark.size() - at_);
    add(plain ? Token::Kind::text : Token::Kind::formatted_text, end + mark.size(),
        !plain ? std::string(whole)
        : raw  ? std::string(written)
               : unescape(written));
  }

  void take_sign() {
    const char c = text_[at_];
    if (c == '(' || c == '[' || c == '{') brackets_.push_back(at_);
    if ((c == ')' || c == ']' || c == '}') && !brackets_.empty()) brackets_.pop_back();
    const bool with_equals = std::string_view("=!<>+-*/%&|^@:~").find(c) != std::string_view::npos &&
                             at_ + 1 < text_.size() && text_[at_ + 1] == '=';
    const auto length = std::size_t{with_equals ? 2U : 1U};
    add(Token::Kind::sign, at_ + length, std::string(text_.substr(at_, length)));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool at_line_begin_ = true;
  std::vector<std::size_t> brackets_;
  std::vector<std::size_t> indents_{0};
  Tokens result_;
};

}  // namespace

Tokens tokenize(std::string_view text) {
  return Lexer(text).run();
}

}  // namespace migrate::sources::python
