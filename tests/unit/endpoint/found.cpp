#include "unit/endpoint/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

namespace {

/// "DIRECT_URL=…" of each string, then the codes of the problems.
std::vector<std::string> found_in(const std::string& env, std::vector<std::pair<std::string, std::string>> process) {
  const auto file = std::make_shared<Source>(Source{.name = ".env", .text = env});
  const auto found = find_all(read_environment({file}, process));
  std::vector<std::string> all;
  for (const auto& string : found.strings) all.push_back(string.variable + "=" + string.text.reveal());
  for (const auto& problem : found.problems) all.push_back(problem.code);
  return all;
}

}  // namespace

TEST_CASE("every variable that leads to a database is found") {
  using Process = std::vector<std::pair<std::string, std::string>>;
  using All = std::vector<std::string>;
  auto [env, process, expected] = GENERATE(table<std::string, Process, All>({
      {"", {}, {}},
      {"", {{"PGHOST", "h"}, {"PAGER", "less"}, {"SITE", "https://x/?db=postgres://"}}, {}},
      // the order of choose(), then by name
      {"Z_URL=postgres://z\nA_URL=postgres://a\nDATABASE_URL=b\nDIRECT_URL=c\n",
       {},
       {"DIRECT_URL=c", "DATABASE_URL=b", "A_URL=postgres://a", "Z_URL=postgres://z"}},
      // every form
      {"", {{"X", "postgresql://h"}}, {"X=postgresql://h"}},
      {"", {{"X", "POSTGRES://h"}}, {"X=POSTGRES://h"}},
      {"", {{"X", " \"postgres://h\""}}, {"X= \"postgres://h\""}},
      {"", {{"X", "postgresql+asyncpg://h"}}, {"X=postgresql+asyncpg://h"}},
      {"", {{"X", "jdbc:postgresql://h"}}, {"X=jdbc:postgresql://h"}},
      {"", {{"X", "mysql://h"}}, {}},
      {"", {{"X", "host=h port=6543"}}, {}},
      {"", {{"DATABASE_URL", "host=h port=6543"}}, {"DATABASE_URL=host=h port=6543"}},
      {"", {{"DATABASE_URL", "  "}}, {}},
      // what one variable makes of another
      {"H=postgres://h\nX=${H}/db\n", {}, {"H=postgres://h", "X=postgres://h/db"}},
      // the environment is stronger than the file
      {"X=postgres://file\n", {{"X", "postgres://process"}}, {"X=postgres://process"}},
      {"X=postgres://file\n", {{"X", ""}}, {}},
      // what cannot be used does not vanish, unless it leads elsewhere
      {"DATABASE_URL=a#b\n", {}, {"M0120"}},
      {"X=postgres://u:a#b@h\n", {}, {"M0120"}},
      {"X='postgres://u:a@h\n", {}, {"M0123"}},
      {"X=postgres://u:${NONE}@h\n", {}, {"M0122"}},
      {"X=postgres://u:[YOUR-PASSWORD]@h\nY=postgres://h", {}, {"Y=postgres://h", "M0121"}},
      {"X=https://h/#a\n", {}, {}},
      {"X=postgres://u:a#b@h\n", {{"X", "postgres://h"}}, {"X=postgres://h"}},
  }));
  CAPTURE(env);
  CHECK(found_in(env, process) == expected);
}

TEST_CASE("a variable is named as choose() names it") {
  const auto file = std::make_shared<Source>(Source{.name = ".env", .text = "\nDIRECT_URL=postgres://h\n"});
  const auto environment = read_environment({file}, {{"X", "postgres://h"}});
  const auto found = find_all(environment);
  REQUIRE(found.strings.size() == 2);
  CHECK(found.strings[0].origin == choose(environment)->origin);
  CHECK(found.strings[1].origin == "$X, set in the environment");
}

TEST_CASE("the variables that are named count, whatever their values look like") {
  const auto file = std::make_shared<Source>(Source{.name = ".env", .text = "A=x\nB=a#b\nC=postgres://h\n"});
  const auto found = find_these(read_environment({file}, {{"EMPTY", ""}}), {"A", "B", "EMPTY", "NONE"});
  REQUIRE(found.strings.size() == 1);
  CHECK(found.strings[0].variable == "A");
  REQUIRE(found.problems.size() == 1);
  CHECK(found.problems[0].code == "M0120");
}

TEST_CASE("libpq's own variables lead somewhere by themselves") {
  using Process = std::vector<std::pair<std::string, std::string>>;
  auto [process, text, origin] = GENERATE(table<Process, std::string, std::string>({
      {{{"PGUSER", "u"}, {"PGPASSWORD", "p"}, {"PGDATABASE", "d"}}, "", ""},
      {{{"PGPORT", "6543"}}, "port=6543", "$PGPORT, set in the environment"},
      {{{"PGHOST", "h"}, {"PGHOSTADDR", "10.0.0.1"}, {"PGPORT", "1"}},
       "host=h hostaddr=10.0.0.1 port=1",
       "$PGHOST, $PGHOSTADDR, $PGPORT, set in the environment"},
      {{{"PGHOST", "it's h"}}, "host='it\\'s h'", "$PGHOST, set in the environment"},
      {{{"PGHOST", ""}}, "", ""},
      {{{"PGSERVICE", "prod"}, {"PGHOST", "h"}}, "service=prod", "$PGSERVICE, set in the environment"},
  }));
  const auto string = of_libpq_variables(read_environment({}, process));
  CHECK((string ? string->text.reveal() : "") == text);
  CHECK((string ? string->origin : "") == origin);
}
