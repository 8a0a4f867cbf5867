#include "pg/wire.hpp"

#include "pg/explain.hpp"
#include "pg/history.hpp"

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
                       // Through a pooler it is no default of the server process: `reset all` would take it away.
                       {"application_name", parameter(wire.link.get(), "application_name")},
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

/// One by one: some of them are refused.
Settings accepted_settings(Wire& wire) {
  Settings accepted;
  for (const auto& [name, value] : optional_settings) {
    Settings one = {{std::string(name), std::string(value)}};
    if (ask(wire, sql_of(wire, one)).good()) accepted.push_back(std::move(one.front()));
  }
  return accepted;
}

constexpr std::string_view read_back =
    "select pg_catalog.pg_backend_pid(), (select setting from pg_catalog.pg_settings where name = 'lock_timeout'), "
    "pg_catalog.current_setting('standard_conforming_strings')";

}  // namespace

Result<void> set_up(Wire& wire) {
  auto settings = settings_for(wire);
  wire.settings = sql_of(wire, settings);
  // A session pooler that does not clean up hands on what the last client left.
  if (wire.inherited) {
    if (const auto cleaned = ask(wire, "discard all"); !cleaned.good())
      return fail(explain_other(wire, cleaned, "the session could not be cleaned"));
  }
  const Settings optional(optional_settings.begin(), optional_settings.end());
  auto answer =
      ask_all(wire, fmt::format("{}; {}; {}, {}", wire.settings, sql_of(wire, optional), read_back, tables_there));
  const bool all = answer.good();
  if (!all) answer = ask_all(wire, fmt::format("{}; {}", wire.settings, read_back));
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
  for (auto& setting : all ? optional : accepted_settings(wire)) settings.push_back(std::move(setting));
  wire.settings = sql_of(wire, settings);
  wire.has_history = all && there(answer, 3).all();
  return {};
}

}  // namespace migrate::pg
