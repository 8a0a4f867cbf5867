#include "unit/endpoint/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

namespace {

using Words = std::vector<std::string>;

/// "NAME=text" or "text" of each URL that is found.
Words urls_in(const Words& words) {
  Words all;
  for (const auto& url : read_words(words).urls) {
    all.push_back((url.string.variable.empty() ? "" : url.string.variable + "=") + url.string.text.reveal());
  }
  return all;
}

}  // namespace

TEST_CASE("the words of a command tell its databases") {
  auto [words, expected] = GENERATE(table<Words, Words>({
      {{"npx", "prisma", "migrate", "deploy"}, {}},
      {{"curl", "https://x/postgres"}, {}},
      {{"psql", "postgres://u:p@h/d"}, {"postgres://u:p@h/d"}},
      {{"psql", "POSTGRESQL://h"}, {"POSTGRESQL://h"}},
      {{"sqlx", "migrate", "run", "--database-url", "postgres://h"}, {"postgres://h"}},
      {{"supabase", "--db-url=postgres://u:p w@h"}, {"postgres://u:p w@h"}},
      {{"alembic", "-x", "url=postgresql+psycopg2://h/d"}, {"url=postgresql+psycopg2://h/d"}},
      {{"flyway", "-url=jdbc:postgresql://h:6543/d"}, {"jdbc:postgresql://h:6543/d"}},
      {{"env", "DATABASE_URL=postgres://h", "npx"}, {"DATABASE_URL=postgres://h"}},
      {{"npx", "cross-env", "DATABASE_URL=postgres://h", "npx"}, {"DATABASE_URL=postgres://h"}},
      {{"sh", "-c", "A=postgres://a:6543/d psql \"postgres://b?x=1\" -f y; psql postgres://c"},
       {"postgres://a:6543/d", "postgres://b?x=1", "postgres://c"}},
      {{"psql", "host=h port=6543"}, {"host=h port=6543"}},
      {{"psql", "dbname=d host = h"}, {"dbname=d host = h"}},
      {{"make", "user=me"}, {}},
      {{"mysql", "mysql://h"}, {}},
  }));
  CAPTURE(words);
  CHECK(urls_in(words) == expected);
}

TEST_CASE("a place in the words has a name") {
  const auto urls =
      read_words({"x", "--db-url", "postgres://a", "--url=postgres://b", "X=postgres://c", "y", "postgres://d"}).urls;
  REQUIRE(urls.size() == 4);
  CHECK(urls[0].string.origin == "`--db-url` of the command");
  CHECK(urls[1].string.origin == "`--url` of the command");
  CHECK(urls[2].string.origin == "$X, set in the command");
  CHECK(urls[3].string.origin == "the command");
}

TEST_CASE("env in front of a command changes its variables") {
  const auto found = read_words({"/usr/bin/env", "-i", "-u", "A", "--unset=B", "C=1", "D=x=y", "npx", "E=2"});
  CHECK(found.taken_away == Words{"A", "B"});
  CHECK(found.assignments == std::vector<std::pair<std::string, std::string>>{{"C", "1"}, {"D", "x=y"}});
  CHECK(read_words({"npx", "C=1"}).assignments.empty());
}

TEST_CASE("a word may name a .env file") {
  CHECK(read_words({"dotenv", "-e", ".env.production", "--", "node", "--env-file=../.env", "x.env"}).files ==
        Words{".env.production", "../.env"});
}

TEST_CASE("a command is shown as a shell takes it, without its passwords") {
  auto [words, expected] = GENERATE(table<Words, std::string>({
      {{"npx", "prisma", "migrate", "deploy"}, "npx prisma migrate deploy"},
      {{"sh", "-c", "echo $X"}, "sh -c 'echo $X'"},
      {{"echo", "it's", ""}, "echo 'it'\\''s' ''"},
      {{"psql", "postgres://u:hunter22@h/d"}, "psql postgres://u:***@h/d"},
      {{"x", "--url=postgres://u:hunter22@h/d?a=b&password=hunter22"},
       "x '--url=postgres://u:***@h/d?a=b&password=***'"},
      {{"sh", "-c", "psql 'postgres://u:hunter22@h/d' -f x"}, "sh -c 'psql '\\''postgres://u:***@h/d'\\'' -f x'"},
      {{"psql", "host=h password=hunter22"}, "psql 'host=h password=***'"},
      {{"supabase", "db", "push", "--password", "hunter22"}, "supabase db push --password ***"},
      {{"x", "--token=hunter22", "PGPASSWORD=hunter22"}, "x --token=*** PGPASSWORD=***"},
      {{"x", "--url=postgresql//u:hunter22@h"}, "x --url=postgresql//u:***@h"},
      {{"sh", "-c", "x mysql://u:hunter22@h; y"}, "sh -c 'x mysql:***@h; y'"},
      {{"git", "clone", "git@github.com:o/r"}, "git clone git@github.com:o/r"},
      {{"x", "--no-password"}, "x --no-password"},
      {{"x\x1b[1m"}, "'x\\x1b[1m'"},
  }));
  CHECK(shown(words) == expected);
}
