#include "unit/sources/support.hpp"

#include <migrate/hash.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using Strings = std::vector<std::string>;

namespace {

const sources::Adapter& drizzle = *sources::find("drizzle");
const Service server = service_in("server", "drizzle");

std::string journal(const std::string& entries, const std::string& dialect = "postgresql") {
  return R"({"version":"7","dialect":")" + dialect + R"(","entries":[)" + entries + "]}";
}
std::string entry(const std::string& tag, long long when) {
  return R"({"idx":0,"version":"7","when":)" + std::to_string(when) + R"(,"tag":")" + tag + R"(","breakpoints":true})";
}

sources::Discovery discover(std::vector<std::pair<std::string, std::string>> files) {
  return drizzle.discover(tree_of(std::move(files)), server);
}

}  // namespace

TEST_CASE("drizzle-kit 0.31 is read in the order of its journal") {
  const auto found = drizzle.discover(read_fixture("drizzle-kit-0.31.11/server", drizzle, "server"), server);
  CHECK(found.folder == "server/drizzle");
  CHECK(found.ledger_table == "drizzle.__drizzle_migrations");
  CHECK(ids_of(found) == Strings{"0000_init", "0001_add_note", "0002_order_audit", "0003_add_coupon", "0004_later"});
  CHECK(found.diagnostics.empty());
  REQUIRE(codes_of(found.migrations[4].remarks) == Strings{"M0215"});
  CHECK(found.migrations[4].remarks[0].severity == Severity::note);

  const auto& audit = found.migrations[2];
  CHECK(audit.name == "order_audit");
  CHECK(audit.path == "server/drizzle/0002_order_audit.sql");
  CHECK(audit.sha256 == hash::sha256(audit.source->text));
  CHECK(audit.sql == audit.source->text);
  CHECK(audit.ledger.at("created_at") == "1795199337042");
  CHECK(audit.ledger.count("name") == 0);
  CHECK_FALSE(audit.baseline);
  CHECK(found.migrations[4].baseline);
}

TEST_CASE("a branch that was merged late is collected, and drizzle's silence about it is told") {
  const auto found = drizzle.discover(read_fixture("drizzle-kit-0.31.11/late-branch", drizzle, "server"), server);
  CHECK(ids_of(found) ==
        Strings{"0000_init", "0001_add_note", "0002_order_audit", "0003_add_coupon", "0004_later", "0002_add_urgent"});
  CHECK(found.diagnostics.empty());
  REQUIRE(codes_of(found.migrations[5].remarks) == Strings{"M0208"});
  CHECK(found.migrations[5].remarks[0].severity == Severity::warning);
  CHECK(found.migrations[5].remarks[0].message == "drizzle's own migrator would skip `0002_add_urgent` silently");
}

TEST_CASE("what drizzle-kit pull writes is a baseline") {
  const auto found = drizzle.discover(read_fixture("drizzle-kit-0.31.11/pulled", drizzle, "server"), server);
  REQUIRE(found.migrations.size() == 1);
  CHECK(found.migrations[0].baseline);
  CHECK_FALSE(has_errors(found.diagnostics));
}

TEST_CASE("snapshots are never read") {
  auto [path, expected] = GENERATE(table<std::string, bool>({{"drizzle/0000_init.sql", true},
                                                             {"0000_init.sql", true},
                                                             {"drizzle/meta/_journal.json", true},
                                                             {"meta/_journal.json", true},
                                                             {"20260101000000_x/migration.sql", true},
                                                             {"drizzle.config.ts", true},
                                                             {"drizzle.config.json", true},
                                                             {"drizzle-dev.config.mts", true},
                                                             {"drizzle.config.ts.bak", false},
                                                             {"drizzle/meta/0000_snapshot.json", false},
                                                             {"20260101000000_x/snapshot.json", false},
                                                             {"package.json", false},
                                                             {"src/index.ts", false}}));
  CHECK(drizzle.reads(path) == expected);
}

TEST_CASE("file names do not order, the journal does") {
  const auto found = discover({{"server/drizzle/meta/_journal.json", journal(entry("b", 1) + "," + entry("a", 2))},
                               {"server/drizzle/a.sql", "SELECT 1"},
                               {"server/drizzle/b.sql", "SELECT 2"}});
  CHECK(ids_of(found) == Strings{"b", "a"});
  CHECK(found.diagnostics.empty());
}

TEST_CASE("an old journal of the dialect pg is for Postgres, too") {
  const auto found = discover({{"server/drizzle/meta/_journal.json", journal(entry("0000_a", 1), "pg")},
                               {"server/drizzle/0000_a.sql", "SELECT 1"}});
  CHECK(ids_of(found) == Strings{"0000_a"});
}

TEST_CASE("a journal entry without a file is an error, a stray file a warning") {
  const auto found =
      discover({{"server/drizzle/meta/_journal.json", journal(entry("0000_a", 1) + "," + entry("0001_b", 2))},
                {"server/drizzle/0001_b.sql", "SELECT 1"},
                {"server/drizzle/0001_by_hand.sql", "SELECT 2"}});
  CHECK(ids_of(found) == Strings{"0001_b"});
  REQUIRE(codes_of(found.diagnostics) == Strings{"M0205", "M0206"});
  CHECK(found.diagnostics[0].severity == Severity::error);
  CHECK(marked(found.diagnostics[0]) == "0000_a");
  CHECK(found.diagnostics[1].severity == Severity::warning);
  CHECK(found.diagnostics[1].message ==
        "`server/drizzle/0001_by_hand.sql` is not in drizzle's journal and is not collected");
}

TEST_CASE("a tag never leads out of its folder") {
  const auto tag =
      GENERATE(as<std::string>(), "../secret", "..", ".", "a/b", "..\\\\secret", "/etc/passwd", "", "a\\u0000b");
  const auto found = discover({{"server/drizzle/meta/_journal.json", journal(entry(tag, 1))},
                               {"server/secret.sql", "SELECT 'secret'"},
                               {"server/drizzle/a/b.sql", "SELECT 1"}});
  CHECK(found.migrations.empty());
  CHECK(codes_of(found.diagnostics) == Strings{"M0209"});
}

TEST_CASE("a tag that is named twice is an error with both places") {
  const auto found =
      discover({{"server/drizzle/meta/_journal.json", journal(entry("0000_a", 1) + "," + entry("0000_a", 2))},
                {"server/drizzle/0000_a.sql", "SELECT 1"}});
  CHECK(ids_of(found) == Strings{"0000_a"});
  REQUIRE(codes_of(found.diagnostics) == Strings{"M0207"});
  REQUIRE(found.diagnostics[0].labels.size() == 2);
  CHECK(found.diagnostics[0].labels[1].span.begin < found.diagnostics[0].labels[0].span.begin);
}

TEST_CASE("a damaged journal is an error with its place") {
  auto [text, code, mark] = GENERATE(table<std::string, std::string, std::string>({
      {journal(R"({"idx":0,"when":1})"), "M0204", R"({"idx":0,"when":1})"},
      {journal(R"({"tag":7,"when":1})"), "M0204", "7"},
      {journal(R"({"tag":"0000_a"})"), "M0204", R"({"tag":"0000_a"})"},
      {journal(R"({"tag":"0000_a","when":"soon"})"), "M0204", "soon"},
      {journal(R"({"tag":"0000_a","when":1.5})"), "M0204", "1.5"},
      {journal(R"({"tag":"0000_a","when":-1})"), "M0204", "-1"},
      {journal(R"({"tag":"0000_a","when":99999999999999999999})"), "M0204", "99999999999999999999"},
      {journal("7"), "M0204", "7"},
      {R"({"version":"7"})", "M0204", R"({"version":"7"})"},
      {R"({"entries":{}})", "M0204", R"({"entries":{}})"},
      {journal("", "mysql"), "M0203", "mysql"},
      {journal("", "sqlite"), "M0203", "sqlite"},
  }));
  const auto found = discover({{"server/drizzle/meta/_journal.json", text}, {"server/drizzle/0000_a.sql", "SELECT 1"}});
  CHECK(found.migrations.empty());
  REQUIRE_FALSE(found.diagnostics.empty());
  CHECK(found.diagnostics[0].code == code);
  CHECK(marked(found.diagnostics[0]) == mark);
}

TEST_CASE("a journal with conflict markers is an error") {
  const auto found =
      discover({{"server/drizzle/meta/_journal.json", "<<<<<<< HEAD\n" + journal("") + "\n>>>>>>> branch\n"}});
  CHECK(has_errors(found.diagnostics));
}

TEST_CASE("SQL files without a journal are an error") {
  const auto found = discover({{"server/drizzle/0000_a.sql", "SELECT 1"}});
  CHECK(codes_of(found.diagnostics) == Strings{"M0204"});
}

TEST_CASE("both layouts in one folder are an error") {
  const auto found = discover({{"server/drizzle/meta/_journal.json", journal(entry("0000_a", 1))},
                               {"server/drizzle/0000_a.sql", "SELECT 1"},
                               {"server/drizzle/20260101000000_b/migration.sql", "SELECT 2"}});
  CHECK(codes_of(found.diagnostics) == Strings{"M0210"});
}
