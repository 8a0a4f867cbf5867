#include "sources/drizzle.hpp"

#include <catch2/catch.hpp>

using migrate::sources::drizzle::with_ends;

TEST_CASE("a breakpoint ends the statement before it") {
  const auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"create table a ();\n--> statement-breakpoint\nselect 1", "create table a ();\n--> statement-breakpoint\nselect 1"},
      {"create table a ()\n--> statement-breakpoint\nselect 1", "create table a ();\n--> statement-breakpoint\nselect 1"},
      {"BEGIN -- here\n--> statement-breakpoint\nselect 1", "BEGIN; -- here\n--> statement-breakpoint\nselect 1"},
      {"select '--> statement-breakpoint'", "select '--> statement-breakpoint'"},
      {"do $$ begin --> statement-breakpoint\nend $$", "do $$ begin --> statement-breakpoint\nend $$"},
      {"--> statement-breakpoint\nselect 1", "--> statement-breakpoint\nselect 1"},
      {"select 1 --> statement-breakpoint", "select 1 --> statement-breakpoint"},
      {"select 1\n--> statement-breakpoint\n--> statement-breakpoint\nselect 2",
       "select 1;\n--> statement-breakpoint\n--> statement-breakpoint\nselect 2"},
  }));
  CHECK(with_ends(given) == expected);
}
