#include "sources/table_name.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace migrate::sources;

TEST_CASE("a table's name is read by Postgres' rules") {
  auto [given, schema, name] = GENERATE(table<std::string, std::string, std::string>({
      {"drizzle.__drizzle_migrations", "drizzle", "__drizzle_migrations"},
      {"_sqlx_migrations", "", "_sqlx_migrations"},
      {"App.Jobs", "app", "jobs"},
      {"\"App\".\"a.b\"", "App", "a.b"},
      {"\"a\"\"b\"", "", "a\"b"},
      {"größe.t$1", "größe", "t$1"},
  }));
  CHECK(parse_table(given) == TableName{.schema = schema, .table = name});
}

TEST_CASE("what is no name of a table is not read") {
  const auto given = GENERATE(as<std::string>(), "", ".", "a.", ".a", "a.b.c", "a b", "a;b", "\"a", "\"\"", "\"\".a",
                              "1a", "a\"b\"", "a--", std::string("a\0b", 3), std::string(64, 'a'));
  CHECK_FALSE(parse_table(given));
}

TEST_CASE("a table's name cannot leave its quotes") {
  auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"drizzle.__drizzle_migrations", "\"drizzle\".\"__drizzle_migrations\""},
      {"App", "\"app\""},
      {"\"App\".\"x\"\"; DROP TABLE y; --\"", "\"App\".\"x\"\"; DROP TABLE y; --\""},
      {"x\"; DROP TABLE y; --", "\"x\"\"; DROP TABLE y; --\""},
      {"a.b.c", "\"a.b.c\""},
  }));
  CHECK(quoted_table(given) == expected);
}

TEST_CASE("any text between the quotes keeps every quote doubled") {
  const bool holds = rc::check("quoted_table", [](const std::string& text) {
    const auto quoted = quoted_table(text);
    RC_ASSERT(quoted.size() >= 2U);
    RC_ASSERT(quoted.front() == '"');
    std::size_t quotes = 0;
    for (const char c : quoted) quotes += c == '"' ? 1U : 0U;
    RC_ASSERT(quotes % 2U == 0U);
    RC_ASSERT(quoted.find('\0') == std::string::npos);
  });
  CHECK(holds);
}

TEST_CASE("what is written can be read again") {
  const bool holds = rc::check("format_table", [](const std::string& schema, const std::string& table) {
    RC_PRE(!table.empty() && table.size() < 64U && schema.size() < 64U);
    RC_PRE(table.find('\0') == std::string::npos && schema.find('\0') == std::string::npos);
    const TableName name{.schema = schema, .table = table};
    RC_ASSERT(parse_table(format_table(name)) == name);
  });
  CHECK(holds);
}

TEST_CASE("a schema is made where one is named") {
  auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"drizzle.t", "CREATE SCHEMA IF NOT EXISTS \"drizzle\""},
      {"\"My \"\"s\".t", "CREATE SCHEMA IF NOT EXISTS \"My \"\"s\""},
      {"public.t", ""},
      {"t", ""},
      {"no.table.name", ""},
  }));
  CHECK(create_schema(given) == expected);
}
