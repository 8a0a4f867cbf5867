#pragma once

#include <migrate/collect.hpp>

#include <optional>

namespace migrate::collect {

/// Gives out the numbers of one lane: append-only, range by range. Gaps stay gaps, as a number is never used twice.
class Numbers {
 public:
  Numbers(const Service& service, const std::vector<int>& used);
  /// Nothing = full.
  std::optional<int> next();
  [[nodiscard]] std::size_t total() const;
  [[nodiscard]] std::size_t left() const;

 private:
  std::vector<NumberRange> ranges_;
  std::size_t range_ = 0;  ///< the one that `next_` lies in
  int next_ = 0;
};

Diagnostic full(const Workspace& workspace, const Service& service);
/// From 80 % on.
std::optional<Diagnostic> nearly_full(const Workspace& workspace, const Service& service, const Numbers& numbers);

}  // namespace migrate::collect
