#include <catch2/catch.hpp>
#include <migrate/plan.hpp>

using namespace migrate;

namespace {

Migration migration(const std::string& version, const std::string& sql) {
  const auto path = "supabase/migrations/" + version + "_api_x.sql";
  return {.number = 200,
          .version = version,
          .label = "api",
          .name = "x",
          .service = "api",
          .path = path,
          .source = std::make_shared<const Source>(Source{.name = path, .text = sql}),
          .provenance = std::nullopt,
          .body_begin = 0};
}

plan::History history_of(const std::vector<std::string>& versions) {
  plan::History history{.exists = true, .rows = {}};
  for (const auto& version : versions)
    history.rows.push_back(
        {.version = version, .name = "api_x", .statements = {{"select 1"}}, .applied_at = {}, .applied_by = {}});
  return history;
}

const plan::Saved::Database here{.target = "production", .address = "db:5432", .project = "", .name = "shop"};

plan::Saved saved_of(const plan::Plan& made, const plan::Saved::Database& database = here) {
  return plan::save(made, {}, database, "2026-01-02T03:04:05Z");
}

/// 00200 is applied, 00201 and 00202 are pending.
plan::Plan reviewed_plan() {
  return plan::make({migration("00200", "select 1;"), migration("00201", "select 2;"), migration("00202", "select 3;")},
                    history_of({"00200"}), {});
}

std::string said(const plan::Saved& reviewed, const plan::Plan& now, const plan::Saved::Database& database = here) {
  const auto found = plan::compare(reviewed, saved_of(now, database), now, "the plan");
  return found ? found->notes.front() : "";
}

}  // namespace

TEST_CASE("a plan comes back from its file as it was kept") {
  const auto saved = plan::save(reviewed_plan(), {.to = "00202", .service = "api"}, here, "2026-01-02T03:04:05Z");
  const auto text = plan::print(saved);
  const auto read = plan::read_saved(std::make_shared<const Source>(Source{.name = "plan.json", .text = text}));
  REQUIRE(read);
  CHECK(read->database == here);
  CHECK(read->selection.to == "00202");
  CHECK(read->history == std::vector<std::string>{"00200"});
  REQUIRE(read->migrations.size() == 2);
  CHECK(read->migrations[1].checksum == saved.migrations[1].checksum);
  CHECK(text.find("select") != std::string::npos);
}

TEST_CASE("what is no plan is refused") {
  const auto text = GENERATE(as<std::string>{}, "", "{}", "[]", R"({"schema":1,"kind":"something else"})",
                             R"({"schema":2,"kind":"migrate plan"})", R"({"schema":1,"kind":"migrate plan"})",
                             R"({"schema":1,"kind":"migrate plan","database":{"address":"a","name":"b"},
                                 "migrations":[{"version":"00200"}]})");
  const auto read = plan::read_saved(std::make_shared<const Source>(Source{.name = "x.json", .text = text}));
  REQUIRE_FALSE(read);
  CHECK(read.error().code == "M0643");
}

TEST_CASE("a plan fits while nothing it says has changed") {
  const auto reviewed = saved_of(reviewed_plan());
  CHECK(said(reviewed, reviewed_plan()).empty());
  // A run that was stopped behind 00201 is repeated.
  const auto later =
      plan::make({migration("00200", "select 1;"), migration("00201", "select 1;"), migration("00202", "select 3;")},
                 history_of({"00200", "00201"}), {});
  CHECK(said(reviewed, later).empty());
}

TEST_CASE("each difference to the reviewed plan is named") {
  using Files = std::vector<Migration>;
  const auto one = migration("00200", "select 1;"), two = migration("00201", "select 2;"),
             three = migration("00202", "select 3;");
  auto [files, applied, expected] = GENERATE_COPY(table<Files, std::vector<std::string>, std::string>({
      {{one, two, migration("00202", "select 4;")}, {"00200"}, "supabase/migrations/00202_api_x.sql was edited since"},
      {{one, two}, {"00200"}, "supabase/migrations/00202_api_x.sql is gone"},
      {{one, two, three, migration("00203", "select 1;")},
       {"00200"},
       "supabase/migrations/00203_api_x.sql is pending, and not in it"},
      {{one, two, three, migration("00203", "select 1;")},
       {"00200", "00203"},
       "00203 was applied since, and is not in it"},
      {{one, two, three},
       {"00200", "00201"},
       "supabase/migrations/00201_api_x.sql was applied since, but not as it stands here"},
      {{one, three}, {"00200", "00201"}, "supabase/migrations/00201_api_x.sql was applied since, and the file is gone"},
  }));
  CHECK(said(saved_of(reviewed_plan()), plan::make(files, history_of(applied), {})) == expected);
}

TEST_CASE("a history that lost a row is another one") {
  const auto now = plan::make(
      {migration("00200", "select 1;"), migration("00201", "select 2;"), migration("00202", "select 3;")}, {}, {});
  const auto found = plan::compare(saved_of(reviewed_plan()), saved_of(now), now, "the plan");
  REQUIRE(found);
  CHECK(found->notes == std::vector<std::string>{"supabase/migrations/00200_api_x.sql is pending, and not in it",
                                                 "00200 is not in the history any more", "nothing was changed"});
}

TEST_CASE("a plan belongs to its database") {
  using Database = plan::Saved::Database;
  const Database direct{.target = "", .address = "db.abc.supabase.co:5432", .project = "abc", .name = "postgres"};
  auto [a, b, same] = GENERATE_COPY(table<Database, Database, bool>({
      {here, {.target = "prod", .address = "db:5432", .project = "", .name = "shop"}, true},
      {here, {.target = "production", .address = "db:5433", .project = "", .name = "shop"}, false},
      {here, {.target = "production", .address = "db:5432", .project = "", .name = "shop2"}, false},
      {direct, {.target = "", .address = "aws.pooler:5432", .project = "abc", .name = "postgres"}, true},
      {direct, {.target = "", .address = "aws.pooler:5432", .project = "abd", .name = "postgres"}, false},
  }));
  CHECK(said(saved_of(reviewed_plan(), a), reviewed_plan(), b).empty() == same);
}
