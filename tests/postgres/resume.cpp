#include "pg/setting.hpp"
#include "support/proxy.hpp"
#include "support/site.hpp"

#include <catch2/catch.hpp>

using migrate::tests::Proxy;
using migrate::tests::Site;
using Rows = std::vector<std::string>;

namespace {

constexpr auto file = "00100_server_a.sql";
const std::string outside = "-- migrate: no-transaction\n";

std::string codes(const migrate::workflow::ApplyReport& report) {
  std::string all;
  for (const auto& one : report.diagnostics) all += (all.empty() ? "" : " ") + one.code;
  return all;
}

std::string texts(const migrate::workflow::ApplyReport& report) {
  std::string all;
  for (const auto& one : report.diagnostics) {
    all += one.message + '\n';
    for (const auto& note : one.notes) all += note + '\n';
    for (const auto& help : one.helps) all += help + '\n';
  }
  return all;
}

const std::string journal = "select state, statements_done from migrate.journal";

}  // namespace

TEST_CASE("what was kept outside a transaction does not run again when the corrected file fits one") {
  const Site site;
  site.rows("create table t (x int); insert into t values (1), (1)");
  const std::string kept = "insert into t values (7);\n";
  site.migration(file, kept + "create unique index concurrently t_x on t (x);\n");
  CHECK(codes(site.apply()) == "M0504 M0601");
  CHECK(site.rows(journal) == Rows{"running|1"});

  SECTION("the rest is gone") {
    site.migration(file, kept);
    CHECK(codes(site.apply()) == "M0646 M0611");
    CHECK(site.rows("select count(*) from t where x = 7") == Rows{"1"});
    CHECK(site.rows(journal) == Rows{"done|1"});
  }
  SECTION("the kept part was edited") {
    site.migration(file, "insert into t values (8);\n");
    CHECK(codes(site.apply()) == "M0646 M0605");
    CHECK(site.rows("select count(*) from t where x = 8") == Rows{"0"});
  }
}

TEST_CASE("where nothing was kept, the corrected file runs in its transaction and closes the row") {
  const Site site;
  site.rows("create table t (x int)");
  site.migration(file, "create index concurrently t_x on t (y);\n");
  CHECK(codes(site.apply()) == "M0601");
  CHECK(site.rows(journal) == Rows{"running|0"});
  site.migration(file, "insert into t values (7);\nselect 1 / 0;\n");
  CHECK(codes(site.apply()) == "M0601");
  CHECK(site.rows("select count(*) from t") == Rows{"0"});
  site.migration(file, "insert into t values (7);\n");
  CHECK(codes(site.apply()).empty());
  CHECK(site.rows(journal) == Rows{"done|1"});
}

TEST_CASE("another index of that name is never taken for the one that is to be built") {
  const Site site;
  site.rows("create table u (a int, b int); create index u_x on u (a)");
  site.migration(file, "create unique index concurrently u_x on u (b);\n");
  CHECK(codes(site.apply()) == "M0601");
  CHECK(codes(site.apply()) == "M0601");
  site.migration(file, "create index concurrently u_x on u (b);\n");
  CHECK(codes(site.apply()) == "M0601");
  CHECK(codes(site.apply()) == "M0601");
  CHECK(site.rows("select count(*) from supabase_migrations.schema_migrations") == Rows{"0"});
}

TEST_CASE("an index whose build got no answer is not built twice, and only the same one") {
  Site site;
  site.rows("create table u (a int, b int)");
  const std::string build = "create index concurrently u_x on u (b)";
  site.migration(file, outside + "create table v ();\n" + build + ";\n");
  {
    const Proxy proxy(site.folder, Proxy::Cut::after_text, build);
    site.url = site.url_by(proxy.folder);
    CHECK(codes(site.apply()) == "M0607");
  }
  site.url = site.url_by(site.folder);
  REQUIRE(site.rows("select indisvalid from pg_index where indexrelid = 'u_x'::regclass") == Rows{"t"});
  CHECK(site.rows(journal) == Rows{"running|1"});

  SECTION("the same") {
    CHECK(codes(site.apply()) == "M0611");
    CHECK(site.rows(journal) == Rows{"done|2"});
  }
  SECTION("the file wants another by now") {
    site.migration(file, outside + "create table v ();\ncreate index concurrently u_x on u (a);\n");
    CHECK(codes(site.apply()) == "M0611 M0601");
    CHECK(codes(site.apply()) == "M0611 M0601");
  }
}

TEST_CASE("an index without a name drops nobody's invalid index") {
  const Site site;
  site.rows("create table t (x int, y int); create index theirs on t (y)");
  site.rows("update pg_index set indisvalid = false where indexrelid = 'theirs'::regclass");
  site.migration(file, "create index concurrently on t (x);\n");
  CHECK(codes(site.apply()) == "M0646");
  CHECK(site.rows("select indisvalid from pg_index where indrelid = 't'::regclass order by indexrelid") ==
        Rows{"f", "t"});
}

TEST_CASE("an index without a name whose build failed is named to the user") {
  const Site site;
  site.rows("create table t (x int); insert into t values (1), (1)");
  site.migration(file, "create unique index concurrently on t (x);\n");
  const auto report = site.apply();
  REQUIRE(codes(report) == "M0601");
  CHECK(report.needs_repair);
  CHECK_THAT(texts(report), Catch::Contains("`t` has an invalid index now"));
}

TEST_CASE("what a session keeps of a statement is told by its tokens") {
  using migrate::pg::is_setting;
  for (const auto* text : {"set role x", "SET\tsearch_path = a", "set\n  role x", "set/* why /* so */ */role x",
                           "reset all", "Reset role", "select set_config('a.b', 'c', false)",
                           "select pg_catalog.set_config('a.b', 'c', false)", "set session authorization x"}) {
    INFO(text);
    CHECK(is_setting(text));
  }
  for (const auto* text : {"set local role x", "set constraints all deferred", "set transaction read only",
                           "select settle()", "settle", "select 'set_config('", "update t set x = 1"}) {
    INFO(text);
    CHECK_FALSE(is_setting(text));
  }
}

TEST_CASE("settings of the kept part are made again, or nothing goes on") {
  const Site site;
  site.rows("create schema s; create table s.t (x int); insert into s.t values (1), (1)");
  site.rows("create table allowed (x text)");
  site.migration(file, outside +
                           "set/* */search_path = s;\nselect pg_catalog.set_config('app.kind', 'night', false);\n"
                           "create unique index concurrently t_x on t (x);\n"
                           "insert into public.allowed values (current_setting('app.kind'));\n");
  CHECK(codes(site.apply()) == "M0601");
  site.rows("delete from s.t where ctid = (select min(ctid) from s.t)");
  CHECK(codes(site.apply()) == "M0611");
  CHECK(site.rows("select * from allowed") == Rows{"night"});
}

TEST_CASE("a setting that cannot be made again stops the rerun") {
  const Site site;
  site.rows("create table t (x int); insert into t values (1), (1); create role migrate_gone");
  site.migration(file, outside +
                           "set role migrate_gone;\nreset role;\nselect 1;\n"
                           "create unique index concurrently t_x on t (x);\n");
  CHECK(codes(site.apply()) == "M0601");
  site.rows("drop role migrate_gone");
  const auto report = site.apply();
  CHECK(codes(report) == "M0611 M0601");
  CHECK(report.needs_repair);
  CHECK_THAT(texts(report), Catch::Contains("role \"migrate_gone\" does not exist") ||
                                Catch::Contains("role `migrate_gone` does not exist"));
  CHECK_THAT(texts(report), Catch::Contains("it goes on at statement 4"));
  CHECK(site.rows(journal) == Rows{"running|3"});
}

TEST_CASE("the journal is written under a role that may not, and the role stays") {
  const Site site;
  site.rows("create role migrate_plain; grant all on schema public to migrate_plain");
  const std::string taken = GENERATE(as<std::string>(), "set role", "set session authorization");
  site.migration(file, outside + taken +
                           " migrate_plain;\ncreate table mine (x int);\n"
                           "create index concurrently mine_x on mine (x);\ncreate table later ();\n");
  const auto report = site.apply();
  INFO(texts(report));
  CHECK(codes(report).empty());
  CHECK(site.rows("select distinct relowner::regrole from pg_class where relname in ('mine', 'later')") ==
        Rows{"migrate_plain"});
  CHECK(site.rows(journal) == Rows{"done|4"});
  site.rows("drop table if exists mine, later; drop owned by migrate_plain; drop role migrate_plain");
}

TEST_CASE("a journal that cannot be written is what the error says") {
  const Site site;
  site.migration("00100_server_a.sql", "create table a ();\n");
  CHECK(codes(site.apply()).empty());
  site.rows(
      "create function no() returns trigger language plpgsql as $$ begin raise 'the journal is full'; end $$; "
      "create trigger no before update on migrate.journal execute function no()");
  const std::string statement = GENERATE(as<std::string>(), "create table b ()", "vacuum a");
  site.migration("00101_server_b.sql", outside + statement + ";\n");
  const auto report = site.apply();
  CHECK(codes(report) == "M0601");
  CHECK_THAT(texts(report), Catch::Contains("the journal is full"));
  CHECK_THAT(texts(report), Catch::Contains("`migrate.journal` could not be written"));
}
