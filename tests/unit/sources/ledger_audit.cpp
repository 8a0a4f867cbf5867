#include "unit/sources/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using Kind = sources::LedgerFinding::Kind;
using Row = std::map<std::string, std::string>;

namespace {

const std::string other_hash(64, '0');

sources::LedgerMigration migration(const std::string& id, LedgerKeys keys, bool applied = true) {
  Provenance provenance;
  provenance.id = id;
  provenance.sha256 = "hash of " + id;
  provenance.ledger = std::move(keys);
  return {.provenance = std::move(provenance), .version = "00100", .applied = applied};
}

/// "missing b", "differs a: hash x, not y"
std::vector<std::string> audited(const std::string& orm, const std::vector<Row>& rows,
                                 const std::vector<sources::LedgerMigration>& migrations,
                                 std::vector<std::string> columns = {}) {
  static const std::map<Kind, std::string> names = {{Kind::missing, "missing"},       {Kind::differs, "differs"},
                                                    {Kind::unfinished, "unfinished"}, {Kind::surplus, "surplus"},
                                                    {Kind::not_ours, "not ours"},     {Kind::unknown, "unknown"}};
  const sources::LedgerTable table{.exists = true, .columns = std::move(columns), .rows = rows};
  std::vector<std::string> found;
  for (const auto& one : sources::find(orm)->audit(table, migrations, "t")) {
    found.push_back(names.at(one.kind) + " " + one.id + (one.mend.empty() ? "" : ", mended") +
                    (one.seen.empty() ? "" : ": " + one.seen));
  }
  return found;
}

using Found = std::vector<std::string>;

sources::LedgerMigration drizzle(const std::string& id, const std::string& millis, bool applied = true) {
  return migration(id, {{"created_at", millis}}, applied);
}
Row drizzle_row(const std::string& id, const std::string& hash, const std::string& millis) {
  return {{"id", id}, {"hash", hash}, {"created_at", millis}};
}

sources::LedgerMigration revision(const std::string& id, const std::string& down, bool applied = true) {
  return migration(id, {{"revision", id}, {"down", down}}, applied);
}
std::vector<Row> heads(const std::vector<std::string>& revisions) {
  std::vector<Row> rows;
  for (const auto& one : revisions) rows.push_back({{"version_num", one}});
  return rows;
}

}  // namespace

TEST_CASE("drizzle's rows go by time and hash") {
  const std::vector<sources::LedgerMigration> all = {drizzle("0000_a", "1000"), drizzle("0001_b", "2500"),
                                                     drizzle("0002_c", "9000", false)};
  const auto a = drizzle_row("1", "hash of 0000_a", "1000");
  const auto b = drizzle_row("2", "hash of 0001_b", "2500");
  const auto [what, rows, expected] = GENERATE_COPY(table<std::string, std::vector<Row>, Found>(
      {{"as it should be", {a, b}, {}},
       {"seconds alone, as `drizzle-kit up` leaves them", {a, drizzle_row("2", "hash of 0001_b", "2000")}, {}},
       {"nothing", {}, {"missing 0000_a, mended", "missing 0001_b, mended"}},
       {"another hash", {a, drizzle_row("2", other_hash, "2500")}, {"differs 0001_b, mended: hash 000000000000, not hash of 0001_b"}},
       {"another time", {a, drizzle_row("2", "hash of 0001_b", "7000")}, {"differs 0001_b, mended: created_at 7000, not 2500"}},
       {"a second one", {a, b, drizzle_row("3", "hash of 0001_b", "2500")}, {"surplus 0001_b, mended: a second row of it"}},
       {"drizzle was there itself", {a, b, drizzle_row("3", "hash of 0002_c", "9000")}, {"not ours 0002_c"}},
       {"somebody else's", {a, b, drizzle_row("3", "x", "99000")}, {"unknown created_at 99000"}}}));
  CAPTURE(what);
  CHECK(audited("drizzle", rows, all) == expected);
}

TEST_CASE("drizzle 1.0 goes by the name") {
  const std::vector<sources::LedgerMigration> all = {
      migration("20250101000000_a", {{"created_at", "1735689600000"}, {"name", "20250101000000_a"}})};
  auto row = drizzle_row("1", "hash of 20250101000000_a", "1735689600000");
  CHECK(audited("drizzle", {row}, all) == Found{});
  CHECK(audited("drizzle", {row}, all, {"id", "hash", "created_at", "name"}) ==
        Found{"differs 20250101000000_a, mended: name nothing, not 20250101000000_a"});
  row["name"] = "20250101000000_a";
  CHECK(audited("drizzle", {row}, all, {"id", "hash", "created_at", "name"}) == Found{});
}

TEST_CASE("files that nobody filled have one hash together") {
  auto first = drizzle("0000_a", "1000");
  auto second = drizzle("0001_b", "2000");
  second.provenance.sha256 = first.provenance.sha256;
  CHECK(audited("drizzle", {drizzle_row("1", first.provenance.sha256, "2000")}, {first, second}) ==
        Found{"missing 0000_a, mended"});
}

TEST_CASE("SQLx' rows go by version and checksum") {
  const std::vector<sources::LedgerMigration> all = {migration("1", {{"version", "1"}, {"checksum", "aa"}}),
                                                     migration("2", {{"version", "2"}, {"checksum", "bb"}}, false)};
  const Row one = {{"version", "1"}, {"success", "true"}, {"checksum", "aa"}};
  const Row edited = {{"version", "1"}, {"success", "true"}, {"checksum", "cc"}};
  const Row failed = {{"version", "1"}, {"success", "false"}, {"checksum", "aa"}};
  const Row two = {{"version", "2"}, {"success", "true"}, {"checksum", "bb"}};
  const Row half = {{"version", "2"}, {"success", "false"}, {"checksum", "bb"}};
  const Row strange = {{"version", "7"}, {"success", "true"}, {"checksum", "bb"}, {"description", "jobs"}};
  const std::string dead = "success is false: SQLx does not start";
  const auto [rows, expected] = GENERATE_COPY(
      table<std::vector<Row>, Found>({{{one}, {}},
                                      {{}, {"missing 1, mended"}},
                                      {{edited}, {"differs 1, mended: checksum cc, not aa"}},
                                      {{failed}, {"unfinished 1, mended: " + dead}},
                                      {{one, two}, {"not ours 2"}},
                                      {{one, half}, {"unfinished 2: " + dead}},
                                      {{one, strange}, {"unknown 7: jobs"}}}));
  CHECK(audited("sqlx", rows, all) == expected);
}

TEST_CASE("Prisma's rows count where they are finished and not rolled back") {
  const std::vector<sources::LedgerMigration> all = {migration("1_a", {{"name", "1_a"}}),
                                                     migration("2_b", {{"name", "2_b"}}, false)};
  const auto row = [](const std::string& name, const std::string& checksum) {
    return Row{{"id", "u"}, {"migration_name", name}, {"checksum", checksum}, {"finished_at", "2025-01-01"}};
  };
  const auto one = row("1_a", "hash of 1_a");
  auto rolled_back = one;
  rolled_back["rolled_back_at"] = "2025-01-02";
  auto failed = one;
  failed.erase("finished_at");
  const std::string stopped = "neither finished nor rolled back: Prisma stops at it with P3009";
  const auto [rows, expected] = GENERATE_COPY(
      table<std::vector<Row>, Found>({{{one}, {}},
                                      {{rolled_back, one}, {}},
                                      {{rolled_back}, {"missing 1_a, mended"}},
                                      {{row("1_a", "x")}, {"differs 1_a, mended: checksum x, not hash of 1_a"}},
                                      {{failed}, {"unfinished 1_a, mended: " + stopped}},
                                      {{failed, one}, {"unfinished 1_a, mended: " + stopped}},
                                      {{one, row("2_b", "hash of 2_b")}, {"not ours 2_b"}},
                                      {{one, row("3_c", "x")}, {"unknown 3_c"}}}));
  CHECK(audited("prisma", rows, all) == expected);
}

TEST_CASE("Alembic's rows are the heads of what is applied") {
  // base - a - b - d, with c beside b, joined by m; x needs b of the other branch.
  const auto graph = [](const std::set<std::string>& applied) {
    std::vector<sources::LedgerMigration> all = {revision("a", ""),  revision("b", "a"),   revision("c", "a"),
                                                 revision("m", "b,c"), revision("y", ""), revision("x", "y,m")};
    for (auto& one : all) one.applied = applied.contains(one.provenance.id);
    return all;
  };
  const std::string ancestor = ", mended: what is built on it is applied, too";
  using Names = std::vector<std::string>;
  const auto [applied, rows, expected] = GENERATE_COPY(table<std::set<std::string>, Names, Found>({
      {{"a", "b"}, {"b"}, {}},
      {{"a", "b", "c"}, {"b", "c"}, {}},
      {{"a", "b", "c"}, {"b"}, {"missing c, mended"}},
      {{"a", "b", "c", "m"}, {"m"}, {}},
      {{"a", "b", "c", "m"}, {"b", "c"}, {"missing m, mended", "surplus b" + ancestor, "surplus c" + ancestor}},
      {{"a", "b"}, {"a", "b"}, {"surplus a" + ancestor}},
      {{"a", "b"}, {}, {"missing b, mended"}},
      {{"a", "m"}, {"m"}, {}},                            // what lies between is not applied: the heads are the same
      {{"a", "b", "c", "m", "y", "x"}, {"x"}, {}},        // a dependency's row goes, too
      {{"a", "b", "c", "m", "y"}, {"m", "y"}, {}},
      {{"a"}, {"b"}, {"not ours b"}},                     // `alembic upgrade` was run
      {{}, {"m"}, {"not ours a", "not ours b", "not ours c", "not ours m"}},
      {{"a"}, {"a", "zz"}, {"unknown zz"}},
  }));
  CAPTURE(rows);
  CHECK(audited("alembic", heads(rows), graph(applied)) == expected);
}

TEST_CASE("what is taken back leaves the ledger as its tool would") {
  const std::vector<sources::LedgerMigration> all = {revision("a", ""), revision("b", "a"), revision("c", "a")};
  const auto statements = [](const std::string& orm, const sources::LedgerMigration& one,
                             const std::vector<sources::LedgerMigration>& left) {
    std::vector<std::string> found;
    for (const auto& statement : sources::find(orm)->take_back(one.provenance, left, "t"))
      found.push_back(statement.sql.substr(0, 6) + " " + statement.values.front());
    return found;
  };
  CHECK(statements("alembic", all[1], {all[0]}) == Found{"DELETE b", "INSERT a"});
  CHECK(statements("alembic", all[1], {all[0], all[2]}) == Found{"DELETE b"});  // c speaks for a
  CHECK(statements("alembic", all[0], {}) == Found{"DELETE a"});
  CHECK(statements("sqlx", migration("3", {{"version", "3"}}), {}) == Found{"DELETE 3"});
  CHECK(statements("prisma", migration("3_c", {{"name", "3_c"}}), {}) == Found{"UPDATE 3_c"});
  CHECK(statements("drizzle", drizzle("0000_a", "1000"), {}) == Found{"DELETE hash of 0000_a"});
}
