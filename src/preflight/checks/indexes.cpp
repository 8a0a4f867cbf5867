#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

/// One that is made again here is found and dropped by the run itself.
bool is_rebuilt(const Facts::Index& index, const Scope& scope) {
  for (const auto& name : scope.indexes) {
    if (index.name == name.name || index.name.ends_with("." + name.name)) return true;
  }
  return false;
}

void look(const Facts& facts, const Scope& scope, std::vector<Diagnostic>& found) {
  for (const auto& index : facts.invalid) {
    if (is_rebuilt(index, scope)) continue;
    found.push_back(
        {.code = "M0646",
         .severity = Severity::warning,
         .message = fmt::format("the index `{}` on `{}` is invalid", index.name, index.table),
         .notes = {"a `concurrently` was stopped half-way: no query uses it, and every write keeps it up to date"},
         .helps = {fmt::format("`reindex index concurrently {0}`, or `drop index concurrently {0}`", index.name)}});
  }
}

}  // namespace

extern const Check indexes_check;
const Check indexes_check{.name = "indexes", .rank = 3, .explain = "indexes that no query may use", .look = look};

}  // namespace migrate::preflight
