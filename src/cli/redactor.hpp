#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate::cli {

/// Puts `***` where a password would be printed: as it is, percent-encoded and decoded, escaped for JSON, and its
/// pieces.
class Redactor {
 public:
  void add(std::string_view password);
  /// The password of a URL or of `key=value` words, where the text is one.
  void add_from_connection_string(std::string_view text);
  [[nodiscard]] std::string clean(std::string line) const;

 private:
  struct Pattern {
    std::string text;
    std::string replacement;
    bool whole_word;
  };
  void add_pattern(std::string text);
  void add_in_context(std::string_view password);
  std::vector<Pattern> patterns_;  // the longest first: a piece must not break what it is a piece of
};

}  // namespace migrate::cli
