#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

constexpr seconds forgotten{3600};

void look(const Facts& facts, const Scope&, std::vector<Diagnostic>& found) {
  for (const auto& prepared : facts.prepared) {
    const bool blocks = !prepared.tables.empty();
    if (!blocks && prepared.age < forgotten) continue;
    const auto id = text::printable(prepared.id);
    found.push_back(
        {.code = "M0647",
         .severity = blocks ? Severity::error : Severity::warning,
         .message = blocks ? fmt::format("a prepared transaction holds locks on {}", shown(prepared.tables))
                           : fmt::format("a prepared transaction is {} old", shown(prepared.age)),
         .notes = {fmt::format("`{}` of `{}`, prepared {} ago", id, text::printable(prepared.owner),
                               shown(prepared.age)),
                   blocks ? "no session holds them, so they last until somebody ends it; nothing was changed"
                          : "it keeps dead rows from being removed"},
         .helps = {fmt::format("end it: `commit prepared '{0}'` or `rollback prepared '{0}'`", id)}});
  }
}

}  // namespace

extern const Check prepared_check;
const Check prepared_check{.name = "prepared",
                           .rank = 4,
                           .explain = "transactions that were prepared for a two-phase commit and hold locks",
                           .look = look};

}  // namespace migrate::preflight
