#pragma once

#include <migrate/secret.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace migrate::pg {

/// Takes secrets out of texts that libpq or the server made.
class Redactor {
 public:
  Redactor() = default;
  explicit Redactor(const std::vector<Secret>& secrets);
  [[nodiscard]] std::string operator()(std::string_view text) const;

 private:
  std::vector<std::string> forms_;  ///< raw, percent-encoded, the longest first
};

/// For what libpq says of a string it cannot read: a quoted part may be a piece of the password, unless it stands in
/// `shown`, the masked string.
std::string without_quoted(std::string_view text, std::string_view shown);

}  // namespace migrate::pg
