#include <migrate/doctor.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::doctor {

namespace {

std::string_view name_of(Address::Family family) {
  return family == Address::Family::v6 ? "IPv6" : "IPv4";
}

std::vector<Finding> look(const Connection& connection, const Facts&) {
  const auto& seen = connection.seen;
  std::vector<Finding> found;
  if (seen.connected() && seen.reached.empty()) found.push_back({.text = "socket"});
  for (const auto& address : seen.addresses) {
    if (seen.connected() && address.text == seen.reached) {
      found.push_back({.text = std::string(name_of(address.family))});
    }
    // Why none of them answers is said already; that nothing listens on one of this machine's two costs nothing.
    if (address.said.empty() || seen.local || !seen.connected()) continue;
    found.push_back({.state = State::warn,
                     .place = Finding::Place::detail,
                     .text = fmt::format("{} address {}: {}", name_of(address.family), address.text, address.said)});
  }
  return found;
}

}  // namespace

extern const Check addresses_check;
const Check addresses_check{.name = "addresses",
                            .rank = 4,
                            .explain = "each address of the host, and whether anything answers there",
                            .of_connection = look};

}  // namespace migrate::doctor
