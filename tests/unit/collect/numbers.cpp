#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <set>

#include "unit/collect/workspace.hpp"

using namespace migrate;

namespace {

collect::Folder used(std::vector<int> numbers) {
  collect::Folder folder;
  std::sort(numbers.begin(), numbers.end());
  folder.numbers = std::move(numbers);
  return folder;
}

}  // namespace

TEST_CASE("the next number is above the last one of its lane") {
  const auto workspace = example_workspace();
  const auto& worker = workspace.services[2];
  const auto [numbers, already, expected] = GENERATE(table<std::vector<int>, std::size_t, int>({
      {{}, 0, 300},
      {{}, 2, 302},
      {{300, 301, 304}, 0, 305},
      {{105, 450, 99}, 0, 300},
      {{309}, 0, 1000},
      {{308}, 1, 1000},
      {{300, 1003}, 0, 1004},
      {{301}, 9, 1001},
  }));
  const auto next = collect::next_number(workspace, worker, used(numbers), already);
  REQUIRE(next);
  CHECK(*next == expected);
}

TEST_CASE("a full lane names the next free range and the line to write") {
  auto workspace = example_workspace();
  const auto full = collect::next_number(workspace, workspace.services[2], used({1009}));
  REQUIRE_FALSE(full);
  CHECK(full.error().code == "M0320");
  CHECK(full.error().message == "the numbers of `worker` are used up: 00300-00309, 01000-01009 are full");
  CHECK(full.error().helps ==
        std::vector<std::string>{"the next free range is 01100-01199; write in migrate.yaml: `range: "
                                 "[00300-00309, 01000-01009, 01100-01199]`"});

  workspace.config = ".kodo/config.json";
  const auto text = std::make_shared<const Source>(
      Source{.name = ".kodo/config.json",
             .text = R"({"server": "00100-00199", "serviceRange": {"start": "00400", "end": "00499"}})"});
  workspace.services[1].range_place = {.source = text, .span = {11, 24}};
  workspace.services[3].range_place = {.source = text, .span = {53, 76}};
  const auto one = collect::next_number(workspace, workspace.services[1], used({199}));
  CHECK(one.error().labels.at(0).text == "no number above the last used one is left");
  CHECK(one.error().helps == std::vector<std::string>{"the next free range is 00200-00299; write in .kodo/config.json: "
                                                      R"(`"server": ["00100-00199", "00200-00299"]`)"});
  CHECK(collect::next_number(workspace, workspace.services[3], used({499})).error().helps ==
        std::vector<std::string>{
            "the next free range is 00500-00599; write in .kodo/config.json: "
            R"(`"serviceRange": [{"start": "00400", "end": "00499"}, {"start": "00500", "end": "00599"}]`)"});
}

TEST_CASE("from 80 % on it is a warning") {
  const auto [last, warned] = GENERATE(table<int, bool>({{178, false}, {179, true}, {198, true}, {199, true}}));
  Files files;
  files.put("supabase/migrations/" + collect::file_name(last, "server", "x"), "select 1;\n");
  const auto plan = plan_server(files, {});
  CHECK(codes(plan.diagnostics) == (warned ? std::vector<std::string>{"M0321"} : std::vector<std::string>{}));
  if (last == 179) CHECK(plan.diagnostics[0].message == "`server` has 20 of its 100 numbers left");
  if (last == 199) CHECK(plan.diagnostics[0].message == "`server` has none of its 100 numbers left");
}

TEST_CASE("a number is never used twice and always its owner's") {
  const auto workspace = example_workspace();
  CHECK(rc::check([&] {
    const auto taken = *rc::gen::container<std::set<int>>(
        rc::gen::oneOf(rc::gen::inRange(300, 310), rc::gen::inRange(1000, 1010), rc::gen::inRange(0, 500)));
    const auto folder = used({taken.begin(), taken.end()});
    int highest = -1;
    for (std::size_t i = 0;; ++i) {
      const auto next = collect::next_number(workspace, workspace.services[2], folder, i);
      if (!next) break;
      RC_ASSERT(!taken.contains(*next));
      RC_ASSERT(owner_of(workspace, *next) == &workspace.services[2]);
      RC_ASSERT(*next > highest);
      highest = *next;
    }
  }));
}
