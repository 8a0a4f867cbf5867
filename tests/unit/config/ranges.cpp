#include "unit/config/support.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <set>

using namespace migrate;

namespace {

rc::Gen<NumberRange> any_range() {
  return rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 3000), rc::gen::inRange(0, 300)),
                      [](std::pair<int, int> drawn) {
                        return NumberRange{drawn.first, drawn.first + drawn.second};
                      });
}

}  // namespace

TEST_CASE("the free range is a block of 100 that nobody has, and the first one") {
  CHECK(rc::check([] {
    const auto taken = *rc::gen::container<std::vector<NumberRange>>(any_range());
    const auto is_free = [&](NumberRange block) {
      return std::none_of(taken.begin(), taken.end(), [&](NumberRange range) { return overlap(range, block); });
    };
    const auto block = config::free_range(taken);
    RC_ASSERT(block.first % 100 == 0 && block.first >= 100 && block.last == block.first + 99);
    RC_ASSERT(is_free(block));
    for (int first = 100; first < block.first; first += 100) RC_ASSERT(!is_free({first, first + 99}));
  }));
}

TEST_CASE("no block is free where all numbers are taken") {
  CHECK(config::free_range({{100, 99999}}) == NumberRange{0, -1});
  CHECK(config::free_range({{100, 99899}}) == NumberRange{99900, 99999});
  CHECK(config::free_range({}) == NumberRange{100, 199});
}

TEST_CASE("two ranges overlap where they have a number in common") {
  CHECK(rc::check([] {
    const auto a = *any_range();
    const auto b = *any_range();
    bool common = false;
    for (int number = a.first; number <= a.last; ++number) common = common || contains(b, number);
    RC_ASSERT(overlap(a, b) == common);
    RC_ASSERT(overlap(a, b) == overlap(b, a));
  }));
}

TEST_CASE("a config is refused exactly where two of its ranges have a number in common") {
  CHECK(rc::check([] {
    const auto ranges = *rc::gen::container<std::vector<NumberRange>>(4, any_range());
    std::string text = "services:\n";
    std::set<int> numbers;
    std::size_t total = 0;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      text += "  s" + std::to_string(i) + ": { label: l" + std::to_string(i) + ", range: " + format_range(ranges[i]) +
              " }\n";
      for (int number = ranges[i].first; number <= ranges[i].last; ++number) numbers.insert(number);
      total += static_cast<std::size_t>(ranges[i].last - ranges[i].first + 1);
    }
    const auto draft = read_config("migrate.yaml", text, {});
    RC_ASSERT(has_errors(draft.diagnostics) == (numbers.size() != total));
  }));
}
