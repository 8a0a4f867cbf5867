#pragma once

#include "endpoint/anatomy.hpp"

#include <migrate/endpoint.hpp>

#include <optional>

namespace migrate::endpoint {

/// Where the text of a connection string gives what libpq dials; nothing where it came from elsewhere (`$PGPORT`, a
/// service file, a default).
struct Located {
  std::optional<Span> host;
  std::optional<Span> port;
  std::optional<Span> user;
};
/// `index` counts the hosts. Spans are bytes of the trimmed text.
Located locate(const Anatomy& anatomy, std::string_view trimmed, const Resolved& resolved, std::size_t index);

}  // namespace migrate::endpoint
