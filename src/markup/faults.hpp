#pragma once

#include <migrate/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>

/// What the three readers reject, in the same words.
namespace migrate::markup {

/// A BOM belongs to no library's text: `body` begins after it, at byte `offset` of the source.
struct Body {
  std::string_view text;
  std::size_t offset = 0;
};
Body body_of(const Source& source);

/// Bytes that no text format takes: not UTF-8, or control characters. The libraries disagree on them: yaml-cpp passes
/// bad UTF-8 through and holds 0x04 for the end, nlohmann holds NUL for it.
std::optional<Diagnostic> unreadable(const SourceRef& source, std::string_view format);

/// `format`: "JSON"; `seen`: what the library says.
Diagnostic syntax_error(const SourceRef& source, std::string_view format, Span span, std::string seen);
Diagnostic duplicate_key(const SourceRef& source, std::string_view key, Span first, Span second);
/// `what`: "an anchor"
Diagnostic not_supported(const SourceRef& source, std::string_view what, Span span);
Diagnostic too_deep(const SourceRef& source, Span span);

inline constexpr std::size_t depth_limit = 64;

}  // namespace migrate::markup
