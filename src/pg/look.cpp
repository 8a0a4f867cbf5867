#include "pg/look.hpp"

#include "pg/explain.hpp"
#include "pg/wire.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A pooler without a free server process lets a question wait.
constexpr milliseconds patience{15000};

/// `version()` of servers that speak the protocol and are not Postgres.
struct Foreign {
  std::string_view text;
  std::string_view name;
};
constexpr Foreign foreign[] = {
    {.text = "CockroachDB", .name = "CockroachDB"}, {.text = "-YB-", .name = "YugabyteDB"},
    {.text = "Redshift", .name = "Redshift"},       {.text = "Greenplum", .name = "Greenplum"},
    {.text = "Materialize", .name = "Materialize"}, {.text = "RisingWave", .name = "RisingWave"},
    {.text = "QuestDB", .name = "QuestDB"},
};

constexpr std::string_view question =
    "select pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery(), "
    "pg_catalog.current_setting('default_transaction_read_only'), pg_catalog.version()";

/// What poolers themselves set for each client is left out.
constexpr std::string_view hygiene =
    ", (select count(*) from pg_catalog.pg_settings where source = 'session' and name not in ('application_name', "
    "'client_encoding', 'DateStyle', 'IntervalStyle', 'TimeZone', 'standard_conforming_strings', "
    "'extra_float_digits')), "
    "(select count(*) from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_catalog.pg_backend_pid()), "
    "(select count(*) from pg_catalog.pg_prepared_statements where not name like 'PGBOUNCER\\_%'), "
    "(select count(*) from pg_catalog.pg_listening_channels()), "
    "(select count(*) from pg_catalog.pg_class where relpersistence = 't' and relnamespace = "
    "pg_catalog.pg_my_temp_schema())";
constexpr std::array<std::string_view, 5> kinds = {"setting", "advisory lock", "prepared statement",
                                                   "listening channel", "temporary table"};

std::vector<std::string> inherited_in(const Reply& reply) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto count = reply.value(static_cast<int>(4 + i));
    if (!count.empty() && count != "0")
      found.push_back(fmt::format("{} {}{}", count, kinds[i], count == "1" ? "" : "s"));
  }
  return found;
}

Diagnostic no_answer(const Wire& wire, const Reply& reply) {
  const auto address = endpoint::address(wire.to);
  if (reply.kind == Reply::Kind::late) {
    return {.code = "M0112",
            .message = fmt::format("`{}` took the login and does not answer", address),
            .labels = {},
            .notes = {fmt::format("the first question got no answer within {} s", patience.count() / 1000),
                      "a pooler without a free connection to its server behaves like this"},
            .helps = {"try again when the pool is less busy, or connect directly"}};
  }
  return explain_other(wire, reply, fmt::format("`{}` took the login and did not answer the first question", address));
}

}  // namespace

Result<Look> look(Wire& wire) {
  const auto begin = steady_clock::now();
  auto reply = ask(wire, Question{.sql = std::string(question) + std::string(hygiene),
                                  .form = Question::Form::several,
                                  .deadline = patience});
  const auto took = std::chrono::ceil<milliseconds>(steady_clock::now() - begin);
  if (reply.kind == Reply::Kind::failed) {
    // What is not Postgres lacks one or the other of these functions.
    const auto version = ask(wire, Question{.sql = "select version()", .deadline = patience}).value(0);
    if (!version.empty() && judge({.version = version}).seen == endpoint::Mode::foreign)
      return Look{.process = {}, .version = version, .inherited = {}, .round_trip = took};
  }
  if (!reply.good()) return fail(no_answer(wire, reply));
  wire.process = reply.value(0);
  return Look{.process = wire.process,
              .in_recovery = reply.value(1) == "t",
              .read_only = reply.value(2) == "on",
              .version = reply.value(3),
              .inherited = inherited_in(reply),
              .round_trip = took};
}

endpoint::Evidence judge(const Look& look) {
  using endpoint::Mode;
  endpoint::Evidence evidence{.depth = endpoint::Evidence::Depth::cheap};
  const auto* row = std::find_if(std::begin(foreign), std::end(foreign),
                                 [&](const Foreign& one) { return look.version.find(one.text) != std::string::npos; });
  if (row != std::end(foreign) || !look.version.starts_with("PostgreSQL")) {
    evidence.seen = Mode::foreign;
    evidence.notes = {fmt::format("`version()` says: {}", text::printable(look.version.substr(0, 80)))};
  } else if (look.in_recovery) {
    evidence.seen = Mode::replica;
    evidence.notes = {"`pg_is_in_recovery()` is true: this server is a standby"};
  } else if (look.read_only) {
    evidence.seen = Mode::read_only;
    evidence.notes = {"`default_transaction_read_only` is on: this session may not write"};
  }
  return evidence;
}

}  // namespace migrate::pg
