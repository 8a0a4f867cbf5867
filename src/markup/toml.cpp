// The only file that knows toml++. Header-only: a program that reads one TOML file in a hundred need not load its
// library.
#undef TOML_SHARED_LIB
#undef TOML_HEADER_ONLY
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include "markup/builder.hpp"
#include "markup/faults.hpp"

#include <toml++/toml.h>
#include <migrate/markup.hpp>

#include <algorithm>

namespace migrate::markup {

namespace {

/// Bytes of the body by line and column (both from 1, columns in characters).
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\n') lines_.push_back(at + 1);
    }
  }
  [[nodiscard]] std::size_t byte(toml::source_position place) const {
    if (place.line == 0 || place.line > lines_.size()) return text_.size();
    auto at = lines_[place.line - 1];
    for (auto left = place.column; left > 1 && at < text_.size(); --left) {
      do {
        ++at;
      } while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80);
    }
    return at;
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> lines_{0};
};

/// Where more than `depth_limit` keys are joined by dots: toml++ would make, and free, as many tables one in another.
std::optional<std::size_t> deep_key(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      dots = 0;
    } else if (c == '"' || c == '\'') {
      const std::string_view quote =
          text.substr(at).starts_with(std::string(3, c)) ? text.substr(at, 3) : text.substr(at, 1);
      at += quote.size();
      while (at < text.size() && !text.substr(at).starts_with(quote)) at += c == '"' && text[at] == '\\' ? 2 : 1;
      at += quote.size() - 1;
    } else if (c == '.') {
      if (++dots > depth_limit) return at;
    } else if (std::string_view(",=[]{}\n").find(c) != std::string_view::npos) {
      dots = 0;
    }
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(const SourceRef& source, Body body, std::vector<Diagnostic>& found)
      : builder(source, found), places_(body.text), body_(body) {}

  [[nodiscard]] Span span_of(const toml::source_region& region) const {
    const auto begin = places_.byte(region.begin);
    return {begin + body_.offset, std::max(begin, places_.byte(region.end)) + body_.offset};
  }

  bool read(const toml::node& node) {
    const auto span = span_of(node.source());
    if (const auto* table = node.as_table()) return read_table(*table, span);
    if (const auto* array = node.as_array()) return read_array(*array, span);
    if (const auto* text = node.as_string()) {
      const auto quotes = span.end - span.begin >= 2 ? std::size_t{1} : std::size_t{0};
      builder.scalar({.kind = Node::Kind::text,
                      .text = text->get(),
                      .quoted = true,
                      .span = {span.begin + quotes, span.end - quotes}});
      return true;
    }
    const auto kind = node.is_boolean()  ? Node::Kind::boolean
                      : node.is_number() ? Node::Kind::number
                                         : Node::Kind::text;
    builder.scalar({.kind = kind,
                    .text = std::string(body_.text.substr(span.begin - body_.offset, span.end - span.begin)),
                    .span = span});
    return true;
  }

  Builder builder;

 private:
  bool read_table(const toml::table& table, Span span) {
    if (!builder.open(Node::Kind::map, span.begin)) return false;
    std::vector<std::pair<const toml::key*, const toml::node*>> members;
    for (const auto& [key, value] : table) members.emplace_back(&key, &value);
    std::stable_sort(members.begin(), members.end(), [&](const auto& a, const auto& b) {
      return span_of(a.first->source()).begin < span_of(b.first->source()).begin;
    });
    for (const auto& [key, value] : members) {
      builder.key(std::string(key->str()), span_of(key->source()));
      if (!read(*value)) return false;
    }
    builder.close(span.end);
    return true;
  }
  bool read_array(const toml::array& array, Span span) {
    if (!builder.open(Node::Kind::list, span.begin)) return false;
    for (const auto& item : array) {
      if (!read(item)) return false;
    }
    builder.close(span.end);
    return true;
  }

  Places places_;
  Body body_;
};

}  // namespace

Parsed parse_toml(const SourceRef& source) {
  Parsed parsed;
  if (auto fault = unreadable(source, "TOML")) {
    parsed.diagnostics.push_back(std::move(*fault));
    return parsed;
  }
  const auto body = body_of(*source);
  if (const auto deep = deep_key(body.text)) {
    parsed.diagnostics.push_back(too_deep(source, {*deep + body.offset, *deep + body.offset + 1}));
    return parsed;
  }
  Reader reader(source, body, parsed.diagnostics);
  const auto result = toml::parse(body.text);
  if (!result) {
    const auto& error = result.error();
    auto span = reader.span_of(error.source());
    if (span.begin == span.end) span.end = std::min(span.end + 1, source->text.size());
    parsed.diagnostics.push_back(syntax_error(source, "TOML", span, std::string(error.description())));
    return parsed;
  }
  if (reader.read(result.table())) parsed.root = reader.builder.take();
  return parsed;
}

}  // namespace migrate::markup
