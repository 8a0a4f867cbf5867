#include "unit/report/shown.hpp"

#include <migrate/report.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using namespace std::chrono;

TEST_CASE("a duration has three digits") {
  auto [ms, expected] = GENERATE(table<int, std::string>(
      {{0, "0 ms"}, {41, "41 ms"}, {999, "999 ms"}, {4020, "4.02 s"}, {12'800, "12.8 s"}, {125'000, "2 min 5 s"}}));
  CHECK(report::duration(milliseconds(ms)) == expected);
}

TEST_CASE("a time is told from now") {
  const auto now = sys_days(year(2025) / 11 / 20) + hours(15);
  auto [iso, expected] = GENERATE(table<std::string, std::string>({{"2025-11-20T14:59:30Z", "just now"},
                                                                   {"2025-11-20T14:58:00Z", "2 minutes ago"},
                                                                   {"2025-11-20T13:00:00Z", "2 hours ago"},
                                                                   {"2025-11-19T13:00:00.123Z", "yesterday"},
                                                                   {"2025-11-17T13:00:00Z", "3 days ago"},
                                                                   {"2025-08-20T08:00:11Z", "3 months ago"},
                                                                   {"2022-08-20T08:00:11Z", "3 years ago"},
                                                                   {"2025-13-40T00:00:00Z", "2025-13-40T00:00:00Z"},
                                                                   {"soon", "soon"}}));
  CHECK(report::ago(iso, now) == expected);
}

TEST_CASE("an annotation cannot be broken out of") {
  const auto source = std::make_shared<Source>(Source{.name = "a,b:c%.sql", .text = "x\nyy\n"});
  CHECK(report::annotation({.code = "M0601", .message = "100 %\n::error::x", .labels = {{source, {3, 4}, ""}}}) ==
        "::error file=a%2Cb%3Ac%25.sql,line=2,col=2,title=M0601::100 %25\\n::error::x");
  CHECK(report::annotation({.code = "", .severity = Severity::note, .message = "m"}) == "::notice::m");
}

TEST_CASE("an annotation says where the value stands, what is wrong with it and what mends it") {
  const auto value = std::make_shared<Source>(Source{
      .name = "$DATABASE_URL, set in a,b/.env:12", .text = "postgresql://h:6543/d", .kind = Source::Kind::value});
  const auto file = std::make_shared<Source>(Source{.name = "a.ts", .text = "x\nyy\n"});
  const Diagnostic diagnostic{
      .code = "M0101", .message = "m", .labels = {{value, {15, 19}, "100 %"}}, .notes = {"n"}, .helps = {"h\n::x"}};
  CHECK(report::annotation(diagnostic) ==
        "::error file=a%2Cb/.env,line=12,title=M0101::m"
        "%0A$DATABASE_URL, set in a,b/.env:12: 100 %25%0Anote: n%0Ahelp: h%0A::x");
  auto both = diagnostic;
  both.labels.push_back({file, {2, 4}, "takes it"});
  CHECK(report::annotation(both).starts_with("::error file=a.ts,line=2,col=1,title=M0101::m%0A"));
  CHECK(report::annotation(both).find("%0Aa.ts:2: takes it%0A") != std::string::npos);
  auto without = diagnostic;
  without.helps.clear();
  CHECK(report::annotation(without) == "::error file=a%2Cb/.env,line=12,title=M0101::m");
}

TEST_CASE("rows become tab-separated lines that no name can add to") {
  const report::Document document{.command = "status", .rows = {{"00105", "a\tb\n", "-"}}};
  CHECK(shown(report::find_format("tsv")->print(document, {})) == "00105\ta\\tb\\n\t-\n");
}

TEST_CASE("json is one object with its schema first and its diagnostics last") {
  const auto source = std::make_shared<Source>(Source{.name = "a.sql", .text = "x\nyy\n"});
  report::Document document{.command = "sync", .data = markup::map({{"kept", markup::number(3)}})};
  document.diagnostics = {{.code = "M0302", .message = "m", .labels = {{source, {3, 4}, "here"}}, .helps = {"h"}}};
  CHECK(
      shown(report::find_format("json")->print(document, {})) ==
      R"({"schema":1,"command":"sync","kept":3,"diagnostics":[{"code":"M0302","severity":"error","message":"m",)"
      R"("labels":[{"file":"a.sql","line":2,"column":2,"end":{"line":2,"column":3},"text":"here"}],"notes":[],"helps":["h"]}]})"
      "\n");
}

TEST_CASE("the formats are known by name") {
  CHECK(report::find_format("github") != nullptr);
  CHECK(report::find_format("xml") == nullptr);
  CHECK(report::formats().size() == 4);
}
