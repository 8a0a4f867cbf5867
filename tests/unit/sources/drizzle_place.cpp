#include "unit/sources/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using Strings = std::vector<std::string>;

namespace {

const sources::Adapter& drizzle = *sources::find("drizzle");
const Service server = service_in("packages/server", "drizzle");

/// The files of one migration of 1.0 in `folder`.
std::pair<std::string, std::string> migration_in(const std::string& folder) {
  return {folder + "/20260101000000_a/migration.sql", "SELECT 1"};
}

}  // namespace

TEST_CASE("the folder is what the config names") {
  auto [config, expected] = GENERATE(table<std::string, std::string>({
      {"export default defineConfig({ dialect: 'postgresql', out: './db' })", "packages/server/db"},
      {"export default { out: \"db/\", dialect: \"postgresql\" }", "packages/server/db"},
      {"export default { out: `./db` }", "packages/server/db"},
      {"export default { 'out': 'src/../db' }", "packages/server/db"},
      {"export default {\n  // out: './old',\n  /* out: 'older' */\n  out: './db', // out: 'x'\n}",
       "packages/server/db"},
      {"const url = 'http://x/y'; export default { url, out: './db' }", "packages/server/db"},
      {"export default { timeout: 5, layout: 'x', out:\n 'db' as const }", "packages/server/db"},
      {"export default { dialect: 'postgresql' }", "packages/server/drizzle"},
  }));
  const auto found = drizzle.discover(tree_of({{"packages/server/drizzle.config.ts", config},
                                               migration_in("packages/server/db"),
                                               migration_in("packages/server/drizzle")}),
                                      server);
  CHECK(found.folder == expected);
  CHECK(found.diagnostics.empty());
  CHECK(found.migrations.size() == 1);
}

TEST_CASE("a config in JSON is read") {
  const auto found =
      drizzle.discover(tree_of({{"packages/server/drizzle.config.json", R"({"dialect": "postgresql", "out": "./db"})"},
                                migration_in("packages/server/db"),
                                migration_in("packages/server/drizzle")}),
                       server);
  CHECK(found.folder == "packages/server/db");
}

TEST_CASE("an out that only the program knows gives way to what is on disk, with a warning") {
  const auto config =
      GENERATE(as<std::string>(), "export default { out: process.env.OUT }", "export default { out: `./${name}` }",
               "export default { out: './a' + suffix }", "export default { out: path.join(__dirname, 'db') }",
               "const a = { out: './db' }; const b = { out: './other' }");
  const auto found = drizzle.discover(
      tree_of({{"packages/server/drizzle.config.ts", config}, migration_in("packages/server/generated")}), server);
  CHECK(found.folder == "packages/server/generated");
  CHECK(codes_of(found.diagnostics) == Strings{"M0216"});
}

TEST_CASE("an out that leads outside is an error and nothing is read there") {
  auto [out, code, help] = GENERATE(table<std::string, std::string, std::string>({
      {"../../../etc", "M0202", ""},
      {"/etc", "M0202", ""},
      {"../db/drizzle", "M0202",
       "give `packages/server` a folder above both in the config: `path: packages` and `migrations: db/drizzle`"},
  }));
  const auto found = drizzle.discover(
      tree_of({{"packages/server/drizzle.config.ts", "export default { out: '" + out + "' }"}}), server);
  CHECK(found.folder.empty());
  CHECK(found.migrations.empty());
  REQUIRE(codes_of(found.diagnostics) == Strings{code});
  CHECK(marked(found.diagnostics[0]) == out);
  CHECK(found.diagnostics[0].helps == (help.empty() ? Strings{} : Strings{help}));
}

TEST_CASE("several configs must agree") {
  const auto tree = tree_of({{"packages/server/drizzle.config.ts", "export default { out: './a' }"},
                             {"packages/server/drizzle.dev.config.ts", "export default { out: './b' }"},
                             migration_in("packages/server/a"),
                             migration_in("packages/server/b")});
  const auto unclear = drizzle.discover(tree, server);
  REQUIRE(codes_of(unclear.diagnostics) == Strings{"M0201"});
  CHECK(unclear.diagnostics[0].labels.size() == 2);
  CHECK(unclear.diagnostics[0].helps == Strings{"name the folder at `packages/server` in the config: `migrations: a`"});

  auto told = server;
  told.migrations = "packages/server/b";
  const auto clear = drizzle.discover(tree, told);
  CHECK(clear.folder == "packages/server/b");
  CHECK(clear.diagnostics.empty());
}

TEST_CASE("a config for another database is another matter beside one for Postgres, alone it is an error") {
  const std::pair<std::string, std::string> sqlite = {"packages/server/drizzle-sqlite.config.ts",
                                                      "export default { dialect: 'sqlite', out: './local' }"};
  const auto both = drizzle.discover(
      tree_of({sqlite,
               {"packages/server/drizzle.config.ts", "export default { dialect: 'postgresql', out: './a' }"},
               migration_in("packages/server/a"),
               migration_in("packages/server/local")}),
      server);
  CHECK(both.folder == "packages/server/a");
  CHECK(both.diagnostics.empty());
  const auto alone = drizzle.discover(tree_of({sqlite, migration_in("packages/server/local")}), server);
  REQUIRE(codes_of(alone.diagnostics) == Strings{"M0203"});
  CHECK(marked(alone.diagnostics[0]) == "sqlite");
  CHECK(alone.migrations.empty());
}

TEST_CASE("without a config the one folder that drizzle wrote is taken") {
  CHECK(drizzle.discover(tree_of({migration_in("packages/server/odd/place")}), server).folder ==
        "packages/server/odd/place");
  const auto two =
      drizzle.discover(tree_of({migration_in("packages/server/a"), migration_in("packages/server/b")}), server);
  CHECK(codes_of(two.diagnostics) == Strings{"M0201"});
  const auto none = drizzle.discover(tree_of({{"packages/server/query.sql", "SELECT 1"}}), server);
  REQUIRE(codes_of(none.diagnostics) == Strings{"M0200"});
  CHECK(none.diagnostics[0].severity == Severity::warning);
}

TEST_CASE("the ledger's table is the config's") {
  auto [migrations, expected] = GENERATE(table<std::string, std::string>({
      {"", "drizzle.__drizzle_migrations"},
      {"migrations: { table: 'history' },", "drizzle.history"},
      {"migrations: { schema: 'public' },", "public.__drizzle_migrations"},
      {"migrations: { table: 'My History', schema: 'app' },", "app.\"My History\""},
      {"migrations: { table: 'x\"; DROP TABLE y; --', schema: 'app' },", "app.\"x\"\"; DROP TABLE y; --\""},
      {"migrations: {\n prefix: 'supabase', // table: 'no'\n table: 'history' },", "drizzle.history"},
  }));
  const auto found = drizzle.discover(
      tree_of({{"packages/server/drizzle.config.ts", "export default { " + migrations + " out: './db' }"},
               migration_in("packages/server/db")}),
      server);
  CHECK(found.ledger_table == expected);
}

TEST_CASE("a service may be the workspace itself") {
  const auto found =
      drizzle.discover(tree_of({{"drizzle.config.ts", "export default { out: './db' }"}, migration_in("db")}),
                       service_in("", "drizzle"));
  CHECK(found.folder == "db");
  CHECK(ids_of(found) == Strings{"20260101000000_a"});
}
