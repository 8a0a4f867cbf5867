#include <catch2/catch.hpp>
#include <migrate/plan.hpp>

using namespace migrate;
using plan::State;

namespace {

Migration migration(int number, const std::string& sql, const std::string& service = "server") {
  const auto version = "00" + std::to_string(number);
  const auto path = "supabase/migrations/" + version + "_" + service + "_x.sql";
  return {.number = number,
          .version = version,
          .label = service,
          .name = "x",
          .service = service,
          .path = path,
          .source = std::make_shared<const Source>(Source{.name = path, .text = sql}),
          .provenance = std::nullopt,
          .body_begin = 0};
}

plan::HistoryRow row(const std::string& version, std::optional<std::vector<std::string>> statements) {
  return {
      .version = version, .name = "server_x", .statements = std::move(statements), .applied_at = {}, .applied_by = {}};
}

plan::Plan plan_of(const std::string& sql) {
  return plan::make({migration(100, sql)}, {}, {});
}

std::string codes(const plan::Plan& made) {
  std::string all;
  for (const auto& one : made.diagnostics) all += (all.empty() ? "" : " ") + one.code;
  return all;
}

}  // namespace

TEST_CASE("each migration has a state") {
  using Statements = std::optional<std::vector<std::string>>;
  auto [stored, state] = GENERATE(table<Statements, State>({
      {Statements({"create table a (x int)"}), State::applied},
      {Statements({"-- why\ncreate  table a (x int) -- here"}), State::applied},
      {Statements({"create table a (x bigint)"}), State::changed},
      {Statements({"create table a (x int)", "select 1"}), State::changed},
      {Statements(), State::applied},
  }));
  const auto made =
      plan::make({migration(100, "create table a (x int);\n")}, {.exists = true, .rows = {row("00100", stored)}}, {});
  REQUIRE(made.entries.size() == 1);
  CHECK(made.entries[0].state == state);
  CHECK(codes(made) == (state == State::changed ? "M0501" : ""));
}

TEST_CASE("versions without a file are unknown, in their order") {
  const auto made = plan::make({migration(100, "select 1;")},
                               {.exists = true, .rows = {row("20250101000000", {}), row("00099", {})}}, {});
  REQUIRE(made.entries.size() == 3);
  CHECK(made.entries[0].state == State::unknown);
  CHECK(made.entries[1].state == State::pending);
  CHECK(made.entries[2].version == "20250101000000");
  CHECK(codes(made) == "M0505");
}

TEST_CASE("a selection limits what is pending") {
  const std::vector<Migration> all = {migration(100, "select 1;"), migration(150, "select 1;", "api"),
                                      migration(199, "select 1;")};
  CHECK(plan::make(all, {}, {.to = "00150", .service = ""}).count(State::pending) == 2);
  CHECK(plan::make(all, {}, {.to = "", .service = "api"}).count(State::pending) == 1);
  CHECK(codes(plan::make(all, {}, {.to = "150", .service = ""})) == "M0507");
}

TEST_CASE("what speaks against running a file is known before anything is sent") {
  auto [sql, expected] = GENERATE(table<std::string, std::string>({
      {"create table a ();", ""},
      {"begin; create table a (); commit;", "M0503"},
      {"START TRANSACTION; create table a (); END;", "M0503"},
      {"create table a (); commit;", "M0502"},
      {"begin; select 1; commit; begin; select 2; commit;", "M0503"},
      {"select 0; begin; savepoint a; select 1; commit; select 2;", "M0503"},
      {"begin; begin; commit; commit;", "M0502 M0502 M0502 M0502"},
      {"commit; begin;", "M0502 M0502"},
      {"begin /* isolation */; select 1; /* a */ commit work -- and chain\n;", "M0503"},
      {"begin\nselect 1; commit;", "M0502 M0502"},
      {"begin; select 1; commit\nselect 2;", "M0502 M0502"},
      {"begin isolation level serializable; select 1; commit;", "M0502 M0502"},
      {"begin; select 1; commit; vacuum;", "M0504 M0502 M0502"},
      {"begin; select 1; rollback;", "M0502 M0502"},
      {"savepoint a; select 1; rollback to a; release a;", ""},
      {"create index concurrently i on a (x);", ""},
      {"select 1; create index concurrently i on a (x);", "M0504"},
      {"-- migrate: no-transaction\nselect 1; create index concurrently i on a (x);", ""},
      {"select 'open", "M0220"},
  }));
  CAPTURE(sql);
  CHECK(codes(plan_of(sql)) == expected);
}

TEST_CASE("a late number inside a lane is said, between lanes it is normal") {
  const std::vector<Migration> all = {migration(100, "select 1;", "api"), migration(110, "select 1;"),
                                      migration(120, "select 1;")};
  CHECK(codes(plan::make(all, {.exists = true, .rows = {row("00120", {})}}, {})) == "M0506");
  CHECK(codes(plan::make(all, {.exists = true, .rows = {row("00110", {}), row("00120", {})}}, {})).empty());
}
