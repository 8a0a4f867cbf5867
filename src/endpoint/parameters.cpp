#include "endpoint/parameters.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>

namespace migrate::endpoint {

namespace {

constexpr OrmParameter orm_parameters[] = {
    {.name = "pgbouncer"},
    {.name = "connection_limit"},
    {.name = "pool_timeout"},
    {.name = "socket_timeout"},
    {.name = "schema", .use = Use::search_path},
    {.name = "currentSchema", .use = Use::search_path},
    {.name = "search_path", .use = Use::search_path},
    {.name = "statement_timeout"},
    {.name = "lock_timeout"},
    {.name = "sslaccept", .use = Use::strict_tls},
    {.name = "sslidentity"},
    {.name = "statement_cache_size"},
    {.name = "prepared_statement_cache_size"},
    {.name = "prepared_statement_name_func"},
    {.name = "statement-cache-capacity"},
    {.name = "statement_cache_capacity"},
    {.name = "prepareThreshold"},
    {.name = "preferQueryMode"},
    {.name = "default_query_exec_mode"},
    {.name = "pool_max_conns"},
    {.name = "pool_min_conns"},
    {.name = "pool_max_conn_lifetime"},
    {.name = "pool_max_conn_idle_time"},
    {.name = "binary_parameters"},
    {.name = "prepare"},
    {.name = "max"},
    {.name = "supa"},
    {.name = "workaround"},
    {.name = "uselibpqcompat"},
    {.name = "api_key"},
    {.name = "endpoint"},
    {.name = "charset"},
    {.name = "encoding"},
    {.name = "sslnegotiation"},
    {.name = "load_balance_hosts"},
    {.name = "gssdelegation"},
};

constexpr std::string_view libpq_keywords[] = {"application_name",
                                               "channel_binding",
                                               "client_encoding",
                                               "connect_timeout",
                                               "dbname",
                                               "fallback_application_name",
                                               "gssdelegation",
                                               "gssencmode",
                                               "gsslib",
                                               "host",
                                               "hostaddr",
                                               "keepalives",
                                               "keepalives_count",
                                               "keepalives_idle",
                                               "keepalives_interval",
                                               "krbsrvname",
                                               "load_balance_hosts",
                                               "max_protocol_version",
                                               "min_protocol_version",
                                               "options",
                                               "passfile",
                                               "password",
                                               "port",
                                               "replication",
                                               "require_auth",
                                               "requirepeer",
                                               "service",
                                               "ssl",
                                               "ssl_max_protocol_version",
                                               "ssl_min_protocol_version",
                                               "sslcert",
                                               "sslcertmode",
                                               "sslcompression",
                                               "sslcrl",
                                               "sslcrldir",
                                               "sslkey",
                                               "sslkeylogfile",
                                               "sslmode",
                                               "sslnegotiation",
                                               "sslpassword",
                                               "sslrootcert",
                                               "sslsni",
                                               "target_session_attrs",
                                               "tcp_user_timeout",
                                               "user"};

constexpr std::string_view secret_names[] = {"pass", "passwd", "pwd", "pw", "auth"};
constexpr std::string_view secret_parts[] = {"password", "secret", "token", "api_key", "apikey"};

constexpr Hint hints[] = {
    {.name = "pgbouncer", .values = "true|1", .decides = true},
    {.name = "supa", .values = "base-pooler.*"},
    {.name = "statement_cache_size", .values = "0"},
    {.name = "prepared_statement_cache_size", .values = "0"},
    {.name = "statement-cache-capacity", .values = "0"},
    {.name = "statement_cache_capacity", .values = "0"},
    {.name = "prepareThreshold", .values = "0"},
    {.name = "default_query_exec_mode", .values = "exec|simple_protocol"},
    {.name = "prepare", .values = "false|0"},
};

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

std::string lower(std::string_view text) {
  std::string out;
  std::transform(text.begin(), text.end(), std::back_inserter(out), [](char c) { return lower(c); });
  return out;
}

/// Linear: after a `*` only the latest one can need another try.
bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && lower(pattern[p]) == lower(text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

const OrmParameter* find_orm_parameter(std::string_view name) {
  const auto* row = std::find_if(std::begin(orm_parameters), std::end(orm_parameters),
                                 [&](const OrmParameter& one) { return one.name == name; });
  return row == std::end(orm_parameters) ? nullptr : row;
}

bool is_known_parameter(std::string_view name) {
  const auto same = [wanted = lower(name)](std::string_view known) { return lower(known) == wanted; };
  return std::any_of(std::begin(libpq_keywords), std::end(libpq_keywords), same) ||
         std::any_of(std::begin(orm_parameters), std::end(orm_parameters),
                     [&](const OrmParameter& one) { return same(one.name); });
}

bool is_secret_parameter(std::string_view name) {
  const auto wanted = lower(name);
  return std::find(std::begin(secret_names), std::end(secret_names), wanted) != std::end(secret_names) ||
         std::any_of(std::begin(secret_parts), std::end(secret_parts),
                     [&](std::string_view part) { return wanted.find(part) != std::string::npos; });
}

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return true;
  while (true) {
    const auto bar = pattern.find('|');
    if (glob(pattern.substr(0, bar), text)) return true;
    if (bar == std::string_view::npos) return false;
    pattern.remove_prefix(bar + 1);
  }
}

const Hint* find_hint(std::string_view name, std::string_view value) {
  const auto* row = std::find_if(std::begin(hints), std::end(hints),
                                 [&](const Hint& one) { return one.name == name && matches(one.values, value); });
  return row == std::end(hints) ? nullptr : row;
}

}  // namespace migrate::endpoint
