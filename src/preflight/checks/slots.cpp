#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

void look(const Facts& facts, const Scope&, std::vector<Diagnostic>& found) {
  constexpr int least = 2;
  const int left = facts.most_connections - facts.reserved_connections - facts.connections;
  if (facts.most_connections == 0 || left > least) return;
  found.push_back(
      {.code = "M0645",
       .severity = Severity::warning,
       .message =
           left <= 0 ? std::string("the server has no connection left")
                     : fmt::format("the server has {} left", text::count(static_cast<std::size_t>(left), "connection")),
       .notes = {fmt::format("{} of {} are taken; a connection that is lost could not be made again to settle what "
                             "became of a migration",
                             facts.connections, facts.most_connections - facts.reserved_connections)},
       .helps = {"`migrate doctor` shows who holds them"}});
}

}  // namespace

extern const Check slots_check;
const Check slots_check{.name = "slots", .rank = 2, .explain = "whether the server has connections left", .look = look};

}  // namespace migrate::preflight
