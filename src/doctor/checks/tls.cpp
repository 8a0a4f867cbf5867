#include <migrate/doctor.hpp>

#include <fmt/core.h>

namespace migrate::doctor {

namespace {

using Certificate = Tls::Certificate;

/// "TLSv1.3" → "TLS 1.3"
std::string shown(const std::string& version) {
  return version.starts_with("TLSv") ? "TLS " + version.substr(4) : version;
}

std::vector<Finding> look(const Connection& connection, const Facts&) {
  const auto& seen = connection.seen;
  if (!seen.connected()) return {};
  if (seen.tls.version.empty() && seen.local) return {{.text = "not encrypted"}};
  if (seen.tls.version.empty())
    return {{.state = State::warn, .text = "not encrypted"},
            {.state = State::warn,
             .place = Finding::Place::detail,
             .text = "password and data can be read on the way: `sslmode=require`"}};
  const bool checked = seen.tls.certificate == Certificate::checked;
  std::vector<Finding> found{{.text = shown(seen.tls.version) + (checked ? ", verified" : ", not verified")}};
  if (seen.tls.certificate == Certificate::wrong) {
    found.front().text = shown(seen.tls.version);
    found.push_back({.state = State::warn,
                     .place = Finding::Place::detail,
                     .text = fmt::format("`sslmode=verify-full` would refuse this server: {}", seen.tls.said)});
    const auto help = advice::for_fault({.sqlstate = "", .message = seen.tls.said});
    if (!help.empty()) found.push_back({.place = Finding::Place::detail, .text = std::string(help)});
  }
  return found;
}

}  // namespace

extern const Check tls_check;
const Check tls_check{.name = "tls",
                      .rank = 3,
                      .explain =
                          "the version of TLS, and whether the server's certificate is the right one; the latter "
                          "needs a root certificate: `sslrootcert`, or ~/.postgresql/root.crt",
                      .of_connection = look};

}  // namespace migrate::doctor
