#pragma once

#include <migrate/diagnostic.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace migrate::endpoint {

/// A connection string that may be shown, and where its characters went.
struct Masked {
  std::string text;
  std::vector<Span> secrets;  ///< bytes of the trimmed text; ascending, apart from each other

  /// Where bytes of the trimmed text stand in `text`; a place inside of a secret becomes all of its `***`.
  [[nodiscard]] Span shown(Span raw) const;
};
Masked mask(std::string_view trimmed);

/// Where a placeholder for the password, as dashboards print it, stands; empty where there is none.
Span find_placeholder(std::string_view text);

}  // namespace migrate::endpoint
