#include "unit/config/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;

namespace {

const FileTree listing =
    listing_of({"apps/web/index.ts", "packages/server/drizzle.config.ts", "packages/server/drizzle/0000_a.sql",
                "packages/server/src/db/schema.ts", "packages/other/index.ts", "node/drizzle.config.ts"});

config::Draft read_kodo(std::string text) {
  return read_config(".kodo/config.json", std::move(text), listing);
}

}  // namespace

TEST_CASE("workspaces with ranges of their own") {
  const auto draft = read_kodo(R"({
  "name": "shop", "version": 3, "stack": {
    "frontend": {"anything": [1, 2]},
    "workspaces": {
      "web": {"type": "app", "language": "typescript", "path": "apps/web"},
      "server": {
        "type": "api", "language": "TypeScript", "path": "packages/server", "port": 3000,
        "database": {
          "provider": "postgresql",
          "orm": {"name": "drizzle-orm", "schemaPath": "src/db/schema.ts"},
          "migrationStrategy": {"type": "sequential", "serviceRange": {"start": "00100", "end": "00199"}}
        }
      },
      "cache": {"language": "rust", "database": {"provider": "redis", "orm": null}},
      "base": {"language": "sql", "database": {"provider": "supabase", "orm": null}}
    }
  }})");
  CHECK(shown(draft.diagnostics).empty());
  CHECK(shown(draft.workspace.services) ==
        "base - sql . - 00000-00099\n"
        "server node drizzle packages/server - 00100-00199\n");
}

TEST_CASE("shared ranges alone are lanes of plain SQL") {
  const auto draft =
      read_kodo(R"({"stack": {"sharedDatabase": {"enabled": true, "provider": "supabase", "serviceRanges": {
    "bootstrap": "00000-00099", "node": "00100-00199", "python": ["00200-00299", {"start": "01200", "end": "01299"}],
    "rust": {"start": "00300", "end": "00399"}, "shared": "00400-00499"}}}})");
  CHECK(shown(draft.diagnostics).empty());
  CHECK(shown(draft.workspace.services) ==
        "bootstrap - sql . - 00000-00099\n"
        "node node sql . - 00100-00199\n"
        "python python sql . - 00200-00299 01200-01299\n"
        "rust rust sql . - 00300-00399\n"
        "shared shared sql . - 00400-00499\n");
}

TEST_CASE("both forms together: a range belongs to the workspace of that name, else of that label") {
  const auto draft = read_kodo(R"({"stack": {
    "workspaces": {
      "server": {"language": "typescript", "path": "packages/server", "database": {"orm": {"name": "drizzle"}}},
      "other": {"language": "go", "path": "packages/other", "database": {"orm": null, "migrationStrategy": {"serviceRange": "00500-00599"}}},
      "web": {"language": "typescript", "path": "apps/web"}
    },
    "sharedDatabase": {"enabled": true, "provider": "postgres", "serviceRanges": {
      "bootstrap": "00000-00099", "node": "00100-00199", "other": "00500-00599", "shared": "00400-00499"}}}})");
  CHECK(shown(draft.diagnostics).empty());
  CHECK(shown(draft.workspace.services) ==
        "bootstrap - sql . - 00000-00099\n"
        "server node drizzle packages/server - 00100-00199\n"
        "shared shared sql . - 00400-00499\n"
        "other other sql packages/other - 00500-00599\n");
}

TEST_CASE("a workspace that names no ORM has the one whose files lie in its folder") {
  const auto draft = read_kodo(R"({"stack": {
    "workspaces": {"server": {"path": "packages/server"}, "other": {"path": "packages/other", "database": {}}},
    "sharedDatabase": {"serviceRanges": {"server": "00100-00199", "other": "00200-00299"}}}})");
  CHECK(shown(draft.diagnostics).empty());
  CHECK(shown(draft.workspace.services) ==
        "server server drizzle packages/server - 00100-00199\n"
        "other other sql packages/other - 00200-00299\n");
}

TEST_CASE("ranges of a shared database that is switched off do not count") {
  const auto draft = read_kodo(R"({"stack": {
    "workspaces": {"server": {"path": "packages/server", "database": {"orm": "drizzle", "migrationStrategy": {"serviceRange": "00100-00199"}}}},
    "sharedDatabase": {"enabled": false, "serviceRanges": {"server": "00700-00799"}}}})");
  CHECK(shown(draft.diagnostics).empty());
  CHECK(shown(draft.workspace.services) == "server server drizzle packages/server - 00100-00199\n");
}

TEST_CASE("the language gives the label to one service only") {
  const auto [second, expected] = GENERATE(table<std::string, std::string>({
      {"worker", "rust-service rust_service\nworker worker\n"},
      {"rust", "rust-service rust_service\nrust rust\n"},
  }));
  const auto draft = read_kodo(
      R"({"stack": {"workspaces": {
    "rust-service": {"language": "rust", "database": {"orm": null, "migrationStrategy": {"serviceRange": "00100-00199"}}},
    ")" +
      second +
      R"(": {"language": "rust", "database": {"orm": null, "migrationStrategy": {"serviceRange": "00200-00299"}}}}}})");
  CHECK(shown(draft.diagnostics).empty());
  std::string labels;
  for (const auto& service : draft.workspace.services) labels += service.name + ' ' + service.label + '\n';
  CHECK(labels == expected);
}

TEST_CASE("overlapping ranges point at both") {
  const auto draft = read_kodo(
      "{\n"
      "  \"stack\": {\n"
      "    \"sharedDatabase\": {\n"
      "      \"serviceRanges\": {\n"
      "        \"server\": \"00100-00199\",\n"
      "        \"worker\": \"00150-00249\"\n"
      "      }}}}\n");
  CHECK(shown(draft.diagnostics) ==
        "M0011 the number ranges of `server` and `worker` overlap\n"
        "  5:20 [00100-00199] `server` is given here\n"
        "  6:20 [00150-00249] 00150-00199 belongs to `server`\n"
        "  help: give `worker` a free range; the first free one is 00300-00399\n");
}

TEST_CASE("a mistake in .kodo/config.json is named with its place and the way out") {
  const auto [given, expected] = GENERATE(table<std::string, std::string>({
      {R"({"stack": {"workspaces": {"web": {}}}})",
       "M0006 `.kodo/config.json` names no service\n  1:1 [{] nothing here says who may write migrations\n"
       "  help: name one: `\"stack\": {\"sharedDatabase\": {\"serviceRanges\": {\"shared\": \"00400-00499\"}}}`\n"},
      {R"({"stack": {"workspaces": {"node": {"databse": 1, "database": {"orm": {"nam": "drizzle"}, "migrationStrateg": {}}}}}})",
       "M0005 `orm` of `node` has no `name`\n  1:70 [{\"nam\": \"drizzle\"}] an ORM is known by its `name`\n"
       "M0004 `nam` is no key of `orm`\n  1:72 [nam] unknown key\n  help: a similar one: `name`\n"
       "M0004 `migrationStrateg` is no key of `database`\n  1:91 [migrationStrateg] unknown key\n"
       "  help: a similar one: `migrationStrategy`\n"},
      {R"({"stack": {"sharedDatabase": {"enable": true, "serviceRanges": {"a": "00100-00199"}}}})",
       "M0004 `enable` is no key of `sharedDatabase`\n  1:32 [enable] unknown key\n  help: a similar one: `enabled`\n"},
      {R"({"stack": {"workspaces": {"a": {"database": {"orm": null, "migrationStrategy": {"serviceRange": {"start": "00100", "end": "00199"}}}}},
"sharedDatabase": {"serviceRanges": {"a": "00200-00299"}}}})",
       "M0012 the number range of `a` is given twice, and differently\n"
       "  1:108 [00100\", \"end\": \"00199] 00100-00199 for `a`\n"
       "  2:44 [00200-00299] 00200-00299 for `a`\n  help: keep one of them\n"},
      {R"({"stack": {"workspaces": {"a": {"database": {"orm": null, "migrationStrategy": {"serviceRange": {"start": 100, "end": 199}}}}}}})",
       "M0010 `100-199` of `a` is no number range\n  1:107 [100, \"end\": 199] not five digits, `-`, five digits\n"
       "  help: write `00100-00199`\n"},
      {R"({"stack": {"workspaces": {"a": {"database": {"orm": null, "migrationStrategy": {"serviceRange": {"start": "00100"}}}}}}})",
       "M0010 the number range of `a` has no `end`\n  1:97 [{\"start\": \"00100\"}] a range has `start` and `end`\n"},
      {R"({"stack": {"workspaces": {"a": {"database": {"provider": "mysql", "orm": "prisma", "migrationStrategy": {"serviceRange": "00100-00199"}}}, "b": {"database": {"orm": null}}}}})",
       "M0018 `a` has a number range, but no Postgres database\n  1:59 [mysql] not Postgres\n"},
      {R"({"stack": {"workspaces": {"a": {"database": {"provider": "MySQL", "orm": "prisma", "migrationStrategy": {"serviceRange": "00100-00199"}}}, "b": {"database": {"orm": null}}}}})",
       "M0018 `a` has a number range, but no Postgres database\n  1:59 [MySQL] not Postgres\n"},
      {R"({"stack": {"sharedDatabase": {"serviceRanges": {"a": ["00500-00501", "00100-00199"]}}}})",
       "M0022 the number ranges of `a` are not in ascending order\n  1:71 [00100-00199] begins below 00500-00501\n"
       "  note: the ranges are filled in their order, and a migration of the later one would run first\n"
       "  help: write `[\"00100-00199\", \"00500-00501\"]`\n"},
      {R"({"stack": {"workspaces": {"a": {"database": {"orm": null}}, "b": {"database": {"orm": null}}}}})",
       "M0011 the number ranges of `a` and `b` overlap\n  1:28 [a] `a` has 00000-00099 by default\n"
       "  1:62 [b] 00000-00099 belongs to `a`\n  help: give `b` a free range; the first free one is 00100-00199\n"
       "M0016 `a` and `b` are both without a label\n  1:62 [b] the second one\n  1:28 [a] the first one\n"
       "  help: give `b` a `label` of its own: it tells whose migration a file is\n"},
      {R"({"stack": {"workspaces": {"a": {"path": "/etc", "database": {"orm": null}}}}})",
       "M0015 the folder of `a` must lie in the workspace\n  1:42 [/etc] an absolute path\n"
       "  help: write it relative to the workspace, with `/`\n"},
      {R"({"stack": {"workspaces": {"a": {"path": "packages/server", "database": {"orm": {"name": "drizzle", "schemaPath": "../db"}, "migrationStrategy": {"serviceRange": "00100-00199"}}}}}})",
       "M0015 the schema of `a` must lie in the workspace\n  1:115 [../db] `..` leads upwards\n"
       "  help: write it relative to the folder of the service, with `/`\n"},
      {R"({"stack": {"workspaces": {"a": {"path": "packages/server", "database": {"orm": {"name": "drizzle", "schemaPath": "db"}, "migrationStrategy": {"serviceRange": "00100-00199"}}}}}})",
       "M0014 the schema of `a` does not exist\n  1:115 [db] there is no `packages/server/db`\n"},
  }));
  CAPTURE(given);
  CHECK(shown(read_kodo(given).diagnostics) == expected);
}

TEST_CASE("all mistakes of a config are named at once, duplicates too") {
  const auto draft = read_kodo(R"({"stack": {"sharedDatabase": {"serviceRanges": {
    "a": "00100-00199", "a": "00200-00299", "b": "00199-00100", "c": "00150-00160", "d": 7}, "x": 1}}})");
  std::string codes;
  for (const auto& found : draft.diagnostics) codes += found.code + ' ';
  CHECK(codes == "M0011 M0002 M0010 M0010 M0004 ");
}

TEST_CASE("a schemaPath that is the tool's own folder is taken as it") {
  const auto draft = read_kodo(R"({"stack": {"workspaces": {"a": {"path": "packages/server",
    "database": {"orm": {"name": "drizzle", "schemaPath": "./drizzle"}, "migrationStrategy": {"serviceRange": "00100-00199"}}}}}})");
  CHECK(shown(draft.diagnostics).empty());
  CHECK(shown(draft.workspace.services) == "a a drizzle packages/server packages/server/drizzle 00100-00199\n");
}
