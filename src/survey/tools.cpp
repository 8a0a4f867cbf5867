#include "survey/tools.hpp"

#include "endpoint/parameters.hpp"

#include <algorithm>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view by_url = "${DATABASE_URL}";
constexpr std::string_view by_parts = "host=${PGHOST} port=${PGPORT:-5432}";

constexpr Tool tools[] = {
    {"prisma", "migrate deploy|dev|reset|resolve", "prisma", by_url, ""},
    {"prisma", "db push|execute", "prisma", by_url, "--url"},
    {"drizzle-kit", "migrate|push|push:pg", "drizzle-kit", by_url, "--url"},
    {"alembic", "upgrade|downgrade|stamp", "alembic", by_url, ""},
    {"flask", "db upgrade|downgrade", "alembic", by_url, ""},
    {"sqlx|cargo-sqlx", "migrate run|revert", "sqlx", by_url, "--database-url|-D"},
    {"sqlx|cargo-sqlx", "database setup|reset", "sqlx", by_url, "--database-url|-D"},
    {"supabase", "db push|reset", "supabase", "", "--db-url"},
    {"supabase", "migration up|repair|down", "supabase", "", "--db-url"},
    {"typeorm|typeorm-ts-node-*", "migration:run|migration:revert|schema:sync", "typeorm", by_url, ""},
    {"diesel", "migration run|revert|redo", "diesel", by_url, "--database-url"},
    {"diesel", "setup", "diesel", by_url, "--database-url"},
    {"dbmate", "up|migrate|rollback|down", "dbmate", by_url, "--url|-u"},
    {"flyway", "migrate|repair|clean|baseline", "flyway", "${FLYWAY_URL}", "-url"},
    {"liquibase", "update|rollback*", "liquibase", "${LIQUIBASE_COMMAND_URL}", "--url"},
    {"knex", "migrate:latest|migrate:up|migrate:rollback", "knex", by_url, "--connection"},
    {"node-pg-migrate", "up|down|redo", "node-pg-migrate", by_url, ""},
    {"sequelize|sequelize-cli", "db:migrate*", "sequelize", by_url, "--url"},
    {"mikro-orm", "migration:up|migration:down", "mikro-orm", by_url, ""},
    {"rails|rake", "db:migrate*|db:prepare|db:rollback|db:schema:load", "rails", by_url, ""},
    {"manage.py|django-admin", "migrate", "django", by_url, ""},
    {"mix", "ecto.migrate|ecto.rollback", "ecto", by_url, ""},
    {"sea-orm-cli", "migrate up|down|fresh|refresh|reset", "sea-orm", by_url, "-u|--database-url"},
    {"goose", "up|up-by-one|down|redo", "goose", "${GOOSE_DBSTRING}", ""},
    {"atlas", "migrate apply", "atlas", "", "--url|-u"},
    {"atlas", "schema apply", "atlas", "", "--url|-u"},
    {"migrate", "-database|--database up|down|goto", "golang-migrate", "", "-database|--database"},
    {"psql", "-f|--file|--file=*|-*f", "psql", by_parts, "-d|--dbname"},
};

/// "./node_modules/.bin/prisma" and "prisma@6.16" are `prisma`.
std::string_view plain_name(std::string_view word) {
  const auto slash = word.rfind('/');
  if (slash != npos) word.remove_prefix(slash + 1);
  const auto at = word.find('@', 1);
  return word.substr(0, at);
}

/// `first` and the words behind it that `row` names, in order; empty where one is missing.
std::vector<std::size_t> words_of(const Tool& row, const Words& words, std::size_t first) {
  std::vector<std::size_t> found{first};
  for (auto rest = row.words; !rest.empty();) {
    const auto blank = rest.find(' ');
    const auto wanted = rest.substr(0, blank);
    rest = blank == npos ? std::string_view() : rest.substr(blank + 1);
    auto at = found.back() + 1;
    while (at < words.size() && !endpoint::matches(wanted, words[at].text)) ++at;
    if (at >= words.size()) return {};
    found.push_back(at);
  }
  return found;
}

/// Commands that only show or look for the words behind them.
bool only_speaks(const Words& words) {
  return endpoint::matches("echo|printf|grep|cat|which|command|type|man|#*", words.front().text);
}

/// Such a command prints something and connects to nothing.
bool only_prints(const Tool& tool, const Words& words, std::size_t program) {
  return std::any_of(words.begin() + static_cast<std::ptrdiff_t>(program), words.end(), [&](const Word& word) {
    if (word.text == "-h") return tool.name != "psql";
    if (word.text == "--sql") return tool.name == "alembic";
    return word.text == "--help" || word.text == "--version";
  });
}

}  // namespace

std::optional<Match> match(const Words& words) {
  if (words.empty() || only_speaks(words)) return std::nullopt;
  for (std::size_t first = 0; first < words.size(); ++first) {
    const auto name = plain_name(words[first].text);
    for (const auto& row : tools) {
      if (!endpoint::matches(row.program, name)) continue;
      auto found = words_of(row, words, first);
      if (!found.empty() && only_prints(row, words, first)) return std::nullopt;
      if (!found.empty()) return Match{.tool = &row, .words = std::move(found)};
    }
  }
  return std::nullopt;
}

}  // namespace migrate::survey
