#include "pg/keywords.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace migrate::pg {

namespace {

std::string ascii(std::string_view text) {
  std::string clean(text);
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return c < '!' || c > '~'; }, '_');
  return clean;
}

std::string application_name(const Author& author) {
  return fmt::format("migrate/{} run={} host={} user={}", MIGRATE_VERSION, ascii(author.run), ascii(author.host),
                     ascii(author.user))
      .substr(0, 63);
}

}  // namespace

bool below_require(std::string_view sslmode) {
  return sslmode.empty() || sslmode == "disable" || sslmode == "allow" || sslmode == "prefer";
}

Keywords keywords(const endpoint::Resolved& resolved, const Options& options, const std::string& sslmode) {
  std::string hosts;
  std::string addresses;
  std::string ports;
  bool has_address = false;
  for (const auto& host : resolved.hosts) {
    const auto comma = &host == &resolved.hosts.front() ? "" : ",";
    hosts += comma + host.host;
    addresses += comma + host.hostaddr;
    ports += comma + host.port;
    has_address = has_address || !host.hostaddr.empty();
  }
  Keywords all;
  for (const auto& [name, value] : resolved.rest) all.emplace_back(name, value);
  all.insert(all.end(), {{"host", hosts},
                         {"port", ports},
                         {"user", resolved.user},
                         {"dbname", resolved.database},
                         {"password", resolved.password.reveal()},
                         {"sslmode", sslmode},
                         {"gssencmode", "disable"},
                         {"client_encoding", "UTF8"},
                         {"application_name", application_name(options.author)},
                         {"target_session_attrs", resolved.hosts.size() > 1 ? "read-write" : "any"},
                         {"keepalives", "1"},
                         {"keepalives_idle", "10"},
                         {"keepalives_interval", "5"},
                         {"keepalives_count", "3"},
                         {"tcp_user_timeout", "25000"}});
  if (has_address) all.emplace_back("hostaddr", addresses);
  return all;
}

}  // namespace migrate::pg
