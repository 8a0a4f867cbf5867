#pragma once

#include <migrate/diagnostic.hpp>
#include <tl/expected.hpp>
#include <utility>

namespace migrate {

/// A value, or the one reason why it is not possible to go on.
template <class T>
using Result = tl::expected<T, Diagnostic>;

inline tl::unexpected<Diagnostic> fail(Diagnostic diagnostic) { return tl::unexpected<Diagnostic>(std::move(diagnostic)); }

template <class T>
tl::unexpected<Diagnostic> fail(const Result<T>& failed) {
  return tl::unexpected<Diagnostic>(failed.error());
}

}  // namespace migrate
