#include "support/site.hpp"

#include <catch2/catch.hpp>

using migrate::tests::Site;
using Rows = std::vector<std::string>;

namespace {

/// As `migrate sync` collects a revision of Alembic.
std::string collected(const std::string& sql) {
  const migrate::Provenance provenance{.service = "server",
                                       .tool = "alembic",
                                       .id = "a1b2",
                                       .source = "server/alembic/versions/a1b2_x.py",
                                       .sha256 = std::string(64, 'a'),
                                       .tokens = std::string(64, 'b'),
                                       .body = std::string(64, 'c'),
                                       .mode = migrate::TransactionMode::inside,
                                       .ledger = {{"revision", "a1b2"}, {"down", ""}}};
  return migrate::collect::header(provenance) + sql;
}

Site& with_alembic(Site& site) {
  site.workspace.services.front().orm = "alembic";
  site.migration("00100_server_x.sql", collected("create table a ();\n"));
  return site;
}

}  // namespace

TEST_CASE("the tool's own ledger is written with its migration") {
  Site site;
  const auto report = with_alembic(site).apply();
  for (const auto& one : report.diagnostics) INFO(one.message);
  CHECK(report.applied.size() == 1);
  CHECK(site.rows("select version_num from alembic_version") == Rows{"a1b2"});
}

TEST_CASE("a ledger that refuses its row takes the migration back") {
  Site site;
  site.rows("create table alembic_version (version_num varchar(2) not null)");
  const auto report = with_alembic(site).apply();
  REQUIRE(report.diagnostics.size() == 1);
  CHECK(report.diagnostics[0].code == "M0608");
  CHECK(site.rows("select to_regclass('a') is null, count(*) from supabase_migrations.schema_migrations") ==
        Rows{"t|0"});
}

TEST_CASE("`ledger: off` leaves the ledger alone") {
  Site site;
  site.workspace.services.front().ledger = false;
  CHECK(with_alembic(site).apply().applied.size() == 1);
  CHECK(site.rows("select to_regclass('alembic_version') is null") == Rows{"t"});
}
