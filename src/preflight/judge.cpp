#include <migrate/preflight.hpp>

#include <algorithm>

namespace migrate::preflight {

std::vector<Diagnostic> judge(const Facts& facts, const Scope& scope) {
  std::vector<const Check*> all(checks().begin(), checks().end());
  std::stable_sort(all.begin(), all.end(), [](const Check* a, const Check* b) { return a->rank < b->rank; });
  std::vector<Diagnostic> found;
  for (const auto* check : all) check->look(facts, scope, found);
  return found;
}

}  // namespace migrate::preflight
