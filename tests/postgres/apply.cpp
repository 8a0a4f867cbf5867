#include "support/site.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

using migrate::tests::Session;
using migrate::tests::Site;
using Rows = std::vector<std::string>;

namespace {

constexpr auto history = "select version, name, statements from supabase_migrations.schema_migrations order by version";

std::string codes(const std::vector<migrate::Diagnostic>& diagnostics) {
  std::string all;
  for (const auto& one : diagnostics) all += (all.empty() ? "" : " ") + one.code;
  return all;
}

bool says(const migrate::Diagnostic& diagnostic, const std::string& text) {
  for (const auto* texts : {&diagnostic.notes, &diagnostic.helps}) {
    for (const auto& one : *texts) {
      if (one.find(text) != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("the history is the Supabase CLI's, and the journal knows who") {
  const Site site;
  site.migration("00100_server_orders.sql",
                 "-- orders\ncreate table orders (id int);\ninsert into orders values (1);\n");
  const auto report = site.apply();
  CHECK(codes(report.diagnostics).empty());
  REQUIRE(report.applied.size() == 1);
  CHECK(report.applied[0].statements == 2);
  CHECK(site.rows(history) ==
        Rows{"00100|server_orders|{\"-- orders\ncreate table orders (id int)\",\"insert into orders values (1)\"}"});
  CHECK(site.rows("select version, state, service, author, database_user, statements_done, length(checksum), "
                  "duration_ms >= 0 from migrate.journal") == Rows{"00100|done|server|ann@desk|postgres|2|64|t"});
  CHECK(site.rows("select has_schema_privilege('anon', 'migrate', 'usage')") == Rows{"f"});
  CHECK(site.rows("select count(*) from pg_locks where locktype = 'advisory'") == Rows{"0"});
  CHECK(site.apply().applied.empty());
  CHECK(site.rows("select count(*) from orders") == Rows{"1"});
}

TEST_CASE("reading writes nothing, not even a table") {
  const Site site;
  site.migration("00100_server_a.sql", "create table a ();\n");
  CHECK(site.plan().count(migrate::plan::State::pending) == 1);
  CHECK(site.rows("select to_regnamespace('supabase_migrations') is null, to_regnamespace('migrate') is null") ==
        Rows{"t|t"});
}

TEST_CASE("the first error stops the run, and nothing of its migration is kept") {
  const Site site;
  site.migration("00100_server_a.sql", "create table orders (id int);\n");
  site.migration("00101_server_b.sql",
                 "alter table orders add column total int;\n\ncreate index i on orders (totl);\n");
  site.migration("00102_server_c.sql", "create table never ();\n");
  const auto report = site.apply();
  REQUIRE(codes(report.diagnostics) == "M0601");
  const auto& error = report.diagnostics.front();
  CHECK(error.message == "column `totl` does not exist");
  CHECK(error.labels.front().text == "Postgres: 42703 undefined_column");
  CHECK(migrate::position_of(error.labels.front().source->text, error.labels.front().span.begin) ==
        migrate::Position{3, 27});
  CHECK(says(error, "statement 2 of 2; the transaction of 00101 was rolled back, nothing of it was kept"));
  CHECK(says(error, "`orders` has a column of a similar name: `total`"));
  CHECK(report.applied.size() == 1);
  CHECK(report.not_tried == 1);
  CHECK_FALSE(report.needs_repair);
  CHECK(site.rows(
            "select string_agg(attname, ' ') from pg_attribute where attrelid = 'orders'::regclass and attnum > 0") ==
        Rows{"id"});
}

TEST_CASE("COPY brings its data") {
  const Site site;
  site.migration(
      "00100_server_a.sql",
      "create table a (x int, y text);\ncopy a from stdin;\n1\tone\n2\t\\N\n\\.\ninsert into a values (3, 'x');\n");
  CHECK(codes(site.apply().diagnostics).empty());
  CHECK(site.rows("select * from a order by x") == Rows{"1|one", "2|", "3|x"});
}

TEST_CASE("a role, a search path or a temporary table reaches neither the history nor the next migration") {
  const Site site;
  site.migration("00100_server_a.sql",
                 "create role migrate_other; create schema s authorization migrate_other; set role migrate_other; set "
                 "search_path = s;\n"
                 "create table mine (); create temporary table t ();\n");
  site.migration("00101_server_b.sql", "create table theirs ();\nset session_replication_role = replica;\n");
  site.migration("00102_server_c.sql", "create temporary table t ();\n");
  CHECK(codes(site.apply().diagnostics).empty());
  CHECK(site.rows("select relnamespace::regnamespace, relowner::regrole from pg_class where relname in ('mine', "
                  "'theirs') order by relname") == Rows{"s|migrate_other", "public|postgres"});
  site.rows("drop schema s cascade; drop role migrate_other");
}

TEST_CASE("a file of its own transaction is refused, a wrapper is left out") {
  const Site site;
  site.migration("00100_server_a.sql", "begin;\ncreate table a ();\ncommit;\n");
  CHECK(codes(site.apply().diagnostics) == "M0503");
  site.migration("00101_server_b.sql", "create table b ();\nrollback;\n");
  const auto report = site.apply();
  CHECK(codes(report.diagnostics) == "M0502");
  CHECK(site.rows("select count(*) from supabase_migrations.schema_migrations") == Rows{"1"});
}

TEST_CASE("outside a transaction a rerun goes on where it was stopped") {
  const Site site;
  const std::string begin = "-- migrate: no-transaction\ncreate table a (x int);\ninsert into a values (1), (1);\n";
  site.migration("00100_server_a.sql", begin + "create unique index concurrently a_x on a (x);\n");
  const auto failed = site.apply();
  REQUIRE(codes(failed.diagnostics) == "M0601");
  CHECK(failed.needs_repair);
  CHECK(says(failed.diagnostics.front(), "statement 3 of 3, outside a transaction; 2 of 3 done and kept"));
  CHECK(says(failed.diagnostics.front(), "left `a_x` behind, invalid"));

  SECTION("the cause is gone") {
    site.rows("delete from a where ctid = (select min(ctid) from a)");
    CHECK(codes(site.apply().diagnostics) == "M0611");
    CHECK(site.rows("select indisvalid from pg_index where indexrelid = 'a_x'::regclass") == Rows{"t"});
    CHECK(site.rows("select count(*) from a") == Rows{"1"});
    CHECK(site.rows("select state, statements_done from migrate.journal") == Rows{"done|3"});
  }
  SECTION("the finished part was edited") {
    site.migration("00100_server_a.sql",
                   "-- migrate: no-transaction\ncreate table a (x bigint);\ninsert into a values (1), (1);\n");
    const auto report = site.apply();
    CHECK(codes(report.diagnostics) == "M0646 M0605");  // the index that no file builds any more
    CHECK(report.needs_repair);
  }
}

TEST_CASE("a lock that another run holds is waited for, and its holder named") {
  const Site site;
  site.migration("00100_server_a.sql", "create table a ();\n");
  const Session other(site);
  other.rows("set application_name = 'the other'; select pg_advisory_lock(7883946363647714593)");
  const auto report = site.apply({.selection = {}, .dry_run = false, .wait = std::chrono::milliseconds(150)});
  REQUIRE(codes(report.diagnostics) == "M0602");
  CHECK(says(report.diagnostics.front(), "`the other`"));
  CHECK(report.applied.empty());
}

TEST_CASE("several deployers apply each migration once") {
  const Site site;
  site.migration("00100_server_a.sql", "create table a (x int); insert into a values (0);\n");
  site.migration("00101_server_b.sql", "update a set x = x + 1;\n");
  site.migration("00102_server_c.sql", "create index concurrently a_x on a (x);\n");
  std::vector<std::string> found(3);
  std::vector<std::thread> deployers;
  for (auto& codes_of_one : found) deployers.emplace_back([&] { codes_of_one = codes(site.apply().diagnostics); });
  for (auto& one : deployers) one.join();
  CHECK(found == std::vector<std::string>(3));
  CHECK(site.rows("select x from a") == Rows{"1"});
  CHECK(site.rows("select count(*) from pg_index where not indisvalid") == Rows{"0"});
}

TEST_CASE("a server that ends the session is said, and the rerun succeeds") {
  const Site site;
  site.migration("00100_server_a.sql", "create table a ();\nselect pg_terminate_backend(pg_backend_pid());\n");
  const auto report = site.apply();
  REQUIRE(codes(report.diagnostics) == "M0607");
  CHECK(says(report.diagnostics.front(), "nothing of it is kept"));
  CHECK(site.rows("select to_regclass('a') is null") == Rows{"t"});
  site.migration("00100_server_a.sql", "create table a ();\n");
  CHECK(site.apply().applied.size() == 1);
}

TEST_CASE("a signal cancels what runs, at once") {
  struct Pipe : migrate::Interruption {
    int ends[2] = {-1, -1};
    std::atomic<int> heard{0};
    Pipe() { REQUIRE(pipe(ends) == 0); }
    ~Pipe() override {
      close(ends[0]);
      close(ends[1]);
    }
    [[nodiscard]] int descriptor() const override { return ends[0]; }
    [[nodiscard]] int signal() const override { return heard; }
  } pipe;
  const Site site;
  site.migration("00100_server_a.sql", "create table a ();\nselect pg_sleep(60);\n");
  std::thread user([&] {
    const Session session(site);
    while (session.rows("select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()")
               .empty()) {
    }
    pipe.heard = SIGINT;
    CHECK(write(pipe.ends[1], "x", 1) == 1);
  });
  const auto report = site.apply({}, &pipe);
  user.join();
  CHECK(codes(report.diagnostics) == "M0606");
  CHECK(report.signal == SIGINT);
  CHECK(site.rows("select to_regclass('a') is null") == Rows{"t"});
  CHECK(site.rows(
            "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()") ==
        Rows{"0"});
  CHECK(site.rows("select count(*) from pg_locks where locktype = 'advisory'") == Rows{"0"});
}

TEST_CASE("history is a set: foreign rows, missing texts and late numbers are no trouble") {
  const Site site;
  site.migration("00100_server_a.sql", "create table a ();\n");
  site.migration("00102_server_c.sql", "create table c ();\n");
  CHECK(site.apply().applied.size() == 2);
  site.rows(
      "alter table supabase_migrations.schema_migrations add column created_by text; "
      "update supabase_migrations.schema_migrations set statements = null where version = '00100'; "
      "insert into supabase_migrations.schema_migrations values ('20250101000000', null, null), ('abc', '{}', 'x')");
  site.migration("00100_server_a.sql", "create table other ();\n");
  site.migration("00101_server_b.sql", "create table b ();\n");
  const auto report = site.apply();
  CHECK(codes(report.diagnostics) == "M0506 M0505");
  REQUIRE(report.applied.size() == 1);
  CHECK(report.applied[0].version == "00101");
}

TEST_CASE("an edited migration stops everything, a reformatted one does not") {
  const Site site;
  site.migration("00100_server_a.sql", "create table a (x int);\n");
  CHECK(site.apply().applied.size() == 1);
  site.migration("00100_server_a.sql", "-- why\nCREATE TABLE a\r\n  (x int);\r\n");
  CHECK(codes(site.apply().diagnostics).empty());
  site.migration("00100_server_a.sql", "create table a (x bigint);\n");
  site.migration("00101_server_b.sql", "create table b ();\n");
  CHECK(codes(site.apply().diagnostics) == "M0501");
  CHECK(site.rows("select to_regclass('b') is null") == Rows{"t"});
}

TEST_CASE("a lock timeout is tried again as a whole, and those who hold locks are named") {
  const Site site;
  site.migration("00100_server_a.sql", "create table a (x int);\n");
  CHECK(site.apply().applied.size() == 1);
  site.migration("00101_server_b.sql", "alter table a add column y int;\n");
  const Session reader(site);
  reader.rows("begin; select * from a");
  std::thread later([&] {
    const Session session(site);
    while (session
               .rows("select 1 from pg_locks where not granted and database = (select oid from pg_database where "
                     "datname = current_database())")
               .empty()) {
    }
    reader.rows("commit");
  });
  CHECK(site.apply().applied.size() == 1);
  later.join();
}
