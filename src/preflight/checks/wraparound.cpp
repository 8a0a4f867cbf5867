#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

constexpr long long most = 2'147'483'647;
constexpr long long refused_below = 3'000'000;  // the server's own limit
constexpr long long alarming = 1'600'000'000;   // vacuum_failsafe_age

void look(const Facts& facts, const Scope&, std::vector<Diagnostic>& found) {
  if (facts.transaction_age < alarming) return;
  const auto left = most - facts.transaction_age;
  const bool refused = left <= refused_below;
  found.push_back(
      {.code = "M0648",
       .severity = refused ? Severity::error : Severity::warning,
       .message = refused ? std::string("the database is out of transaction numbers")
                          : fmt::format("the database has {} million transaction numbers left", left / 1'000'000),
       .notes = {refused ? "Postgres accepts no writes until old rows are frozen; nothing was changed"
                         : "below 3 million Postgres accepts no writes any more"},
       .helps = {"`vacuum (freeze)` as its owner, and end old transactions and prepared ones first"}});
}

}  // namespace

extern const Check wraparound_check;
const Check wraparound_check{
    .name = "wraparound",
    .rank = 5,
    .explain = "how far the database is from refusing every write for want of transaction numbers",
    .look = look};

}  // namespace migrate::preflight
