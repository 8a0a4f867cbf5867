// The only file that knows RE2.
#include "sources/tool_config.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace migrate::sources {

namespace {

/// The end of the string literal that begins at `begin`.
std::size_t end_of_literal(std::string_view code, std::size_t begin) {
  const char quote = code[begin];
  for (auto i = begin + 1; i < code.size(); ++i) {
    if (code[i] == '\\') {
      ++i;
    } else if (code[i] == quote) {
      return i + 1;
    } else if (code[i] == '\n' && quote != '`') {
      return i;
    }
  }
  return code.size();
}

std::size_t end_of_comment(std::string_view code, std::size_t begin) {
  const bool line = code[begin + 1] == '/';
  const auto end = line ? code.find('\n', begin) : code.find("*/", begin + 2);
  if (end == std::string_view::npos) return code.size();
  return line ? end : end + 2;
}

Span span_of(std::string_view code, std::string_view part) {
  const auto begin = static_cast<std::size_t>(part.data() - code.data());
  return {begin, begin + part.size()};
}

}  // namespace

std::string without_comments(std::string_view source) {
  std::string code(source);
  for (std::size_t i = 0; i < code.size();) {
    if (code[i] == '"' || code[i] == '\'' || code[i] == '`') {
      i = end_of_literal(code, i);
    } else if (code.compare(i, 2, "//") == 0 || code.compare(i, 2, "/*") == 0) {
      const auto end = end_of_comment(code, i);
      for (; i < end; ++i) {
        if (code[i] != '\n') code[i] = ' ';
      }
    } else {
      ++i;
    }
  }
  return code;
}

Property property(std::string_view code, std::string_view key) {
  // A key: `out`, 'out' or "out" where no other name or property access precedes.
  const re2::RE2 pattern("(?:^|[^\\w.$\"'])([\"']?" + re2::RE2::QuoteMeta(re2::StringPiece(key.data(), key.size())) +
                         "[\"']?)\\s*:\\s*(\"[^\"\\\\\\n]*\"|'[^'\\\\\\n]*'|`[^`\\\\$]*`)?\\s*([,}\\n]|as const|$)?");
  Property found;
  re2::StringPiece rest(code.data(), code.size());
  re2::StringPiece name;
  re2::StringPiece value;
  re2::StringPiece end;
  while (re2::RE2::FindAndConsume(&rest, pattern, &name, &value, &end)) {
    const std::string_view literal(value.data() == nullptr ? "" : value.data(), value.size());
    if (literal.empty() || end.data() == nullptr) {
      return {.kind = Property::Kind::expression, .text = {}, .span = span_of(code, {name.data(), name.size()})};
    }
    const auto text = literal.substr(1, literal.size() - 2);
    Property next{.kind = Property::Kind::literal, .text = std::string(text), .span = span_of(code, text)};
    if (found.kind == Property::Kind::literal && found.text != next.text) {
      next.kind = Property::Kind::expression;
      return next;
    }
    if (found.kind == Property::Kind::missing) found = std::move(next);
  }
  return found;
}

Property property_in(std::string_view code, std::string_view object, std::string_view key) {
  const re2::RE2 pattern("(?:^|[^\\w.$\"'])[\"']?" +
                         re2::RE2::QuoteMeta(re2::StringPiece(object.data(), object.size())) +
                         "[\"']?\\s*:\\s*(\\{[^{}]*\\})");
  re2::StringPiece body;
  if (!re2::RE2::PartialMatch(re2::StringPiece(code.data(), code.size()), pattern, &body)) return {};
  auto found = property({body.data(), body.size()}, key);
  const auto begin = static_cast<std::size_t>(body.data() - code.data());
  found.span = {found.span.begin + begin, found.span.end + begin};
  return found;
}

}  // namespace migrate::sources
