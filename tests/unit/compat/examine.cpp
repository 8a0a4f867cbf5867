#include <catch2/catch.hpp>
#include <migrate/compat.hpp>

#include <algorithm>
#include <utility>

using namespace migrate;
using compat::Command;
using compat::Findings;
using compat::Pair;
using compat::Verdict;
using Files = std::vector<std::pair<std::string, std::string>>;
using Names = std::vector<std::string>;

namespace {

compat::Folder folder_of(const Files& files) {
  compat::Folder folder;
  for (const auto& [name, text] : files) {
    const auto path = "supabase/migrations/" + name;
    folder.files.push_back({.path = path, .source = std::make_shared<Source>(Source{.name = path, .text = text})});
  }
  std::sort(folder.files.begin(), folder.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return folder;
}

Findings examine(const Files& files, const Names& applied = {}) {
  return compat::examine(folder_of(files), applied);
}

const compat::Answer& answer(const Findings& findings, Command command) {
  return findings.answers.at(static_cast<std::size_t>(command));
}

}  // namespace

TEST_CASE("a push takes the files behind the last row, by version, or refuses") {
  struct Case {
    Files files;
    Names applied;
    Verdict push, all;
    Names names, versions;
  };
  const Case cases[] = {
      {{{"00100_a.sql", ""}, {"00200_b.sql", ""}},
       {},
       Verdict::applies,
       Verdict::applies,
       {"00100_a.sql", "00200_b.sql"},
       {}},
      {{{"00100_a.sql", ""}, {"00200_b.sql", ""}}, {"00200", "00100"}, Verdict::nothing, Verdict::nothing, {}, {}},
      {{{"00100_a.sql", ""}, {"00101_c.sql", ""}, {"00200_b.sql", ""}},
       {"00100", "00200"},
       Verdict::refuses,
       Verdict::applies,
       {"00101_c.sql"},
       {}},
      {{{"00100_a.sql", ""}, {"00101_c.sql", ""}},
       {"00100", "00200"},
       Verdict::refuses,
       Verdict::refuses,
       {},
       {"00200"}},
      {{{"00100_a.sql", ""}}, {"00100", "abc"}, Verdict::refuses, Verdict::refuses, {}, {"abc"}},
      {{}, {}, Verdict::nothing, Verdict::nothing, {}, {}},
      {{{"001000_b.sql", ""}, {"00100_a.sql", ""}, {"0010_c.sql", ""}},
       {},
       Verdict::applies,
       Verdict::applies,
       {"0010_c.sql", "00100_a.sql", "001000_b.sql"},
       {}},
  };
  for (const auto& one : cases) {
    const auto findings = examine(one.files, one.applied);
    const auto& push = answer(findings, Command::push);
    CHECK(push.verdict == one.push);
    CHECK(push.files == one.names);
    CHECK(push.versions == one.versions);
    CHECK(answer(findings, Command::push_all).verdict == one.all);
  }
}

TEST_CASE("names that the CLI does not take are skipped") {
  const auto findings = examine({{"20200101000000_init.sql", ""},
                                 {"00101-b.sql", ""},
                                 {"00102_d.SQL", ""},
                                 {"00104_.sql", ""},
                                 {"_f.sql", ""},
                                 {"00105.sql", ""}});
  Names skipped;
  for (const auto& one : findings.skipped) skipped.push_back(one.file);
  CHECK(skipped == Names{"00101-b.sql", "00102_d.SQL", "00105.sql", "_f.sql"});
  CHECK(answer(findings, Command::reset).files == Names{"00104_.sql", "20200101000000_init.sql"});
  CHECK(examine({{"20200101000000_init.sql", ""}}).skipped.size() == 1);
  CHECK(examine({{"20211209000000_init.sql", ""}}).skipped.empty());
}

TEST_CASE("the list pairs versions by their numbers and leaves out what is none") {
  const auto list =
      examine({{"00100_a.sql", ""}, {"00100_b.sql", ""}, {"00300_c.sql", ""}}, {"00100", "200", "abc"}).list;
  CHECK(list == std::vector<Pair>{{"00100", "00100"}, {"00100", ""}, {"", "200"}, {"00300", ""}});
  CHECK(examine({{"99999999999999999999_a.sql", ""}}, {"9223372036854775807"}).list ==
        std::vector<Pair>{{"", "9223372036854775807"}});
}

TEST_CASE("what the CLI cannot run is found, with the statement as the CLI counts it") {
  struct Case {
    std::string text, sqlstate;
    std::size_t statement = 0;
    bool partly = false;
  };
  const Case cases[] = {
      {"select 1;\nlock table a;", "25P01", 1},
      {"/* a; */ select 1; -- b;\nlock table a;", "25P01", 1},
      {"create index concurrently i on a (b);\nsavepoint s;", "25P01", 1, true},
      {"select 1;\ndrop database d;", "25001", 1},
      {"select 1;\nreindex (concurrently) table a;", "25001", 1},
      {"select 1;\ncreate /* now */ index concurrently i on a (b);", "25001", 1},
      {"begin;\nvacuum a;\ncommit;", "25001", 1},
      {"begin;\ncommit;\nlock table a;", "25P01", 2},
      {"begin;\nselect 1;\ncommit;\nlock table a;", "25P01", 3, true},
      {"begin;\nselect 1;\nrollback;\nlock table a;", "25P01", 3},
      {"copy a from stdin;\n1\n\\.\n", "08P01", 0},
      {"\\restrict x\nselect 1;", "42601", 0},
      {"select 1;\n\\unrestrict x\n", "42601", 1},
      {"select 'never", "42601", 0},
      {"vacuum a;\n\\unrestrict x\n", "42601", 1, true},
      {"lock table a;\n\\unrestrict x\n", "25P01", 0},
  };
  for (const auto& one : cases) {
    INFO(one.text);
    const auto findings = examine({{"00100_a.sql", one.text}});
    const auto& push = answer(findings, Command::push);
    CHECK(push.verdict == Verdict::fails);
    REQUIRE(push.trouble);
    CHECK(push.trouble->sqlstate == one.sqlstate);
    CHECK(push.trouble->statement == one.statement);
    CHECK(push.trouble->partly == one.partly);
  }
}

TEST_CASE("what the CLI runs as it should is no trouble") {
  for (const auto* text :
       {"", "-- nothing", "vacuum a;", "VACUUM(full) a; select 1;", "select 1; reindex table concurrently a; select 2;",
        "create unique index concurrently i on a (b); drop index concurrently j;", "drop database d;",
        "begin; lock table a; savepoint s; rollback to savepoint s; release s; commit;",
        "insert into a values ('\n\\restrict x\n');", "begin; commit; start transaction; end;",
        "-- pg-delta: transaction=false\nselect 1;\ndrop database d;"}) {
    INFO(text);
    const auto findings = examine({{"00100_a.sql", text}});
    CHECK(answer(findings, Command::push).verdict == Verdict::applies);
  }
}

TEST_CASE("a transaction that stays open or is rolled back is lost without a word") {
  const auto verdict = [](const Files& files) { return answer(examine(files), Command::reset).verdict; };
  CHECK(verdict({{"00100_a.sql", "begin; select 1;"}, {"00101_b.sql", "select 1;"}}) == Verdict::loses);
  CHECK(verdict({{"00100_a.sql", "begin; select 1;"}, {"00101_b.sql", "select 1; commit;"}}) == Verdict::applies);
  CHECK(verdict({{"00100_a.sql", "begin; select 1; rollback;"}}) == Verdict::loses);
  CHECK(verdict({{"00100_a.sql", "select 1; rollback;"}}) == Verdict::applies);
}

TEST_CASE("the second file of a version fails when it is recorded") {
  const auto findings = examine({{"00100_a.sql", "select 1;"}, {"00100_b.sql", "select 1; select 2;"}});
  const auto& reset = answer(findings, Command::reset);
  REQUIRE(reset.trouble);
  CHECK(reset.trouble->file == "00100_b.sql");
  CHECK(reset.trouble->sqlstate == "23505");
  CHECK(reset.trouble->statement == 2);
}

TEST_CASE("what a server refused stands in the answers that run the file") {
  const auto folder = folder_of({{"00100_a.sql", "vacuum a;\n-- why\nselect b;"}, {"00200_b.sql", "select 1;"}});
  auto findings = compat::examine(folder, {"00200"});
  compat::fail_at(findings, folder,
                  {.file = "00100_a.sql", .span = {24, 25}, .sqlstate = "42703", .what = "column `b` does not exist"});
  CHECK(answer(findings, Command::push).verdict == Verdict::refuses);
  const auto& reset = answer(findings, Command::reset);
  CHECK(reset.verdict == Verdict::fails);
  REQUIRE(reset.trouble);
  CHECK(reset.trouble->statement == 1);
  CHECK(reset.trouble->partly);
}
