#include "sources/drizzle.hpp"
#include "unit/sources/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using Strings = std::vector<std::string>;

namespace {

const sources::Adapter& drizzle = *sources::find("drizzle");
const Service server = service_in("server", "drizzle");

}  // namespace

TEST_CASE("drizzle-kit 1.0 is read by its folders") {
  const auto found = drizzle.discover(read_fixture("drizzle-kit-1.0.0-rc.5/fresh", drizzle, "server"), server);
  CHECK(found.folder == "server/src/db/migrations");
  CHECK(found.ledger_table == "server.__server_migrations");
  CHECK(ids_of(found) == Strings{"20261120182929_init", "20261120182931_add_note", "20261120182933_audit"});
  CHECK(found.migrations[1].name == "add_note");
  CHECK(found.migrations[1].ledger == LedgerKeys{{"created_at", "1795199371000"}, {"name", "20261120182931_add_note"}});
}

TEST_CASE("drizzle-kit up leaves name, bytes and second as they were") {
  const auto before = drizzle.discover(read_fixture("drizzle-kit-0.31.11/server", drizzle, "server"), server);
  const auto after = drizzle.discover(read_fixture("drizzle-kit-1.0.0-rc.5/upgraded", drizzle, "server"), server);
  REQUIRE(before.migrations.size() == 5);
  REQUIRE(after.migrations.size() == 6);
  for (std::size_t i = 0; i < before.migrations.size(); ++i) {
    const auto& old = before.migrations[i];
    const auto& upgraded = after.migrations[i];
    CHECK(upgraded.id != old.id);
    CHECK(upgraded.name == old.name);
    CHECK(upgraded.sha256 == old.sha256);
    CHECK(std::stoll(upgraded.ledger.at("created_at")) / 1000 == std::stoll(old.ledger.at("created_at")) / 1000);
    CHECK(sources::drizzle::upgraded_name(std::stoll(old.ledger.at("created_at")), old.id) == upgraded.id);
  }
}

TEST_CASE("a tag's name survives any prefix option") {
  auto [tag, expected] = GENERATE(table<std::string, std::string>({{"0000_init", "init"},
                                                                   {"20260101000000_add_users", "add_users"},
                                                                   {"1767225600_add_users", "add_users"},
                                                                   {"_add_users", "add_users"},
                                                                   {"init", "init"}}));
  CHECK(sources::drizzle::name_of_tag(tag) == expected);
}

TEST_CASE("folders sort as localeCompare sorts them") {
  // Each pair by node's String.localeCompare.
  auto [left, right] = GENERATE(table<std::string, std::string>({
      {"20260101000000_b", "20260101000001_a"},
      {"20260101000000_a_x", "20260101000000_a-x"},
      {"20260101000000_a-x", "20260101000000_aZ"},
      {"20260101000000_a", "20260101000000_B"},
      {"20260101000000_a", "20260101000000_A"},
      {"20260101000000_A", "20260101000000_b"},
      {"20260101000000_a1", "20260101000000_aa"},
      {"20260101000000_a", "20260101000000_ab"},
      {"20260101000000_Ab", "20260101000000_AC"},
      {"20260101000000_a b", "20260101000000_a_b"},
  }));
  CHECK(sources::drizzle::sorts_before(left, right));
  CHECK_FALSE(sources::drizzle::sorts_before(right, left));
  CHECK_FALSE(sources::drizzle::sorts_before(left, left));
}

TEST_CASE("a folder without its file or its time is reported") {
  auto [name, file, code] = GENERATE(table<std::string, std::string, std::string>({
      {"20260101000000_a", "notes.sql", "M0211"},
      {"2026_a", "migration.sql", "M0212"},
      {"a", "migration.sql", "M0212"},
      {"2026010100000x_a", "migration.sql", "M0212"},
      {"99999999999999", "migration.sql", ""},
      {"assets", "notes.sql", ""},
  }));
  const auto found = drizzle.discover(tree_of({{"server/drizzle.config.ts", "export default { out: 'drizzle' }"},
                                               {"server/drizzle/" + name + "/" + file, "SELECT 1"},
                                               {"server/drizzle/20270101000000_z/migration.sql", "SELECT 1"}}),
                                      server);
  CHECK(codes_of(found.diagnostics) == (code.empty() ? Strings{} : Strings{code}));
  CHECK(found.migrations.back().id == (name == "99999999999999" ? name : "20270101000000_z"));
}

TEST_CASE("an empty folder of 1.0 is reported") {
  const auto found = drizzle.discover(
      tree_of({{"server/drizzle/20270101000000_z/migration.sql", "SELECT 1"}}, {"server/drizzle/20260101000000_a"}),
      server);
  REQUIRE(codes_of(found.diagnostics) == Strings{"M0211"});
  CHECK(found.diagnostics[0].message ==
        "`server/drizzle/20260101000000_a` holds no migration.sql and is not collected");
}
