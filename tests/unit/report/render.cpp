#include "unit/report/shown.hpp"

#include <migrate/report.hpp>
#include <migrate/text.hpp>

#include <catch2/catch.hpp>

#include <chrono>

using namespace migrate;

namespace {

SourceRef file(std::string name, std::string text) {
  return std::make_shared<Source>(Source{.name = std::move(name), .text = std::move(text), .kind = Source::Kind::file});
}
SourceRef value(std::string name, std::string text) {
  return std::make_shared<Source>(
      Source{.name = std::move(name), .text = std::move(text), .kind = Source::Kind::value});
}
/// A label on the first `word` in the source.
Label on(const SourceRef& source, const std::string& word, std::string text) {
  const auto begin = source->text.find(word);
  REQUIRE(begin != std::string::npos);
  return {.source = source, .span = {begin, begin + word.size()}, .text = std::move(text)};
}

constexpr Surface terminal(std::size_t width) {
  return {.width = width, .terminal = true, .unicode = true};
}
constexpr Surface ascii(std::size_t width) {
  return {.width = width, .terminal = true, .unicode = false};
}

Diagnostic sql_error() {
  const auto source = file("supabase/migrations/00106_server_order_totals.sql",
                           "a\nb\nc\nd\ncreate index orders_total_idx on orders (totl);\n");
  return {.code = "M0601",
          .message = "column `totl` does not exist",
          .labels = {on(source, "totl", "Postgres: 42703 undefined_column")},
          .notes = {"statement 3 of 3; the transaction of 00106 was rolled back, nothing of it was kept"},
          .helps = {"`orders` has a column of a similar name: `total`",
                    "correct packages/server/drizzle/migrations/0006_order_totals.sql, then run `migrate sync` and "
                    "`migrate apply`"}};
}

Diagnostic pooler() {
  const auto url =
      value("$DATABASE_URL, set in .env.production:3",
            "postgresql://postgres.abcdefghij:***@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true");
  return {.code = "M0101",
          .message = "refusing to migrate through a transaction pooler",
          .labels = {on(url, "6543", "Supavisor serves transaction mode here"),
                     on(url, "pgbouncer=true", "so says this, too")},
          .helps = {"use the session pooler: the same URL with port 5432 and without `pgbouncer=true`"}};
}

}  // namespace

TEST_CASE("an SQL error is shown with its place") {
  CHECK(shown(report::render(sql_error(), {})) == R"(error[M0601]: column `totl` does not exist
  ╭▸ supabase/migrations/00106_server_order_totals.sql:5:42
  │
5 │ create index orders_total_idx on orders (totl);
  │                                          ━━━━ Postgres: 42703 undefined_column
  │
  = note: statement 3 of 3; the transaction of 00106 was rolled back, nothing of it was kept
  = help: `orders` has a column of a similar name: `total`
  = help: correct packages/server/drizzle/migrations/0006_order_totals.sql, then run `migrate sync`
          and `migrate apply`
)");
}

TEST_CASE("a frame carries roles, never colours") {
  auto diagnostic = sql_error();
  diagnostic.helps.pop_back();
  CHECK(with_roles(report::render(diagnostic, {})) == R"({error error[M0601]}{name : column `totl` does not exist}
  {frame ╭▸} supabase/migrations/00106_server_order_totals.sql:5:42
  {frame │}
{frame 5} {frame │} create index orders_total_idx on orders (totl);
  {frame │} {error                                          ━━━━ Postgres: 42703 undefined_column}
  {frame │}
  {frame =} note: statement 3 of 3; the transaction of 00106 was rolled back, nothing of it was kept
  {frame =} {hint help}: `orders` has a column of a similar name: `total`
)");
}

TEST_CASE("a label moves to the left of its mark where the right has no room") {
  auto diagnostic = sql_error();
  diagnostic.helps.pop_back();
  CHECK(shown(report::render(diagnostic, ascii(56))) == R"(error[M0601]: column `totl` does not exist
  --> supabase/migrations/00106_server_order_totals.sql:5:42
  |
5 | create index orders_total_idx on orders (totl);
  |         Postgres: 42703 undefined_column ^^^^
  |
  = note: statement 3 of 3; the transaction of 00106 was
          rolled back, nothing of it was kept
  = help: `orders` has a column of a similar name:
          `total`
)");
}

TEST_CASE("a value has no line numbers, and a long one is shown as a window around its marks") {
  CHECK(shown(report::render(pooler(), {})) == R"(error[M0101]: refusing to migrate through a transaction pooler
  ╭▸ $DATABASE_URL, set in .env.production:3
  │
  │ …//postgres.abcdefghij:***@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true
  │                            Supavisor serves transaction mode here ━━━━
  │                                                               so says this, too ━━━━━━━━━━━━━━
  │
  = help: use the session pooler: the same URL with port 5432 and without `pgbouncer=true`
)");
}

TEST_CASE("a label without room on either side stands below its mark") {
  CHECK(shown(report::render(pooler(), ascii(56))) == R"(error[M0101]: refusing to migrate through a transaction
              pooler
  --> $DATABASE_URL, set in .env.production:3
  |
  | ~.pooler.supabase.com:6543/postgres?pgbouncer=true
  |                       ^^^^
  | Supavisor serves transaction mode here
  |                   so says this, too ^^^^^^^^^^^^^^
  |
  = help: use the session pooler: the same URL with port
          5432 and without `pgbouncer=true`
)");
}

TEST_CASE("lines of one source share a frame, other sources follow in it") {
  const auto config = file(".kodo/config.json",
                           "{\n  \"server\": \"00100-00199\",\n  \"worker\": \"00150-00249\",\n\n  \"end\": 1\n}\n");
  const auto other = file("migrate.yaml", "x: 1\n");
  const Diagnostic diagnostic{.code = "M0011",
                              .message = "the number ranges of `server` and `worker` overlap",
                              .labels = {on(config, "00150-00249", "00150-00199 belongs to `server`"),
                                         on(config, "00100-00199", "`server` is given here"), on(config, "end", ""),
                                         on(other, "x", "also here")}};
  CHECK(shown(report::render(diagnostic, {})) == R"(error[M0011]: the number ranges of `server` and `worker` overlap
  ╭▸ .kodo/config.json:3:14
  │
2 │   "server": "00100-00199",
  │              ━━━━━━━━━━━ `server` is given here
3 │   "worker": "00150-00249",
  │              ━━━━━━━━━━━ 00150-00199 belongs to `server`
  ┆
5 │   "end": 1
  │    ━━━
  │
  ├▸ migrate.yaml:1:1
  │
1 │ x: 1
  │ ━ also here
)");
}

TEST_CASE("without a label there is no frame, without a code no brackets") {
  CHECK(shown(report::render({.code = "", .message = "there is no command `aply`; a similar one: `apply`"}, {})) ==
        "error: there is no command `aply`; a similar one: `apply`\n");
  CHECK(shown(report::render(
            {.code = "M0302", .severity = Severity::warning, .message = "m", .helps = {"run `migrate sync`"}}, {})) ==
        "warning[M0302]: m\n  = help: run `migrate sync`\n");
}

TEST_CASE("columns count characters, tabs and wide characters keep their marks in place") {
  const auto source = file("größe.sql", "\tselect 'ä€漢', x;\n");
  CHECK(shown(report::render({.code = "M0001", .message = "m", .labels = {on(source, "x", "here")}}, {})) ==
        "error[M0001]: m\n  ╭▸ größe.sql:1:16\n  │\n1 │     select 'ä€漢', x;\n  │                    ━ here\n");
}

TEST_CASE("hostile text is escaped everywhere") {
  const auto source = file("a\x1b[31m\n::error::b.sql", "select \x1b]0;x\x07 \xff;\r\n");
  const Diagnostic diagnostic{.code = "M0001",
                              .message = "one\ntwo",
                              .labels = {on(source, "select", "three\n::warning::four")},
                              .notes = {"five\x1b\nsix"}};
  const auto text = shown(report::render(diagnostic, {}));
  CHECK(text == R"(error[M0001]: one\ntwo
  ╭▸ a\x1b[31m\n::error::b.sql:1:1
  │
1 │ select \x1b]0;x\x07 \xff;
  │ ━━━━━━ three\n::warning::four
  │
  = note: five\x1b
          six
)");
  CHECK(std::count_if(text.begin(), text.end(),
                      [](char c) { return c != '\n' && static_cast<unsigned char>(c) < 0x20; }) == 0);
}

TEST_CASE("text in backticks is never broken") {
  const Diagnostic diagnostic{
      .code = "M0001", .message = "m", .helps = {"write `-- migrate: allow index-not-concurrent` above the statement"}};
  CHECK(shown(report::render(diagnostic, terminal(40))) ==
        "error[M0001]: m\n  = help: write\n          `-- migrate: allow index-not-concurrent`\n          above the "
        "statement\n");
}

TEST_CASE("a span at the end of a text, over several lines or outside of it is still a mark") {
  const auto source = file("a.sql", "ab\ncd");
  const auto marked = [&](Span span) {
    return shown(report::render({.code = "M0001", .message = "m", .labels = {{source, span, "x"}}}, {}));
  };
  CHECK(marked({5, 5}) == "error[M0001]: m\n  ╭▸ a.sql:2:3\n  │\n2 │ cd\n  │   ━ x\n");
  CHECK(marked({1, 5}) == "error[M0001]: m\n  ╭▸ a.sql:1:2\n  │\n1 │ ab\n  │  ━ x\n");
  CHECK(marked({90, 99}) == "error[M0001]: m\n  ╭▸ a.sql:2:3\n  │\n2 │ cd\n  │   ━ x\n");
  const auto empty = file("empty.sql", "");
  CHECK(shown(report::render({.code = "M0001", .message = "m", .labels = {{empty, {0, 0}, "no statement"}}}, {})) ==
        "error[M0001]: m\n  ╭▸ empty.sql:1:1\n  │\n1 │\n  │ ━ no statement\n");
}

TEST_CASE("one line of 50 MB is shown as a window, in time") {
  std::string text(50'000'000, 'a');
  const auto source = file("big.sql", [&] {
    text.replace(25'000'000, 5, " here");
    text.replace(49'000'000, 5, "there");
    return text;
  }());
  const auto begin = std::chrono::steady_clock::now();
  const auto lines = report::render(
      {.code = "M0001", .message = "m", .labels = {on(source, "here", "x"), on(source, "there", "y")}}, {});
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  REQUIRE(lines.size() == 7);
  for (const auto& line : lines) CHECK(text::width(plain(line)) <= 100);
  CHECK(plain(lines[3]).find(" here") != std::string::npos);
  CHECK(plain(lines[5]).find("there") != std::string::npos);
}
