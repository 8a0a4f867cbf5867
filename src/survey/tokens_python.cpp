#include "survey/tokens.hpp"

#include "sources/alembic_python.hpp"

namespace migrate::survey {

namespace {

using Kind = sources::python::Token::Kind;

/// An f-string's `{settings.X}` and `{os.environ['X']}` as `${X}`.
std::string templated(std::string_view written) {
  const auto open = written.find_first_of("'\"");
  if (open == std::string_view::npos) return {};
  const auto quotes = written.substr(open).starts_with("\"\"\"") || written.substr(open).starts_with("'''") ? 3U : 1U;
  const auto body = written.substr(open + quotes, written.size() - open - 2 * quotes);
  // Only braces differ from a template of JavaScript.
  std::string script = "`";
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body.substr(i).starts_with("{{") || body.substr(i).starts_with("}}")) {
      script += body[i++];
    } else if (body[i] == '{') {
      script += "${";
    } else {
      script += body[i];
    }
  }
  const auto tokens = tokens_of_script(script + '`');
  return tokens.empty() ? std::string() : tokens.front().value;
}

}  // namespace

Tokens tokens_of_python(std::string_view text) {
  Tokens tokens;
  for (auto& token : sources::python::tokenize(text).tokens) {
    switch (token.kind) {
      case Kind::name:
        tokens.push_back({.kind = Token::Kind::name, .span = token.span, .value = std::move(token.value)});
        break;
      case Kind::number:
        tokens.push_back({.kind = Token::Kind::number, .span = token.span, .value = std::move(token.value)});
        break;
      case Kind::text:
        tokens.push_back({.kind = Token::Kind::text, .span = token.span, .value = std::move(token.value)});
        break;
      case Kind::formatted_text:
        tokens.push_back({.kind = Token::Kind::text, .span = token.span, .value = templated(token.value)});
        break;
      case Kind::sign:
        tokens.push_back({.kind = Token::Kind::sign, .span = token.span, .value = std::move(token.value)});
        break;
      case Kind::line_end:
        tokens.push_back({.kind = Token::Kind::sign, .span = token.span, .value = ";"});
        break;
      case Kind::indent:
      case Kind::dedent:
        break;
    }
  }
  return tokens;
}

}  // namespace migrate::survey
