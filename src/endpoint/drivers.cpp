#include "endpoint/drivers.hpp"

#include "endpoint/web.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::endpoint {

namespace {

std::string_view without_brackets(std::string_view host) {
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return brackets ? host.substr(1, host.size() - 2) : host;
}

bool same_host(std::string_view one, std::string_view other) {
  one = without_brackets(one);
  other = without_brackets(other);
  const auto address = host_in_brackets(one);
  if (address) return address == host_in_brackets(other);
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// libpq reads a port as a number: `05432` is 5432.
bool same_port(std::string_view one, std::string_view other) {
  one.remove_prefix(std::min(one.find_first_not_of('0'), one.size()));
  other.remove_prefix(std::min(other.find_first_not_of('0'), other.size()));
  return one == other;
}

}  // namespace

Truth truth_of(const Anatomy& anatomy, const Resolved& resolved) {
  Truth truth;
  for (const auto& host : resolved.hosts)
    truth.places.emplace_back(host.hostaddr.empty() ? host.host : host.hostaddr, host.port);
  const bool in_authority = !anatomy.netlocs.empty() && anatomy.netlocs.front().port.has_value();
  truth.port_is_given = in_authority || find(anatomy, "port") != nullptr;
  const bool named = anatomy.database.begin < anatomy.database.end || find(anatomy, "dbname") != nullptr;
  if (named) truth.database = resolved.database;
  return truth;
}

Dialled dialled(const Driver& driver, const Heard& heard, const Truth& truth) {
  Dialled out;
  const bool same_default = driver.asks_environment && !truth.port_is_given && !truth.places.empty();
  const auto port = same_default ? truth.places.front().second : "5432";
  for (const auto& place : heard.places) {
    out.emplace_back(place.host.empty() ? "localhost" : place.host, place.port.empty() ? port : place.port);
  }
  return out;
}

bool agrees(const Driver& driver, const Heard& heard, const Truth& truth) {
  if (heard.refused) return false;
  const auto places = dialled(driver, heard, truth);
  const bool same = std::equal(
      places.begin(), places.end(), truth.places.begin(), truth.places.end(),
      [](const auto& a, const auto& b) { return same_host(a.first, b.first) && same_port(a.second, b.second); });
  return same && (heard.database.empty() || truth.database.empty() || heard.database == truth.database);
}

}  // namespace migrate::endpoint
