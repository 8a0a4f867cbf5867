#include "config/reader.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::config {

using markup::Node;

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string_view kind_name(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::boolean:
      return "true or false";
    case Node::Kind::number:
      return "a number";
    case Node::Kind::text:
      return node.text.empty() ? "an empty text" : "a text";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
  }
  return "";
}

Span Reader::visible(Span span) const {
  const auto size = source_->text.size();
  if (span.begin < span.end) return span;
  return span.begin < size ? Span{span.begin, span.begin + 1} : Span{size - std::min<std::size_t>(size, 1), size};
}

Diagnostic& Reader::error(std::string code, std::string message, Span span, std::string label) {
  found_.push_back({.code = std::move(code),
                    .message = std::move(message),
                    .labels = {{.source = source_, .span = visible(span), .text = std::move(label)}}});
  return found_.back();
}

std::optional<Text> Reader::text(const Node& node, std::string_view what) {
  const bool scalar = node.kind == Node::Kind::text || node.kind == Node::Kind::number;
  if (scalar && !node.text.empty()) return Text{.value = node.text, .span = node.span};
  error("M0005", fmt::format("{} takes a text", what), node.span, fmt::format("this is {}", kind_name(node)));
  return std::nullopt;
}

bool Reader::map(const Node& node, std::string_view what, std::string_view holds) {
  if (node.kind == Node::Kind::map) return true;
  error("M0005", fmt::format("{} takes a map of {}", what, holds), node.span,
        fmt::format("this is {}", kind_name(node)));
  return false;
}

void Reader::unknown_keys(const Node& node, std::span<const std::string_view> known, std::string_view where) {
  for (const auto& member : node.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    auto& found = error("M0004", fmt::format("`{}` is no key of {}", text::printable(member.key), where),
                        member.key_span, "unknown key");
    if (const auto similar = text::similar(member.key, known); !similar.empty()) {
      found.helps.push_back(fmt::format("a similar one: `{}`", similar));
    } else {
      found.helps.push_back(fmt::format("the keys are `{}`", fmt::join(known, "`, `")));
    }
  }
}

}  // namespace migrate::config
