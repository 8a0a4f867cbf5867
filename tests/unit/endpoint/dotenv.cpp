#include "unit/endpoint/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

namespace {

SourceRef file(std::string text, std::string name = ".env") {
  return std::make_shared<Source>(Source{.name = std::move(name), .text = std::move(text)});
}

std::string value_of(const Environment& environment, std::string_view name) {
  const auto* variable = find(environment, name);
  if (variable == nullptr) return "<not set>";
  return variable->problem ? "<" + variable->problem->code + ">" : variable->value.reveal();
}

}  // namespace

TEST_CASE("a .env file is read as data") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"X=a", "a"},
      {"X=a\r\nY=b\r\n", "<M0131>"},
      {"X=a\nY=b\r\n", "a"},
      {"X='a' \r\n", "<M0131>"},
      {"X=\"a\"\r", "<M0131>"},
      {"X=a # comment\r\n", "a"},
      {"X=\r\n", ""},
      {"\xEF\xBB\xBFX=a", "a"},
      {"  export X = a  ", "a"},
      {"export\tX=a", "a"},
      {"X=", ""},
      {"X=\nY=b", ""},
      {"X=a # comment", "a"},
      {"X=#comment", ""},
      {"#X=a", "<not set>"},
      {"X: a", "<M0132>"},
      {"X:a", "<not set>"},
      {"X", "<not set>"},
      {"X=a\nX=b", "b"},
      {"X=\"a # b\" # c", "a # b"},
      {"X='a # b'", "a # b"},
      {"X=\"a\"#b", "<M0123>"},
      {"X=\"a\\nb\\\"c\\$d\\\\e\"", "a\nb\"c$d\\e"},
      {"X='a\\nb'", "a\\nb"},
      {"X=a\\nb", "a\\nb"},
      {"X=\"a\nb\"\nY=c", "a\nb"},
      {"X=$(touch /x)", "$(touch /x)"},
      {"X=`id`", "<M0132>"},
      {"X=a`id`", "a`id`"},
      {"X=a$Y\nY=b", "<M0132>"},
      {"X=\"a$Y\"\nY=b", "<M0132>"},
      {"X='a$Y'\nY=b", "a$Y"},
      {"X=a$1$$", "a$1$$"},
      {"Y=b\nX=a${Y}c", "abc"},
      {"X=a${Y}c\nY=b", "abc"},
      {"X=\"a${Y}c\"\nY=b", "abc"},
      {"X='a${Y}c'\nY=b", "<M0132>"},
      {"X='a${Y'\nY=b", "a${Y"},
      {"X=a${Y:-d}c", "adc"},
      {"X=a${Y:-d}c\nY=", "adc"},
      {"X=a${Y", "a${Y"},
      {"X=a${Y}c", "<M0122>"},
      {"X=${X}", "<M0122>"},
      {"X=${Y}\nY=${X}", "<M0122>"},
      {"X=pa#ss", "<M0120>"},
      {"X=${Y}\nY=a#b", "<M0122>"},
      {"X=\"open\nY=b", "<M0123>"},
      {"X='a'b", "<M0123>"},
      {"X=postgresql://postgres:[YOUR-PASSWORD]@h/db", "<M0121>"},
  }));
  CAPTURE(text);
  CHECK(value_of(read_environment({file(text)}, {}), "X") == expected);
}

TEST_CASE("values that name each other do not grow without end") {
  std::string text = "X0=aaaaaaaaaa\n";
  for (int i = 1; i < 30; ++i) {
    text += "X" + std::to_string(i) + "=";
    for (int k = 0; k < 10; ++k) text += "${X" + std::to_string(i - 1) + "}";
    text += '\n';
  }
  CHECK(value_of(read_environment({file(text)}, {}), "X29") == "<M0122>");
  std::string chain = "X0=a\n";
  for (int i = 1; i < 5000; ++i) chain += "X" + std::to_string(i) + "=${X" + std::to_string(i - 1) + "}\n";
  CHECK(find(read_environment({file(chain)}, {}), "X4999") != nullptr);
}

TEST_CASE("the environment is stronger than the files, a file than those behind it") {
  const auto environment = read_environment({file("A=1\nB=1\n", ".env.local"), file("\nA=2\nB=2\nC=${A}${B}\n")},
                                            {{"A", "0"}, {"EMPTY", ""}});
  CHECK(value_of(environment, "A") == "0");
  CHECK(value_of(environment, "B") == "1");
  CHECK(value_of(environment, "C") == "01");
  CHECK(find(environment, "A")->file.empty());
  CHECK(find(environment, "B")->file == ".env.local");
  CHECK(find(environment, "C")->line == 4);
  CHECK(dotenv_names("") == std::vector<std::string>{".env.local", ".env"});
  CHECK(dotenv_names("../x") == dotenv_names(""));
  CHECK(dotenv_names("production") ==
        std::vector<std::string>{".env.production.local", ".env.local", ".env.production", ".env"});
}

TEST_CASE("a .env mistake is shown at its place, and no value with it") {
  const auto environment =
      read_environment({file("# old: pg://u:hunter22@h\nTOKEN=hunter23\nDIRECT_URL=pä#hunter24\n")}, {});
  const auto chosen = choose(environment);
  REQUIRE(!chosen);
  const auto& diagnostic = chosen.error();
  CHECK(diagnostic.code == "M0120");
  CHECK(diagnostic.message == "the value of `DIRECT_URL` holds a `#` outside of quotes");
  CHECK(diagnostic.labels[0].source->name == ".env");
  CHECK(diagnostic.labels[0].source->text == "\n\nDIRECT_URL=**#********");
  CHECK(marked(diagnostic) == "#");
  CHECK(position_of(diagnostic.labels[0].source->text, diagnostic.labels[0].span.begin) == Position{3, 14});

  const auto missing = read_environment({file("A=1\nDATABASE_URL=\"pg://u:hunter22@${HOST}/x\"\n")}, {});
  CHECK(choose(missing).error().message == "`HOST` is not set");
  CHECK(marked(choose(missing).error()) == "${HOST}");
  CHECK(choose(missing).error().labels[0].source->text.find("hunter") == std::string::npos);
  CHECK(choose(missing).error().labels[0].text == "`DATABASE_URL` needs it");

  const auto open = read_environment({file("DATABASE_URL='hunter22\nX=hunter23")}, {});
  CHECK(choose(open).error().labels[0].source->text == "DATABASE_URL='********");
}

TEST_CASE("the first variable that is set is taken, and said") {
  struct Case {
    std::string env;
    std::vector<std::pair<std::string, std::string>> process;
    std::string value;
    std::string origin;
  };
  const auto one = GENERATE(values<Case>({
      {"DATABASE_URL=a\n\nDIRECT_URL=b\n", {}, "b", "$DIRECT_URL, set in .env:3"},
      {"DIRECT_URL=b\n", {{"DATABASE_URL", "a"}}, "b", "$DIRECT_URL, set in .env:1"},
      {"DIRECT_URL=b\n", {{"DIRECT_URL", "c"}}, "c", "$DIRECT_URL, set in the environment"},
      {"DATABASE_URL=a\n", {{"DIRECT_URL", ""}}, "a", "$DATABASE_URL, set in .env:1"},
      {"SUPABASE_DB_URL=a\nDATABASE_URL=b\n", {}, "a", "$SUPABASE_DB_URL, set in .env:1"},
      {"DATABASE_UNPOOLED_URL=a\nSUPABASE_DB_URL=b\n", {}, "a", "$DATABASE_UNPOOLED_URL, set in .env:1"},
      {"POSTGRES_URL_NON_POOLING=a\nDATABASE_UNPOOLED_URL=b\n", {}, "a", "$POSTGRES_URL_NON_POOLING, set in .env:1"},
      {"DIRECT_DATABASE_URL=a\nPOSTGRES_URL_NON_POOLING=b\n", {}, "a", "$DIRECT_DATABASE_URL, set in .env:1"},
      {"MIGRATE_DATABASE_URL=a\nDIRECT_URL=b\n", {}, "a", "$MIGRATE_DATABASE_URL, set in .env:1"},
      {"DIRECT_URL=a\nDATABASE_URL=x#y\n", {}, "a", "$DIRECT_URL, set in .env:1"},
  }));
  const auto chosen = choose(read_environment({file(one.env)}, one.process));
  REQUIRE(chosen);
  CHECK(chosen->text.reveal() == one.value);
  CHECK(chosen->origin == one.origin);
}

TEST_CASE("no connection at all names where it was looked for") {
  const auto chosen = choose(read_environment({}, {{"PGHOST", "h"}}));
  REQUIRE(!chosen);
  CHECK(chosen.error().code == "M0107");
  CHECK(chosen.error().notes ==
        std::vector<std::string>{"none of these is set, in the environment or in .env: `MIGRATE_DATABASE_URL`, "
                                 "`DIRECT_URL`, `DIRECT_DATABASE_URL`, `POSTGRES_URL_NON_POOLING`, "
                                 "`DATABASE_UNPOOLED_URL`, `SUPABASE_DB_URL`, `DATABASE_URL`"});
}

TEST_CASE("a target's URL is expanded, its variable looked up") {
  const auto config = file("targets:\n  production: {url: \"postgresql://u:${PW}@h/db\"}\n", "migrate.yaml");
  Target target{.name = "production",
                .url = "postgresql://u:${PW}@h/db",
                .variable = {},
                .place = {.source = config, .span = {11, 21}, .text = {}}};
  const auto expanded = of_target(target, read_environment({}, {{"PW", "secret"}}));
  REQUIRE(expanded);
  CHECK(expanded->text.reveal() == "postgresql://u:secret@h/db");
  CHECK(expanded->origin == "target `production` in migrate.yaml");
  CHECK(expanded->target_name == "production");

  const auto missing = of_target(target, {});
  REQUIRE(!missing);
  CHECK(missing.error().code == "M0122");
  CHECK(missing.error().message == "`PW` is not set");
  CHECK(marked(missing.error()) == "production");
  CHECK(of_target(target, read_environment({file("PW=a#b")}, {})).error().code == "M0120");

  target.url.clear();
  target.variable = "PROD_URL";
  const auto looked_up = of_target(target, read_environment({file("\nPROD_URL=x")}, {}));
  CHECK(looked_up->origin == "$PROD_URL, set in .env:2");
  CHECK(looked_up->target_name == "production");
  CHECK(of_target(target, {}).error().message == "`PROD_URL` is not set");
}
