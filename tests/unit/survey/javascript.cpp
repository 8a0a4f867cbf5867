#include "unit/survey/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate::survey;

namespace {

std::string drizzle(const std::string& credentials, const std::string& before = "") {
  return before + "export default defineConfig({\n  dialect: \"postgresql\",\n  dbCredentials: " + credentials +
         ",\n});\n";
}

const std::string note = "M0142 .env:1";

}  // namespace

TEST_CASE("drizzle.config: what its URL leads to") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {drizzle("{ url: process.env.DATABASE_URL! }"), "M0140 drizzle.config.ts:3"},
      {drizzle("{ url: process.env.DIRECT_URL! }"), note},
      {drizzle("{ url: process.env[\"DATABASE_URL\"]! }"), "M0140 drizzle.config.ts:3"},
      {drizzle("{ url: env.DATABASE_URL }"), "M0140 drizzle.config.ts:3"},
      {drizzle("{ connectionString: process.env.DATABASE_URL as string }"), "M0140 drizzle.config.ts:3"},
      {drizzle("{ url: `${process.env.DATABASE_URL}` }"), "M0140 drizzle.config.ts:3"},
      {drizzle("{ url }", "const url = process.env.DATABASE_URL;\n"), "M0140 drizzle.config.ts:4"},
      {drizzle("{ url: url() }", "function url() {\n  return process.env.DATABASE_URL;\n}\n"),
       "M0140 drizzle.config.ts:6"},
      // the first that is set
      {drizzle("{ url: process.env.DIRECT_URL ?? process.env.DATABASE_URL }"), note},
      {drizzle("{ url: process.env.DATABASE_URL || process.env.DIRECT_URL }"), "M0140 drizzle.config.ts:3"},
      {drizzle("{ url: process.env.MIGRATIONS_URL ?? process.env.DATABASE_URL }"), "M0141 drizzle.config.ts:3"},
      {drizzle("{ url: process.env.CI ? process.env.DIRECT_URL : process.env.DATABASE_URL }"),
       "M0141 drizzle.config.ts:3"},
      // the program changes the port
      {drizzle("{ url: process.env.DATABASE_URL!.replace(\":6543\", \":5432\") }"), note},
      // literals and parts
      {drizzle("{ url: \"" + pooler + "\" }"), "M0140 drizzle.config.ts:3 " + note},
      {drizzle("{ url: \"" + session + "\" }"), note},
      {drizzle("{ host: \"aws-0-eu-central-1.pooler.supabase.com\", port: 6543, user: \"x\" }"),
       "M0140 drizzle.config.ts:3 " + note},
      {drizzle("{ host: \"aws-0-eu-central-1.pooler.supabase.com\", port: 5432, user: \"x\" }"), note},
      {drizzle("{ host: process.env.DB_HOST!, port: Number(process.env.DB_PORT ?? 6543) }"),
       "M0140 drizzle.config.ts:3 " + note},
      // not this one
      {"// dbCredentials: { url: process.env.DATABASE_URL }\n" + drizzle("{ url: process.env.DIRECT_URL }"), note},
      {"export default { dialect: \"sqlite\", dbCredentials: { url: process.env.DATABASE_URL } };", note},
      {"export default { dialect: \"postgresql\", driver: \"pglite\", dbCredentials: { url: process.env.DATABASE_URL } "
       "};",
       note},
      {drizzle("{ url: readUrl() }"), note},
      {"", note},
      {"`${", note},
  }));
  CAPTURE(text);
  CHECK(found_with(env_both, "drizzle.config.ts", text) == expected);
}

TEST_CASE("prisma: url, directUrl and prisma.config.ts") {
  const auto schema = [](const std::string& fields) {
    return "datasource db {\n  provider = \"postgresql\"\n" + fields + "}\n";
  };
  const std::string url = "  url = env(\"DATABASE_URL\")\n";
  const std::string direct = "  directUrl = env(\"DIRECT_URL\")\n";
  auto [text, expected] = GENERATE_COPY(table<std::string, std::string>({
      {schema(url), "M0140 prisma/schema.prisma:3"},
      {schema(url + direct), note},
      {schema(direct + url), note},
      {schema("  // " + direct + url), "M0140 prisma/schema.prisma:4"},
      {schema("  url = env(\"DIRECT_URL\")\n"), note},
      {schema("  url = env(\"DIRECT_URL\")\n  directUrl = env(\"DATABASE_URL\")\n"), "M0140 prisma/schema.prisma:4"},
      {schema("  url = \"" + pooler + "\"\n"), "M0140 prisma/schema.prisma:3 " + note},
      {"datasource db {\n  provider = \"mysql\"\n" + url + "}\n", note},
      {"datasource db {", note},
  }));
  CAPTURE(text);
  CHECK(found_with(env_both, "prisma/schema.prisma", text) == expected);
}

TEST_CASE("prisma.config.ts wins over the schema") {
  auto files = env_both;
  files.emplace_back("prisma/schema.prisma", "datasource db { provider = \"postgresql\" url = env(\"DATABASE_URL\") }");
  CHECK(found_in(files).starts_with("M0140 prisma/schema.prisma"));
  CHECK(found_with(files, "prisma.config.ts",
                   "export default defineConfig({ datasource: { url: env(\"DIRECT_URL\") } });") == note);
  CHECK(found_with(files, "prisma.config.ts",
                   "export default defineConfig({ datasource: { url: env(\"DATABASE_URL\") } });") ==
        "M0140 prisma.config.ts:1");
  CHECK(found_with(files, "prisma.config.ts", "export default defineConfig({ migrations: { path: \"x\" } });")
            .starts_with("M0140 prisma/schema.prisma"));
}

TEST_CASE("TypeORM: a data source with migrations") {
  const auto source = [](const std::string& fields) {
    return "export default new DataSource({ type: \"postgres\", " + fields + " });\n";
  };
  auto [text, expected] = GENERATE_COPY(table<std::string, std::string>({
      {source("url: process.env.DATABASE_URL, migrations: [\"x\"]"), "M0140 src/data-source.ts:1"},
      {source("url: process.env.DIRECT_URL, migrations: [\"x\"]"), note},
      {source("url: process.env.DATABASE_URL"), note},
      {source("host: \"aws-0-eu-central-1.pooler.supabase.com\", port: 6543, migrations: [x]"),
       "M0140 src/data-source.ts:1 " + note},
      {source("host: \"aws-0-eu-central-1.pooler.supabase.com\", port: 5432, migrations: [x]"), note},
      {"new DataSource({ type: \"mysql\", url: process.env.DATABASE_URL, migrations: [] })", note},
  }));
  CAPTURE(text);
  CHECK(found_with(env_both, "src/data-source.ts", text) == expected);
}

TEST_CASE("ormconfig.json") {
  CHECK(found_in({{"ormconfig.json", R"({ "type": "postgres", "url": ")" + pooler + R"(", "migrations": ["x"] })"}}) ==
        "M0140 ormconfig.json:1");
  CHECK(found_in({{"ormconfig.json", R"({ "type": "postgres", "url": ")" + session + R"(", "migrations": ["x"] })"}}) ==
        "");
}
