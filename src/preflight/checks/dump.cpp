#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

void look(const Facts& facts, const Scope&, std::vector<Diagnostic>& found) {
  for (const auto& session : facts.holders) {
    if (!is_dump(session)) continue;
    found.push_back({.code = "M0650",
                     .severity = Severity::error,
                     .message = fmt::format("`pg_dump` is reading {}", shown(session.tables)),
                     .notes = {shown(session),
                               "what is pending would wait for its end, and every query of the application behind it; "
                               "nothing was changed"},
                     .helps = {"run `migrate apply` again when it is done"}});
  }
}

}  // namespace

extern const Check dump_check;
const Check dump_check{.name = "dump", .rank = 7, .explain = "pg_dump on tables that are to be changed", .look = look};

}  // namespace migrate::preflight
