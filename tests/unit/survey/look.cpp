#include "unit/survey/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::survey;

namespace {

const std::string config =
    "export default { dialect: \"postgresql\", dbCredentials: { url: process.env.DATABASE_URL } };\n";

}  // namespace

TEST_CASE("which .env file counts") {
  const std::string place = " drizzle.config.ts:1";
  auto [files, expected] = GENERATE_COPY(table<Files, std::string>({
      {{{".env", "DATABASE_URL=" + pooler}}, "M0140" + place},
      {{{".env", "DATABASE_URL=" + session}}, ""},
      {{{".env", "DATABASE_URL='" + pooler + "'"}}, "M0140" + place},
      {{{".env", "# DATABASE_URL=" + pooler}}, ""},
      {{{".env", "DATABASE_URL=" + pooler}, {".env.local", "DATABASE_URL=" + session}}, "M0142 .env:1"},
      {{{".env", "DATABASE_URL=" + session}, {".env.local", "DATABASE_URL=" + pooler}}, "M0140" + place},
      {{{".env.example", "DATABASE_URL=" + pooler}}, "M0141" + place},
      {{{".env", "DATABASE_URL=" + session}, {".env.example", "DATABASE_URL=" + pooler}}, ""},
      {{{".env", "DATABASE_URL=" + session}, {".env.production", "DATABASE_URL=" + pooler}}, "M0141" + place},
      {{{".env", "HOST=aws-0-eu-central-1.pooler.supabase.com\nDATABASE_URL=postgresql://u:p@${HOST}:6543/x"}},
       "M0140" + place},
      {{{".env", "DATABASE_URL=postgresql://u:p@${HOST}:${PORT}/x"}}, ""},
      {{{".env", "DATABASE_URL=postgresql://u:p@localhost/x?pgbouncer=true"}}, "M0140" + place},
      {{{".env", "DATABASE_URL=postgresql://u:p@ep-x-pooler.eu-central-1.aws.neon.tech/x"}}, "M0140" + place},
      {{{".env", "DATABASE_URL=$DATABASE_URL"}}, ""},
  }));
  CAPTURE(files);
  CHECK(found_with(files, "drizzle.config.ts", config) == expected);
}

TEST_CASE("the .env file of the nearest folder") {
  const Files files = {{".env", "DATABASE_URL=" + pooler}, {"apps/web/.env", "DATABASE_URL=" + session}};
  CHECK(found_with(files, "apps/web/drizzle.config.ts", config) == "M0142 .env:1");
  CHECK(found_with(files, "apps/api/drizzle.config.ts", config) == "M0140 apps/api/drizzle.config.ts:1");
}

TEST_CASE("a variable for migrations, by its name") {
  CHECK(found_in({{".env", "DIRECT_URL=" + pooler + "\n"}}) == "M0140 .env:1");
  CHECK(found_in({{".env.example", "DIRECT_URL=" + pooler + "\n"}}) == "M0141 .env.example:1");
  CHECK(found_in({{".env", "DATABASE_URL=" + pooler + "\n"}}) == "M0142 .env:1");
  CHECK(found_in({{".env", "DIRECT_URL=" + session + "\n"}}) == "");
}

TEST_CASE("what nobody reads") {
  CHECK(wants("drizzle.config.ts"));
  CHECK(wants("apps/web/.env.production"));
  CHECK(wants(".github/workflows/deploy.yml"));
  CHECK_FALSE(wants("README.md"));
  CHECK_FALSE(wants("docs/docker-compose.yml"));
  CHECK_FALSE(wants("tests/fixtures/.env"));
  CHECK_FALSE(wants("src/index.ts"));
}

TEST_CASE("no password is in a finding") {
  const Files files = {
      {".env", "DATABASE_URL=" + pooler + "\n"},
      {"drizzle.config.ts", config},
      {"Makefile", "m:\n\tPGPASSWORD=hunter2 psql \"host=h port=6543 password='hunter2'\" -f x.sql # hunter2@\n"},
      {"alembic.ini", "[alembic]\nsqlalchemy.url = " + pooler + "\n"}};
  for (const auto& one : look(tree_of(files)).diagnostics) {
    for (const auto& label : one.labels) {
      const auto line = label.source->text.find("psql");
      if (line == std::string::npos) CHECK(label.source->text.find("hunter2") == std::string::npos);
      if (line != std::string::npos)
        CHECK(label.source->text.find("hunter2", line) == label.source->text.find("hunter2@"));
    }
    for (const auto& help : one.helps) CHECK(help.find("hunter2") == std::string::npos);
    CHECK(one.message.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("what is hostile is left out with a note") {
  CHECK(found_in({{"drizzle.config.ts", std::string("\0\1\2", 3)}}) == "M0143");
  CHECK(found_in({{"Makefile", std::string(2 << 20, 'x')}}) == "M0143");
  CHECK(found_in({{"drizzle.config.ts", "export default { dbCredentials: " + std::string(100000, '{')}}) == "");
  CHECK(found_in({{"compose.yml", std::string(100000, '[')}}) == "");
  CHECK(found_in({{"package.json", std::string(100000, '[')}}) == "");
  CHECK(found_in({{"alembic/env.py", "from alembic import x\n" + std::string(100000, '(')}}) == "");
  CHECK(found_in({{"x.sh", std::string(100000, '(') + "$((((${{{{\"'"}}) == "");
  CHECK(found_in({{".env", "A=$A\nB=${C}\nC=${B}\nDATABASE_URL=${B}"}, {"drizzle.config.ts", config}}) == "");
  std::string names;
  for (char c = 'A'; c < 'L'; ++c) {
    names += std::string(1, c) + std::string("_X=");
    for (int i = 0; i < 100; ++i) names += std::string("${") + static_cast<char>(c + 1) + "_X}";
    names += '\n';
  }
  CHECK(found_in({{".env", names + "DATABASE_URL=${A_X}\n"}, {"drizzle.config.ts", config}}) == "");
  std::string script = R"({ "scripts": { "a": "npm run)";
  for (int i = 0; i < 1000; ++i) script += " a";
  CHECK(found_in({{"package.json", script + "\" } }"}, {"m.sh", "npm run a\n"}}) == "");
  std::string types;
  for (int i = 0; i < 20000; ++i) types += "{type:\"postgres\",";
  CHECK(found_in({{"data-source.ts", types}}) == "");
}
