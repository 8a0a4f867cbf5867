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

/// Made after connecting: poolers drop the `options` of a connection string without a word.
Settings settings_for(const Wire& wire) {
  Settings settings = {{"lock_timeout", fmt::format("{}ms", wire.options.lock_timeout.count())},
                       {"statement_timeout", fmt::format("{}ms", wire.options.statement_timeout.count())},
                       {"idle_in_transaction_session_timeout", "10min"},
                       {"standard_conforming_strings", "on"},
                       {"client_min_messages", "warning"},
                       // Through a pooler it is no default of the server process: `reset all` would take it away.
                       {"application_name", parameter(wire.link.get(), "application_name")},
                       {"client_encoding", "UTF8"}};
  const auto& schema = wire.to.search_path;
  if (!schema.empty()) settings.emplace_back("search_path", identifier(wire, schema));
  if (!wire.options.role.empty()) settings.emplace_back("role", wire.options.role);
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

/// What is read back, so that nobody believes in a setting that a pooler dropped.
struct Wanted {
  std::string_view name;
  std::string sql;
  std::string value;
};

std::vector<Wanted> wanted_of(const Options& options) {
  constexpr std::string_view milliseconds = "(select setting from pg_catalog.pg_settings where name = '{}')";
  const auto time = [&](std::string_view name, auto value) {
    return Wanted{.name = name, .sql = fmt::format(milliseconds, name), .value = std::to_string(value.count())};
  };
  std::vector<Wanted> all = {time("lock_timeout", options.lock_timeout),
                             time("statement_timeout", options.statement_timeout),
                             {.name = "standard_conforming_strings",
                              .sql = "pg_catalog.current_setting('standard_conforming_strings')",
                              .value = "on"}};
  if (!options.role.empty()) all.push_back({.name = "role", .sql = "current_user", .value = options.role});
  return all;
}

Diagnostic not_kept(const Wire& wire, const Wanted& wanted, const std::string& seen) {
  return {.code = "M0114",
          .message = fmt::format("settings do not stay on the connection to `{}`", endpoint::address(wire.to)),
          .labels = {},
          .notes = {fmt::format("`{}` was set to `{}` and read back as `{}`", wanted.name,
                                text::printable(wanted.value), text::printable(seen))},
          .helps = {"connect directly or through a session pooler"}};
}

Diagnostic no_role(const Wire& wire, const Failure& failure) {
  const auto role = text::printable(identifier(wire, wire.options.role));
  const auto user = text::printable(identifier(wire, wire.to.resolved.user));
  const bool missing = failure.sqlstate == "22023";
  return {.code = "M0620",
          .message = fmt::format("`{}` {}", text::printable(wire.options.role),
                                 missing ? "is no role of this server" : "is a role that this user may not take"),
          .labels = {},
          .notes = {fmt::format("`role` of the target asks for it; Postgres: {}", message_of(failure)),
                    "nothing was changed"},
          .helps = {missing ? fmt::format("create it and let the user take it: `create role {}; grant {} to {}`", role,
                                          role, user)
                            : fmt::format("let the user take it: `grant {} to {}`", role, user)}};
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
  const Settings optional(optional_settings.begin(), optional_settings.end());
  const auto wanted = wanted_of(wire.options);
  std::string read_back = "select pg_catalog.pg_backend_pid()";
  for (const auto& one : wanted) read_back += ", " + one.sql;
  auto answer =
      ask_all(wire, fmt::format("{}; {}; {}, {}", wire.settings, sql_of(wire, optional), read_back, tables_there));
  const bool all = answer.good();
  if (!all) answer = ask_all(wire, fmt::format("{}; {}", wire.settings, read_back));
  const bool about_role = answer.failure.sqlstate == "22023" || answer.failure.sqlstate == "42501";
  if (!answer.good() && !wire.options.role.empty() && about_role) return fail(no_role(wire, answer.failure));
  if (!answer.good()) return fail(explain_other(wire, answer, "the session could not be set up"));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto seen = answer.value(static_cast<int>(i) + 1);
    if (seen != wanted[i].value) return fail(not_kept(wire, wanted[i], seen));
  }
  if (!wire.process.empty() && wire.process != answer.value(0))
    return fail(process_changed(wire, answer.value(0), "nothing was changed"));
  wire.process = answer.value(0);
  for (auto& setting : all ? optional : accepted_settings(wire)) settings.push_back(std::move(setting));
  wire.settings = sql_of(wire, settings);
  wire.has_history = all && there(answer, 1 + static_cast<int>(wanted.size())).all();
  return {};
}

}  // namespace migrate::pg
