#include <catch2/catch.hpp>
#include <migrate/plan.hpp>

using namespace migrate;
using plan::State;

namespace {

Migration migration(const std::string& sql) {
  const std::string path = "supabase/migrations/00100_server_x.sql";
  return {.number = 100,
          .version = "00100",
          .label = "server",
          .name = "x",
          .service = "server",
          .path = path,
          .source = std::make_shared<const Source>(Source{.name = path, .text = sql}),
          .provenance = std::nullopt,
          .body_begin = 0};
}

plan::HalfDone half(std::size_t statements) {
  return {.version = "00100", .statements = statements, .since = "2025-11-20T15:24:31Z", .by = "ci@runner-7"};
}

plan::History history(std::size_t statements) {
  return {.exists = true, .rows = {}, .half_done = {half(statements)}};
}

}  // namespace

TEST_CASE("what an earlier run left half done is said with its count") {
  auto [done, expected] = GENERATE(table<std::size_t, std::string>({
      {0, "begun: 0 of 2 statements"},
      {1, "half done: 1 of 2 statements"},
      {2, "done, not recorded: 2 of 2 statements"},
  }));
  const auto made = plan::make({migration("vacuum; select 1;")}, history(done), {});
  REQUIRE(made.entries.size() == 1);
  CHECK(made.entries[0].state == State::pending);
  CHECK(plan::progress(made.entries[0]) == expected);
  REQUIRE(plan::describe_half_done(made).size() == 1);
  CHECK(plan::describe_half_done(made)[0].code == "M0661");
}

TEST_CASE("half done without a file is unknown, and recorded is not half done") {
  const auto lost = plan::make({}, history(1), {});
  REQUIRE(lost.entries.size() == 1);
  CHECK(lost.entries[0].state == State::unknown);
  CHECK(lost.diagnostics.empty());
  CHECK(plan::describe_half_done(lost)[0].code == "M0660");

  auto settled = history(1);
  settled.rows = {{.version = "00100", .name = "server_x", .statements = {}, .applied_at = {}, .applied_by = {}}};
  CHECK(plan::describe_half_done(plan::make({migration("vacuum;")}, settled, {})).empty());
}
