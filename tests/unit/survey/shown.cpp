#include "unit/survey/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::survey;

namespace {

/// What is marked in the findings' files, and whether a line that a label points into shows any of `secrets`.
struct Shown {
  std::string marked;
  bool leaks = false;
};
Shown shown_of(const Files& files, const std::vector<std::string>& secrets) {
  Shown shown;
  const auto findings = look(tree_of(files));
  const auto leak = [&](const std::string& text) {
    for (const auto& secret : secrets) shown.leaks = shown.leaks || text.find(secret) != std::string::npos;
  };
  for (const auto& use : findings.uses) leak(use.shown);
  for (const auto& one : findings.diagnostics) {
    leak(one.message);
    for (const auto& label : one.labels) {
      leak(label.source->text);
      shown.marked = label.source->text.substr(label.span.begin, label.span.end - label.span.begin);
    }
  }
  return shown;
}

const std::string config = "export default { dbCredentials: { url: process.env.DATABASE_URL } };\n";
const std::string url = "postgres://u:${PW}@db.abcdefghijklmnopqrst.supabase.co:6543/p";

}  // namespace

TEST_CASE("a variable with an ordinary name in a password") {
  const std::string run = "jobs:\n  m:\n    env:\n      PW: hunterA\n      DATABASE_URL: " + url;
  auto files = GENERATE_COPY(values<Files>({
      {{".env", "PW=hunterA\nDIRECT_URL=\"" + url + "\"\n"}},
      {{".env", "PW=hunterA\nDATABASE_URL=\"" + url + "\"\n"}, {"drizzle.config.ts", config}},
      {{".env", "PW='hunterA'\nQ=${PW}\nDIRECT_URL=postgres://u:x${Q}y@h.example:6543/p\n"}},
      {{".env", "PW=hunterA\nUP=u:${PW}\nDIRECT_URL=postgres://${UP}@h.example:6543/p\n"}},
      {{".github/workflows/m.yml", run + "\n    steps:\n      - run: npx prisma migrate deploy\n"}},
      {{"Makefile", "PW := hunterA\nexport DATABASE_URL := " + url + "\nm:\n\tnpx prisma migrate deploy\n"}},
      {{"m.sh", "export PW=hunterA\nexport DATABASE_URL=\"" + url + "\"\nnpx prisma migrate deploy\n"}},
      {{"m.sh", "PW=hunterA DATABASE_URL=\"" + url + "\" npx prisma migrate deploy\n"}},
      {{"Dockerfile", "FROM x\nARG PW=hunterA\nENV DATABASE_URL=" + url + "\nRUN npx prisma migrate deploy\n"}},
  }));
  CAPTURE(files);
  const auto shown = shown_of(files, {"hunterA"});
  CHECK(shown.marked == "6543");
  // A line that no label points into may keep it.
  bool labelled = false;
  for (const auto& one : look(tree_of(files)).diagnostics) {
    for (const auto& label : one.labels) {
      const auto& text = label.source->text;
      const auto begin = text.rfind('\n', label.span.begin) + 1;
      labelled = labelled ||
                 text.substr(begin, text.find('\n', label.span.begin) - begin).find("hunterA") != std::string::npos;
    }
  }
  CHECK_FALSE(labelled);
}

TEST_CASE("a variable that holds the port is marked in its own line, without the password that it holds, too") {
  const Files port = {{".env", "P=6543\nDIRECT_URL=postgres://u:x@h.example:${P}/p\n"}};
  CHECK(shown_of(port, {}).marked == "6543");
  CHECK(found_in(port) == "M0140 .env:2");
  const Files rest = {{".env", "REST=u:hunterB@h.example:6543\nDIRECT_URL=postgres://${REST}/p\n"}};
  const auto shown = shown_of(rest, {"hunterB"});
  CHECK(shown.marked == "6543");
  CHECK_FALSE(shown.leaks);
}

TEST_CASE("an escaped quote ends no password") {
  const std::string orm = "{ \"type\": \"postgres\", \"host\": \"h.example\", \"port\": 6543, ";
  auto files = GENERATE_COPY(values<Files>({
      {{"ormconfig.json", orm + R"("password": "hunt\"erC" })"}},
      {{"ormconfig.json", orm + R"("password": "hunt\\\"erC" })"}},
      {{"drizzle.config.ts",
        R"(export default { dbCredentials: { host: "h.example", password: 'hun\'t erC', port: 6543 } })"}},
      {{"drizzle.config.ts",
        R"(export default { dbCredentials: { url: 'postgres://u:hun\'t@erC@h.example:6543/p' } })"}},
      {{"package.json",
        R"({ "scripts": { "m": "PGPASSWORD=\"hunt erC\" psql 'host=h.example port=6543' -f x.sql" } })"}},
      {{"m.sh", R"(PGPASSWORD=hunt"erC" psql 'host=h.example port=6543' -f x.sql)"}},
      {{"m.sh", R"(PGPASSWORD=hunt\ erC psql 'host=h.example port=6543' -f x.sql)"}},
  }));
  CAPTURE(files);
  const auto shown = shown_of(files, {"erC", "hun"});
  CHECK_FALSE(shown.marked.empty());
  CHECK_FALSE(shown.leaks);
}

TEST_CASE("a password with a character that ends it") {
  auto [password, expected] = GENERATE(table<std::string, std::string>({
      {"hun/terA", "M0141 alembic.ini:2"},
      {"hun@terA", "M0140 alembic.ini:2"},
      {"6543/terA", "M0140 alembic.ini:2"},
      {"hun%2FterA", "M0140 alembic.ini:2"},
  }));
  CAPTURE(password);
  const Files files = {
      {"alembic.ini", "[alembic]\nsqlalchemy.url = postgresql://u:" + password + "@h.example:6543/p\n"}};
  CHECK(found_in(files) == expected);
  const auto shown = shown_of(files, {"hun", "terA", "u:6543"});
  CHECK(shown.marked == "6543");
  CHECK_FALSE(shown.leaks);
  const auto fit =
      look(tree_of({{"alembic.ini", "[alembic]\nsqlalchemy.url = postgresql://u:hun/terA@h.example/p\n"}}));
  REQUIRE(fit.uses.size() == 1);
  CHECK(fit.uses.front().verdict == Verdict::unknown);
  CHECK(fit.uses.front().shown == "h.example:5432");
}
