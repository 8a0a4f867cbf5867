#pragma once

#include <migrate/diagnostic.hpp>

#include <string>
#include <string_view>
#include <vector>

/// Files as they may be shown.
namespace migrate::survey {

/// The text with a `*` for each byte of a password, in URLs, pairs and assignments: all places stay where they are.
std::string without_secrets(std::string_view text);

/// The same files again, once for all labels: `labels` point into masked copies afterwards.
class Masks {
 public:
  /// `secrets`: places that hold one though nothing near them says so.
  explicit Masks(std::vector<Label> secrets) : secrets_(std::move(secrets)) {}

  void cover(Diagnostic& diagnostic);

 private:
  std::vector<Label> secrets_;
  std::vector<std::pair<SourceRef, SourceRef>> known_;
};

}  // namespace migrate::survey
