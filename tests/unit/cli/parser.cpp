#include "cli/parser.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::cli;

namespace {

constexpr Flag apply_flags[] = {
    {.name = "--to", .value = "NNNNN", .help = "up to and with this version"},
    {.name = "--scratch", .help = "a throwaway Postgres"},
};
int nothing(const Invocation&) {
  return done;
}
const Command apply{.name = "apply",
                    .summary = "Apply the pending migrations",
                    .group = Group::every_day,
                    .rank = 2,
                    .words = {},
                    .flags = apply_flags,
                    .manual = "Examples\n  migrate apply\n",
                    .run = nothing};
const Command explain{.name = "explain",
                      .summary = "Explain an error code",
                      .group = Group::trouble,
                      .rank = 1,
                      .words = "[CODE]",
                      .flags = {},
                      .manual = {},
                      .run = nothing};
constexpr Flag guard_flags[] = {{.name = "--only", .value = "NAME", .help = "these alone", .many = true}};
const Command guard{.name = "guard",
                    .summary = "Fail if a URL leads to a transaction pooler",
                    .group = Group::pipeline,
                    .rank = 1,
                    .words = "[URL…]",
                    .flags = guard_flags,
                    .manual = {},
                    .run = nothing,
                    .runs_others = true};
const Command* const all[] = {&explain, &apply, &guard};

Result<Request> parsed(const std::vector<std::string>& words) {
  return parse(all, words);
}
Request request(const std::vector<std::string>& words) {
  auto result = parsed(words);
  if (!result) FAIL(result.error().message);
  return *result;
}

}  // namespace

TEST_CASE("a version is text and never octal") {
  for (const auto* version : {"00100", "00089", "0x10", "1e3"}) {
    CHECK(request({"apply", "--to", version}).arguments.get("to") == version);
    CHECK(request({"apply", std::string("--to=") + version}).arguments.get("to") == version);
  }
}

TEST_CASE("flags of every command stand before or behind its name") {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"--workspace", "shop", "-vv", "apply", "--scratch"},
                                             {"apply", "--scratch", "-v", "--verbose", "--workspace=shop"}}) {
    const auto got = request(words);
    CHECK(got.command == &apply);
    CHECK(got.arguments.get("workspace") == "shop");
    CHECK(got.arguments.get("verbose") == "2");
    CHECK(got.arguments.has("scratch"));
    CHECK_FALSE(got.arguments.has("quiet"));
  }
}

TEST_CASE("words stay in their order, also where one is a command's name") {
  CHECK(request({"explain", "apply", "-q", "M0101"}).arguments.words == std::vector<std::string>{"apply", "M0101"});
  CHECK(request({"explain"}).arguments.words.empty());
}

TEST_CASE("help and version need nothing else") {
  CHECK(request({}).command == nullptr);
  CHECK(request({"--version"}).version);
  CHECK(request({"-h"}).arguments.has("help"));
  CHECK(request({"apply", "--help"}).command == &apply);
}

TEST_CASE("a mistake names what was meant") {
  auto [words, expected] = GENERATE(table<std::vector<std::string>, std::string>({
      {{"aply"}, "there is no command `aply`; a similar one: `apply`"},
      {{"frobnicate"}, "there is no command `frobnicate`"},
      {{"apply", "--too", "00100"}, "`migrate apply` has no flag `--too`; a similar one: `--to`"},
      {{"apply", "--scrtch=yes"}, "`migrate apply` has no flag `--scrtch`; a similar one: `--scratch`"},
      {{"--versoin"}, "there is no flag `--versoin`; a similar one: `--version`"},
      {{"apply", "-x"}, "`migrate apply` has no flag `-x`"},
      {{"apply", "now"}, "`migrate apply` takes no further word: `now`"},
      {{"apply", "--to"}, "`--to` needs a value: `--to NNNNN`"},
      {{"apply", "--to", "--scratch"}, "`--to` needs a value: `--to NNNNN`"},
      {{"apply", "--to", "1", "--to", "2"}, "`--to` is given 2 times"},
      {{"apply", "--format", "xml"}, "`--format` takes one of `github`, `json`, `text`, `tsv`, not `xml`"},
      {{"--color"}, "`--color` needs a value: `--color WHEN`"},
  }));
  const auto result = parsed(words);
  CAPTURE(expected);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().message == expected);
  CHECK(exit_code(result.error()) == 2);
}

TEST_CASE("what stands behind `--` is somebody else's") {
  const auto run =
      request({"-q", "guard", "--only", "A,B", "--only=C", "--", "npx", "--help", "-q", "--only", "--", "x"});
  CHECK(run.arguments.has("quiet"));
  CHECK_FALSE(run.arguments.has("help"));
  CHECK(run.arguments.list("only") == std::vector<std::string>{"A", "B", "C"});
  CHECK(run.arguments.behind == std::vector<std::string>{"npx", "--help", "-q", "--only", "--", "x"});
  CHECK(request({"guard", "--"}).arguments.behind->empty());
  CHECK_FALSE(request({"guard", "x"}).arguments.behind);
  CHECK(parsed({"apply", "--", "x"}).error().message == "`migrate apply` takes no further word: `x`");
  CHECK(parsed({"guard", "--nosuch", "--", "x"}).error().helps.front() ==
        "what is meant for another command stands behind `--`: `migrate guard -- COMMAND …`");
  CHECK(parsed({"guard", "--only", "--", "x"}).error().message == "`--only` needs a value: `--only NAME`");
}
