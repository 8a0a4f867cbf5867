#include "pg/record.hpp"
#include "pg/transaction.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <string>

using namespace migrate;
using std::chrono::milliseconds;

namespace {

rc::Gen<std::string> a_print() {
  return rc::gen::oneOf(rc::gen::just(std::string()),
                        rc::gen::container<std::string>(64, rc::gen::elementOf(std::string("0123456789abcdef"))));
}

}  // namespace

TEST_CASE("what the journal keeps of an unfinished migration is read back as it was") {
  CHECK(rc::check([] {
    const pg::Unfinished state{.id = *rc::gen::arbitrary<std::string>(),
                               .done = *rc::gen::arbitrary<std::size_t>(),
                               .done_checksum = *a_print(),
                               .begun = *a_print()};
    RC_ASSERT(pg::read_prints(pg::prints_of(state), {.id = state.id, .done = state.done, .done_checksum = {}}) == state);
  }));
}

TEST_CASE("each pause is longer than the one before, and none is endless") {
  CHECK(rc::check([] {
    const auto attempt = *rc::gen::inRange(-5, 1000);
    const auto percent = *rc::gen::inRange(50, 151);
    const auto pause = pg::pause_after(attempt, percent);
    RC_ASSERT(pause >= milliseconds(250));
    RC_ASSERT(pause <= milliseconds(48000));
    RC_ASSERT(pg::pause_after(attempt + 1, percent) >= pause);
  }));
}

TEST_CASE("only a lock timeout and a deadlock are tried again, and only where nothing was lost") {
  using Kind = pg::Reply::Kind;
  CHECK(rc::check([] {
    const auto kind = *rc::gen::element(Kind::good, Kind::failed, Kind::lost, Kind::interrupted);
    const auto state = *rc::gen::element(std::string("55P03"), std::string("40P01"), std::string("40001"),
                                         std::string("57014"), std::string("53100"), std::string());
    pg::Reply reply;
    reply.kind = kind;
    reply.failure.sqlstate = state;
    RC_ASSERT(pg::is_worth_a_retry(reply) == (kind == Kind::failed && (state == "55P03" || state == "40P01")));
  }));
}
