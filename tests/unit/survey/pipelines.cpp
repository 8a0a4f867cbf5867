#include "unit/survey/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate::survey;

namespace {

const Files none;
const Files sample = {{".env.example", "DATABASE_URL=" + pooler + "\nDIRECT_URL=" + session + "\n"}};

std::string workflow(const std::string& steps, const std::string& env = "") {
  return "on: push\n" + env + "jobs:\n  migrate:\n    runs-on: ubuntu-latest\n    steps:\n" + steps;
}
const std::string path = ".github/workflows/deploy.yml";

}  // namespace

TEST_CASE("GitHub Actions: a URL that is written down") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {workflow("      - run: sqlx migrate run\n        env:\n          DATABASE_URL: " + pooler + "\n"),
       "M0140 " + path + ":6"},
      {workflow("      - run: sqlx migrate run\n        env:\n          DATABASE_URL: " + session + "\n"), ""},
      {workflow("      - run: |\n          cargo install sqlx-cli\n          sqlx migrate run\n",
                "env:\n  DATABASE_URL: " + pooler + "\n"),
       "M0140 " + path + ":10"},
      // the nearest wins
      {workflow("      - run: sqlx migrate run\n        env: { DATABASE_URL: \"" + session + "\" }\n",
                "env:\n  DATABASE_URL: " + pooler + "\n"),
       ""},
      {workflow("      - run: sqlx migrate run\n", "env:\n  DIRECT_URL: " + session + "\n"), ""},
      {workflow("      - run: DATABASE_URL=" + pooler + " sqlx migrate run\n"), "M0140 " + path + ":6"},
      {workflow("      - run: dbmate --url \"" + pooler + "\" up\n"), "M0140 " + path + ":6"},
      {workflow("      - run: supabase db push --db-url " + pooler + "\n"), "M0140 " + path + ":6"},
      {workflow("      - run: psql " + pooler + " -f seed.sql\n"), "M0140 " + path + ":6"},
      {workflow("      - run: psql " + pooler + " -c 'select 1'\n"), ""},
      {workflow("      - run: echo sqlx migrate run --database-url " + pooler + "\n"), ""},
      {workflow("      # - run: dbmate --url " + pooler + " up\n      - run: ls\n"), ""},
      {workflow("      - run: migrate guard -- dbmate --url " + pooler + " up\n"), ""},
      {workflow("      - run: node server.js\n        env:\n          DATABASE_URL: " + pooler + "\n"), ""},
      {"jobs: [", ""},
      {"", ""},
  }));
  CAPTURE(text);
  CHECK(found_with(none, path, text) == expected);
}

TEST_CASE("GitHub Actions: a secret is judged by the sample") {
  auto [name, expected] = GENERATE(table<std::string, std::string>({
      {"DATABASE_URL", "M0141 " + path + ":6"},
      {"DIRECT_URL", ""},
      {"PRODUCTION_DATABASE_URL", "M0141 " + path + ":6"},
      {"PRODUCTION_MIGRATION_URL", ""},
  }));
  const auto text =
      workflow("      - run: sqlx migrate run\n        env:\n          DATABASE_URL: ${{ secrets." + name + " }}\n");
  CHECK(found_with(sample, path, text) == expected);
  CHECK(found_with(none, path, text) == "");
}

TEST_CASE("GitHub Actions: what an earlier step leaves in $GITHUB_ENV") {
  const auto steps = [](const std::string& line, const std::string& step = "") {
    return workflow("      - run: |\n          " + line + "\n      - run: sqlx migrate run\n" + step,
                    "env:\n  DATABASE_URL: " + pooler + "\n");
  };
  auto [text, expected] = GENERATE_COPY(table<std::string, std::string>({
      {steps("echo x"), "M0140 " + path + ":10"},
      {steps("echo \"DATABASE_URL=" + session + "\" >> $GITHUB_ENV"), ""},
      {steps("echo DATABASE_URL=" + session + " >> \"$GITHUB_ENV\""), ""},
      {steps("echo \"DATABASE_URL=${{ secrets.DIRECT_URL }}\" >> $GITHUB_ENV"), ""},
      {steps("echo \"DATABASE_URL=$(vault read url)\" >> $GITHUB_ENV"), ""},
      {steps("echo \"OTHER=x\" >> $GITHUB_ENV"), "M0140 " + path + ":10"},
      {steps("echo \"DATABASE_URL=" + session + "\""), "M0140 " + path + ":10"},
      {steps("echo \"DATABASE_URL=" + session + "\" >> $GITHUB_ENV",
             "        env:\n          DATABASE_URL: " + pooler + "\n"),
       "M0140 " + path + ":10"},
      {steps("cat <<EOF >> $GITHUB_ENV\n          DATABASE_URL=" + session + "\n          EOF"), ""},
  }));
  CAPTURE(text);
  CHECK(found_with(none, path, text) == expected);
}

TEST_CASE("GitHub Actions: 6543 of a job's own Postgres") {
  const auto text = [](const std::string& image) {
    return "jobs:\n  m:\n    services:\n      postgres:\n        image: " + image +
           "\n        ports: ['6543:5432']\n    steps:\n      - run: sqlx migrate run\n        env:\n          "
           "DATABASE_URL: "
           "postgres://postgres:x@localhost:6543/app\n";
  };
  CHECK(found_with(none, path, text("postgres:16")) == "");
  CHECK(found_with(none, path, text("edoburu/pgbouncer")) == "M0141 " + path + ":8");
}

TEST_CASE("commands that only print, and texts that only look like commands") {
  const std::string set = "export DATABASE_URL=" + pooler + "\n";
  auto [script, fails] = GENERATE(table<std::string, bool>({
      {"alembic upgrade head", true},
      {"alembic upgrade head --sql > x.sql", false},
      {"flask db upgrade --sql", false},
      {"npx prisma migrate deploy --help", false},
      {"sqlx migrate run -h", false},
      {"docker run -h x image sqlx migrate run", true},
      {"psql -h db.internal \"$DATABASE_URL\" -f x.sql", true},
      {"cat <<EOF\nalembic upgrade head\nEOF", false},
      {"cat > run.txt <<-'EOF'\n\talembic upgrade head\n\tEOF", false},
      {"cat <<EOF\nls\nEOF\nalembic upgrade head", true},
      {"cat <<EOF\nls\nalembic upgrade head", true},
      {"bash <<EOF\nalembic upgrade head\nEOF", true},
      {"cat <<EOF | ssh host\nalembic upgrade head\nEOF", true},
      {"cat <<< x\nalembic upgrade head\nx", true},
  }));
  CAPTURE(script);
  CHECK((found_in({{"m.sh", set + script + "\n"}}).find("M0140") != std::string::npos) == fails);
}

TEST_CASE("a script's own URL says nothing about another script") {
  const Files files = {{".env", "DATABASE_URL=" + session + "\n"},
                       {"package.json", "{ \"scripts\": {\n\"a\": \"dbmate --url " + pooler +
                                            " up\",\n\"b\": \"DATABASE_URL=$DATABASE_URL dbmate up\" } }"}};
  CHECK(found_in(files) == "M0140 package.json:2");
  const auto uses = look(tree_of(files)).uses;
  REQUIRE(uses.size() == 2);
  CHECK(uses[1].verdict == Verdict::fit);
}

TEST_CASE("GitHub Actions: the tool's config says which variable counts") {
  auto files = sample;
  files.emplace_back(
      "prisma/schema.prisma",
      "datasource db { provider = \"postgresql\" url = env(\"DATABASE_URL\") directUrl = env(\"DIRECT_URL\") }");
  const auto step = [](const std::string& env) {
    return workflow("      - run: npx prisma migrate deploy\n        env:\n" + env);
  };
  CHECK(found_with(files, path,
                   step("          DATABASE_URL: ${{ secrets.DATABASE_URL }}\n          DIRECT_URL: ${{ "
                        "secrets.DIRECT_URL }}\n")) == "");
  CHECK(found_with(files, path, step("          DIRECT_URL: " + pooler + "\n")) == "M0140 " + path + ":6");
}

TEST_CASE("GitHub Actions: a script of package.json, of make, of sh") {
  const std::string env = "        env:\n          DATABASE_URL: " + pooler + "\n";
  const Files files = {{"package.json", R"({ "scripts": { "db:migrate": "knex migrate:latest", "build": "tsc" } })"},
                       {"Makefile", "migrate: build\n\tsqlx migrate run\n"}};
  CHECK(found_with(files, path, workflow("      - run: pnpm run db:migrate\n" + env)) == "M0140 " + path + ":6");
  CHECK(found_with(files, path, workflow("      - run: yarn db:migrate\n" + env)) == "M0140 " + path + ":6");
  CHECK(found_with(files, path, workflow("      - run: npm run build\n" + env)) == "");
  CHECK(found_with(files, path, workflow("      - run: make migrate\n" + env)) == "M0140 " + path + ":6");
  CHECK(found_with(files, path, workflow("      - run: sh -c 'alembic upgrade head && true'\n" + env)) ==
        "M0140 " + path + ":6");
}

TEST_CASE("GitLab CI") {
  const std::string gitlab = ".gitlab-ci.yml";
  CHECK(found_with(none, gitlab,
                   "migrate:\n  variables:\n    DATABASE_URL: " + pooler +
                       "\n  script:\n    - alembic upgrade head\n") == "M0140 .gitlab-ci.yml:5");
  CHECK(found_with(none, gitlab,
                   "variables:\n  DATABASE_URL: { value: \"" + pooler +
                       "\" }\nmigrate:\n  script: alembic upgrade head\n") == "M0140 .gitlab-ci.yml:4");
  CHECK(found_with(none, gitlab,
                   "migrate:\n  variables:\n    DATABASE_URL: " + session +
                       "\n  script:\n    - alembic upgrade head\n") == "");
  CHECK(found_with(sample, gitlab, "migrate:\n  script:\n    - alembic upgrade head\n") == "M0141 .gitlab-ci.yml:3");
  CHECK(found_with(sample, gitlab, "migrate:\n  script:\n    - DATABASE_URL=$DIRECT_URL alembic upgrade head\n") == "");
  CHECK(found_with(none, gitlab, "a: &x\n  script: [!reference [b, script]]\n---\nb: *x\n") == "");
}

TEST_CASE("GitHub Actions: several configs of one tool") {
  const auto schema = [](const std::string& fields) {
    return "datasource db { provider = \"postgresql\" " + fields + " }";
  };
  Files files = {
      {"apps/a/prisma/schema.prisma", schema("url = env(\"DATABASE_URL\")")},
      {"apps/b/prisma/schema.prisma", schema("url = env(\"DATABASE_URL\") directUrl = env(\"DIRECT_URL\")")}};
  const auto text = [](const std::string& command) {
    return workflow("      - run: " + command +
                    "npx prisma migrate deploy\n        env:\n          DATABASE_URL: " + pooler + "\n");
  };
  CHECK(found_with(files, path, text("")) == "M0141 " + path + ":6");
  CHECK(found_with(files, path, text("cd apps/a && ")) == "M0140 " + path + ":6");
  CHECK(found_with(files, path, text("cd apps/b && ")) == "");
}
