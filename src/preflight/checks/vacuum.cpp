#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

void look(const Facts& facts, const Scope&, std::vector<Diagnostic>& found) {
  for (const auto& session : facts.holders) {
    if (!is_vacuum(session) || session.query.find("to prevent wraparound") == std::string::npos) continue;
    found.push_back(
        {.code = "M0649",
         .severity = Severity::warning,
         .message = fmt::format("a vacuum against wraparound works on {}", shown(session.tables)),
         .notes = {shown(session), "unlike any other vacuum it does not make way for a lock that is wanted"},
         .helps = {"wait for it: `select * from pg_stat_progress_vacuum` shows how far it is"}});
  }
}

}  // namespace

extern const Check vacuum_check;
const Check vacuum_check{.name = "vacuum",
                         .rank = 6,
                         .explain = "vacuums against wraparound on tables that are to be changed: they do not make way",
                         .look = look};

}  // namespace migrate::preflight
