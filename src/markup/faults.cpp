#include "markup/faults.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::markup {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

}  // namespace

Body body_of(const Source& source) {
  const std::string_view text = source.text;
  if (!text.starts_with(byte_order_mark)) return {.text = text};
  return {.text = text.substr(byte_order_mark.size()), .offset = byte_order_mark.size()};
}

std::optional<Diagnostic> unreadable(const SourceRef& source, std::string_view format) {
  const std::string_view text = source->text;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    auto found = syntax_error(source, format, {0, 2}, "this marks UTF-16");
    found.helps.emplace_back("save the file as UTF-8");
    return found;
  }
  if (const auto at = text::invalid_utf8(text)) return syntax_error(source, format, {*at, *at + 1}, "not UTF-8");
  const auto control = std::find_if(text.begin(), text.end(), is_control);
  if (control == text.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(control - text.begin());
  return syntax_error(source, format, {at, at + 1},
                      fmt::format("a control character: `{}`", text::printable(text.substr(at, 1))));
}

Diagnostic syntax_error(const SourceRef& source, std::string_view format, Span span, std::string seen) {
  return {.code = "M0001",
          .message = fmt::format("`{}` is not valid {}", text::printable(source->name), format),
          .labels = {{.source = source, .span = span, .text = std::move(seen)}}};
}

Diagnostic duplicate_key(const SourceRef& source, std::string_view key, Span first, Span second) {
  return {.code = "M0002",
          .message = fmt::format("the key `{}` is given twice", text::printable(key)),
          .labels = {{.source = source, .span = second, .text = "given again"},
                     {.source = source, .span = first, .text = "given here"}},
          .helps = {"keep one of them: readers disagree on which one counts"}};
}

Diagnostic not_supported(const SourceRef& source, std::string_view what, Span span) {
  return {.code = "M0003",
          .message = fmt::format("`{}` holds {}, which is not read", text::printable(source->name), what),
          .labels = {{.source = source, .span = span, .text = std::string(what)}},
          .helps = {"write the value out in full"}};
}

Diagnostic too_deep(const SourceRef& source, Span span) {
  return {.code = "M0003",
          .message = fmt::format("`{}` is nested deeper than {} levels", text::printable(source->name), depth_limit),
          .labels = {{.source = source, .span = span, .text = fmt::format("level {}", depth_limit + 1)}}};
}

}  // namespace migrate::markup
