#include "unit/sources/support.hpp"

#include <migrate/hash.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using Strings = std::vector<std::string>;

namespace {

const sources::Adapter& sqlx = *sources::find("sqlx");
const Service worker = service_in("worker", "sqlx");

sources::Discovery discover(const std::string& name, const std::string& text = "SELECT 1") {
  return sqlx.discover(tree_of({{"worker/migrations/" + name, text}}), worker);
}

}  // namespace

TEST_CASE("reversible migrations keep their way back") {
  const auto found = sqlx.discover(read_fixture("sqlx-0.8/worker", sqlx, "worker"), worker);
  CHECK(found.folder == "worker/migrations");
  CHECK(found.ledger_table == "_sqlx_migrations");
  CHECK(found.diagnostics.empty());
  CHECK(ids_of(found) == Strings{"20250107103000", "20250203081500", "20250301120000"});
  const auto& index = found.migrations[1];
  CHECK(index.name == "job_index");
  CHECK(index.path == "worker/migrations/20250203081500_job_index.up.sql");
  CHECK(index.mode == TransactionMode::outside);
  REQUIRE(index.down);
  CHECK(index.down->find("DROP INDEX CONCURRENTLY") != std::string::npos);
  CHECK(index.ledger == LedgerKeys{{"version", "20250203081500"},
                                   {"description", "job index"},
                                   {"checksum", hash::sha384(index.source->text)}});
  CHECK(found.migrations[0].mode == TransactionMode::inside);
}

TEST_CASE("simple migrations are read in the order of their numbers") {
  const auto found = sqlx.discover(read_fixture("sqlx-0.8/simple", sqlx, "worker"), worker);
  CHECK(ids_of(found) == Strings{"1", "2", "10"});
  CHECK_FALSE(found.migrations[0].down);
  CHECK(found.migrations[0].ledger.at("description") == "meters");
}

TEST_CASE("a file name is read as SQLx reads it") {
  auto [name, id, description] = GENERATE(table<std::string, std::string, std::string>({
      {"0001_a.sql", "1", "a"},
      {"+7_a_b.sql", "7", "a b"},
      {"-7_a.sql", "-7", "a"},
      {"9223372036854775807_a.sql", "9223372036854775807", "a"},
      {"1_.sql", "1", ""},
      {"1_a.b.sql", "1", "a.b"},
      {"1_a.up.sql", "1", "a"},
      {"1_a.up.up.sql", "1", "a.up"},
      {"1__a.sql", "1", " a"},
      {"1_naïve.sql", "1", "naïve"},
  }));
  const auto found = discover(name);
  REQUIRE(ids_of(found) == Strings{id});
  CHECK(found.migrations[0].ledger.at("description") == description);
  CHECK(found.diagnostics.empty());
}

TEST_CASE("a version that is no whole number is an error, a name without one is ignored as SQLx ignores it") {
  auto [name, code, severity] = GENERATE(table<std::string, std::string, Severity>({
      {"xyz_a.sql", "M0212", Severity::error},
      {"1.5_a.sql", "M0212", Severity::error},
      {"_a.sql", "M0212", Severity::error},
      {"+_a.sql", "M0212", Severity::error},
      {"+-1_a.sql", "M0212", Severity::error},
      {" 1_a.sql", "M0212", Severity::error},
      {"9223372036854775808_a.sql", "M0212", Severity::error},
      {"init.sql", "M0214", Severity::note},
      {"1-a.sql", "M0214", Severity::note},
      {"1_a.down.sql", "M0218", Severity::warning},
  }));
  const auto found = discover(name);
  CHECK(found.migrations.empty());
  REQUIRE(codes_of(found.diagnostics) == Strings{code});
  CHECK(found.diagnostics[0].severity == severity);
}

TEST_CASE("two migrations of one version are an error, also where the digits differ") {
  const auto other = GENERATE(as<std::string>(), "1_b.sql", "0001_b.sql", "+1_b.sql", "1_a.up.sql");
  const auto found = sqlx.discover(
      tree_of({{"worker/migrations/1_a.sql", "SELECT 1"}, {"worker/migrations/" + other, "SELECT 2"}}), worker);
  CHECK(found.migrations.empty());
  REQUIRE(codes_of(found.diagnostics) == Strings{"M0207"});
  CHECK(found.diagnostics[0].labels.size() == 2);
}

TEST_CASE("-- no-transaction counts as the first bytes only") {
  auto [text, mode, code] = GENERATE(table<std::string, TransactionMode, std::string>({
      {"-- no-transaction\nSELECT 1", TransactionMode::outside, ""},
      {"-- no-transaction, because\nSELECT 1", TransactionMode::outside, ""},
      {"\xEF\xBB\xBF-- no-transaction\nSELECT 1", TransactionMode::inside, "M0219"},
      {"\n-- no-transaction\nSELECT 1", TransactionMode::inside, "M0219"},
      {"-- (c) Shop Ltd\n-- no-transaction\nSELECT 1", TransactionMode::inside, "M0219"},
      {"--no-transaction\nSELECT 1", TransactionMode::inside, ""},
      {"SELECT 1; -- no-transaction\n", TransactionMode::inside, ""},
      {"SELECT 1;\n-- no-transaction\n", TransactionMode::inside, ""},
      {"SELECT '\n-- no-transaction\n'", TransactionMode::inside, ""},
  }));
  const auto found = discover("1_a.sql", text);
  REQUIRE(found.migrations.size() == 1);
  CHECK(found.migrations[0].mode == mode);
  CHECK(codes_of(found.migrations[0].remarks) == (code.empty() ? Strings{} : Strings{code}));
}

TEST_CASE("sqlx.toml gives folder, table and what the checksum leaves out") {
  const auto found = sqlx.discover(tree_of({{"worker/sqlx.toml", R"([migrate]
migrations-dir = "db/sql"
table-name = "Jobs.\"History\""
ignored-chars = ["\r", "é"]
)"},
                                            {"worker/db/sql/1_a.sql", "SELECT 1;\r\n-- é\n"}}),
                                   worker);
  CHECK(found.diagnostics.empty());
  CHECK(found.folder == "worker/db/sql");
  CHECK(found.ledger_table == "jobs.\"History\"");
  REQUIRE(found.migrations.size() == 1);
  CHECK(found.migrations[0].ledger.at("checksum") == hash::sha384("SELECT 1;\n-- \n"));
}

TEST_CASE("a table-name that is no name is an error") {
  const auto name = GENERATE(as<std::string>(), "a.b.c", "x; DROP TABLE y", "", "a b", "\\\"a", "1a");
  const auto found = sqlx.discover(tree_of({{"worker/sqlx.toml", "[migrate]\ntable-name = \"" + name + "\"\n"},
                                            {"worker/migrations/1_a.sql", "SELECT 1"}}),
                                   worker);
  CHECK(codes_of(found.diagnostics) == Strings{"M0217"});
  CHECK(found.ledger_table == "_sqlx_migrations");
}

TEST_CASE("only the top of the folder counts") {
  const auto found = sqlx.discover(
      tree_of({{"worker/migrations/1_a.sql", "SELECT 1"}, {"worker/migrations/old/2_b.sql", "SELECT 1"}}), worker);
  CHECK(ids_of(found) == Strings{"1"});
  CHECK(found.diagnostics.empty());
}

TEST_CASE("plain SQL has nothing to collect and no ledger") {
  const auto& sql = *sources::find("sql");
  CHECK_FALSE(sql.reads("a.sql"));
  CHECK(sql.discover(tree_of({{"shared/a.sql", "SELECT 1"}}), service_in("shared", "sql")).migrations.empty());
  CHECK(sql.ledger == nullptr);
}
