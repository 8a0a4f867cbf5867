#include "support/site.hpp"

#include <migrate/down.hpp>
#include <migrate/ledger.hpp>
#include <migrate/pg.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using migrate::tests::Session;
using migrate::tests::Site;
using Rows = std::vector<std::string>;
namespace workflow = migrate::workflow;

namespace {

std::string codes(const std::vector<migrate::Diagnostic>& diagnostics) {
  std::string all;
  for (const auto& one : diagnostics) all += (all.empty() ? "" : " ") + one.code + ": " + one.message;
  return all;
}

/// As `migrate sync` collects a revision of Alembic.
std::string collected(const std::string& revision, const std::string& down, const std::string& sql) {
  const migrate::Provenance provenance{.service = "server",
                                       .tool = "alembic",
                                       .id = revision,
                                       .source = "server/alembic/versions/x.py",
                                       .sha256 = std::string(64, 'a'),
                                       .tokens = std::string(64, 'b'),
                                       .body = std::string(64, 'c'),
                                       .mode = migrate::TransactionMode::inside,
                                       .ledger = {{"revision", revision}, {"down", down}}};
  return migrate::collect::header(provenance) + sql;
}

/// a, then b and c beside each other, then m that joins them; all applied.
void apply_branches(Site& site) {
  site.workspace.services.front().orm = "alembic";
  site.migration("00100_server_a.sql", collected("a", "", "create table a ();\n"));
  site.migration("00101_server_b.sql", collected("b", "a", "create table b ();\n"));
  site.migration("00102_server_c.sql", collected("c", "a", "create table c ();\n"));
  site.migration("00103_server_m.sql", collected("m", "b,c", "create table m ();\n"));
  for (const auto name : {"a", "b", "c", "m"}) {
    const auto folder = site.workspace.root + "/supabase/down";
    std::filesystem::create_directories(folder);
    const std::string number = std::to_string(100 + std::string("abcm").find(name));
    std::ofstream(folder + "/00" + number + "_server_" + name + ".sql") << "drop table " << name << ";\n";
  }
  CHECK(site.apply().applied.size() == 4);
}

migrate::Result<workflow::LedgerReport> ledger(const Site& site, workflow::LedgerMode mode) {
  workflow::Observer observer;
  return workflow::ledger(site.workspace, {.url = site.url, .target = {}}, {.mode = mode, .wait = std::chrono::milliseconds(0)}, {},
                          observer);
}

migrate::Result<workflow::DownReport> down(const Site& site, workflow::DownOptions options = {}) {
  workflow::Observer observer;
  return workflow::down(site.workspace, {.url = site.url, .target = {}}, options, {}, observer);
}

const std::string heads = "select version_num from alembic_version order by 1";

}  // namespace

TEST_CASE("a ledger that was damaged becomes what it was") {
  Site site;
  apply_branches(site);
  CHECK(codes(ledger(site, workflow::LedgerMode::check)->diagnostics) == "");
  const auto damage = GENERATE(as<std::string>(), "delete from alembic_version",
                               "update alembic_version set version_num = 'a'", "drop table alembic_version",
                               "insert into alembic_version values ('b'), ('c')");
  CAPTURE(damage);
  site.rows(damage);
  const auto found = ledger(site, workflow::LedgerMode::check);
  REQUIRE(found);
  REQUIRE(found->diagnostics.size() == 1);
  CHECK(found->diagnostics.front().code == "M0680");
  const auto mended = ledger(site, workflow::LedgerMode::repair);
  REQUIRE(mended);
  CHECK(codes(mended->diagnostics) == "");
  CHECK(mended->mended > 0);
  CHECK(site.rows(heads) == Rows{"m"});
}

TEST_CASE("no row is changed where one statement of the repair is refused") {
  Site site;
  apply_branches(site);
  site.rows("update alembic_version set version_num = 'a'");
  site.rows("alter table alembic_version add constraint no_m check (version_num <> 'm')");
  const auto failed = ledger(site, workflow::LedgerMode::repair);
  REQUIRE_FALSE(failed);
  CHECK(site.rows(heads) == Rows{"a"});
}

TEST_CASE("a repair waits for the lock of a run that is under way") {
  Site site;
  apply_branches(site);
  site.rows("delete from alembic_version");
  const Session other(site);
  other.rows("select pg_advisory_lock(" + std::to_string(migrate::pg::lock_key) + ")");
  const auto busy = ledger(site, workflow::LedgerMode::repair);
  REQUIRE_FALSE(busy);
  CHECK(busy.error().code == "M0602");
  CHECK(site.rows(heads).empty());
}

TEST_CASE("a table of another shape is left alone") {
  Site site;
  apply_branches(site);
  site.rows("drop table alembic_version");
  site.rows("create table alembic_version (version_num_of_mine text)");
  const auto found = ledger(site, workflow::LedgerMode::repair);
  REQUIRE(found);
  REQUIRE(found->diagnostics.size() == 1);
  CHECK(found->diagnostics.front().code == "M0683");
}

TEST_CASE("each step down leaves the heads that Alembic would") {
  Site site;
  apply_branches(site);
  REQUIRE(down(site));
  CHECK(site.rows(heads) == Rows{"b", "c"});
  REQUIRE(down(site));
  CHECK(site.rows(heads) == Rows{"b"});
  const auto rest = down(site, {.to = "00100"});
  REQUIRE(rest);
  CHECK(rest->reverted == std::vector<std::string>{"00101_server_b.sql"});
  CHECK(site.rows(heads) == Rows{"a"});
  REQUIRE(down(site));
  CHECK(site.rows(heads).empty());
  CHECK(site.rows("select count(*) from supabase_migrations.schema_migrations") == Rows{"0"});
  CHECK(site.rows("select count(*) from migrate.journal where state = 'reverted'") == Rows{"4"});
  CHECK(site.rows("select to_regclass('a') is null") == Rows{"t"});
  CHECK(site.apply().applied.size() == 4);
}

TEST_CASE("what is refused in the ledger keeps the migration as it was") {
  Site site;
  apply_branches(site);
  site.rows("alter table alembic_version add constraint no_b check (version_num <> 'b')");
  const auto failed = down(site);
  REQUIRE(failed);
  CHECK(failed->reverted.empty());
  CHECK(failed->failed == "00103_server_m.sql");
  CHECK(site.rows("select to_regclass('m') is null, count(*) from supabase_migrations.schema_migrations") ==
        Rows{"f|4"});
  CHECK(site.rows("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from "
                  "pg_database where datname = current_database())") == Rows{"0"});
}
