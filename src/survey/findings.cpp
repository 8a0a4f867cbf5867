#include "survey/findings.hpp"

#include "survey/spots.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string::npos;

std::string place_name(const Label& place) {
  const auto line = position_of(place.source->text, place.span.begin).line;
  return fmt::format("{}:{}", text::printable(place.source->name), line);
}

/// A variable that is fit and meant for migrations, of a .env file that the use may see, else null.
const Setting* better_variable(const Use& use, const Candidate& candidate, const Facts& facts) {
  const auto fits = [&](const Setting& one) {
    const auto folder = std::string(folder_of(one.place.source->name));
    const bool seen = folder.empty() || use.folder == folder || use.folder.starts_with(folder + '/');
    if (one.name == candidate.variable || !is_for_migrations(one.name) || !seen) return false;
    const Use alone{.given = {Secret("${" + one.name + "}")}, .folder = folder};
    const auto mode = judge(alone, facts).endpoint.mode;
    return mode == endpoint::Mode::direct || mode == endpoint::Mode::session;
  };
  const auto it = std::find_if(facts.settings.begin(), facts.settings.end(), fits);
  return it == facts.settings.end() ? nullptr : &*it;
}

std::string replaced(std::string text, std::string_view part, std::string_view by) {
  const auto at = text.find(part);
  return at == npos ? text : text.replace(at, part.size(), by);
}

/// "DATABASE_URL: ${{ secrets.DIRECT_URL }}" of "{variable}: ${{ secrets.{} }}".
std::string filled(const Use& use, const Candidate& candidate, std::string_view name) {
  return replaced(replaced(use.mend, "{variable}", candidate.variable), "{}", name);
}

std::vector<std::string> helps_for(const Use& use, const Outcome& outcome, const Facts& facts) {
  std::vector<std::string> helps;
  const auto& candidate = *outcome.deciding;
  const bool mendable = !use.mend.empty() && (!candidate.variable.empty() || use.mend.find("{variable}") == npos);
  if (const auto* better = better_variable(use, candidate, facts)) {
    const auto fit = fmt::format("`{}` ({}) is fit", better->name, place_name(better->place));
    if (mendable) return {fmt::format("{}: `{}`", fit, filled(use, candidate, better->name))};
    helps.push_back(fit + ": take it here");
  } else if (mendable && !candidate.variable.empty()) {
    const std::string_view name = candidate.variable == "DIRECT_URL" ? "MIGRATE_DATABASE_URL" : "DIRECT_URL";
    helps.push_back(fmt::format("give migrations a variable of their own: `{}`", filled(use, candidate, name)));
  }
  const auto guarded = endpoint::guard(outcome.endpoint, {});
  if (guarded) return helps;
  for (const auto& help : guarded.error().helps) {
    // A flag of the commands that dial.
    if (help.find("--assume-session") == npos) helps.push_back(help);
  }
  return helps;
}

/// What stands at the place of the use itself.
std::string seen_at(const Use& use, const Candidate& candidate) {
  if (candidate.variable.empty() || candidate.path.empty()) return {};
  if (use.decides == Decides::config) return fmt::format("runs with `{}`", text::printable(candidate.variable));
  return fmt::format("takes `{}`", text::printable(candidate.variable));
}

}  // namespace

Diagnostic refused(const Use& use, const Outcome& outcome, const Facts& facts) {
  const auto& candidate = *outcome.deciding;
  const bool sure = outcome.verdict == Verdict::refused;
  Diagnostic diagnostic{.code = sure ? "M0140" : "M0141",
                        .severity = sure ? Severity::error : Severity::warning,
                        .message = fmt::format("{} {} through {}", use.doer, sure ? "migrates" : "may migrate",
                                               kind_of(outcome.endpoint))};
  const auto spot = spot_of(use, outcome);
  if (spot.elsewhere) {
    auto here = use.place;
    here.text = seen_at(use, candidate);
    diagnostic.labels.push_back(std::move(here));
  }
  diagnostic.labels.push_back(spot.place);
  if (!candidate.doubt.empty()) diagnostic.notes.push_back(candidate.doubt);
  if (candidate.doubt.empty() && !sure)
    diagnostic.notes.push_back("a port alone does not tell what listens on this machine");
  if (!use.reason.empty()) diagnostic.notes.push_back(use.reason);
  diagnostic.helps = helps_for(use, outcome, facts);
  return diagnostic;
}

Diagnostic application_only(const Label& place, std::string_view what, const Outcome& outcome, std::string reason) {
  Diagnostic diagnostic{.code = "M0142",
                        .severity = Severity::note,
                        .message = fmt::format("{} leads to {}, and no migration that could be followed takes it", what,
                                               kind_of(outcome.endpoint))};
  auto here = place;
  diagnostic.labels.push_back(std::move(here));
  if (!reason.empty()) diagnostic.notes.push_back(std::move(reason));
  return diagnostic;
}

Diagnostic not_read(const std::string& path, std::string_view why) {
  return {.code = "M0143",
          .severity = Severity::note,
          .message = fmt::format("`{}` was not read: {}", text::printable(path), why)};
}

}  // namespace migrate::survey
