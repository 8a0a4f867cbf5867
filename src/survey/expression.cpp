#include "survey/expression.hpp"

#include "endpoint/anatomy.hpp"
#include "endpoint/parameters.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr int deepest = 8;
/// Names that stand for each other many times would be read without end.
constexpr int most_tokens = 10000;

/// Names that conditions ask for, not connections.
bool tells_the_mode(std::string_view name) {
  return endpoint::matches(
      "NODE_ENV|APP_ENV|ENV|ENVIRONMENT|CI|STAGE|VERCEL_ENV|PYTHON_ENV|DEBUG|TESTING|TYPE_CHECKING", name);
}

class ExpressionReader {
 public:
  ExpressionReader(const Tokens& tokens, std::string_view text, Wanted wanted)
      : tokens_(tokens), text_(text), wanted_(wanted) {}

  void read(Range range, int depth) {
    for (auto i = range.first; i < range.second && i < tokens_.size(); ++i) {
      if (left_-- <= 0) return;
      const auto& token = tokens_[i];
      if (token.kind == Token::Kind::sign) {
        if (token.value == "?" || token.value == "&&" || token.value == "==") result.certain = false;
      } else if (token.kind == Token::Kind::name) {
        read_name(i, depth);
      } else {
        read_literal(i);
      }
    }
  }

  Expression result;

 private:
  [[nodiscard]] bool is(std::size_t i, std::string_view value) const {
    return i < tokens_.size() && tokens_[i].value == value && tokens_[i].kind != Token::Kind::text;
  }

  void add(std::string text) {
    Secret one(std::move(text));
    if (std::find(result.given.begin(), result.given.end(), one) == result.given.end())
      result.given.push_back(std::move(one));
  }

  void read_literal(std::size_t i) {
    const auto& token = tokens_[i];
    const bool after_open = i > 0 && (is(i - 1, "(") || is(i - 1, "["));
    if (token.value.find("6543") != npos || token.value.find("pooler") != npos) {
      // `.replace(":6543", ":5432")`
      if (after_open && i > 1 && endpoint::matches("replace|replaceAll|sub", tokens_[i - 2].value))
        result.changed = true;
    }
    const bool variable = token.value.starts_with("${") && token.value.find('}') == token.value.size() - 1;
    if (token.kind == Token::Kind::text && (is_connection(token.value) || variable)) return add(token.value);
    if (token.kind == Token::Kind::text && after_open && is_variable_name(token.value)) {
      if (!tells_the_mode(token.value)) add("${" + token.value + "}");
      return;
    }
    if (wanted_ == Wanted::scalar && !(i > 0 && is(i - 1, "["))) add(token.value);
  }

  void read_name(std::size_t i, int depth) {
    const auto& name = tokens_[i].value;
    if (name == "if") result.certain = false;
    const bool member = i > 0 && (is(i - 1, ".") || is(i - 1, "?."));
    if (is_variable_name(name) && member) {
      if (!tells_the_mode(name)) add("${" + name + "}");
      return;
    }
    if (member || depth == deepest) return;
    const bool call = is(i + 1, "(");
    const auto value = call ? returned_by(name) : assigned_to(name, i);
    if (value.first < value.second) return read(value, depth + 1);
    if (is_variable_name(name) && !tells_the_mode(name)) {
      result.certain = false;
      add("${" + name + "}");
    }
  }

  /// The value of `NAME = …` or `NAME: type = …`, of the last one.
  [[nodiscard]] Range assigned_to(std::string_view name, std::size_t not_at) const {
    for (auto i = tokens_.size(); i-- > 0;) {
      if (i == not_at || tokens_[i].kind != Token::Kind::name || tokens_[i].value != name) continue;
      if (i > 0 && (is(i - 1, ".") || is(i - 1, ",") || is(i - 1, "("))) continue;
      auto equals = i + 1;
      if (is(equals, ":")) {
        while (equals < tokens_.size() && equals < i + 8 && !is(equals, "=") && !is(equals, ";")) ++equals;
      }
      if (is(equals, "=")) return {equals + 1, end_of_value(tokens_, equals + 1, text_)};
    }
    return {};
  }

  /// What the function of that name returns first.
  [[nodiscard]] Range returned_by(std::string_view name) const {
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
      if (!is(i, "def") && !is(i, "function")) continue;
      if (tokens_[i + 1].value != name) continue;
      for (auto at = i + 2; at < tokens_.size() && !is(at, "def") && !is(at, "function"); ++at) {
        if (is(at, "return")) return {at + 1, end_of_value(tokens_, at + 1, text_)};
      }
    }
    return {};
  }

  const Tokens& tokens_;
  std::string_view text_;
  Wanted wanted_;
  int left_ = most_tokens;
};

/// Alternatives of one part as one text: `${PORT:-5432}`.
std::string joined(const Expression& part) {
  if (part.given.empty()) return {};
  const auto& first = part.given.front().reveal();
  const bool variable = first.starts_with("${") && first.ends_with('}');
  if (!variable || part.given.size() == 1) return first;
  return fmt::format("{}:-{}}}", first.substr(0, first.size() - 1), part.given[1].reveal());
}

}  // namespace

bool is_connection(std::string_view text) {
  const auto trimmed = endpoint::trim(text);
  const auto slashes = trimmed.find("://");
  if (slashes == npos) return trimmed.starts_with("host=") || trimmed.find(" host=") != npos;
  return endpoint::matches("postgres|postgresql|postgres+*|postgresql+*|jdbc:postgresql|prisma+postgres|postgis",
                           trimmed.substr(0, slashes));
}

Expression read_expression(const Tokens& tokens, Range range, std::string_view text, Wanted wanted) {
  ExpressionReader reader(tokens, text, wanted);
  reader.read(range, 0);
  return std::move(reader.result);
}

Expression of_parts(const Tokens& tokens, Range object, std::string_view text) {
  const auto part = [&](std::string_view key) {
    return read_expression(tokens, property_of(tokens, object, key), text, Wanted::scalar);
  };
  const auto host = part("host");
  const auto port = part("port");
  if (host.given.empty()) return {};
  const auto with_port = port.given.empty() ? std::string() : " port=" + joined(port);
  return {.given = {Secret(fmt::format("host={}{}", joined(host), with_port))},
          .certain = host.certain && port.certain,
          .changed = false};
}

std::vector<std::string> env_files_in(const Tokens& tokens) {
  std::vector<std::string> names;
  for (const auto& token : tokens) {
    const auto slash = token.value.rfind('/');
    const auto name = std::string_view(token.value).substr(slash == npos ? 0 : slash + 1);
    const bool is_file = token.kind == Token::Kind::text && (name == ".env" || name.starts_with(".env."));
    if (is_file) names.emplace_back(name);
  }
  return names;
}

}  // namespace migrate::survey
