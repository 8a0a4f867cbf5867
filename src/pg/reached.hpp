#pragma once

#include <migrate/endpoint.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace migrate::pg {

/// A socket folder, `localhost`, or an address of the loopback network; never a name that only looks like one.
bool is_local(const endpoint::Host& host);

/// What a connection that stands says of itself.
struct Reached {
  std::string host;
  std::string address;  ///< empty: a socket
  std::string port;
};
/// Whether it is one of those that were to be dialled.
bool is_among(const Reached& reached, const std::vector<endpoint::Host>& hosts);

/// While one lives, libpq sees none of its PG* variables: it takes each value that is empty from them. Only the first
/// one and the last one change the environment.
class WithoutEnvironment {
 public:
  WithoutEnvironment();
  WithoutEnvironment(const WithoutEnvironment&) = delete;
  WithoutEnvironment& operator=(const WithoutEnvironment&) = delete;
  ~WithoutEnvironment();
};

}  // namespace migrate::pg
