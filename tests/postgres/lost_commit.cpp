#include "support/proxy.hpp"
#include "support/site.hpp"

#include <catch2/catch.hpp>

#include <fmt/core.h>

using namespace migrate;
using migrate::tests::Proxy;
using migrate::tests::Site;
using Rows = std::vector<std::string>;

namespace {

const workflow::ApplyOptions waiting{.pipelining = plan::Pipelining::off};

std::string file(int number) {
  return fmt::format("00{}_server_t{}.sql", number, number);
}

}  // namespace

TEST_CASE("without a pipeline: a COMMIT whose answer is lost was carried out, and that is known") {
  Site site;
  site.migration("00100_server_a.sql", "create table a ();\n");
  const Proxy proxy(site.folder, Proxy::Cut::after_commit);
  site.url = site.url_by(proxy.folder);

  SECTION("it was the last one: done") {
    const auto report = site.apply(waiting);
    REQUIRE(report.diagnostics.size() == 1);
    CHECK(report.diagnostics[0].code == "M0607");
    CHECK(report.diagnostics[0].severity == migrate::Severity::warning);
    CHECK(report.applied.size() == 1);
    CHECK(report.failed.empty());
  }
  SECTION("another one is left: the run ends, and the next goes on") {
    site.migration("00101_server_b.sql", "create table b ();\n");
    const auto report = site.apply(waiting);
    CHECK(migrate::has_errors(report.diagnostics));
    CHECK(report.applied.size() == 1);
    CHECK(report.not_tried == 1);
    CHECK(site.apply(waiting).applied.size() == 1);
  }
  SECTION("a warning of the server's stands behind it: the lost connection is the error all the same") {
    site.migration("00100_server_a.sql", "create table a ();\ndo $$ begin raise warning 'slow'; end $$;\n");
    site.migration("00101_server_b.sql", "create table b ();\n");
    const auto report = site.apply(waiting);
    REQUIRE(report.diagnostics.size() == 2);
    CHECK(report.diagnostics[0].code == "M0607");
    CHECK(report.diagnostics[0].severity == migrate::Severity::error);
    CHECK(report.diagnostics[1].code == "M0612");
    CHECK(report.diagnostics[1].severity == migrate::Severity::warning);
  }
  CHECK(site.rows("select to_regclass('a') is not null") == Rows{"t"});
  CHECK(site.rows("select count(*) from pg_locks where locktype = 'advisory'") == Rows{"0"});
}

TEST_CASE("without a pipeline: a COMMIT that did not arrive was rolled back, and that is known") {
  Site site;
  site.migration("00100_server_a.sql", "create table a ();\n");
  const Proxy proxy(site.folder, Proxy::Cut::before_commit);
  site.url = site.url_by(proxy.folder);
  const auto report = site.apply(waiting);
  REQUIRE(report.diagnostics.size() == 1);
  CHECK(report.diagnostics[0].code == "M0607");
  CHECK(report.diagnostics[0].severity == migrate::Severity::error);
  CHECK(report.applied.empty());
  CHECK_FALSE(report.needs_repair);
  CHECK(site.apply(waiting).applied.size() == 1);
}

TEST_CASE("what a pipeline had sent when the connection was lost is told by its own rows") {
  Site site;
  constexpr int count = 60;
  for (int i = 100; i < 100 + count; ++i) site.migration(file(i), fmt::format("create table t{} ();\n", i));
  const auto cut = GENERATE(Proxy::Cut::before_commit, Proxy::Cut::after_commit, Proxy::Cut::after_text);
  const Proxy proxy(site.folder, cut, cut == Proxy::Cut::after_text ? "create table t130 ()" : "commit");
  const auto direct = site.url;
  site.url = site.url_by(proxy.folder);
  const auto report = site.apply();
  REQUIRE(report.diagnostics.size() == 1);
  CHECK(report.diagnostics[0].code == "M0607");
  CHECK_FALSE(report.needs_repair);
  const auto applied = std::to_string(report.applied.size());
  CHECK(site.rows("select count(*) from supabase_migrations.schema_migrations") == Rows{applied});
  CHECK(site.rows("select count(*) from pg_tables where schemaname = 'public'") == Rows{applied});
  CHECK(site.rows("select count(*) from pg_locks where locktype = 'advisory'") == Rows{"0"});
  CHECK(report.applied.size() + report.not_tried + (report.failed.empty() ? 0 : 1) == count);
  // Goes on where it was.
  site.url = direct;
  CHECK(site.apply().applied.size() == count - report.applied.size());
  CHECK(site.rows("select count(*) from pg_tables where schemaname = 'public'") == Rows{std::to_string(count)});
}

TEST_CASE("a pipeline stops at the first error, and what came before it is kept") {
  Site site;
  for (int i = 100; i < 130; ++i) site.migration(file(i), fmt::format("create table t{} ();\n", i));
  const auto [faulty, code] = GENERATE(table<std::string, std::string>({
      {"create table x ();\nselect nothing from nowhere;\n", "M0601"},
      {"create table x ();\nselekt 1;\n", "M0601"},
      {"create table x (id int primary key);\ncreate table y (id int references x deferrable initially deferred);\n"
       "insert into y values (1);\n",
       "M0609"},
      {"create table x ();\ndelete from supabase_migrations.schema_migrations where false;\n"
       "insert into supabase_migrations.schema_migrations (version) values ('00115');\n",
       "M0609"},
  }));
  site.migration(file(115), faulty);
  const auto report = site.apply();
  REQUIRE(report.diagnostics.size() == 1);
  CAPTURE(faulty, report.diagnostics[0].message);
  CHECK(report.diagnostics[0].code == code);
  CHECK(report.applied.size() == 15);
  CHECK(report.not_tried == 14);
  CHECK(site.rows("select max(version), count(*) from supabase_migrations.schema_migrations") == Rows{"00114|15"});
  CHECK(site.rows("select count(*), count(*) filter (where tablename in ('x', 'y', 't116')) from pg_tables where "
                  "schemaname = 'public'") == Rows{"15|0"});
}

TEST_CASE("nothing of one migration's session reaches the next") {
  Site site;
  site.migration("00100_server_a.sql",
                 "set search_path = pg_catalog;\nset role pg_monitor;\nprepare p as select 1;\nlisten c;\n"
                 "set statement_timeout = '7s';\n");
  site.migration("00101_server_b.sql",
                 "create table seen as select current_setting('search_path') as path, current_user::text as who, "
                 "current_setting('statement_timeout') as timeout, (select count(*) from pg_prepared_statements where "
                 "from_sql) as prepared, (select count(*) from pg_listening_channels()) as channels;\n");
  const auto pipelining = GENERATE(plan::Pipelining::on, plan::Pipelining::off);
  const auto report = site.apply({.pipelining = pipelining});
  REQUIRE(report.applied.size() == 2);
  CHECK(site.rows("select path, who, timeout, prepared, channels from seen") ==
        Rows{"\"$user\", public|postgres|0|0|0"});
}

TEST_CASE("what does not fit a pipeline goes by itself, in its place") {
  Site site;
  site.migration("00100_server_a.sql", "create table a (n int);\n");
  site.migration("00101_server_b.sql", "copy a from stdin;\n1\n2\n\\.\n");
  site.migration("00102_server_c.sql", "create index concurrently a_n on a (n);\n");
  site.migration("00103_server_d.sql", "insert into a select count(*) from a;\n");
  const auto report = site.apply();
  CHECK(report.diagnostics.empty());
  CHECK(report.applied.size() == 4);
  CHECK(site.rows("select n from a order by n") == Rows{"1", "2", "2"});
  CHECK(site.rows("select version, statements_done from migrate.journal order by id") ==
        Rows{"00100|1", "00101|1", "00102|1", "00103|1"});
}
