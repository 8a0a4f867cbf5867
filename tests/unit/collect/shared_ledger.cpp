#include <catch2/catch.hpp>
#include <migrate/shared_ledger.hpp>

using namespace migrate;

namespace {

Service service(const std::string& name, const std::string& orm) {
  Service one;
  one.name = one.label = one.folder = name;
  one.orm = orm;
  return one;
}

sources::Discovery discovery(const std::string& folder, const std::string& table) {
  return {.folder = folder, .ledger_table = table};
}

}  // namespace

TEST_CASE("two services in one ledger are named, in the tool's own words") {
  auto [orm, ledger, help] = GENERATE(table<std::string, std::string, std::string>({
      {"drizzle", "drizzle.__drizzle_migrations", "`migrations: { table: '__drizzle_migrations_web' }`"},
      {"sqlx", "_sqlx_migrations", "`table-name = \"_sqlx_migrations_web\"`"},
      {"alembic", "alembic_version", "`version_table=\"alembic_version_web\"`"},
      {"prisma", "_prisma_migrations", "`?schema=web`"},
  }));
  Workspace workspace;
  workspace.services = {service("server", orm), service("web", orm)};
  const auto found = collect::shared_ledgers(workspace, {discovery("server/x", ledger), discovery("web/x", ledger)});
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "M0654");
  CHECK(found[0].message == "`server` and `web` share the ledger `" + ledger + "`");
  CHECK(found[0].helps[0].find(help) != std::string::npos);
}

TEST_CASE("nothing is shared where it is separated, left to the tool, or not there") {
  Workspace workspace;
  workspace.services = {service("server", "sqlx"), service("web", "sqlx")};
  const auto one = discovery("server/migrations", "_sqlx_migrations");
  CHECK(collect::shared_ledgers(workspace, {one, discovery("web/migrations", "_web_migrations")}).empty());
  CHECK(collect::shared_ledgers(workspace, {one, discovery("", "_sqlx_migrations")}).empty());
  CHECK(collect::shared_ledgers(workspace, {one, {}}).empty());
  workspace.services[1].ledger = false;
  CHECK(collect::shared_ledgers(workspace, {one, discovery("web/migrations", "_sqlx_migrations")}).empty());
}
