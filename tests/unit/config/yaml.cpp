#include "unit/config/support.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace migrate;

namespace {

const FileTree listing = listing_of({"packages/server/drizzle.config.ts", "packages/server/drizzle/0000_a.sql",
                                     "services/api/alembic.ini", "services/api/alembic/versions/a.py"});

config::Draft read_yaml(std::string text) {
  return read_config("migrate.yaml", std::move(text), listing);
}

}  // namespace

TEST_CASE("migrate.yaml gives services by first number, with several ranges, labels and commands") {
  const auto draft = read_yaml(R"(
services:
  shared: { range: 00400-00499 }
  server: { orm: drizzle-kit, path: ./packages/server/, migrations: drizzle, label: node, ranges: [00100-00199, 01100-01999] }
  bootstrap: { range: 00000-00099 }
  Rust-Service: { range: "00200-00299", python: uv run  python, ledger: off }
  other: { range: 00300-00399, python: ["a b", -E], ledger: on }
targets:
  production: { url: "${DATABASE_URL}" }
  local: { env: DIRECT_URL }
)");
  CHECK(shown(draft.diagnostics).empty());
  CHECK(shown(draft.workspace.services) ==
        "bootstrap - sql . - 00000-00099\n"
        "server node drizzle packages/server packages/server/drizzle 00100-00199 01100-01999\n"
        "Rust-Service rust_service sql . - 00200-00299\n"
        "other other sql . - 00300-00399\n"
        "shared shared sql . - 00400-00499\n");
  CHECK(draft.workspace.root == "/w");
  CHECK(draft.workspace.config == "migrate.yaml");
  CHECK(draft.workspace.services[2].python == std::vector<std::string>{"uv", "run", "python"});
  CHECK(draft.workspace.services[3].python == std::vector<std::string>{"a b", "-E"});
  CHECK_FALSE(draft.workspace.services[2].ledger);
  CHECK(draft.workspace.services[3].ledger);
  REQUIRE(draft.workspace.targets.size() == 2);
  CHECK(draft.workspace.targets[0].url == "${DATABASE_URL}");
  CHECK(draft.workspace.targets[1].variable == "DIRECT_URL");
}

TEST_CASE("a target is protected by its name or by its word") {
  auto [target, expected] = GENERATE(table<std::string, bool>({
      {"production: { env: X }", true},
      {"Prod: { env: X }", true},
      {"production: { env: X, protected: false }", false},
      {"staging: { env: X }", false},
      {"staging: { env: X, protected: true }", true},
      {"preproduction: { env: X }", false},
  }));
  const auto draft = read_yaml("services: { a: { range: 00100-00199 } }\ntargets: { " + target + " }\n");
  CHECK(shown(draft.diagnostics).empty());
  REQUIRE(draft.workspace.targets.size() == 1);
  CHECK(draft.workspace.targets[0].is_protected == expected);
}

TEST_CASE("a mistake in migrate.yaml is named with its place and the way out") {
  const auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"",
       "M0006 `migrate.yaml` names no service\n  1:1 [] nothing here says who may write migrations\n"
       "  help: name one below `services:`, as in `server: { orm: drizzle, range: 00100-00199 }`\n"
       "  help: or remove the file: `migrate init` then finds the services and writes it\n"},
      {"services: [a]", "M0005 `services` takes a map of services by their names\n  1:11 [[a] this is a list\n"},
      {"service: {}\nservices: { a: { range: 00100-00199 } }",
       "M0004 `service` is no key of migrate.yaml\n  1:1 [service] unknown key\n  help: a similar one: `services`\n"},
      {"services: { a: { rnage: 00100-00199, zzzzzz: 1 } }",
       "M0007 `a` has no number range\n  1:13 [a] no range is given for it\n"
       "  help: give it one; this is free: `range: 00100-00199`\n"
       "M0004 `rnage` is no key of a service\n  1:18 [rnage] unknown key\n  help: a similar one: `range`\n"
       "M0004 `zzzzzz` is no key of a service\n  1:38 [zzzzzz] unknown key\n"
       "  help: the keys are `orm`, `path`, `migrations`, `label`, `range`, `ranges`, `python`, `ledger`\n"},
      {"services: { a: { range: 00199-00100 } }",
       "M0010 `00199-00100` of `a` is no number range\n  1:25 [00199-00100] ends before it begins\n"
       "  help: write `00100-00199`\n"},
      {"services: { a: { range: 100-199 } }",
       "M0010 `100-199` of `a` is no number range\n  1:25 [100-199] not five digits, `-`, five digits\n"
       "  help: write `00100-00199`\n"},
      {"services: { a: { range: 00100 } }",
       "M0010 `00100` of `a` is no number range\n  1:25 [00100] one number; a range has two\n"
       "  help: write `00100-00199`\n"},
      {"services: { a: { range: later } }",
       "M0010 `later` of `a` is no number range\n  1:25 [later] not five digits, `-`, five digits\n"
       "  help: a range is written with five digits each: 00100-00199\n"},
      {"services: { a: { range: &r 00100-00199 }, b: *r }",
       "M0003 `migrate.yaml` holds an anchor, which is not read\n  1:25 [&r] an anchor\n"
       "  help: write the value out in full\n"
       "M0003 `migrate.yaml` holds an alias, which is not read\n  1:46 [*r] an alias\n"
       "  help: write the value out in full\n"},
      {"services: { a: { range: 00100-00199, ranges: [00150-00249] } }",
       "M0011 two number ranges of `a` overlap\n  1:25 [00100-00199] `a` is given here\n"
       "  1:47 [00150-00249] 00150-00199 belongs to `a`\n"
       "  help: give `a` a free range; the first free one is 00300-00399\n"},
      {"services: { a: { ranges: [00500-00501, 00100-00199, 00050-00060] } }",
       "M0022 the number ranges of `a` are not in ascending order\n  1:40 [00100-00199] begins below 00500-00501\n"
       "  note: the ranges are filled in their order, and a migration of the later one would run first\n"
       "  help: write `[00050-00060, 00100-00199, 00500-00501]`\n"},
      {"services: { a: { orm: drizle, range: 00100-00199 } }",
       "M0013 `drizle` is no ORM that migrate knows\n  1:23 [drizle] unknown\n  help: a similar one: `drizzle`\n"
       "  help: the known ones are " +
           sources::known_names() + "\n"},
      {"services: { a: { orm: drizzle, path: packages/sever, range: 00100-00199 } }",
       "M0014 the folder of `a` does not exist\n  1:38 [packages/sever] there is no `packages/sever`\n"
       "  help: a folder of a similar name: `packages/server`\n"},
      {"services: { a: { orm: drizzle, path: packages/server, migrations: packages/server/drizzle, range: 00100-00199 "
       "} }",
       "M0014 the migrations folder of `a` does not exist\n"
       "  1:67 [packages/server/drizzle] there is no `packages/server/packages/server/drizzle`\n"
       "  help: `migrations` counts from the folder of `a`: write `drizzle`\n"},
      {"services: { a: { path: ../x, range: 00100-00199 } }",
       "M0015 the folder of `a` must lie in the workspace\n  1:24 [../x] `..` leads upwards\n"
       "  help: write it relative to the workspace, with `/`\n"},
      {"services: { a: { label: x, range: 00100-00199 }, b: { label: x, range: 00200-00299 } }",
       "M0016 `a` and `b` have the same label `x`\n  1:62 [x] the second one\n  1:25 [x] the first one\n"
       "  help: give `b` a `label` of its own: it tells whose migration a file is\n"},
      {"services: { a: { label: Über x, range: 00100-00199 } }",
       "M0019 `a` has no label that a file name can bear\n"
       "  1:25 [Über x] a label has lower-case letters, digits and `_`, at most 40\n  help: write `ber_x`\n"},
      {"services: { 日本: { range: 00100-00199 } }",
       "M0019 `日本` has no label that a file name can bear\n  1:13 [日本] no ASCII letter or digit in it\n"
       "  help: give the service a `label`\n"},
      {"services: { a: { range: 00100-00199, ledger: maybe } }",
       "M0005 `ledger` of `a` takes `on` or `off`\n  1:46 [maybe] neither of them\n"},
      {"services: { a: { range: 00100-00199 } }\ntargets: { p: {} }",
       "M0020 the target `p` does not say where it is\n  2:12 [p] neither `url` nor `env`\n"
       "  help: write `p: { env: DIRECT_URL }` or `p: { url: \"${DIRECT_URL}\" }`\n"},
      {"services: { \"a\\nb\": { range: 00100-00199, x: 1 } }\ntargets: { p: { url: a, env: b } }",
       "M0004 `x` is no key of a service\n  1:43 [x] unknown key\n"
       "  help: the keys are `orm`, `path`, `migrations`, `label`, `range`, `ranges`, `python`, `ledger`\n"
       "M0020 the target `p` does not say where it is\n  2:12 [p] `url` and `env` are two places\n"
       "  help: write `p: { env: DIRECT_URL }` or `p: { url: \"${DIRECT_URL}\" }`\n"},
  }));
  CHECK(shown(read_yaml(given).diagnostics) == expected);
}

TEST_CASE("a file that does not parse says so and nothing else") {
  const auto draft = read_yaml("services: { a: { range: 00100-00199 }\n");
  REQUIRE(draft.diagnostics.size() == 1);
  CHECK(draft.diagnostics.front().code == "M0001");
}

TEST_CASE("no code frame shows a password") {
  const auto draft = read_yaml(
      "services: { a: { range: 00100-00199 } }\n"
      "targets: { p: { url: \"postgres://app:s3cr:e@t@db/x?sslpassword=s3cret\", evn: \"${X}:${Y}\" } }\n");
  REQUIRE(draft.diagnostics.size() == 1);
  const auto& source = *draft.diagnostics.front().labels.front().source;
  CHECK(source.text.find("s3cr") == std::string::npos);
  CHECK(source.text.find("postgres://app:********@db/x?sslpassword=******\"") != std::string::npos);
  CHECK(draft.workspace.targets.front().url.find("s3cr:e@t") != std::string::npos);
}

TEST_CASE("the example workspace is read without a word") {
  std::ifstream file(MIGRATE_SOURCE_DIR "/migrations_example/migrate.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  const auto tree =
      listing_of({"packages/server/drizzle.config.ts", "services/api/alembic.ini", "services/worker/Cargo.toml"});
  const auto draft = read_config("migrate.yaml", text.str(), tree);
  CHECK(shown(draft.diagnostics).empty());
  CHECK(draft.workspace.services.size() == 5);
}
