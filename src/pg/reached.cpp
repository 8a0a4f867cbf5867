#include "pg/reached.hpp"

#include <arpa/inet.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <optional>

namespace migrate::pg {

namespace {

using Address = std::array<unsigned char, 16>;
constexpr Address loopback_v6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

/// IPv4 as IPv6 writes it, ::ffff:a.b.c.d. Nothing: a name.
std::optional<Address> address_of(std::string_view text) {
  const std::string plain(text.substr(0, text.find('%')));  // without the zone of fe80::1%eth0
  Address address{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (::inet_pton(AF_INET, plain.c_str(), address.data() + 12) == 1) return address;
  if (::inet_pton(AF_INET6, plain.c_str(), address.data()) == 1) return address;
  return std::nullopt;
}

bool is_loopback(const Address& address) {
  const bool v4 = std::all_of(address.begin(), address.begin() + 10, [](auto byte) { return byte == 0; }) &&
                  address[10] == 0xff && address[11] == 0xff;
  return v4 ? address[12] == 127 : address == loopback_v6;
}

bool is_socket(std::string_view host) {
  return host.starts_with('/') || host.starts_with('@');
}

bool leads_to(const endpoint::Host& host, const Reached& reached) {
  if (reached.port != host.port) return false;
  // Without any host libpq takes the socket folder that it was built with.
  if (host.host.empty() && host.hostaddr.empty())
    return reached.address.empty() ? is_socket(reached.host) : reached.host == "localhost";
  if (reached.host != (host.host.empty() ? host.hostaddr : host.host)) return false;
  if (host.hostaddr.empty() && is_socket(host.host)) return reached.address.empty();
  const auto wanted = address_of(host.hostaddr.empty() ? host.host : host.hostaddr);
  return !wanted || address_of(reached.address) == wanted;
}

}  // namespace

bool is_local(const endpoint::Host& host) {
  const auto& name = host.hostaddr.empty() ? host.host : host.hostaddr;
  if (name.empty() || is_socket(name) || name == "localhost") return true;
  const auto address = address_of(name);
  return address && is_loopback(*address);
}

bool is_among(const Reached& reached, const std::vector<endpoint::Host>& hosts) {
  return std::any_of(hosts.begin(), hosts.end(), [&](const auto& host) { return leads_to(host, reached); });
}

namespace {

std::mutex hiding;
std::size_t hidden_by = 0;
std::vector<std::pair<std::string, std::string>> taken;

}  // namespace

WithoutEnvironment::WithoutEnvironment() {
  const std::scoped_lock alone(hiding);
  if (hidden_by++ > 0) return;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view text = *one;
    const auto equals = text.find('=');
    if (text.starts_with("PG") && equals != std::string_view::npos)
      taken.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  for (const auto& [name, value] : taken) ::unsetenv(name.c_str());
}

WithoutEnvironment::~WithoutEnvironment() {
  const std::scoped_lock alone(hiding);
  if (--hidden_by > 0) return;
  for (const auto& [name, value] : taken) ::setenv(name.c_str(), value.c_str(), 1);
  taken.clear();
}

}  // namespace migrate::pg
