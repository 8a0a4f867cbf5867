#include "unit/sources/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using Strings = std::vector<std::string>;

namespace {

std::vector<sources::LedgerStatement> ledger_of(const std::string& orm, const std::string& id, LedgerKeys keys,
                                                const std::string& table) {
  const Provenance provenance{.service = "server",
                              .tool = orm,
                              .id = id,
                              .source = "x.sql",
                              .sha256 = "b3cc75fa",
                              .tokens = {},
                              .body = {},
                              .mode = TransactionMode::inside,
                              .ledger = std::move(keys)};
  return sources::find(orm)->ledger(provenance, table);
}

}  // namespace

TEST_CASE("drizzle 0.x gets its three columns and the name that 1.0 would give") {
  const auto statements =
      ledger_of("drizzle", "0002_order_audit", {{"created_at", "1795199337042"}}, "drizzle.__drizzle_migrations");
  REQUIRE(statements.size() == 3);
  CHECK(statements[0].sql == R"(CREATE SCHEMA IF NOT EXISTS "drizzle")");
  CHECK(statements[1].sql == R"(CREATE TABLE IF NOT EXISTS "drizzle"."__drizzle_migrations" )"
                             "(id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)");
  CHECK(statements[2].values ==
        Strings{"b3cc75fa", "1795199337042", "20261120182857_order_audit", R"("drizzle"."__drizzle_migrations")"});
}

TEST_CASE("drizzle 1.0 gets its five columns") {
  const auto statements = ledger_of("drizzle", "20261120182857_order_audit",
                                    {{"created_at", "1795199337000"}, {"name", "20261120182857_order_audit"}}, "app.t");
  REQUIRE(statements.size() == 3);
  CHECK(statements[1].sql == R"(CREATE TABLE IF NOT EXISTS "app"."t" (id SERIAL PRIMARY KEY, hash text NOT NULL, )"
                             "created_at bigint, name text, applied_at timestamp with time zone DEFAULT now())");
  CHECK(statements[2].values == Strings{"b3cc75fa", "1795199337000", "20261120182857_order_audit", R"("app"."t")"});
}

TEST_CASE("SQLx gets version, description and checksum") {
  const auto statements = ledger_of("sqlx", "7", {{"version", "7"}, {"description", "job index"}, {"checksum", "00ff"}},
                                    "_sqlx_migrations");
  REQUIRE(statements.size() == 2);
  CHECK(statements[0].sql.starts_with("CREATE TABLE IF NOT EXISTS \"_sqlx_migrations\" (version BIGINT PRIMARY KEY"));
  CHECK(statements[1].values == Strings{"7", "job index", "00ff"});
}

TEST_CASE("Prisma gets the folder's name and the checksum") {
  const auto statements = ledger_of("prisma", "1_a", {{"name", "1_a"}}, "_prisma_migrations");
  REQUIRE(statements.size() == 3);
  CHECK(statements[1].values == Strings{"1_a"});
  CHECK(statements[2].values == Strings{"1_a", "b3cc75fa"});
}

TEST_CASE("no table name leaves its quotes in any statement") {
  const auto orm = GENERATE(as<std::string>(), "drizzle", "prisma", "sqlx");
  for (const auto& statement : ledger_of(orm, "1_a", {}, "x\"; DROP TABLE y; --")) {
    auto sql = statement.sql;
    for (auto at = sql.find("\"x\"\"; DROP TABLE y; --\""); at != std::string::npos; at = sql.find("\"x\"\"; DROP")) {
      sql.erase(at, 24);
    }
    CHECK(sql.find("DROP") == std::string::npos);
  }
}
