#include "advice/stacks.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string>

namespace migrate::advice {

namespace {

constexpr Stack rows[] = {
    {.name = "libpq", .title = "libpq (psql, pg_dump, C)", .aliases = "psql|pg_dump"},
    {.name = "psycopg2", .title = "psycopg2", .aliases = ""},
    {.name = "sqlalchemy-psycopg2", .title = "SQLAlchemy with psycopg2", .aliases = "postgresql+psycopg2"},
    {.name = "sqlalchemy-psycopg3",
     .title = "SQLAlchemy with psycopg 3",
     .aliases = "sqlalchemy-psycopg|psycopg3|psycopg|postgresql+psycopg"},
    {.name = "asyncpg", .title = "asyncpg", .aliases = ""},
    {.name = "sqlalchemy-asyncpg", .title = "SQLAlchemy with asyncpg", .aliases = "postgresql+asyncpg"},
    {.name = "django", .title = "Django", .aliases = ""},
    {.name = "prisma-6", .title = "Prisma 5 and 6", .aliases = "prisma-5|prisma5|prisma6"},
    {.name = "prisma-7", .title = "Prisma 7", .aliases = "prisma7"},
    {.name = "drizzle",
     .title = "Drizzle with postgres.js",
     .aliases = "drizzle-orm|postgres.js|postgres-js|postgresjs"},
    {.name = "node-pg", .title = "node-pg", .aliases = "pg|node-postgres"},
    {.name = "typeorm", .title = "TypeORM", .aliases = ""},
    {.name = "kysely", .title = "Kysely", .aliases = ""},
    {.name = "sqlx", .title = "SQLx (Rust)", .aliases = "rust"},
    {.name = "jdbc", .title = "JDBC (Spring)", .aliases = "pgjdbc|spring|java"},
    {.name = "pgx", .title = "pgx (Go)", .aliases = "go"},
};

bool is_named(const Stack& stack, std::string_view name) {
  if (stack.name == name) return true;
  for (auto aliases = stack.aliases; !aliases.empty();) {
    const auto alias = aliases.substr(0, aliases.find('|'));
    if (alias == name) return true;
    aliases.remove_prefix(std::min(alias.size() + 1, aliases.size()));
  }
  return false;
}

}  // namespace

std::span<const Stack> stacks() {
  return rows;
}

const Stack* find_stack(std::string_view name) {
  std::string lower(name);
  for (auto& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto* row =
      std::find_if(std::begin(rows), std::end(rows), [&](const Stack& stack) { return is_named(stack, lower); });
  return row == std::end(rows) ? nullptr : row;
}

const Settings& settings_for(const Stack& stack, endpoint::Mode mode) {
  const auto wanted = mode == endpoint::Mode::transaction ? mode : endpoint::Mode::direct;
  for (const auto rows_of : {python_settings, node_settings, other_settings}) {
    for (const auto& row : rows_of) {
      if (row.stack == stack.name && row.mode == wanted) return row;
    }
  }
  throw std::logic_error("no settings for " + std::string(stack.name));
}

}  // namespace migrate::advice
