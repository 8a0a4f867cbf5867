#include <catch2/catch.hpp>
#include <migrate/amend.hpp>

using namespace migrate;
using amend::Mark;

namespace {

Migration migration(int number, const std::string& sql) {
  const auto version = "00" + std::to_string(number);
  const auto path = "supabase/migrations/" + version + "_server_x.sql";
  return {.number = number,
          .version = version,
          .label = "server",
          .name = "x",
          .service = "server",
          .path = path,
          .source = std::make_shared<const Source>(Source{.name = path, .text = sql}),
          .provenance = std::nullopt,
          .body_begin = 0};
}

plan::HistoryRow row(const std::string& version, std::optional<std::vector<std::string>> statements) {
  return {
      .version = version, .name = "server_x", .statements = std::move(statements), .applied_at = {}, .applied_by = {}};
}

/// 00100 is applied, 00101 edited since, 00102 pending, 00103 half done, 00104 has a row without statements, 00105 no
/// file.
plan::Plan everything() {
  return plan::make({migration(100, "select 100;"), migration(101, "select 1;"), migration(102, "select 102;"),
                     migration(103, "vacuum; select 103;"), migration(104, "select 104;")},
                    {.exists = true,
                     .rows = {row("00100", {{"select 100"}}), row("00101", {{"select 2"}}), row("00104", {}),
                              row("00105", {{"select 105"}})},
                     .half_done = {{.version = "00103", .statements = 1, .since = {}, .by = {}}}},
                    {});
}

/// "-00101 +00101 select 1", or the code that says why not.
std::string outcome(const std::string& version, Mark mark) {
  const auto proposal = amend::repair(everything(), {version}, mark);
  std::string text;
  for (const auto& change : proposal.changes) {
    text += change.from.empty() ? "" : "-" + change.from + " ";
    if (!change.row) continue;
    text += "+" + change.version + " " + change.row->name;
    for (const auto& statement : change.row->statements.value_or(std::vector<std::string>())) text += " " + statement;
  }
  for (const auto& one : proposal.diagnostics) text += one.code;
  return text;
}

}  // namespace

TEST_CASE("a mark changes a row, or says why it does not") {
  auto [version, mark, expected] = GENERATE(table<std::string, Mark, std::string>({
      {"00100", Mark::applied, "M0664"},
      {"00101", Mark::applied, "-00101 +00101 server_x select 1"},
      {"00102", Mark::applied, "+00102 server_x select 102"},
      {"00103", Mark::applied, "+00103 server_x vacuum select 103"},
      {"00104", Mark::applied, "-00104 +00104 server_x select 104"},
      {"00105", Mark::applied, "M0664"},
      {"00106", Mark::applied, "M0662"},
      {"00100", Mark::reverted, "-00100 "},
      {"00102", Mark::reverted, "M0664"},
      {"00105", Mark::reverted, "-00105 "},
      {"100", Mark::reverted, "M0662"},
  }));
  CHECK(outcome(version, mark) == expected);
}

TEST_CASE("what is half done is forgotten without a row of the history") {
  const auto proposal = amend::repair(everything(), {"00103", "00103"}, Mark::reverted);
  REQUIRE(proposal.changes.size() == 1);
  CHECK(proposal.changes[0].from.empty());
  CHECK(!proposal.changes[0].row);
}

TEST_CASE("a file that cannot be split is not recorded") {
  const auto plan = plan::make({migration(100, "select 'open;")}, {}, {});
  CHECK(has_errors(amend::repair(plan, {"00100"}, Mark::applied).diagnostics));
}
