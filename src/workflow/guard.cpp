#include "workflow/guard.hpp"

#include "workflow/given.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using endpoint::ConnectionString;

/// Each as a string of its own; one that a variable holds already gives that one its name.
Result<void> add_targets(const Workspace& workspace, const Surroundings& surroundings,
                         std::vector<ConnectionString>& strings, GuardReport& report) {
  for (const auto& target : workspace.targets) {
    const auto environment = environment_of(workspace.root, target.name, surroundings);
    if (!environment) return fail(environment);
    auto string = endpoint::of_target(target, *environment);
    if (!string) {
      // In a checkout, the targets of the pipeline have no variables.
      auto note = std::move(string.error());
      note.severity = Severity::note;
      report.diagnostics.push_back(std::move(note));
      continue;
    }
    const auto same = std::find_if(strings.begin(), strings.end(), [&](const ConnectionString& one) {
      return one.text == string->text && one.target_name.empty();
    });
    if (same != strings.end()) {
      same->target_name = target.name;
    } else {
      strings.push_back(std::move(*string));
    }
  }
  return {};
}

Diagnostic nothing_found(Diagnostic diagnostic) {
  diagnostic.helps = {"give one, `migrate guard URL`, or set `DIRECT_URL`"};
  return diagnostic;
}

/// A string, and whether migrations would take it.
struct Candidate {
  ConnectionString string;
  bool decides = false;
};

std::vector<Candidate> given_ones(const std::vector<std::string>& urls) {
  std::vector<Candidate> all;
  for (const auto& url : urls) {
    const auto number = urls.size() == 1 ? std::string() : fmt::format(" {}", all.size() + 1);
    all.push_back({.string = {.text = Secret(url), .origin = "URL" + number, .target_name = {}}, .decides = true});
  }
  return all;
}

/// Of the variables that cannot be used, the one that would be taken is an error; where nothing else is there, all are.
void report_problems(std::vector<Diagnostic> problems, const Result<ConnectionString>& chosen, bool alone,
                     GuardReport& report) {
  for (auto& problem : problems) {
    const bool taken = !chosen && problem.message == chosen.error().message;
    if (!taken && !alone) problem.severity = Severity::warning;
    report.diagnostics.push_back(std::move(problem));
  }
}

/// What the environment, the .env files and the config name. Where none of the known variables is set, any of what was
/// found may be what migrations take.
Result<std::vector<Candidate>> found_ones(const Workspace& workspace, const std::string& target,
                                          const Surroundings& surroundings, GuardReport& report) {
  const auto environment = environment_of(workspace.root, target, surroundings);
  if (!environment) return fail(environment);
  Where where;
  where.target = target;
  const auto chosen = given(workspace, where, surroundings);
  auto found = endpoint::find_all(*environment);
  auto strings = std::move(found.strings);
  if (const auto added = add_targets(workspace, surroundings, strings, report); !added) return fail(added);
  if (auto libpq = endpoint::of_libpq_variables(*environment)) strings.push_back(std::move(*libpq));

  const bool none = !chosen && chosen.error().code == "M0107";
  if (none && strings.empty() && found.problems.empty()) return fail(nothing_found(chosen.error()));
  const bool told = std::any_of(found.problems.begin(), found.problems.end(), [&](const Diagnostic& problem) {
    return !chosen && problem.message == chosen.error().message;
  });
  report_problems(std::move(found.problems), chosen, none && strings.empty(), report);
  if (!chosen && !none && !told) report.diagnostics.push_back(chosen.error());

  std::vector<Candidate> all;
  for (auto& string : strings) {
    const bool same = chosen && string.text == chosen->text;
    const bool taken =
        chosen ? same && (target.empty() ? string.origin == chosen->origin : string.target_name == target) : none;
    all.push_back({.string = std::move(string), .decides = taken});
  }
  return all;
}

}  // namespace

Result<GuardReport> guard(const Workspace& workspace, const GuardOptions& options, const Surroundings& surroundings,
                          const Observer& observer) {
  GuardReport report;
  auto candidates = options.urls.empty() ? found_ones(workspace, options.target, surroundings, report)
                                         : Result<std::vector<Candidate>>(given_ones(options.urls));
  if (!candidates) return fail(candidates);
  std::vector<ConnectionString> strings;
  for (const auto& candidate : *candidates) strings.push_back(candidate.string);
  report.looked = look_at(std::move(strings), workspace.root, options.probe, options.assume, surroundings, observer);

  for (std::size_t i = 0; i < report.looked.size(); ++i) {
    auto& looked = report.looked[i];
    looked.decides = (*candidates)[i].decides;
    if (!looked.decides) continue;
    if (looked.refusal) report.diagnostics.push_back(*looked.refusal);
    if (looked.endpoint && !looked.refusal) append(report.diagnostics, looked.endpoint->diagnostics);
  }
  return report;
}

}  // namespace migrate::workflow
