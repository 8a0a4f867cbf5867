#include "pg/inspection.hpp"

#include <unistd.h>
#include <cstdlib>

namespace migrate::pg {

namespace {

using Certificate = doctor::Tls::Certificate;

std::string attribute(PGconn* link, const char* name) {
  const auto* value = PQsslAttribute(link, name);
  return value == nullptr ? std::string() : std::string(value);
}

/// The sslmode that libpq went by.
std::string mode_of(PGconn* link) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> all(PQconninfo(link), PQconninfoFree);
  for (const auto* one = all.get(); one != nullptr && one->keyword != nullptr; ++one) {
    if (std::string_view(one->keyword) == "sslmode" && one->val != nullptr) return one->val;
  }
  return {};
}

/// What libpq would check a certificate with.
bool has_root(const endpoint::Resolved& resolved) {
  const auto given = resolved.rest.find("sslrootcert");
  if (given != resolved.rest.end()) return true;
  const char* home = std::getenv("HOME");
  return home != nullptr && ::access((std::string(home) + "/.postgresql/root.crt").c_str(), R_OK) == 0;
}

}  // namespace

doctor::Tls tls_of(const Wire& wire, const Options& options) {
  auto* link = wire.link.get();
  if (PQsslInUse(link) == 0) return {};
  doctor::Tls tls{.version = attribute(link, "protocol"), .cipher = attribute(link, "cipher")};
  if (mode_of(link) == "verify-full") {
    tls.certificate = Certificate::checked;
    return tls;
  }
  if (!has_root(wire.to.resolved)) return tls;
  // With the password that was right a moment ago.
  auto strict = wire.to;
  strict.resolved.sslmode = "verify-full";
  const auto second = dial(strict, options);
  tls.certificate = second ? Certificate::checked : Certificate::wrong;
  if (!second) tls.said = second.error().notes.empty() ? second.error().message : second.error().notes.front();
  return tls;
}

}  // namespace migrate::pg
