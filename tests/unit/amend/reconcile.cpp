#include <catch2/catch.hpp>
#include <migrate/amend.hpp>

using namespace migrate;

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

struct Row {
  std::string version;
  std::optional<std::vector<std::string>> statements;
};
struct File {
  int number;
  std::string sql;
};

/// "00104>00105 M0671": what is renumbered, and the codes of what is not.
std::string outcome(const std::vector<Row>& rows, const std::vector<File>& files) {
  plan::History history{.exists = true, .rows = {}};
  for (const auto& [version, statements] : rows)
    history.rows.push_back(
        {.version = version, .name = "old", .statements = statements, .applied_at = {}, .applied_by = {}});
  std::vector<Migration> migrations;
  for (const auto& [number, sql] : files) migrations.push_back(migration(number, sql));
  const auto proposal = amend::reconcile(plan::make(migrations, history, {}));
  std::string text;
  for (const auto& change : proposal.changes) text += (text.empty() ? "" : " ") + change.from + ">" + change.version;
  for (const auto& one : proposal.diagnostics) text += (text.empty() ? "" : " ") + one.code;
  return text;
}

std::vector<std::string> one(const std::string& statement) {
  return {statement};
}

}  // namespace

TEST_CASE("rows and files are paired by their statements") {
  auto [rows, files, expected] = GENERATE(table<std::vector<Row>, std::vector<File>, std::string>({
      // Nothing to do.
      {{{"00100", one("select 1")}}, {{100, "select 1;"}}, ""},
      // Timestamps.
      {{{"20240101000000", one("select 1")}}, {{100, "select 1;"}}, "20240101000000>00100"},
      // By tokens: a comment more.
      {{{"20240101000000", one("select  1 -- one\n")}}, {{100, "select 1;"}}, "20240101000000>00100"},
      // Exact comes before tokens.
      {{{"20240101000000", one("select 1")}}, {{100, "select  1;"}, {101, "select 1;"}}, "20240101000000>00101"},
      // Two numbers changed places.
      {{{"00100", one("select 1")}, {"00101", one("select 2")}},
       {{100, "select 2;"}, {101, "select 1;"}},
       "00100>00101 00101>00100"},
      // A file was put in front, the others moved up by one.
      {{{"00100", one("select 1")}, {"00101", one("select 2")}},
       {{100, "select 0;"}, {101, "select 1;"}, {102, "select 2;"}},
       "00100>00101 00101>00102"},
      // Two of equal content.
      {{{"20240101000000", one("select 1")}, {"20240102000000", one("select 1")}},
       {{100, "select 1;"}, {101, "select 1;"}},
       "M0671"},
      // The number is taken by a row that stays; nothing follows it then.
      {{{"00100", one("select 1")}, {"00101", one("select 9")}}, {{101, "select 1;"}}, "M0672"},
      {{{"00100", one("select 1")}, {"00101", one("select 2")}, {"00102", one("select 9")}},
       {{101, "select 1;"}, {102, "select 2;"}},
       "M0672 M0672"},
      // Without statements, and without a file.
      {{{"20240101000000", std::nullopt}, {"20240102000000", one("select 7")}}, {{100, "select 1;"}}, "M0674"},
      // Comments alone are no content to be known by.
      {{{"20240101000000", one("-- nothing")}}, {{100, "-- nothing"}}, "M0674"},
  }));
  CHECK(outcome(rows, files) == expected);
}
