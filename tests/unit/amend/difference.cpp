#include <catch2/catch.hpp>
#include <migrate/amend.hpp>

using namespace migrate;
using amend::Catalog;

namespace {

std::string told(const Catalog& made, const Catalog& present) {
  std::string text;
  for (const auto& one : amend::compare(made, present)) {
    text += one.code;
    for (const auto& note : one.notes) text += "; " + note;
  }
  return text;
}

const Catalog orders = {{"table public.orders", ""},
                        {"column public.orders.id", "integer not null"},
                        {"column public.orders.total", "numeric"}};

}  // namespace

TEST_CASE("a database is compared with what the migrations make") {
  auto without_total = orders;
  without_total.erase("column public.orders.total");
  auto other_total = orders;
  other_total["column public.orders.total"] = "text";

  CHECK(told(orders, orders).empty());
  CHECK(told(orders, {}) == "M0670; table public.orders is not in the database");
  CHECK(told(orders, without_total) == "M0670; column public.orders.total is not in the database");
  CHECK(told(orders, other_total) ==
        "M0670; column public.orders.total is `text` in the database, the migrations make `numeric`");
  CHECK(told({}, orders) == "M0675; table public.orders");
  CHECK(told(without_total, orders) == "M0675; column public.orders.total");
}

TEST_CASE("of many differences the first are told") {
  Catalog many;
  for (char c = 'a'; c <= 'z'; ++c) many[std::string("table public.") + c] = "";
  const auto found = amend::compare(many, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].notes.size() == 13);
  CHECK(found[0].notes.back() == "and 14 more");
}
