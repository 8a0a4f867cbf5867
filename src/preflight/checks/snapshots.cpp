#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

constexpr seconds old{60};

void look(const Facts& facts, const Scope& scope, std::vector<Diagnostic>& found) {
  if (scope.concurrent.empty()) return;
  for (const auto& session : facts.oldest) {
    if (!session.age || *session.age < old) continue;
    found.push_back(
        {.code = "M0652",
         .severity = Severity::warning,
         .message =
             fmt::format("{} waits for a transaction that has been open for {}", scope.concurrent, shown(*session.age)),
         .notes = {shown(session), "`concurrently` waits for every transaction that is older than itself"},
         .helps = {fmt::format("where nobody needs it: `select pg_terminate_backend({})`", session.process)}});
    return;
  }
}

}  // namespace

extern const Check snapshots_check;
const Check snapshots_check{.name = "snapshots",
                            .rank = 9,
                            .explain = "old transactions that something pending waits for, whatever they do",
                            .look = look};

}  // namespace migrate::preflight
