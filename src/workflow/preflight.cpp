#include "workflow/preflight.hpp"

#include <migrate/pg_preflight.hpp>
#include <migrate/preflight.hpp>

namespace migrate::workflow {

Result<std::vector<Diagnostic>> preflight_of(pg::Connection& connection, const plan::Plan& plan) {
  if (plan.pending().empty()) return std::vector<Diagnostic>();
  const auto scope = preflight::scope_of(plan);
  const auto facts = pg::look_ahead(connection, scope);
  if (facts) return preflight::judge(*facts, scope);
  const bool over = facts.error().code == "M0606" || facts.error().code == "M0607";
  if (over) return fail(facts);
  // A relative of Postgres may lack a catalog; what runs is safe without this look.
  auto warning = facts.error();
  warning.code = "M0653";
  warning.severity = Severity::warning;
  return std::vector<Diagnostic>{std::move(warning)};
}

}  // namespace migrate::workflow
