#include "unit/sources/support.hpp"

#include <migrate/markup.hpp>

#include <catch2/catch.hpp>

using namespace migrate;

namespace {

const sources::Adapter& adapter() {
  return *sources::find("alembic");
}

SourceMigration revision(std::string id, std::string text) {
  SourceMigration migration;
  migration.id = std::move(id);
  migration.path = "services/api/alembic/versions/" + migration.id + ".py";
  migration.source = std::make_shared<Source>(Source{.name = migration.path, .text = std::move(text)});
  return migration;
}

Result<std::vector<sources::Rendered>> read(const std::string& output, const std::vector<SourceMigration>& wanted) {
  return adapter().read_rendered(output, wanted);
}

}  // namespace

TEST_CASE("the command is the config's own, from the folder of Alembic's config") {
  auto service = service_in("services/api", "alembic");
  sources::Discovery found{.folder = "services/api/alembic/versions", .config = "services/api/alembic.ini"};
  const std::vector wanted{revision("r1", "")};
  auto [given, command] = GENERATE(table<std::vector<std::string>, std::vector<std::string>>({
      {{}, {"python3", "-"}},
      {{"uv", "run", "python"}, {"uv", "run", "python", "-"}},
      {{"services/api/.venv/bin/python"}, {".venv/bin/python", "-"}},
      {{"tools/python"}, {"../../tools/python", "-"}},
      {{"/usr/bin/python3"}, {"/usr/bin/python3", "-"}},
  }));
  service.python = given;
  const auto invocation = adapter().render(service, found, wanted);
  CHECK(invocation.command == command);
  CHECK(invocation.folder == "services/api");
  CHECK(
      invocation.input.ends_with("\nmain({\"config\":\"alembic.ini\",\"folder\":\"alembic\",\"revisions\":"
                                 "[{\"id\":\"r1\",\"path\":\"alembic/versions/r1.py\"}]})\n"));
  CHECK(std::count(invocation.without.begin(), invocation.without.end(), "DATABASE_URL") == 1);
}

TEST_CASE("statements are joined unchanged, each ended once") {
  auto [statement, sql] = GENERATE(table<std::string, std::string>({
      {"select 1", "select 1;\n"},
      {"select 1;", "select 1;\n"},
      {"select 1; select 2", "select 1; select 2;\n"},
      {"select 2 -- c", "select 2 -- c\n;\n"},
      {"select '--'", "select '--';\n"},
      {"create function f() as $$ a; b $$", "create function f() as $$ a; b $$;\n"},
      {"select 1; -- done", "select 1; -- done\n"},
      {"-- nothing", "-- nothing\n"},
  }));
  const auto answer =
      markup::map({{"revisions", markup::list({markup::map({{"id", markup::text("r1")},
                                                            {"up", markup::list({markup::text(statement)})},
                                                            {"down", markup::list({})},
                                                            {"mode", markup::text("inside")}})})}});
  const auto rendered = read(markup::print_json(answer), {revision("r1", "")});
  REQUIRE(rendered.has_value());
  CHECK(rendered->front().sql == sql);
}

TEST_CASE("a revision that could not be rendered shows its place, the others come through") {
  const auto rendered =
      read(R"({"revisions":[{"id":"r1","problem":{"kind":"database","reason":"it inspects the database","line":"2"}},)"
           R"({"id":"r2","up":["a","b"],"down":["c"],"mode":"outside"},)"
           R"({"id":"r3","problem":{"kind":"error","reason":"KeyError: 'X'","line":"0"}},)"
           R"({"id":"r4","problem":{"kind":"value","reason":"a value of type `x` has no literal form","line":"1"}}]})",
           {revision("r1", "def upgrade():\n    x = inspect(y)\n"), revision("r2", ""), revision("r3", "a"),
            revision("r4", "b")});
  REQUIRE(rendered.has_value());
  const auto& problem = *rendered->at(0).problem;
  CHECK(problem.code == "M0250");
  CHECK(problem.message == "revision `r1` needs a live database");
  CHECK(problem.labels[0].text == "it inspects the database");
  CHECK(problem.labels[0].span == Span{19, 33});
  CHECK(rendered->at(1).sql == "a;\n\nb;\n");
  CHECK(rendered->at(1).down == "c;\n");
  CHECK(rendered->at(1).mode == TransactionMode::outside);
  CHECK(rendered->at(2).problem->code == "M0251");
  CHECK(rendered->at(3).problem->code == "M0252");
}

TEST_CASE("an answer that is not whole is an error") {
  auto [output, code] = GENERATE(table<std::string, std::string>({
      {"", "M0254"},
      {"{\"revisions\":[", "M0254"},
      {"{\"revisions\":[]}", "M0254"},
      {"{\"revisions\":[{\"id\":\"other\"}]}", "M0254"},
      {R"({"problem":{"kind":"error","reason":"ModuleNotFoundError: No module named 'alembic'","line":"0"},"python":"/x"})",
       "M0253"},
  }));
  const auto rendered = read(output, {revision("r1", "")});
  REQUIRE_FALSE(rendered.has_value());
  CHECK(rendered.error().code == code);
}

TEST_CASE("the ledger takes the rows of the parents away and adds its own") {
  Provenance provenance;
  provenance.ledger = {{"revision", "r3"}, {"down", "r1,r2"}};
  const auto statements = adapter().ledger(provenance, "api.alembic_version");
  REQUIRE(statements.size() == 4);
  CHECK(statements[0].sql ==
        "CREATE TABLE IF NOT EXISTS \"api\".\"alembic_version\" (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT \"alembic_version_pkc\" PRIMARY KEY (version_num))");
  CHECK(statements[1].sql == "DELETE FROM \"api\".\"alembic_version\" WHERE version_num = $1");
  CHECK(statements[1].values == std::vector<std::string>{"r1"});
  CHECK(statements[2].values == std::vector<std::string>{"r2"});
  CHECK(statements[3].sql ==
        "INSERT INTO \"api\".\"alembic_version\" (version_num) VALUES ($1) ON CONFLICT DO NOTHING");
  CHECK(statements[3].values == std::vector<std::string>{"r3"});
}
