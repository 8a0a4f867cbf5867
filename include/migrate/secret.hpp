#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace migrate {

/// A text that is never printed: it has no formatter and no stream operator, so showing one does not compile.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  /// The text itself, for the one place that hands it to a library. Never for a message.
  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string text_;
};

}  // namespace migrate
