#include "pg/wire.hpp"

#include "pg/explain.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <array>

namespace migrate::pg {

namespace {

/// Settings that a server may refuse: some clouds hold them fixed, some platforms lack them.
constexpr std::array<std::string_view, 5> optional_settings = {
    "set client_connection_check_interval = '2s'", "set tcp_keepalives_idle = 10", "set tcp_keepalives_interval = 5",
    "set tcp_keepalives_count = 3", "set tcp_user_timeout = '25s'"};

std::string quoted_identifier(const Wire& wire, const std::string& name) {
  char* quoted = PQescapeIdentifier(wire.link.get(), name.data(), name.size());
  std::string out = quoted == nullptr ? "public" : quoted;
  PQfreemem(quoted);
  return out;
}

std::string settings_for(const Wire& wire) {
  // SET after connecting: poolers drop the `options` of a connection string without a word.
  auto sql = fmt::format(
      "set lock_timeout = '{}ms'; set statement_timeout = 0; set idle_in_transaction_session_timeout = '10min'; "
      "set standard_conforming_strings = on; set client_min_messages = warning; set client_encoding = 'UTF8'",
      wire.options.lock_timeout.count());
  const auto& schema = wire.endpoint.endpoint().search_path;
  if (!schema.empty()) sql += "; set search_path = " + quoted_identifier(wire, schema);
  return sql;
}

/// All at once, and one by one where one of them is refused.
std::string accepted_settings(Wire& wire) {
  std::string all;
  for (const auto setting : optional_settings) all += fmt::format("{}{}", all.empty() ? "" : "; ", setting);
  if (ask_all(wire, all).good()) return all;
  std::string accepted;
  for (const auto setting : optional_settings) {
    if (ask(wire, std::string(setting)).good()) accepted += fmt::format("{}{}", accepted.empty() ? "" : "; ", setting);
  }
  return accepted;
}

endpoint::Evidence evidence_of(const Reply& answer) {
  using endpoint::Mode;
  const auto version = answer.value(3);
  if (version.find("CockroachDB") != std::string::npos || !version.starts_with("PostgreSQL")) {
    return {.seen = Mode::foreign,
            .notes = {fmt::format("`version()` says: {}", text::printable(version.substr(0, 80)))}};
  }
  if (answer.value(1) == "t")
    return {.seen = Mode::replica, .notes = {"`pg_is_in_recovery()` is true: this server is a standby"}};
  if (answer.value(2) == "on")
    return {.seen = Mode::read_only, .notes = {"`default_transaction_read_only` is on: this session may not write"}};
  return {};
}

}  // namespace

Result<void> set_up(Wire& wire) {
  const std::string said = PQparameterStatus(wire.link.get(), "server_version") != nullptr
                               ? PQparameterStatus(wire.link.get(), "server_version")
                               : "";
  wire.server.version = text::printable(said.substr(0, said.find(' ')));
  wire.settings = settings_for(wire);
  auto answer = ask_all(wire, wire.settings);
  if (answer.good()) {
    answer = ask(wire,
                 "select (select setting from pg_catalog.pg_settings where name = 'lock_timeout'), "
                 "pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('default_transaction_read_only'), "
                 "pg_catalog.version(), pg_catalog.current_setting('standard_conforming_strings')");
  }
  if (!answer.good()) return fail(explain_other(wire, answer, "the session could not be set up"));
  wire.server.evidence = evidence_of(answer);
  if (wire.server.evidence.seen == endpoint::Mode::foreign) return {};
  const auto lock_timeout = std::to_string(wire.options.lock_timeout.count());
  if (answer.value(0) != lock_timeout || answer.value(4) != "on") {
    return fail({.code = "M0114",
                 .message = fmt::format("settings do not stay on the connection to `{}`",
                                        endpoint::address(wire.endpoint.endpoint())),
                 .labels = {},
                 .notes = {fmt::format("`lock_timeout` was set to {} ms and read back as {} ms", lock_timeout,
                                       answer.value(0))},
                 .helps = {"connect directly or through a session pooler"}});
  }
  const auto more = accepted_settings(wire);
  if (!more.empty()) wire.settings += "; " + more;
  return {};
}

}  // namespace migrate::pg
