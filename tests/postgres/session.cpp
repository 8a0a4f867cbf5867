#include "support/site.hpp"

#include "pg/wire.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using migrate::tests::Site;
using Rows = std::vector<std::string>;

namespace {

pg::Connection connect(const Site& site) {
  const endpoint::ConnectionString given{.text = Secret(site.url), .origin = "--url", .target_name = {}};
  const auto prepared = endpoint::prepare(given);
  auto resolved = pg::resolve(prepared->conninfo, given.origin);
  auto line = pg::dial(endpoint::classify(given, *prepared, std::move(*resolved)), {});
  const auto evidence = pg::examine(*line, endpoint::Evidence::Depth::whole);
  REQUIRE(evidence->seen == endpoint::Mode::direct);
  const auto allowed = endpoint::guard(line->wire().to, *evidence);
  auto connection = pg::open(*allowed, std::move(*line));
  REQUIRE(connection);
  return std::move(*connection);
}

/// The only pending migration, applied as `migrate apply` does.
pg::Outcome apply(const Site& site, pg::Connection& connection) {
  const auto plan = site.plan();
  REQUIRE(pg::lock(connection, std::chrono::seconds(1), nullptr));
  REQUIRE(pg::prepare_history(connection));
  return pg::apply(connection, {.entry = plan.pending().front(), .ledger = {}}, {});
}

}  // namespace

TEST_CASE("a server process that was not probed begins nothing") {
  const Site site;
  const auto text = GENERATE(as<std::string>(), "create table a ();\n", "create table a ();\nvacuum;\n");
  site.migration("00100_server_a.sql", text);
  auto connection = connect(site);
  // As behind a pooler that has given the process to somebody else since.
  connection.wire().process = "1";
  const auto outcome = apply(site, connection);
  CHECK(outcome.kind == pg::Outcome::Kind::failed);
  REQUIRE(outcome.diagnostics.size() == 1);
  CHECK(outcome.diagnostics[0].code == "M0126");
  CHECK(outcome.diagnostics[0].notes.back() == "nothing of 00100 was begun");
  CHECK(site.rows("select to_regclass('a') is null") == Rows{"t"});
}

TEST_CASE("the probe leaves nothing behind") {
  const Site site;
  auto connection = connect(site);
  CHECK(site.rows("select count(*) from pg_locks where locktype = 'advisory'") == Rows{"0"});
  CHECK(site.rows("select count(*) from pg_stat_activity where datname = current_database() and "
                  "application_name like 'migrate/%' and state <> 'idle'") == Rows{"0"});
  CHECK(pg::ask(connection.wire(), "select count(*) from pg_listening_channels()").value(0) == "0");
}

TEST_CASE("what another client left on a session is discarded before it is used") {
  const Site site;
  auto connection = connect(site);
  auto& wire = connection.wire();
  pg::ask(wire, "create temp table left_behind ()");
  pg::ask(wire, "set work_mem = '1MB'");
  wire.inherited = true;
  REQUIRE(pg::set_up(wire));
  CHECK(pg::ask(wire, "select to_regclass('pg_temp.left_behind') is null, current_setting('work_mem') <> '1MB'")
            .value(0) == "t");
  CHECK(pg::ask(wire, "select current_setting('work_mem')").value(0) != "1MB");
}
