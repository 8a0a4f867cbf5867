#include "unit/sources/support.hpp"

#include <migrate/hash.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using Strings = std::vector<std::string>;

namespace {

const sources::Adapter& prisma = *sources::find("prisma");
const Service web = service_in("web", "prisma");

}  // namespace

TEST_CASE("Prisma 6 is read in the byte order of its folders") {
  const auto found = prisma.discover(read_fixture("prisma-6.16.3/web", prisma, "web"), web);
  CHECK(found.folder == "web/prisma/migrations");
  CHECK(found.ledger_table == "_prisma_migrations");
  CHECK(ids_of(found) == Strings{"20250107103000_init", "20250203081500_add_note", "20250301120000_add coupon",
                                 "20250301120000_drop_draft", "20250301120000_empty", "20250310_coupon_index.sql"});
  CHECK(found.diagnostics.empty());
  CHECK(codes_of(found.migrations[4].remarks) == Strings{"M0215"});
  CHECK(found.migrations[4].baseline);
  CHECK(found.migrations[5].name == "coupon_index");
  CHECK(found.migrations[5].ledger == LedgerKeys{{"name", "20250310_coupon_index.sql"}});
  // What `prisma migrate deploy` stored as checksum.
  CHECK(found.migrations[0].sha256 == "b8dcbba92eefb6b1ee7903a90d2886ab4da0e3c1af7e236f10824ad95ab4be21");
}

TEST_CASE("the byte order is that of the names, not of the paths") {
  const auto found = prisma.discover(tree_of({{"web/prisma/migrations/2025_a b/migration.sql", "SELECT 1"},
                                              {"web/prisma/migrations/2025_a/migration.sql", "SELECT 1"},
                                              {"web/prisma/migrations/2025_a.sql/migration.sql", "SELECT 1"},
                                              {"web/prisma/migrations/2025_B/migration.sql", "SELECT 1"},
                                              {"web/prisma/migrations/zz_noTs/migration.sql", "SELECT 1"}}),
                                     web);
  CHECK(ids_of(found) == Strings{"2025_B", "2025_a", "2025_a b", "2025_a.sql", "zz_noTs"});
  CHECK(found.diagnostics.empty());
}

TEST_CASE("the migrations lie where the config says, else beside the lock file") {
  auto [files, expected] = GENERATE(table<Strings, std::string>({
      {{"web/prisma/migrations/1_a/migration.sql"}, "web/prisma/migrations"},
      {{"web/prisma/schema/migrations/migration_lock.toml", "web/prisma/schema/migrations/1_a/migration.sql"},
       "web/prisma/schema/migrations"},
      {{"web/db/odd/migrations/migration_lock.toml", "web/db/odd/migrations/1_a/migration.sql"},
       "web/db/odd/migrations"},
  }));
  std::vector<std::pair<std::string, std::string>> content;
  for (const auto& file : files) {
    content.emplace_back(file, file.ends_with(".toml") ? "provider = \"postgresql\"\n" : "SELECT 1");
  }
  const auto found = prisma.discover(tree_of(content), web);
  CHECK(found.folder == expected);
  CHECK(ids_of(found) == Strings{"1_a"});

  content.emplace_back("web/prisma.config.ts",
                       "export default defineConfig({ migrations: { seed: 'x', path: './sql' } }) // path: 'no'");
  content.emplace_back("web/sql/2_b/migration.sql", "SELECT 1");
  const auto told = prisma.discover(tree_of(content), web);
  CHECK(told.folder == "web/sql");
  CHECK(ids_of(told) == Strings{"2_b"});
}

TEST_CASE("a provider other than postgresql is an error") {
  auto [lock, mark] = GENERATE(table<std::string, std::string>({{"provider = \"mysql\"\n", "mysql"},
                                                                {"provider = \"cockroachdb\"\n", "cockroachdb"},
                                                                {"# empty\n", "# empty"}}));
  const auto found = prisma.discover(tree_of({{"web/prisma/migrations/migration_lock.toml", lock},
                                              {"web/prisma/migrations/1_a/migration.sql", "SELECT 1"}}),
                                     web);
  CHECK(found.migrations.empty());
  REQUIRE(codes_of(found.diagnostics) == Strings{"M0203"});
  CHECK(marked(found.diagnostics[0]).find(mark) != std::string::npos);
}

TEST_CASE("a lock file with conflict markers is an error") {
  const auto found = prisma.discover(
      tree_of({{"web/prisma/migrations/migration_lock.toml", "<<<<<<< HEAD\nprovider = \"postgresql\"\n"}}), web);
  CHECK(has_errors(found.diagnostics));
}

TEST_CASE("an empty folder is reported, the others are collected") {
  const auto found = prisma.discover(
      tree_of({{"web/prisma/migrations/1_a/migration.sql", "SELECT 1"}}, {"web/prisma/migrations/2_gone"}), web);
  CHECK(ids_of(found) == Strings{"1_a"});
  REQUIRE(codes_of(found.diagnostics) == Strings{"M0211"});
  CHECK(found.diagnostics[0].message == "`web/prisma/migrations/2_gone` holds no migration.sql");
  CHECK(found.diagnostics[0].severity == Severity::warning);
}

TEST_CASE("the format of Prisma 8 is reported once") {
  const auto found = prisma.discover(tree_of({{"web/prisma/migrations/20260101T1200_a/migration.json", "{}"},
                                              {"web/prisma/migrations/20260102T1200_b/migration.json", "{}"}}),
                                     web);
  CHECK(codes_of(found.diagnostics) == Strings{"M0213"});
  CHECK(has_errors(found.diagnostics));
}

TEST_CASE("a path of the config that leads outside is an error") {
  const auto path = GENERATE(as<std::string>(), "../../x", "/etc");
  const auto found = prisma.discover(
      tree_of({{"web/prisma.config.ts", "export default { migrations: { path: '" + path + "' } }"}}), web);
  CHECK(codes_of(found.diagnostics) == Strings{"M0202"});
  CHECK(found.folder.empty());
}

TEST_CASE("Prisma's adapter reads what it needs") {
  auto [path, expected] = GENERATE(table<std::string, bool>({{"prisma/migrations/1_a/migration.sql", true},
                                                             {"1_a.sql/migration.sql", true},
                                                             {"prisma/migrations/migration_lock.toml", true},
                                                             {"prisma.config.ts", true},
                                                             {"prisma/migrations/1_a/migration.json", true},
                                                             {"prisma/schema.prisma", false},
                                                             {"prisma/seed.sql", false}}));
  CHECK(prisma.reads(path) == expected);
}
