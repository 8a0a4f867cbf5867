#include <migrate/doctor.hpp>

#include <algorithm>
#include <cctype>

namespace migrate::doctor {

namespace {

/// "rust-service" → "RUST_SERVICE"
std::string in_capitals(std::string_view name) {
  std::string out;
  for (const char c : name)
    out += std::isalnum(static_cast<unsigned char>(c)) != 0
               ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
               : '_';
  return out;
}

/// Whether `variable` is the URL of that very service: `API_DATABASE_URL`, `API_DB_URL`, `API_POSTGRES_URL`, …
bool belongs_to(std::string_view variable, const Service& service) {
  static constexpr std::string_view endings[] = {"_DATABASE_URL", "_DB_URL", "_POSTGRES_URL", "_PG_URL", "_URL"};
  for (const auto& name : {service.name, service.label}) {
    const auto capitals = in_capitals(name);
    if (capitals.empty() || !variable.starts_with(capitals)) continue;
    const auto rest = variable.substr(capitals.size());
    if (std::find(std::begin(endings), std::end(endings), rest) != std::end(endings)) return true;
  }
  return false;
}

const advice::Stack* stack_of(const Service& service, std::string_view url) {
  const auto scheme = url.substr(0, url.find("://"));
  if (scheme.size() < url.size() && scheme.find('+') != std::string_view::npos) return advice::find_stack(scheme);
  if (service.orm == "drizzle" || service.orm == "sqlx") return advice::find_stack(service.orm);
  if (service.orm == "prisma") return advice::find_stack("prisma-6");
  if (service.orm == "alembic" && scheme.size() < url.size()) return advice::find_stack("sqlalchemy-psycopg2");
  return nullptr;
}

}  // namespace

std::vector<Use> uses_of(std::string_view variable, const std::vector<std::string>& variables, std::string_view url,
                         const std::vector<Service>& services) {
  std::vector<Use> uses;
  for (const auto& service : services) {
    // Plain SQL is nobody's application.
    if (service.orm == "sql") continue;
    const auto own = std::any_of(variables.begin(), variables.end(),
                                 [&](const std::string& one) { return belongs_to(one, service); });
    if (own ? !belongs_to(variable, service) : variable != "DATABASE_URL") continue;
    uses.push_back({.service = service.name, .orm = service.orm, .stack = stack_of(service, url)});
  }
  return uses;
}

}  // namespace migrate::doctor
