#include "pg/wire.hpp"

#include "pg/explain.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <array>

namespace migrate::pg {

namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

/// Settings that a server may refuse: some clouds hold them fixed, some platforms lack them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> optional_settings = {{
    {"client_connection_check_interval", "2s"},
    {"tcp_keepalives_idle", "10"},
    {"tcp_keepalives_interval", "5"},
    {"tcp_keepalives_count", "3"},
    {"tcp_user_timeout", "25s"},
}};

std::string quoted_identifier(const Wire& wire, const std::string& name) {
  char* quoted = PQescapeIdentifier(wire.link.get(), name.data(), name.size());
  std::string out = quoted == nullptr ? "public" : quoted;
  PQfreemem(quoted);
  return out;
}

/// Made after connecting: poolers drop the `options` of a connection string without a word.
Settings settings_for(const Wire& wire) {
  Settings settings = {{"lock_timeout", fmt::format("{}ms", wire.options.lock_timeout.count())},
                       {"statement_timeout", "0"},
                       {"idle_in_transaction_session_timeout", "10min"},
                       {"standard_conforming_strings", "on"},
                       {"client_min_messages", "warning"},
                       {"client_encoding", "UTF8"}};
  const auto& schema = wire.to.search_path;
  if (!schema.empty()) settings.emplace_back("search_path", quoted_identifier(wire, schema));
  return settings;
}

std::string sql_of(const Wire& wire, const Settings& settings) {
  std::string sql = "select ";
  for (const auto& [name, value] : settings) {
    sql +=
        fmt::format("{}pg_catalog.set_config('{}', {}, false)", sql.size() > 7 ? ", " : "", name, literal(wire, value));
  }
  return sql;
}

/// All at once, and one by one where one of them is refused.
Settings accepted_settings(Wire& wire) {
  const Settings all(optional_settings.begin(), optional_settings.end());
  if (ask(wire, sql_of(wire, all)).good()) return all;
  Settings accepted;
  for (const auto& setting : all) {
    if (ask(wire, sql_of(wire, {setting})).good()) accepted.push_back(setting);
  }
  return accepted;
}

}  // namespace

Result<void> set_up(Wire& wire) {
  auto settings = settings_for(wire);
  wire.settings = sql_of(wire, settings);
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
  for (auto& setting : accepted_settings(wire)) settings.push_back(std::move(setting));
  wire.settings = sql_of(wire, settings);
  return {};
}

}  // namespace migrate::pg
