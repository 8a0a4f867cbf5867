#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "unit/collect/workspace.hpp"

using namespace migrate;
using collect::Write;

namespace {

const std::string users_path = "supabase/migrations/00100_server_users.sql";

/// `users` and `orders`, collected.
struct Collected {
  std::vector<SourceMigration> sources = {source("0000_users", "users", "create table users (id numeric(12, 2))"),
                                          source("0001_orders", "orders", "create table orders ();\r\n")};
  Files files;
  Collected() { files.put(plan_server(files, sources)); }
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("what is new gets the next numbers in the tool's order, with a header above its SQL") {
  Files files;
  files.put("supabase/migrations/00103_server_by_hand.sql", "select 1;\n");
  const auto plan = plan_server(files, {source("0000_users", "users", "create table users ()"),
                                        source("0001_orders", "orders", "create table orders ();\r\n")});
  CHECK(plan.diagnostics.empty());
  CHECK(paths(plan) == std::vector<std::string>{"supabase/migrations/00104_server_users.sql",
                                                "supabase/migrations/00105_server_orders.sql"});
  CHECK(plan.writes[0].source == "services/server/drizzle/0000_users.sql");
  CHECK(plan.kept == 1);
  CHECK(plan.lanes.at(1).added == std::vector<std::string>{"00104_server_users.sql", "00105_server_orders.sql"});
  const auto& text = plan.writes[1].text;
  const auto collected = collect::read_header(text);
  REQUIRE(collected.provenance);
  CHECK(text.substr(collected.body_begin) == "create table orders ();\n");
  CHECK(collected.provenance->service == "server");
  CHECK(collected.provenance->tool == "drizzle");
  CHECK(collected.provenance->sha256 == hash::sha256("create table orders ();\r\n"));
  CHECK(collected.provenance->body == collect::body_hash("create table orders ();\n"));
}

TEST_CASE("planning again after writing gives nothing") {
  CHECK(rc::check([] {
    const auto count = *rc::gen::inRange(0, 40);
    std::vector<SourceMigration> sources;
    for (int i = 0; i < count; ++i) {
      sources.push_back(
          source(std::to_string(i), *rc::gen::arbitrary<std::string>(), "select " + std::to_string(i % 7)));
    }
    Files files;
    const auto some = *rc::gen::inRange(0, count + 1);
    const auto first = plan_server(files, {sources.begin(), sources.begin() + some});
    RC_ASSERT(first.writes.size() == static_cast<std::size_t>(some));
    files.put(first);
    const auto second = plan_server(files, sources);
    RC_ASSERT(second.writes.size() == static_cast<std::size_t>(count - some));
    RC_ASSERT(second.kept == static_cast<std::size_t>(some));
    files.put(second);
    RC_ASSERT(files.tree.files.size() == static_cast<std::size_t>(count));
    const auto third = plan_server(files, sources);
    RC_ASSERT(third.writes.empty());
    RC_ASSERT(!has_errors(third.diagnostics));
  }));
}

TEST_CASE("sources of one name keep their numbers") {
  Files files;
  const std::vector<SourceMigration> sources{source("1_x", "x", "select 1"), source("2_x", "x", "select 1")};
  files.put(plan_server(files, sources));
  CHECK(files.tree.files.size() == 2);
  CHECK(plan_server(files, sources).writes.empty());
}

TEST_CASE("a source that sorts before collected ones gets the next number, and a note") {
  Collected given;
  given.sources.insert(given.sources.begin(), source("0000_late", "late", "select 2"));
  const auto plan = plan_server(given.files, given.sources);
  CHECK(paths(plan) == std::vector<std::string>{"supabase/migrations/00102_server_late.sql"});
  REQUIRE(codes(plan.diagnostics) == std::vector<std::string>{"M0306"});
  CHECK(plan.diagnostics[0].severity == Severity::note);
}

TEST_CASE("a source that has changed is an error that shows both sides") {
  Collected given;
  given.sources[0] = source("0000_users", "users", "-- bigger\ncreate table users (id numeric(14, 2))");
  const auto plan = plan_server(given.files, given.sources);
  CHECK(plan.writes.empty());
  REQUIRE(codes(plan.diagnostics) == std::vector<std::string>{"M0303"});
  const auto& found = plan.diagnostics[0];
  CHECK(found.message == "the source of 00100 has changed since it was collected");
  REQUIRE(found.labels.size() == 2);
  CHECK(found.labels[0].text == "now");
  CHECK(marked(found.labels[0]) == "numeric(14, 2)");
  CHECK(found.labels[0].source->name == "services/server/drizzle/0000_users.sql");
  CHECK(found.labels[1].text == "as collected");
  CHECK(marked(found.labels[1]) == "numeric(12, 2)");
  CHECK(found.labels[1].source->name == users_path);
  CHECK(found.helps ==
        std::vector<std::string>{
            "an applied migration is history: put the change into a new Drizzle migration (`drizzle-kit generate`)",
            "while 00100 is applied nowhere, `migrate sync --update` takes the change over"});
}

TEST_CASE("a changed source is taken over on demand, while nothing shows that it was applied") {
  Collected given;
  given.sources[0] = source("0000_users", "users", "create table users (id numeric(14, 2))");
  const auto plan = plan_server(given.files, given.sources, {.update = true});
  CHECK(plan.diagnostics.empty());
  REQUIRE(paths(plan) == std::vector<std::string>{users_path});
  CHECK(plan.writes[0].kind == Write::Kind::updated);
  given.files.put(plan);
  CHECK(plan_server(given.files, given.sources).writes.empty());
  CHECK(plan_server(given.files, given.sources).diagnostics.empty());

  given.sources[0] = source("0000_users", "users", "create table users (id numeric(16, 2))");
  const auto refused = plan_server(given.files, given.sources, {.update = true, .applied = {{"00100", "production"}}});
  CHECK(refused.writes.empty());
  REQUIRE(codes(refused.diagnostics) == std::vector<std::string>{"M0303"});
  CHECK(refused.diagnostics[0].labels[1].text == "as collected, and applied to production");
  CHECK(refused.diagnostics[0].helps.size() == 1);
}

TEST_CASE("a cosmetic change of a source is quiet; an update writes the header alone") {
  Collected given;
  given.sources[0] = source("0000_users", "users", "create table users (\n  id numeric(12,2) -- money\n);");
  CHECK(plan_server(given.files, given.sources).writes.empty());
  CHECK(plan_server(given.files, given.sources).diagnostics.empty());
  const auto plan = plan_server(given.files, given.sources, {.update = true, .applied = {{"00100", ""}}});
  REQUIRE(paths(plan) == std::vector<std::string>{users_path});
  const auto collected = collect::read_header(plan.writes[0].text);
  CHECK(collected.provenance->sha256 == given.sources[0].sha256);
  CHECK(plan.writes[0].text.substr(collected.body_begin) == "create table users (id numeric(12, 2));\n");
}

TEST_CASE("a hand edit is refused, a comment or another line end is none") {
  const auto [from, to, refused] = GENERATE(table<std::string, std::string, bool>({
      {"numeric(12, 2)", "numeric(14, 2)", true},
      {"create table", "drop table a; create table", true},
      {"create table", "-- migrate: allow x\ncreate  table", false},
      {"create table users (id numeric(12, 2));\n", "create table users (id numeric(12, 2));\r\n", false},
  }));
  Collected given;
  given.files.put(users_path, replaced(given.files.get(users_path), from, to));
  const auto plan = plan_server(given.files, given.sources, {.update = true});
  CHECK(plan.writes.empty());
  CHECK(codes(plan.diagnostics) == (refused ? std::vector<std::string>{"M0304"} : std::vector<std::string>{}));
  if (!refused) return;
  const auto& found = plan.diagnostics[0];
  CHECK(found.message == "`00100_server_users.sql` was edited by hand since it was collected");
  CHECK(found.labels.at(0).source->name == users_path);
  CHECK(found.helps.at(0) == "`git restore " + users_path + "` brings the collected text back");
}

TEST_CASE("what its tool has renamed is the same migration") {
  Collected given;
  given.sources[0].ledger = {{"created_at", "1795189646123"}};
  given.sources[1].ledger = {{"created_at", "1795189700000"}};
  Files files;
  files.put(plan_server(files, given.sources));
  auto up = given.sources;
  up[0].id = "20261120152726_users";
  up[0].ledger = {{"created_at", "1795189646000"}, {"name", "20261120152726_users"}};
  up[1].id = "20261120152820_orders";
  up[1].ledger = {{"created_at", "1795189700000"}, {"name", "20261120152820_orders"}};
  const auto plan = plan_server(files, up);
  CHECK(plan.writes.empty());
  REQUIRE(codes(plan.diagnostics) == std::vector<std::string>{"M0307"});
  CHECK(plan.diagnostics[0].message == "2 collected migrations of `server` were renamed by the tool; the numbers stay");

  files.put(plan_server(files, up, {.update = true}));
  CHECK(plan_server(files, up).diagnostics.empty());
  CHECK(collect::read_header(files.get(users_path)).provenance->id == "20261120152726_users");

  up[0].id = "another";
  up[0].ledger["created_at"] = "1795189647000";
  CHECK(paths(plan_server(files, up)) == std::vector<std::string>{"supabase/migrations/00102_server_users.sql"});
}

TEST_CASE("what was collected by hand is adopted, and gets its header on demand") {
  Collected given;
  Files files;
  files.put("supabase/migrations/00100_server_first.sql", "CREATE TABLE users (id numeric(12,2));\n");
  given.sources[0] = source("0000_users", "users", "-- by drizzle\nCREATE TABLE users (id numeric(12,2))");
  const auto plan = plan_server(files, given.sources);
  CHECK(paths(plan) == std::vector<std::string>{"supabase/migrations/00101_server_orders.sql"});
  CHECK(codes(plan.diagnostics) == std::vector<std::string>{"M0308"});
  CHECK(plan.kept == 1);

  files.put(plan_server(files, given.sources, {.update = true}));
  CHECK(plan_server(files, given.sources).diagnostics.empty());
  const auto& text = files.get("supabase/migrations/00100_server_first.sql");
  CHECK(text.ends_with("\nCREATE TABLE users (id numeric(12,2));\n"));
}

TEST_CASE("a file that only has a source's name is an error, and not a second copy") {
  Collected given;
  Files files;
  files.put(users_path, "create table users (id text);\n");
  const auto plan = plan_server(files, given.sources);
  REQUIRE(codes(plan.diagnostics) == std::vector<std::string>{"M0326"});
  CHECK(marked(plan.diagnostics[0].labels.at(0)) == "text");
  CHECK(marked(plan.diagnostics[0].labels.at(1)) == "numeric(12, 2)");
}

TEST_CASE("a source that is gone leaves its file, and a note") {
  Collected given;
  given.sources.erase(given.sources.begin());
  const auto plan = plan_server(given.files, given.sources);
  CHECK(plan.writes.empty());
  CHECK(plan.kept == 2);
  REQUIRE(codes(plan.diagnostics) == std::vector<std::string>{"M0305"});
  CHECK(plan.diagnostics[0].notes == std::vector<std::string>{"kept as collected: 00100_server_users.sql"});
}

TEST_CASE("one source in two files is an error") {
  Collected given;
  given.files.put("supabase/migrations/00150_server_users.sql", given.files.get(users_path));
  const auto plan = plan_server(given.files, given.sources);
  REQUIRE(codes(plan.diagnostics) == std::vector<std::string>{"M0309"});
  CHECK(plan.diagnostics[0].helps.at(0).ends_with("`git rm supabase/migrations/00150_server_users.sql`"));
}

TEST_CASE("the way back goes beside the migrations") {
  auto users = source("1", "users", "create table users ()");
  users.down = "drop table users";
  users.path = "a\nb.sql";
  const auto plan = plan_server({}, {users});
  REQUIRE(paths(plan) == std::vector<std::string>{users_path, "supabase/down/00100_server_users.sql"});
  CHECK(plan.writes[1].kind == Write::Kind::down);
  CHECK(plan.writes[1].text ==
        "-- The way back of 00100_server_users.sql, collected from a\\nb.sql: do not edit.\n\ndrop table users;\n");
}

TEST_CASE("what must be rendered first is left out, or is a name alone") {
  const auto workspace = example_workspace();
  auto revision = source("ae10", "add_tokens", "def upgrade(): pass");
  revision.sql.reset();
  CHECK(plan_server({}, {revision}).writes.empty());
  const auto check = plan_server({}, {revision}, {.names_only = true});
  REQUIRE(paths(check) == std::vector<std::string>{"supabase/migrations/00100_server_add_tokens.sql"});
  CHECK(check.writes[0].text.empty());

  const auto wanted = [&](const Files& files, const SourceMigration& one, const collect::Options& options = {}) {
    return collect::wanted(workspace, workspace.services[1], {.migrations = {one}},
                           collect::read_folder(files.tree, workspace), options)
        .size();
  };
  CHECK(wanted({}, revision) == 1);
  auto rendered = revision;
  rendered.sql = "create table tokens ()";
  Files files;
  files.put(plan_server(files, {rendered}));
  CHECK(wanted(files, revision) == 0);
  CHECK(plan_server(files, {revision}).diagnostics.empty());

  auto changed = source("ae10", "add_tokens", "def upgrade(): return");
  changed.sql.reset();
  CHECK(wanted(files, changed) == 0);
  CHECK(codes(plan_server(files, {changed}).diagnostics) == std::vector<std::string>{"M0303"});
  CHECK(wanted(files, changed, {.update = true}) == 1);
  CHECK(wanted(files, changed, {.update = true, .applied = {{"00100", ""}}}) == 0);
  changed.sql = "create table tokens ();";
  CHECK(plan_server(files, {changed}).diagnostics.empty());
}

TEST_CASE("SQL that was rendered badly is an error of its own") {
  auto revision = source("ae10", "add_tokens", "def upgrade(): pass");
  revision.sql = "select 'never closed";
  CHECK(has_errors(plan_server({}, {revision}).diagnostics));
}

TEST_CASE("a source that is unfit as SQL is an error in its file") {
  auto [text, code] = GENERATE(table<std::string, std::string>({{std::string("SELECT 1;\0", 10), "M0229"},
                                                                {"SELECT '\xE9'", "M0230"},
                                                                {std::string("\xFF\xFE"
                                                                             "S\0",
                                                                             4),
                                                                 "M0231"},
                                                                {"SELECT 'x", "M0220"},
                                                                {"\\connect other\n", "M0226"}}));
  const auto plan = plan_server({}, {source("0000_a", "a", text)});
  REQUIRE_FALSE(plan.diagnostics.empty());
  CHECK(plan.diagnostics[0].code == code);
  CHECK(plan.diagnostics[0].severity == Severity::error);
  CHECK(plan.diagnostics[0].labels[0].source->name == "services/server/drizzle/0000_a.sql");
}

TEST_CASE("an adapter's remark is made when its migration is collected, and not again") {
  auto one = source("0000_a", "a", "-- nothing yet");
  one.remarks = {{.code = "M0215", .severity = Severity::note}};
  Files files;
  const auto first = plan_server(files, {one});
  CHECK(codes(first.diagnostics) == std::vector<std::string>{"M0215"});
  files.put(first);
  CHECK(plan_server(files, {one}).diagnostics.empty());
}

TEST_CASE("one service alone is planned on demand") {
  const auto workspace = example_workspace();
  std::vector<sources::Discovery> discoveries(workspace.services.size());
  discoveries[1].migrations = {source("1", "a", "select 1")};
  discoveries[2].migrations = {source("2", "b", "select 2")};
  discoveries[2].diagnostics = {{.code = "M0299"}};
  const auto plan = collect::plan(workspace, discoveries, {}, {.service = "server"});
  CHECK(paths(plan) == std::vector<std::string>{"supabase/migrations/00100_server_a.sql"});
  CHECK(plan.lanes.size() == 1);
  CHECK(plan.diagnostics.empty());
}

TEST_CASE("the record of what was applied is read line by line") {
  CHECK(collect::read_applied("00100\n00101 production 2025-11-20\r\n\n# x\n1 y\n00100 staging\n") ==
        std::map<std::string, std::string>{{"00100", "staging"}, {"00101", "production"}});
}
