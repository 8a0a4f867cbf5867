#include "endpoint/dotenv.hpp"

#include <migrate/endpoint.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <set>

namespace migrate::endpoint {

namespace {

/// Far longer than any connection string; values that name each other could grow without end.
constexpr std::size_t longest_value = 64 * 1024;

/// `${NAME}` or `${NAME:-default}` at `at`.
struct Reference {
  std::string_view name;
  std::optional<std::string_view> fallback;
  std::size_t end = 0;  ///< behind the `}`; 0: there is none
};
Reference reference_at(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("${")) return {};
  const auto close = text.find('}', at);
  if (close == std::string_view::npos) return {};
  auto inside = text.substr(at + 2, close - at - 2);
  Reference reference{.name = inside, .fallback = {}, .end = close + 1};
  if (const auto colon = inside.find(":-"); colon != std::string_view::npos) {
    reference.name = inside.substr(0, colon);
    reference.fallback = inside.substr(colon + 2);
  }
  const bool plain = !reference.name.empty() && std::all_of(reference.name.begin(), reference.name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
  return plain ? reference : Reference{};
}

/// Why a `${…}` has no value.
struct Missing {
  std::string name;
  Span span;  ///< of `${…}` in the text
  std::string message;
};
using Lookup = std::function<tl::expected<std::string, std::string>(std::string_view name)>;  ///< else a message
enum class Escapes { keep, undo };

char unescaped(char c) {
  return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
}

tl::expected<std::string, Missing> substitute(std::string_view text, Escapes escapes, const Lookup& lookup) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (escapes == Escapes::undo && text[i] == '\\' && i + 1 < text.size() &&
        std::string_view("nrt\"\\$").find(text[i + 1]) != std::string_view::npos) {
      out += unescaped(text[++i]);
      continue;
    }
    const auto reference = text[i] == '$' ? reference_at(text, i) : Reference{};
    if (reference.end == 0) {
      out += text[i];
      continue;
    }
    auto value = lookup(reference.name);
    const bool empty = !value || value->empty();
    if (empty && reference.fallback) value = std::string(*reference.fallback);
    if (!value) return tl::unexpected(Missing{std::string(reference.name), {i, reference.end}, value.error()});
    out += *value;
    if (out.size() > longest_value) {
      return tl::unexpected(Missing{std::string(reference.name), {i, reference.end}, "a value grows without end"});
    }
    i = reference.end - 1;
  }
  return out;
}

/// Gives each assignment its value; what it names is evaluated once.
class Evaluator {
 public:
  Evaluator(std::map<std::string, Variable, std::less<>>& variables,
            const std::map<std::string, Assignment, std::less<>>& assignments)
      : variables_(variables), assignments_(assignments) {}

  void evaluate(const Assignment& assignment) {
    auto& variable = variables_.find(assignment.name)->second;
    if (variable.problem || !done_.insert(assignment.name).second) return;
    if (assignment.quotes == Assignment::Quotes::single) {
      variable.value = Secret(assignment.raw);
      return;
    }
    open_.insert(assignment.name);
    const auto escapes = assignment.quotes == Assignment::Quotes::twice ? Escapes::undo : Escapes::keep;
    auto value = substitute(assignment.raw, escapes, [this](std::string_view name) { return look_up(name); });
    open_.erase(assignment.name);
    if (value) {
      variable.value = Secret(*std::move(value));
      return;
    }
    const auto& missing = value.error();
    variable.problem =
        describe({.code = "M0122",
                  .message = missing.message,
                  .label = fmt::format("`{}` needs it", assignment.name),
                  .help = fmt::format("set `{}` in the environment or in {}, or put the value into "
                                      "single quotes if it is meant literally",
                                      missing.name, text::printable(assignment.file->name))},
                 assignment, {assignment.raw_begin + missing.span.begin, assignment.raw_begin + missing.span.end});
  }

 private:
  tl::expected<std::string, std::string> look_up(std::string_view name) {
    const auto variable = variables_.find(name);
    if (variable == variables_.end()) return tl::unexpected(fmt::format("`{}` is not set", name));
    if (open_.contains(name)) return tl::unexpected(fmt::format("`{}` is made of itself", name));
    // Chains of thousands of names would end the stack.
    if (open_.size() > 32) return tl::unexpected(fmt::format("`{}` is reached through too many others", name));
    const auto assignment = assignments_.find(name);
    if (assignment != assignments_.end()) evaluate(assignment->second);
    if (variable->second.problem) return tl::unexpected(fmt::format("`{}` has no usable value", name));
    return variable->second.value.reveal();
  }

  std::map<std::string, Variable, std::less<>>& variables_;
  const std::map<std::string, Assignment, std::less<>>& assignments_;
  std::set<std::string, std::less<>> done_;
  std::set<std::string, std::less<>> open_;
};

}  // namespace

std::vector<std::string> dotenv_names(std::string_view mode) {
  // A mode is a word: `../x` names no file of this folder.
  const bool word = !mode.empty() && mode.find_first_of("/\\") == std::string_view::npos;
  if (!word) return {".env.local", ".env"};
  return {fmt::format(".env.{}.local", mode), ".env.local", fmt::format(".env.{}", mode), ".env"};
}

Environment read_environment(const std::vector<SourceRef>& files,
                             const std::vector<std::pair<std::string, std::string>>& process) {
  std::map<std::string, Variable, std::less<>> variables;
  for (const auto& [name, value] : process) {
    variables.try_emplace(name, Variable{.name = name, .value = Secret(value), .file = {}, .line = 0, .problem = {}});
  }
  std::map<std::string, Assignment, std::less<>> assignments;
  for (const auto& file : files) {
    std::map<std::string, Assignment, std::less<>> last;
    for (auto& one : parse_dotenv(file)) last.insert_or_assign(one.name, std::move(one));
    for (auto& [name, one] : last) {
      Variable variable{.name = name, .value = {}, .file = file->name, .line = one.line, .problem = one.problem};
      variable.spoils_url = begins_as_url(std::string_view(file->text).substr(one.raw_begin));
      if (variables.try_emplace(name, std::move(variable)).second) assignments.insert_or_assign(name, std::move(one));
    }
  }
  Evaluator evaluator(variables, assignments);
  for (const auto& [name, one] : assignments) evaluator.evaluate(one);

  Environment environment;
  for (auto& [name, variable] : variables) environment.variables.push_back(std::move(variable));
  return environment;
}

const Variable* find(const Environment& environment, std::string_view name) {
  const auto it = std::find_if(environment.variables.begin(), environment.variables.end(),
                               [&](const Variable& variable) { return variable.name == name; });
  return it == environment.variables.end() ? nullptr : &*it;
}

Result<Secret> expand(std::string_view text, const Environment& environment, const Label& place) {
  const Variable* faulty = nullptr;
  auto value = substitute(text, Escapes::keep, [&](std::string_view name) -> tl::expected<std::string, std::string> {
    const auto* variable = find(environment, name);
    if (variable == nullptr) return tl::unexpected(fmt::format("`{}` is not set", name));
    if (!variable->problem) return variable->value.reveal();
    faulty = variable;
    return tl::unexpected(std::string());
  });
  if (value) return Secret(*std::move(value));
  if (faulty != nullptr) return fail(*faulty->problem);

  Diagnostic diagnostic{.code = "M0122", .message = value.error().message};
  diagnostic.labels.push_back(
      {.source = place.source, .span = place.span, .text = fmt::format("`${{{}}}` is used here", value.error().name)});
  diagnostic.helps.push_back(fmt::format("set `{}` in the environment or in .env", value.error().name));
  return fail(std::move(diagnostic));
}

}  // namespace migrate::endpoint
