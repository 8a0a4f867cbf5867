#include "unit/survey/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate::survey;

TEST_CASE("Dockerfile") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"ENV DATABASE_URL=" + pooler + "\nCMD [\"npx\", \"prisma\", \"migrate\", \"deploy\"]\n", "M0140 Dockerfile:2"},
      {"ENV DATABASE_URL " + pooler + "\nCMD npx prisma migrate deploy && node server.js\n", "M0140 Dockerfile:2"},
      {"ENV DATABASE_URL=" + session + "\nCMD npx prisma migrate deploy && node server.js\n", ""},
      {"ENV DATABASE_URL=" + pooler + "\nCMD node server.js\n", ""},
      {"# ENV DATABASE_URL=" + pooler + "\nCMD npx prisma migrate deploy\n", ""},
      {"ENV NODE_ENV=production \\\n    DATABASE_URL=" + pooler +
           "\nENTRYPOINT [\"sh\", \"-c\", \"npx prisma migrate deploy && node x.js\"]\n",
       "M0140 Dockerfile:3"},
      {"RUN DATABASE_URL=" + pooler + " npx prisma migrate deploy\n", "M0140 Dockerfile:1"},
      {"\\", ""},
  }));
  CAPTURE(text);
  CHECK(found_in({{"Dockerfile", text}}) == expected);
}

TEST_CASE("compose: a service that migrates, one that does not") {
  const auto service = [](const std::string& fields) { return "services:\n  app:\n    image: app\n" + fields; };
  auto [text, expected] = GENERATE_COPY(table<std::string, std::string>({
      {service("    command: npx prisma migrate deploy\n    environment:\n      DATABASE_URL: ${DATABASE_URL}\n"),
       "M0140 compose.yml:4"},
      {service("    command: npx prisma migrate deploy\n    environment:\n      DATABASE_URL: ${DIRECT_URL}\n"),
       "M0142 .env:1"},
      {service("    command: [\"alembic\", \"upgrade\", \"head\"]\n    environment:\n      - DATABASE_URL=" + pooler +
               "\n"),
       "M0140 compose.yml:4 M0142 .env:1"},
      {service("    environment:\n      DATABASE_URL: " + pooler + "\n"), "M0142 compose.yml:5 M0142 .env:1"},
      {service("    environment:\n      DATABASE_URL: " + session + "\n"), "M0142 .env:1"},
      {service("    # command: npx prisma migrate deploy\n"), "M0142 .env:1"},
  }));
  CAPTURE(text);
  CHECK(found_with(env_both, "compose.yml", text) == expected);
}

TEST_CASE("compose: 6543 of this machine may be Postgres itself") {
  const std::string local = "postgresql://postgres:x@localhost:6543/app";
  const Files files = {{".env", "DATABASE_URL=" + local + "\n"}, {"Makefile", "migrate:\n\tsqlx migrate run\n"}};
  CHECK(found_in(files) == "M0141 Makefile:2");
  const auto compose = [](const std::string& image, const std::string& port) {
    return "services:\n  db:\n    image: " + image + "\n    ports:\n      - " + port + "\n";
  };
  CHECK(found_with(files, "docker-compose.yml", compose("postgres:16", "\"6543:5432\"")) == "");
  CHECK(found_with(files, "docker-compose.yml", compose("postgres:16", "\"127.0.0.1:6543:5432\"")) == "");
  CHECK(found_with(files, "docker-compose.yml", compose("postgres:16", "\"${PORT:-6543}:5432\"")) == "");
  CHECK(found_with(files, "docker-compose.yml", compose("postgres:16", "{ published: 6543, target: 5432 }")) == "");
  CHECK(found_with(files, "docker-compose.yml", compose("edoburu/pgbouncer", "\"6543:5432\"")) == "M0141 Makefile:2");
}

TEST_CASE("fly.toml") {
  const auto fly = [](const std::string& url) {
    return "app = \"x\"\n[deploy]\nrelease_command = \"npx prisma migrate deploy\"\n[env]\nDATABASE_URL = \"" + url +
           "\"\n";
  };
  CHECK(found_in({{"fly.toml", fly(pooler)}}) == "M0140 fly.toml:3");
  CHECK(found_in({{"fly.toml", fly(session)}}) == "");
  CHECK(found_in({{"fly.toml", "[deploy\n"}}) == "");
}

TEST_CASE("package.json, Makefile, justfile and scripts take the folder's .env") {
  const std::string note = "M0142 .env:1";
  auto [path, text, expected] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"package.json", R"({ "scripts": { "migrate": "node-pg-migrate up" } })", "M0140 package.json:1"},
      {"package.json", R"({ "scripts": { "migrate": "DATABASE_URL=$DIRECT_URL node-pg-migrate up" } })", note},
      {"package.json", R"({ "scripts": { "start": "node server.js" } })", note},
      {"package.json", R"({ "scripts": )", note},
      {"Makefile", "migrate:\n\t@dbmate up\n", "M0140 Makefile:2"},
      {"Makefile", "migrate:\n\t@dbmate --url $(DIRECT_URL) up\n", note},
      {"Makefile", "URL ?= " + pooler + "\nmigrate:\n\tdbmate --url \"$(URL)\" up\n", "M0140 Makefile:3 " + note},
      {"Makefile", "# migrate:\n#\tdbmate up\n", note},
      {"justfile", "migrate:\n    sqlx migrate run\n", "M0140 justfile:2"},
      {"justfile", "migrate:\n    sqlx migrate run --database-url $DIRECT_URL\n", note},
      {"scripts/migrate.sh", "#!/bin/sh\nset -e\nbundle exec rails db:migrate\n", "M0140 scripts/migrate.sh:3"},
      {"scripts/migrate.sh", "export DATABASE_URL=\"$DIRECT_URL\"\nbundle exec rails db:migrate\n", note},
      {"scripts/migrate.sh", "# bundle exec rails db:migrate\n", note},
  }));
  CAPTURE(path, text);
  CHECK(found_with(env_both, path, text) == expected);
}

TEST_CASE("compose: anchors and merge keys") {
  const auto compose = [](const std::string& url) {
    return "x-env: &env\n  DATABASE_URL: " + url +
           "\nservices:\n  a:\n    command: sqlx migrate run\n    environment:\n      <<: *env\n      LOG: x\n";
  };
  CHECK(found_in({{"compose.yml", compose(pooler)}}) == "M0140 compose.yml:5");
  CHECK(found_in({{"compose.yml", compose(session)}}) == "");
}
