#pragma once

#include "config/entry.hpp"

#include <migrate/markup.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::config {

/// Takes nodes apart and notes what is wrong with them, each at its place.
class Reader {
 public:
  Reader(SourceRef source, std::vector<Diagnostic>& found) : source_(std::move(source)), found_(found) {}

  Diagnostic& error(std::string code, std::string message, Span span, std::string label);
  [[nodiscard]] Label label(Span span, std::string text) const {
    return {.source = source_, .span = span, .text = std::move(text)};
  }

  /// A text that is not empty, or nothing and an error. `what`: "`path` of `server`"
  std::optional<Text> text(const markup::Node& node, std::string_view what);
  /// True for a map, else an error that says what belongs there.
  bool map(const markup::Node& node, std::string_view what, std::string_view holds);
  /// Every key of `node` that is not one of `known`; `where`: "a service"
  void unknown_keys(const markup::Node& node, std::span<const std::string_view> known, std::string_view where);
  /// A place is never empty, so that a frame shows something.
  [[nodiscard]] Span visible(Span span) const;

 private:
  SourceRef source_;
  std::vector<Diagnostic>& found_;
};

/// ASCII letters in lower case: names of tools, languages and databases are read in any case.
std::string lower(std::string text);

/// "a list", "a map", …: what stands there instead.
std::string_view kind_name(const markup::Node& node);

}  // namespace migrate::config
