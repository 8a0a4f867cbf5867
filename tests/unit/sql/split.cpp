#include <migrate/sql.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace migrate;
using Texts = std::vector<std::string>;

namespace {

std::string slice(std::string_view text, Span span) {
  return std::string(text.substr(span.begin, span.end - span.begin));
}

Texts statements(std::string_view text) {
  Texts out;
  for (const auto& statement : sql::split(text).statements) out.push_back(slice(text, statement.span));
  return out;
}

}  // namespace

TEST_CASE("a semicolon ends a statement where psql would send it") {
  auto [given, expected] = GENERATE(table<std::string, Texts>({
      {"select 1; select 2", {"select 1", "select 2"}},
      {"", {}},
      {" ;; \n ; ", {}},
      {"-- only a comment", {}},
      {"/* c */ select 1 -- d\n; -- e", {"select 1"}},
      {"select ';'; select 'it''s; x'", {"select ';'", "select 'it''s; x'"}},
      {R"(select 'a\'; select 2)", {R"(select 'a\')", "select 2"}},
      {R"(select e'a\'; x'; select 2)", {R"(select e'a\'; x')", "select 2"}},
      {R"(select E'\\'; select 2)", {R"(select E'\\')", "select 2"}},
      {R"(select ee'\'; select 2)", {R"(select ee'\')", "select 2"}},
      {R"(select 1e'\'; select 2)", {R"(select 1e'\')", "select 2"}},
      {R"(select t.e'\';'; select 2)", {R"(select t.e'\';')", "select 2"}},
      {R"(e'\';'; select 2)", {R"(e'\';')", "select 2"}},
      {"select E'a'\n 'b\\';'; select 2", {"select E'a'\n 'b\\';'", "select 2"}},
      {"select E'a' -- x\n --y\n 'b\\';'; select 2", {"select E'a' -- x\n --y\n 'b\\';'", "select 2"}},
      {"select E'a' 'b\\'; select 2", {"select E'a' 'b\\'", "select 2"}},
      {R"(select U&'\0441;' uescape '!'; select 2)", {R"(select U&'\0441;' uescape '!')", "select 2"}},
      {R"(select ";""x;"; select u&"a;\"; select 3)", {R"(select ";""x;")", R"(select u&"a;\")", "select 3"}},
      {"do $$ a; b $$; select 2", {"do $$ a; b $$", "select 2"}},
      {"do $a$ $b$; $$ ;$a$; select 2", {"do $a$ $b$; $$ ;$a$", "select 2"}},
      {"do $a$ x$a$; select 2", {"do $a$ x$a$", "select 2"}},
      {"do $A$ $a$; $A$; select 2", {"do $A$ $a$; $A$", "select 2"}},
      {"do $größe$;$größe$; select 2", {"do $größe$;$größe$", "select 2"}},
      {"select a$b$; select c$b$", {"select a$b$", "select c$b$"}},
      {"select 1$a$;$a$; select 2", {"select 1$a$;$a$", "select 2"}},
      {"select $1; select $2$a$;$a$", {"select $1", "select $2$a$;$a$"}},
      {"select $x; select 2", {"select $x", "select 2"}},
      {"a$a$;b$a$;", {"a$a$", "b$a$"}},
      {"/* a /* b; */ c; */ select 1; select 2", {"select 1", "select 2"}},
      {"/*/ ; */ select 1;", {"select 1"}},
      {"/**/select 1;/***/select 2;/*//**/*/select 3", {"select 1", "select 2", "select 3"}},
      {"select 1 */*;*/ 2; select 2", {"select 1 */*;*/ 2", "select 2"}},
      {"select 1 --;\r; select 2", {"select 1", "select 2"}},
      {"select 1 --;\r\n; select 2", {"select 1", "select 2"}},
      {"select 1 +--;\n 2; select 2", {"select 1 +--;\n 2", "select 2"}},
      {"create rule r as on insert to t do (select 1; select 2); select 3",
       {"create rule r as on insert to t do (select 1; select 2)", "select 3"}},
      {"select 1); select 2", {"select 1)", "select 2"}},
      {"select a ? b, c ?| d, e @> f; select 2", {"select a ? b, c ?| d, e @> f", "select 2"}},
      {"select :x, x::int; select 2", {"select :x, x::int", "select 2"}},
      {"select {{ name }}, %s; select 2", {"select {{ name }}, %s", "select 2"}},
      {"\xEF\xBB\xBFselect 1; select 2", {"select 1", "select 2"}},
      {"select '\xC3\xA4;'; ä;", {"select '\xC3\xA4;'", "ä"}},
  }));
  CHECK(statements(given) == expected);
  CHECK(sql::split(given).problems.empty());
}

TEST_CASE("a body of BEGIN ATOMIC is one with its routine") {
  auto [given, expected] = GENERATE(table<std::string, Texts>({
      {"create function f() returns int begin atomic select 1; select 2; end; select 3",
       {"create function f() returns int begin atomic select 1; select 2; end", "select 3"}},
      {"create or replace procedure p() begin atomic select case when a then 1 end; end; select 3",
       {"create or replace procedure p() begin atomic select case when a then 1 end; end", "select 3"}},
      {"CREATE FUNCTION f(begin int) returns int return 1; select 3",
       {"CREATE FUNCTION f(begin int) returns int return 1", "select 3"}},
      {"create function f() begin atomic select pending; end; select 3",
       {"create function f() begin atomic select pending; end", "select 3"}},
      {"create function f() begin atomic select \"end\"; end; select 3",
       {"create function f() begin atomic select \"end\"; end", "select 3"}},
      {"create function f() begin atomic select (case when a then 1 end); end; select 3",
       {"create function f() begin atomic select (case when a then 1 end); end", "select 3"}},
      {"begin; create table t(a int); end;", {"begin", "create table t(a int)", "end"}},
      {"create table function (a int); begin; select 1", {"create table function (a int)", "begin", "select 1"}},
      {"create view v as select begin; select 1", {"create view v as select begin", "select 1"}},
      {"/*x*/create -- y\n function f() begin atomic select 1; end; select 2",
       {"create -- y\n function f() begin atomic select 1; end", "select 2"}},
  }));
  CHECK(statements(given) == expected);
}

TEST_CASE("standard_conforming_strings is followed through the file") {
  auto [given, expected] = GENERATE(table<std::string, Texts>({
      {R"(set standard_conforming_strings = off; select 'a\';'; select 2)",
       {"set standard_conforming_strings = off", R"(select 'a\';')", "select 2"}},
      {R"(SET SESSION standard_conforming_strings TO 'off'; select 'a\';'; reset all; select '\'; select 2)",
       {"SET SESSION standard_conforming_strings TO 'off'", R"(select 'a\';')", "reset all", R"(select '\')",
        "select 2"}},
      {R"(set standard_conforming_strings = on; select '\'; select 2)",
       {"set standard_conforming_strings = on", R"(select '\')", "select 2"}},
      {R"(set standard_conforming_strings = 0; select b'\'; select x'\'; select u&'\'; select n'\';')",
       {"set standard_conforming_strings = 0", R"(select b'\')", R"(select x'\')", R"(select u&'\')",
        R"(select n'\';')"}},
      {R"(set search_path = off; select '\'; select 2)", {"set search_path = off", R"(select '\')", "select 2"}},
  }));
  CHECK(statements(given) == expected);
}

TEST_CASE("the data of COPY FROM stdin belongs to its statement") {
  const std::string text =
      "COPY t (a) FROM stdin WITH (format csv);\n1;\t'\n\\.\nselect 1;\ncopy u from 'stdin'; select 2;";
  const auto script = sql::split(text);
  REQUIRE(script.problems.empty());
  REQUIRE(script.statements.size() == 4);
  CHECK(slice(text, *script.statements[0].copy_data) == "1;\t'\n");
  CHECK(slice(text, script.statements[1].span) == "select 1");
  CHECK_FALSE(script.statements[2].copy_data);
}

TEST_CASE("data of COPY ends at the line of a backslash and a dot, with any line end") {
  const std::string end = GENERATE("\n", "\r\n", "\r");
  const auto text = "copy t from stdin; -- data" + end + "1" + end + "\\." + end + "select 2";
  const auto script = sql::split(text);
  CHECK(script.problems.empty());
  REQUIRE(script.statements.size() == 2);
  CHECK(slice(text, *script.statements[0].copy_data) == "1" + end);
  CHECK(slice(text, script.statements[1].span) == "select 2");
}

TEST_CASE("the lines of pg_dump's restricted mode pass") {
  const std::string text = "-- dump\n\\restrict x'Y\n\nselect 1;\n\\unrestrict x'Y\n";
  const auto script = sql::split(text);
  CHECK(script.problems.empty());
  REQUIRE(script.statements.size() == 1);
  CHECK(slice(text, script.statements[0].with_lead) == "\n\nselect 1");
}

TEST_CASE("each statement knows the comments in front of it") {
  const std::string text = "-- a\nselect 1 -- b\n;\n-- c\nselect 2 -- d\n";
  const auto script = sql::split(text);
  REQUIRE(script.statements.size() == 2);
  CHECK(slice(text, script.statements[0].with_lead) == "-- a\nselect 1 -- b\n");
  CHECK(slice(text, script.statements[1].with_lead) == "\n-- c\nselect 2 -- d\n");
  CHECK(script.statements[0].terminated);
  CHECK_FALSE(script.statements[1].terminated);
}

TEST_CASE("what cannot be split is a problem with its place") {
  using Kind = sql::Problem::Kind;
  auto [given, kind, begin, end] = GENERATE(table<std::string, Kind, std::size_t, std::size_t>({
      {"select 'a; select 2", Kind::unterminated_string, 7, 8},
      {"select E'a\\'", Kind::unterminated_string, 8, 9},
      {"select (\"a; select 2", Kind::unterminated_identifier, 8, 9},
      {"do $x$ a; $X$", Kind::unterminated_dollar, 3, 6},
      {"select 1 /* /* */;", Kind::unterminated_comment, 9, 11},
      {"/*/", Kind::unterminated_comment, 0, 2},
      {"select (1; select 2", Kind::unbalanced_parenthesis, 7, 8},
      {"create function f() begin atomic select 1; select 2", Kind::unterminated_body, 20, 25},
      {"select 1;\n\\connect x\nselect 2;", Kind::meta_command, 10, 20},
      {"select 1 \\gset\nselect 2;", Kind::meta_command, 9, 14},
      {"\\.\n", Kind::meta_command, 0, 2},
      {"copy t from stdin;\n1\n", Kind::copy_without_end, 0, 17},
      {"copy t from stdin; select 1;\n1\n\\.\n", Kind::text_behind_copy, 19, 28},
      {std::string("select 1;\0 select 2", 19), Kind::nul, 9, 10},
      {"select '\xE9'", Kind::invalid_utf8, 8, 9},
      {std::string("\xFF\xFEs\0", 4), Kind::utf16, 0, 2},
      {std::string("s\0e\0l\0", 6), Kind::utf16, 0, 2},
      {std::string("\0s\0e\0l", 6), Kind::utf16, 0, 2},
  }));
  const auto script = sql::split(given);
  REQUIRE(script.problems.size() == 1);
  CHECK(script.problems[0].kind == kind);
  CHECK(script.problems[0].span == Span{begin, end});
}

TEST_CASE("statements around a meta-command are still right") {
  CHECK(statements("select 1;\n\\i x.sql\nselect 2;\nselect 3 \\gset\nselect 4;") ==
        Texts{"select 1", "select 2", "select 3", "select 4"});
}

TEST_CASE("a million nested comments take linear time") {
  constexpr std::size_t depth = 1'000'000;
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "/*";
  CHECK(sql::split(text).problems.size() == 1);
  for (std::size_t i = 0; i < depth; ++i) text += "*/";
  text += "select 1;";
  CHECK(statements(text) == Texts{"select 1"});
}
