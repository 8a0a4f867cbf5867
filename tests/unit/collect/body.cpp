#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <migrate/collect.hpp>
#include <migrate/sql.hpp>

using namespace migrate;

TEST_CASE("SQL gets LF, a final newline and its last semicolon, and nothing else") {
  const auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"select 1", "select 1;\n"},
      {"select 1;", "select 1;\n"},
      {"select 1;\n", "select 1;\n"},
      {"select 1;\n\n", "select 1;\n\n"},
      {"select 1;\r\nselect 2\r\n", "select 1;\nselect 2;\n"},
      {"\xEF\xBB\xBFselect 1;", "select 1;\n"},
      {"select 2 -- c", "select 2; -- c\n"},
      {"select 2 /* c", "select 2; /* c\n"},
      {"select 2\n-- end\n", "select 2;\n-- end\n"},
      {"select 'a\r\nb'", "select 'a\nb';\n"},
      {"select 'a\rb';", "select 'a\rb';\n"},
      {"select ';' -- ;", "select ';'; -- ;\n"},
      {"do $$ begin null; end $$", "do $$ begin null; end $$;\n"},
      {"copy t from stdin;\n1\t2\n\\.\n", "copy t from stdin;\n1\t2\n\\.\n"},
      {"copy t from stdin;\n1\n\\.", "copy t from stdin;\n1\n\\.\n"},
      {"-- nothing", "-- nothing\n"},
      {"", ""},
      {"select 1;\n--> statement-breakpoint\nselect 2", "select 1;\n--> statement-breakpoint\nselect 2;\n"},
  }));
  CAPTURE(given);
  CHECK(collect::body_of(given) == expected);
}

TEST_CASE("a body says what its SQL said") {
  const auto piece = rc::gen::element<std::string>("select 1", ";", "\n", "\r\n", " -- c\n", "'a;b'", "$$;$$",
                                                   "/* ; */", "\"x\"", "(", ")");
  CHECK(rc::check([&] {
    std::string sql;
    for (const auto& one : *rc::gen::container<std::vector<std::string>>(piece)) sql += one;
    const auto body = collect::body_of(sql);
    RC_ASSERT(body.empty() || body.back() == '\n');
    RC_ASSERT(body.find("\r\n") == std::string::npos);
    RC_PRE(sql::split(sql).problems.empty());
    RC_ASSERT(collect::body_of(body) == body);
    RC_ASSERT(sql::fingerprint(body) == sql::fingerprint(sql));
  }));
}

TEST_CASE("a checkout with CRLF has the same hash") {
  CHECK(collect::body_hash("a;\nb;\n") == collect::body_hash("a;\r\nb;\r\n"));
  CHECK(collect::body_hash("a;\n") != collect::body_hash("b;\n"));
}
