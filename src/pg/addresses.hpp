#pragma once

#include <migrate/doctor.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace migrate::pg {

/// The addresses of a host, in the order in which libpq would try them, each with what a socket met there. Nothing is
/// sent.
struct Addresses {
  std::vector<doctor::Address> all;
  std::string said;  ///< why the name has none
};
Addresses reach(const endpoint::Host& host, std::chrono::steady_clock::time_point until);

}  // namespace migrate::pg
