#include <migrate/sql.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using Texts = std::vector<std::string>;

namespace {

Texts stored(const std::string& text) {
  return sql::history_statements(text, sql::split(text));
}

}  // namespace

// Seen with the CLI 3.1.0: `;` off the end, white space off both ends, comments kept, what is empty dropped.
TEST_CASE("the history stores what the Supabase CLI stores") {
  auto [given, expected] = GENERATE(table<std::string, Texts>({
      {"select 1;\nselect 2", {"select 1", "select 2"}},
      {"-- a\nselect 1;\n-- tail", {"-- a\nselect 1", "-- tail\n"}},
      {"select 1;;; ;select 2;", {"select 1", "select 2"}},
      {"select 1;\n-- only\n;\nselect 2;", {"select 1", "-- only\n", "select 2"}},
      {"select 1;\n/* only; */;\nselect 2;", {"select 1", "/* only; */", "select 2"}},
      {"select 1 -- last\n;", {"select 1 -- last\n"}},
      {"select 1; -- behind\nselect 2;", {"select 1", "-- behind\nselect 2"}},
      {"select '--';", {"select '--'"}},
      {"select $$\n--$$;", {"select $$\n--$$"}},
      {"", {}},
      {" \n", {}},
      {"\xEF\xBB\xBFselect 1;", {"select 1"}},
      {"-- dump\n\\restrict x\nselect 1;\n\\unrestrict x\n", {"-- dump\n", "select 1"}},
      {"-- a\ncopy t from stdin;\n1\n\\.\n-- b\nselect 2;", {"-- a\ncopy t from stdin;\n1\n\\.\n", "-- b\nselect 2"}},
  }));
  CHECK(stored(given) == expected);
}

TEST_CASE("what is stored is stored again the same when it is written back") {
  const std::string text = "-- a\nselect 1 -- b\n;\ncopy t from stdin;\n1\n\\.\nselect ';' -- c";
  const auto first = stored(text);
  std::string fetched;  // as `supabase migration fetch` writes it
  for (const auto& statement : first) fetched += statement + ";\n";
  CHECK(stored(fetched) == first);
}

TEST_CASE("a fingerprint sees tokens only") {
  const auto print = sql::fingerprint("create table t (a int);\nselect 'X';\n");
  const std::string same = GENERATE(
      "CREATE TABLE t(a INT); select 'X'", "/* c */create table t (a int);;select 'X' -- d\n;",
      "create table t (a int);--> statement-breakpoint\nselect 'X';", "create table t (a int);\r\nselect 'X';\r\n",
      "\xEF\xBB\xBF"
      "create table t (a int);select 'X';");
  CHECK(sql::fingerprint(same) == print);
}

TEST_CASE("a fingerprint sees each change of a token") {
  const auto print = sql::fingerprint("create table t (a int); select 'X'");
  const std::string other = GENERATE("create table t (a int); select 'x'", "create table \"T\" (a int); select 'X'",
                                     "create table t (a int) select 'X'", "create table t (aint); select 'X'",
                                     "create table t (a int); select 'X'; select 1", "");
  CHECK(sql::fingerprint(other) != print);
}

TEST_CASE("a fingerprint sees the data of COPY") {
  CHECK(sql::fingerprint("copy t from stdin;\n1\n\\.\n") != sql::fingerprint("copy t from stdin;\n2\n\\.\n"));
}

TEST_CASE("the server's position becomes the token there") {
  auto [statement, character, expected] = GENERATE(table<std::string, std::size_t, std::string>({
      {"select totl from orders", 8, "totl"},
      {"select 'größe', totl", 17, "totl"},
      {"select \"größe\" + 1", 8, "\"größe\""},
      {"select 'abc'::int", 8, "'abc'"},
      {"select 1 +", 11, ""},
      {"select a.b", 8, "a"},
      {"select 1 === 2", 10, "==="},
      {"create function f() returns int language sql as $$ select totl $$", 59, "totl"},
      {"select", 0, "select"},
      {"", 1, ""},
  }));
  const auto span = sql::token_at(statement, character);
  CHECK(statement.substr(span.begin, span.end - span.begin) == expected);
}

TEST_CASE("a problem is told with its place and the way out") {
  const auto source =
      std::make_shared<const Source>(Source{"supabase/migrations/00100_a.sql", "select 1;\n\\connect shop\n"});
  const auto script = sql::split(source->text);
  REQUIRE(script.problems.size() == 1);
  const auto diagnostic = sql::describe(script.problems[0], source);
  CHECK(diagnostic.code == "M0226");
  CHECK(diagnostic.message == "`\\connect shop` is a command of psql, not SQL");
  CHECK(diagnostic.labels.at(0).span == Span{10, 23});
  CHECK(diagnostic.labels.at(0).text == "only psql knows it");
  CHECK(diagnostic.helps == Texts{"write it as SQL, or take the line out"});
}

TEST_CASE("every kind of problem has a message and a row in the table of codes") {
  const auto source = std::make_shared<const Source>(Source{"a.sql", std::string("x\xE9\0", 3)});
  for (int kind = 0; kind <= static_cast<int>(sql::Problem::Kind::utf16); ++kind) {
    const auto diagnostic = sql::describe({static_cast<sql::Problem::Kind>(kind), {1, 2}}, source);
    INFO(diagnostic.message);
    CHECK(diagnostic.code == "M0" + std::to_string(220 + kind));
    CHECK_FALSE(diagnostic.helps.at(0).empty());
  }
}
