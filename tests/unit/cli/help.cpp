#include "cli/help.hpp"
#include "cli/duration.hpp"
#include "unit/report/shown.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::cli;

namespace {

constexpr Flag flags[] = {{.name = "--to", .value = "NNNNN", .help = "up to and with this version"}};
int nothing(const Invocation&) {
  return done;
}
const Command apply{.name = "apply",
                    .summary = "Apply the pending migrations",
                    .group = Group::every_day,
                    .rank = 2,
                    .words = {},
                    .flags = flags,
                    .manual = "Examples\n  migrate apply\n",
                    .run = nothing};
const Command gather{.name = "sync",
                     .summary = "Collect",
                     .group = Group::every_day,
                     .rank = 1,
                     .words = {},
                     .flags = {},
                     .manual = {},
                     .run = nothing};
const Command explain{.name = "explain",
                      .summary = "Explain",
                      .group = Group::trouble,
                      .rank = 1,
                      .words = {},
                      .flags = {},
                      .manual = {},
                      .run = nothing};

}  // namespace

TEST_CASE("the overview groups the commands that exist") {
  const Command* const all[] = {&apply, &explain, &gather};
  CHECK(shown(overview(all)) ==
        R"(Collects, numbers and applies the migrations of every service on one Postgres database

Every day
  sync      Collect
  apply     Apply the pending migrations

When something is wrong
  explain   Explain

`migrate <command> --help` tells more.
)");
}

TEST_CASE("a manual lists the command's flags, everyone's, and examples") {
  CHECK(shown(manual(apply, {})) == R"(Apply the pending migrations

Usage  migrate apply [flags]

Flags
      --to NNNNN   up to and with this version

Everywhere
      --workspace DIR   the folder with migrate.yaml; else it is looked for upwards
      --format FORMAT   what stdout gets: github, json, text, tsv
      --color WHEN      whether text has colours: auto, always, never
  -q, --quiet           errors only
  -v, --verbose         each statement; -vv: every query, too
  -h, --help            this text

Examples
  migrate apply
)");
}

TEST_CASE("a duration has a unit or means seconds") {
  using std::chrono::milliseconds;
  auto [text, expected] = GENERATE(
      table<std::string, int>({{"60s", 60'000}, {"5m", 300'000}, {"250ms", 250}, {"0", 0}, {"1h", 3'600'000}}));
  CHECK(parse_duration(text) == milliseconds(expected));
  for (const auto* wrong : {"", "s", "-1s", "1.5s", "99999999999s", "5 m", "2d", "25h"})
    CHECK_FALSE(parse_duration(wrong).has_value());
}
