#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

void look(const Facts& facts, const Scope&, std::vector<Diagnostic>& found) {
  for (const auto& session : facts.holders) {
    if (is_dump(session) || is_vacuum(session) || !lasts(session)) continue;
    found.push_back(
        {.code = "M0651",
         .severity = Severity::warning,
         .message = fmt::format("a long transaction holds locks on {}", shown(session.tables)),
         .notes = {shown(session)},
         .helps = {fmt::format("where nobody needs it: `select pg_terminate_backend({})`", session.process)}});
  }
}

}  // namespace

extern const Check holders_check;
const Check holders_check{
    .name = "holders",
    .rank = 8,
    .explain = "transactions that have been open for long and hold locks on tables that are to be changed",
    .look = look};

}  // namespace migrate::preflight
