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
