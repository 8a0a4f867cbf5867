#include "endpoint/anatomy.hpp"
#include "endpoint/dotenv.hpp"
#include "endpoint/parameters.hpp"

#include <migrate/endpoint.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

namespace migrate::endpoint {

bool begins_as_url(std::string_view value) {
  value.remove_prefix(std::min(value.find_first_not_of(" \t\r\n\"'`"), value.size()));
  const auto end = value.find("://");
  return end != std::string_view::npos &&
         matches("postgres|postgresql|postgres+*|postgresql+*|jdbc:postgresql", value.substr(0, end));
}

namespace {

constexpr std::string_view connection_variables[] = {
    "MIGRATE_DATABASE_URL",  "DIRECT_URL",      "DIRECT_DATABASE_URL", "POSTGRES_URL_NON_POOLING",
    "DATABASE_UNPOOLED_URL", "SUPABASE_DB_URL", "DATABASE_URL"};

std::string origin_of(const Variable& variable) {
  if (variable.file.empty()) return fmt::format("${}, set in the environment", variable.name);
  return fmt::format("${}, set in {}:{}", variable.name, text::printable(variable.file), variable.line);
}

Result<ConnectionString> from_variable(const Variable& variable) {
  if (variable.problem) return fail(*variable.problem);
  return ConnectionString{
      .text = variable.value, .origin = origin_of(variable), .target_name = {}, .variable = variable.name};
}

bool is_set(const Variable& variable) {
  return variable.problem || !trim(variable.value.reveal()).empty();
}

bool leads_to_postgres(const Variable& variable) {
  return variable.problem ? variable.spoils_url : begins_as_url(variable.value.reveal());
}

void add(Found& found, Result<ConnectionString> string) {
  if (string) {
    found.strings.push_back(std::move(*string));
  } else {
    found.problems.push_back(std::move(string.error()));
  }
}

/// A value of the keyword form.
std::string quoted(std::string_view value) {
  if (value.find_first_of(" '\\\t\n") == std::string_view::npos) return std::string(value);
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

}  // namespace

Result<ConnectionString> choose(const Environment& environment) {
  for (const auto name : connection_variables) {
    const auto* variable = find(environment, name);
    if (variable != nullptr && is_set(*variable)) return from_variable(*variable);
  }
  Diagnostic diagnostic{.code = "M0107", .message = "no database was given"};
  diagnostic.notes.push_back(fmt::format("none of these is set, in the environment or in .env: `{}`",
                                         fmt::join(connection_variables, "`, `")));
  diagnostic.helps = {"set `DIRECT_URL`, or use `--url URL` or `--target NAME`",
                      "or try the migrations on a throwaway server: `--scratch`"};
  return fail(std::move(diagnostic));
}

bool is_usual(std::string_view variable) {
  return std::find(std::begin(connection_variables), std::end(connection_variables), variable) !=
         std::end(connection_variables);
}

Found find_all(const Environment& environment) {
  std::vector<const Variable*> leading;
  for (const auto name : connection_variables) {
    const auto* variable = find(environment, name);
    if (variable != nullptr && is_set(*variable)) leading.push_back(variable);
  }
  for (const auto& variable : environment.variables) {
    if (!is_usual(variable.name) && leads_to_postgres(variable)) leading.push_back(&variable);
  }
  Found found;
  for (const auto* variable : leading) add(found, from_variable(*variable));
  return found;
}

Found find_these(const Environment& environment, const std::vector<std::string>& names) {
  Found found;
  for (const auto& name : names) {
    const auto* variable = find(environment, name);
    if (variable != nullptr && is_set(*variable)) add(found, from_variable(*variable));
  }
  return found;
}

std::optional<ConnectionString> of_libpq_variables(const Environment& environment) {
  struct Keyword {
    std::string_view variable, keyword;
  };
  constexpr Keyword service[] = {{"PGSERVICE", "service"}};
  constexpr Keyword places[] = {{"PGHOST", "host"}, {"PGHOSTADDR", "hostaddr"}, {"PGPORT", "port"}};
  std::string text;
  std::string names;
  const Variable* first = nullptr;
  const auto take = [&](std::span<const Keyword> keywords) {
    for (const auto& [name, keyword] : keywords) {
      const auto* variable = find(environment, name);
      if (variable == nullptr || variable->problem || variable->value.empty()) continue;
      if (first == nullptr) first = variable;
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", keyword, quoted(variable->value.reveal()));
      names += fmt::format("{}${}", names.empty() ? "" : ", ", name);
    }
  };
  // A service's entry is stronger than the other variables: they fill in what it leaves out, as always.
  take(service);
  if (first == nullptr) take(places);
  if (first == nullptr) return std::nullopt;
  const auto place = first->file.empty() ? "the environment" : text::printable(first->file);
  return ConnectionString{
      .text = Secret(std::move(text)), .origin = fmt::format("{}, set in {}", names, place), .target_name = {}};
}

Result<ConnectionString> of_target(const Target& target, const Environment& environment) {
  if (target.url.empty()) {
    const auto* variable = find(environment, target.variable);
    if (variable != nullptr && is_set(*variable)) {
      auto chosen = from_variable(*variable);
      if (chosen) chosen->target_name = target.name;
      return chosen;
    }
    Diagnostic diagnostic{.code = "M0122", .message = fmt::format("`{}` is not set", text::printable(target.variable))};
    diagnostic.labels.push_back({.source = target.place.source,
                                 .span = target.place.span,
                                 .text = fmt::format("`{}` takes its URL from it", text::printable(target.name))});
    diagnostic.helps.push_back(fmt::format("set `{}` in the environment or in .env", text::printable(target.variable)));
    return fail(std::move(diagnostic));
  }
  auto value = expand(target.url, environment, target.place);
  if (!value) return fail(value);
  const auto file = target.place.source ? target.place.source->name : "the config";
  return ConnectionString{.text = *std::move(value),
                          .origin = fmt::format("target `{}` in {}", text::printable(target.name), file),
                          .target_name = target.name};
}

}  // namespace migrate::endpoint
