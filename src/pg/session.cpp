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
  const auto& schema = wire.to.search_path;
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

}  // namespace

Result<void> set_up(Wire& wire) {
  wire.settings = settings_for(wire);
  // A session pooler that does not clean up hands on what the last client left.
  if (wire.inherited) {
    if (const auto cleaned = ask(wire, "discard all"); !cleaned.good())
      return fail(explain_other(wire, cleaned, "the session could not be cleaned"));
  }
  const auto answer = ask_all(
      wire, wire.settings +
                "; select pg_catalog.pg_backend_pid(), (select setting from pg_catalog.pg_settings where name = "
                "'lock_timeout'), pg_catalog.current_setting('standard_conforming_strings')");
  if (!answer.good()) return fail(explain_other(wire, answer, "the session could not be set up"));
  const auto lock_timeout = std::to_string(wire.options.lock_timeout.count());
  if (answer.value(1) != lock_timeout || answer.value(2) != "on") {
    return fail({.code = "M0114",
                 .message = fmt::format("settings do not stay on the connection to `{}`", endpoint::address(wire.to)),
                 .labels = {},
                 .notes = {fmt::format("`lock_timeout` was set to {} ms and read back as {} ms", lock_timeout,
                                       answer.value(1))},
                 .helps = {"connect directly or through a session pooler"}});
  }
  if (!wire.process.empty() && wire.process != answer.value(0))
    return fail(process_changed(wire, answer.value(0), "nothing was changed"));
  wire.process = answer.value(0);
  const auto more = accepted_settings(wire);
  if (!more.empty()) wire.settings += "; " + more;
  return {};
}

}  // namespace migrate::pg
