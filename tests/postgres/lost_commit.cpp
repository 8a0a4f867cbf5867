#include "support/proxy.hpp"
#include "support/site.hpp"

#include <catch2/catch.hpp>

using migrate::tests::Proxy;
using migrate::tests::Site;
using Rows = std::vector<std::string>;

TEST_CASE("a COMMIT whose answer is lost was carried out, and that is known") {
  Site site;
  site.migration("00100_server_a.sql", "create table a ();\n");
  const Proxy proxy(site.folder, Proxy::Cut::after_commit);
  site.url = site.url_by(proxy.folder);

  SECTION("it was the last one: done") {
    const auto report = site.apply();
    REQUIRE(report.diagnostics.size() == 1);
    CHECK(report.diagnostics[0].code == "M0607");
    CHECK(report.diagnostics[0].severity == migrate::Severity::warning);
    CHECK(report.applied.size() == 1);
    CHECK(report.failed.empty());
  }
  SECTION("another one is left: the run ends, and the next goes on") {
    site.migration("00101_server_b.sql", "create table b ();\n");
    const auto report = site.apply();
    CHECK(migrate::has_errors(report.diagnostics));
    CHECK(report.applied.size() == 1);
    CHECK(report.not_tried == 1);
    CHECK(site.apply().applied.size() == 1);
  }
  SECTION("a warning of the server's stands behind it: the lost connection is the error all the same") {
    site.migration("00100_server_a.sql", "create table a ();\ndo $$ begin raise warning 'slow'; end $$;\n");
    site.migration("00101_server_b.sql", "create table b ();\n");
    const auto report = site.apply();
    REQUIRE(report.diagnostics.size() == 2);
    CHECK(report.diagnostics[0].code == "M0607");
    CHECK(report.diagnostics[0].severity == migrate::Severity::error);
    CHECK(report.diagnostics[1].code == "M0612");
    CHECK(report.diagnostics[1].severity == migrate::Severity::warning);
  }
  CHECK(site.rows("select to_regclass('a') is not null") == Rows{"t"});
  CHECK(site.rows("select count(*) from pg_locks where locktype = 'advisory'") == Rows{"0"});
}

TEST_CASE("a COMMIT that did not arrive was rolled back, and that is known") {
  Site site;
  site.migration("00100_server_a.sql", "create table a ();\n");
  const Proxy proxy(site.folder, Proxy::Cut::before_commit);
  site.url = site.url_by(proxy.folder);
  const auto report = site.apply();
  REQUIRE(report.diagnostics.size() == 1);
  CHECK(report.diagnostics[0].code == "M0607");
  CHECK(report.diagnostics[0].severity == migrate::Severity::error);
  CHECK(report.applied.empty());
  CHECK_FALSE(report.needs_repair);
  CHECK(site.apply().applied.size() == 1);
}
