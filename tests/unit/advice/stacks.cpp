#include <migrate/advice.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace migrate;
using namespace migrate::advice;
using endpoint::Mode;

namespace {

Parts supabase(Mode mode) {
  return {.host = "aws-1-eu.pooler.supabase.com",
          .port = mode == Mode::transaction ? "6543" : "5432",
          .user = "postgres.abcdefghijklmnopqrst",
          .database = "postgres",
          .provider = "Supabase",
          .mode = mode,
          .local = false};
}

std::string all_of(const std::vector<Filled>& blocks) {
  std::string text;
  for (const auto& block : blocks) text += "# " + block.file + "\n" + block.text;
  return text;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every stack has settings for every kind of connection, and every template is filled") {
  for (const auto& stack : stacks()) {
    for (const auto mode : {Mode::direct, Mode::session, Mode::transaction}) {
      for (const auto provider : {"Supabase", "Neon", ""}) {
        auto parts = supabase(mode);
        parts.provider = provider;
        parts.local = parts.provider.empty();
        CAPTURE(stack.name, endpoint::name_of(mode), provider);
        const auto& settings = settings_for(stack, mode);
        CHECK(settings.stack == stack.name);
        CHECK((settings.mode == Mode::transaction) == (mode == Mode::transaction));
        CHECK(!settings.needs.empty());
        const auto blocks = fill(settings, parts, "APP_URL", supabase(Mode::session));
        const auto text = all_of(blocks);
        CHECK(!blocks.empty());
        CHECK(!holds(text, "%"));
        for (const auto& block : blocks) CHECK(block.text.front() != '\n');
        // The port of the other kind appears for migrations alone.
        CHECK(holds(text, "6543") == (mode == Mode::transaction));
        CHECK(holds(text, "DIRECT_URL=") == (mode == Mode::transaction));
        CHECK((holds(text, "APP_URL") || stack.name == "django" || stack.name == "jdbc"));
        if (parts.local) CHECK(!holds(text.substr(0, text.find("DIRECT_URL")), "require"));
      }
    }
  }
}

TEST_CASE("what a driver needs on a transaction pooler stands in its settings") {
  struct Case {
    std::string stack;
    std::string shared;  ///< on a transaction pooler, and only there
  };
  const auto one = GENERATE(values<Case>({
      {"psycopg2", "DIRECT_URL"},
      {"sqlalchemy-psycopg2", "poolclass=NullPool"},
      {"sqlalchemy-psycopg3", "\"prepare_threshold\": None"},
      {"asyncpg", "statement_cache_size=0"},
      {"sqlalchemy-asyncpg", "\"prepared_statement_name_func\": lambda: f\"__asyncpg_{uuid4()}__\""},
      {"django", "\"DISABLE_SERVER_SIDE_CURSORS\": True"},
      {"prisma-6", "?pgbouncer=true&connection_limit=1&sslmode=require"},
      {"prisma-6", "directUrl = env(\"DIRECT_URL\")"},
      {"prisma-7", "env(\"DIRECT_URL\")"},
      {"drizzle", "prepare: false"},
      {"drizzle", "url: process.env.DIRECT_URL!"},
      {"node-pg", "DIRECT_URL"},
      {"typeorm", "url: process.env.DIRECT_URL"},
      {"kysely", "DIRECT_URL"},
      {"sqlx", ".persistent(false)"},
      {"sqlx", "?statement-cache-capacity=0&sslmode=require"},
      {"jdbc", "?prepareThreshold=0&sslmode=require"},
      {"pgx", "?default_query_exec_mode=exec&statement_cache_capacity=0&sslmode=require"},
  }));
  CAPTURE(one.stack);
  const auto* stack = find_stack(one.stack);
  REQUIRE(stack != nullptr);
  const auto text = [&](Mode mode) {
    return all_of(fill(settings_for(*stack, mode), supabase(mode), "DATABASE_URL", supabase(Mode::session)));
  };
  CHECK(holds(text(Mode::transaction), one.shared));
  CHECK(!holds(text(Mode::session), one.shared));
  CHECK(text(Mode::session) == text(Mode::direct));
}

TEST_CASE("stacks are found by their other names, in any case") {
  auto [given, expected] = GENERATE(table<std::string, std::string>({{"prisma-5", "prisma-6"},
                                                                     {"Prisma7", "prisma-7"},
                                                                     {"postgres.js", "drizzle"},
                                                                     {"psycopg", "sqlalchemy-psycopg3"},
                                                                     {"postgresql+asyncpg", "sqlalchemy-asyncpg"},
                                                                     {"PG", "node-pg"},
                                                                     {"sqlx", "sqlx"}}));
  REQUIRE(find_stack(given) != nullptr);
  CHECK(find_stack(given)->name == expected);
  CHECK(find_stack("prisma") == nullptr);
  CHECK(find_stack("") == nullptr);
}

TEST_CASE("what would end a part of a URL is percent-encoded in it, and nowhere else") {
  auto parts = supabase(Mode::direct);
  parts.user = "a@b";
  parts.database = "my shop/1";
  parts.host = "2001:db8::1";
  const auto url =
      all_of(fill(settings_for(*find_stack("asyncpg"), Mode::direct), parts, "DATABASE_URL", std::nullopt));
  CHECK(holds(url, "postgresql://a%40b:${DB_PASSWORD_ENCODED}@[2001:db8::1]:5432/my%20shop%2F1?sslmode=require"));
  const auto django =
      all_of(fill(settings_for(*find_stack("django"), Mode::direct), parts, "DATABASE_URL", std::nullopt));
  CHECK(holds(django, "\"USER\": \"a@b\""));
  CHECK(holds(django, "\"HOST\": \"2001:db8::1\""));
}

TEST_CASE("certificates that the URL given has checked are checked in every stack") {
  auto [name, mode, expected] = GENERATE(table<std::string, Mode, std::string>({
      {"libpq", Mode::session, "?sslmode=verify-full&sslrootcert=certs%2Fca.crt"},
      {"psycopg2", Mode::session, "?sslmode=verify-full&sslrootcert=certs%2Fca.crt"},
      {"sqlalchemy-psycopg3", Mode::transaction, "?sslmode=verify-full&sslrootcert=certs%2Fca.crt"},
      {"asyncpg", Mode::transaction, "?sslmode=verify-full&sslrootcert=certs%2Fca.crt"},
      {"sqlalchemy-asyncpg", Mode::session, "?ssl=verify-full\"\nPGSSLROOTCERT=\"certs/ca.crt\""},
      {"django", Mode::session, R"({"sslmode": "verify-full", "sslrootcert": "certs/ca.crt"})"},
      {"prisma-6", Mode::session, "&sslmode=require&sslaccept=strict&sslcert=certs%2Fca.crt"},
      {"prisma-7", Mode::session, "?sslmode=require&sslaccept=strict&sslrootcert=certs%2Fca.crt"},
      {"drizzle", Mode::session, R"(?sslmode=verify-full")"},
      {"drizzle", Mode::transaction, R"(ssl: { ca: readFileSync("certs/ca.crt", "utf8") })"},
      {"node-pg", Mode::session, R"(ssl: { ca: readFileSync("certs/ca.crt", "utf8") })"},
      {"typeorm", Mode::session, R"(ssl: { ca: readFileSync("certs/ca.crt", "utf8") })"},
      {"kysely", Mode::session, R"(ssl: { ca: readFileSync("certs/ca.crt", "utf8") })"},
      {"sqlx", Mode::transaction, "&sslmode=verify-full&sslrootcert=certs%2Fca.crt"},
      {"jdbc", Mode::transaction, "&sslmode=verify-full&sslrootcert=certs%2Fca.crt"},
      {"pgx", Mode::transaction, "&sslmode=verify-full&sslrootcert=certs%2Fca.crt"},
  }));
  for (const bool local : {false, true}) {
    auto parts = supabase(mode);
    parts.local = local;
    parts.sslmode = "verify-full";
    parts.sslrootcert = "certs/ca.crt";
    CAPTURE(name, local);
    const auto& stack = *find_stack(name);
    const auto text = all_of(fill(settings_for(stack, mode), parts, "DATABASE_URL", parts));
    CHECK(holds(text, expected));
    CHECK(holds(text, "sslmode=require") == (name.starts_with("prisma")));
    const bool without =
        name.starts_with("prisma") || name == "drizzle" || name == "node-pg" || name == "typeorm" || name == "kysely";
    CHECK(tls_remark(stack, parts).empty() != without);
    parts.sslmode = "prefer";
    CHECK(tls_remark(stack, parts).empty());
  }
}

TEST_CASE("a weaker sslmode than ours is not taken over") {
  auto parts = supabase(Mode::session);
  parts.sslmode = GENERATE("", "disable", "prefer", "require");
  const auto text = all_of(fill(environment_settings(Mode::session), parts, "DATABASE_URL", std::nullopt));
  CHECK(holds(text, "?sslmode=require\""));
  parts.sslmode = "verify-ca";
  CHECK(holds(all_of(fill(environment_settings(Mode::session), parts, "DATABASE_URL", std::nullopt)),
              "?sslmode=verify-ca\""));
}

TEST_CASE("a password is percent-encoded in URLs, and has a variable of its own where it is not") {
  for (const auto& stack : stacks()) {
    for (const auto mode : {Mode::session, Mode::transaction}) {
      CAPTURE(stack.name);
      const auto text =
          all_of(fill(settings_for(stack, mode), supabase(mode), "DATABASE_URL", supabase(Mode::session)));
      const bool raw = stack.name == "django" || stack.name == "jdbc";
      CHECK((holds(text, "${DB_PASSWORD}") || holds(text, "[\"DB_PASSWORD\"]")) == raw);
      CHECK(holds(text, ":${DB_PASSWORD_ENCODED}@") == (!raw || mode == Mode::transaction));
      CHECK(!holds(text, ":${DB_PASSWORD}@"));
    }
  }
}

TEST_CASE("without a way for migrations the settings say so") {
  const auto text = all_of(
      fill(settings_for(*find_stack("pgx"), Mode::transaction), supabase(Mode::transaction), "DATABASE_URL", {}));
  CHECK(holds(text, "# DIRECT_URL is for migrations: copy"));
}

TEST_CASE("pools take 40 or 80 of 100 connections of a compute size") {
  // max_connections, careful, largest, as Supabase's documentation has them
  auto [size, connections, careful, largest] = GENERATE(table<std::string, int, int, int>({{"nano", 60, 24, 48},
                                                                                           {"micro", 60, 24, 48},
                                                                                           {"small", 90, 36, 72},
                                                                                           {"medium", 120, 48, 96},
                                                                                           {"large", 160, 64, 128},
                                                                                           {"xl", 240, 96, 192},
                                                                                           {"2xl", 380, 152, 304},
                                                                                           {"4xl", 480, 192, 384},
                                                                                           {"8xl", 490, 196, 392},
                                                                                           {"12xl", 500, 200, 400},
                                                                                           {"16xl", 500, 200, 400}}));
  const auto row =
      std::find_if(tiers().begin(), tiers().end(), [&, name = size](const Tier& tier) { return tier.name == name; });
  REQUIRE(row != tiers().end());
  CHECK(row->max_connections == connections);
  CHECK(careful_pool(row->max_connections) == careful);
  CHECK(largest_pool(row->max_connections) == largest);
  CHECK(find_tier(90)->name == "small");
  CHECK(find_tier(100) == nullptr);
}
