#include "survey/weigh.hpp"

#include "survey/configs.hpp"
#include "survey/findings.hpp"
#include "survey/judge.hpp"
#include "survey/references.hpp"
#include "survey/shown.hpp"
#include "survey/spots.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>

namespace migrate::survey {

namespace {

using Place = std::pair<const Source*, std::size_t>;
Place place_of(const Label& label) {
  return {label.source.get(), label.span.begin};
}

class Survey {
 public:
  explicit Survey(Facts facts) : facts_(std::move(facts)) { overrule(facts_.uses); }

  Findings run(std::size_t files) {
    for (const auto& use : facts_.uses) add(use);
    for (const auto& setting : facts_.settings) add(setting);
    found_.files = files;
    append(found_.diagnostics, std::move(facts_.diagnostics));
    std::stable_sort(found_.diagnostics.begin(), found_.diagnostics.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.severity > b.severity; });
    Masks masks(std::move(secrets_));
    for (auto& diagnostic : found_.diagnostics) masks.cover(diagnostic);
    return std::move(found_);
  }

 private:
  void add(const Use& use) {
    if (use.guarded) return keep(use, {.verdict = Verdict::guarded});
    if (use.purpose != Purpose::migration) return add_application(use);
    const auto configs = use.decides == Decides::config ? configs_of(use, facts_.uses) : std::vector<const Use*>();
    if (configs.empty()) return add_migration(use);
    add_run(use, configs);
  }

  Outcome weighed(const Use& use) {
    for (const auto& candidate : candidates_of(use, facts_.settings)) {
      for (auto& place : survey::secrets_of(candidate)) secrets_.push_back(std::move(place));
    }
    return judge(use, facts_);
  }

  void add_migration(const Use& use) { finish(use, weighed(use)); }

  /// A migration's verdict, and which settings it took.
  void finish(const Use& use, Outcome outcome) {
    for (const auto& candidate : candidates_of(use, facts_.settings)) {
      for (const auto& label : candidate.path) taken_.insert(place_of(label));
      for (const auto& part : candidate.parts) {
        for (const auto& label : part.path) taken_.insert(place_of(label));
      }
    }
    const bool bad = outcome.verdict == Verdict::refused || outcome.verdict == Verdict::doubtful;
    if (bad) found_.diagnostics.push_back(refused(use, outcome, facts_));
    keep(use, std::move(outcome));
  }

  void add_run(const Use& run, const std::vector<const Use*>& configs) {
    std::optional<std::pair<Use, Outcome>> worst;
    bool agree = true;
    for (const auto* config : configs) {
      const bool decides = !run.env_files.empty() || surrounds(run, *config);
      auto use = with_config(run, *config);
      auto outcome = decides ? weighed(use) : Outcome();
      agree = agree && (!worst || worst->second.verdict == outcome.verdict);
      const bool worse = decides && (!worst || outcome.verdict < worst->second.verdict);
      if (worse) worst = std::pair(std::move(use), std::move(outcome));
    }
    if (!worst) {
      // The config's own place has its finding.
      const bool sees = run.beyond == Beyond::folder;
      return keep(run, sees ? weighed(with_config(run, *configs.front())) : Outcome());
    }
    if (!agree && worst->second.verdict == Verdict::refused) {
      worst->second.verdict = Verdict::doubtful;
      worst->second.deciding->doubt =
          fmt::format("the repository has several configs of {}, and not all take this variable", run.tool);
    }
    finish(worst->first, std::move(worst->second));
  }

  void add_application(const Use& use) {
    auto outcome = weighed(use);
    if (outcome.deciding && outcome.deciding->variable.empty() && is_unfit(outcome.endpoint.mode)) {
      found_.diagnostics.push_back(application_only(
          spot_of(use, outcome).place, use.yields ? "a connection string" : use.doer, outcome, use.reason));
    }
    outcome.verdict = Verdict::application;
    keep(use, std::move(outcome));
  }

  /// A variable of a .env file that no migration takes, or that is one for migrations by its name.
  void add(const Setting& setting) {
    const auto file = setting.place.source->name;
    Use use{.place = setting.place,
            .tool = "-",
            .doer = fmt::format("`{}`", setting.name),
            .given = {setting.value},
            .folder = std::string(folder_of(file)),
            .env_files = {file},
            .mend = {}};
    auto outcome = weighed(use);
    if (!outcome.deciding || !is_unfit(outcome.endpoint.mode)) return;
    outcome.deciding->variable = setting.name;
    if (is_for_migrations(setting.name)) {
      use.purpose = Purpose::migration;
      use.reason = fmt::format("`{}` is for migrations by its name", setting.name);
      use.doer = fmt::format("whatever migrates with `{}`", setting.name);
      if (is_example(migrate::name_of(file)) && outcome.verdict == Verdict::refused) {
        outcome.verdict = Verdict::doubtful;
        outcome.deciding->doubt = fmt::format("{} is a sample: whoever copies it migrates so", text::printable(file));
      }
      if (!taken_.contains(place_of(setting.place))) found_.diagnostics.push_back(refused(use, outcome, facts_));
      return keep(use, std::move(outcome));
    }
    if (taken_.contains(place_of(setting.place))) return;
    use.purpose = Purpose::application;
    if (!is_example(migrate::name_of(file)))
      found_.diagnostics.push_back(application_only(spot_of(use, outcome).place, use.doer, outcome, {}));
    outcome.verdict = Verdict::application;
    keep(use, std::move(outcome));
  }

  void keep(const Use& use, Outcome outcome) {
    Judged judged{.use = use, .shown = {}, .mode = outcome.endpoint.mode, .verdict = outcome.verdict};
    const auto variable = outcome.deciding ? outcome.deciding->variable : first_variable(use);
    judged.shown = variable.empty() && outcome.deciding ? endpoint::address(outcome.endpoint)
                   : variable.empty()                   ? "-"
                                                        : "$" + variable;
    judged.shown = text::printable(judged.shown);
    found_.uses.push_back(std::move(judged));
  }

  static std::string first_variable(const Use& use) {
    for (const auto& text : use.given) {
      const auto names = references_in(text.reveal());
      if (!names.empty()) return names.front();
    }
    return {};
  }

  Facts facts_;
  Findings found_;
  std::set<Place> taken_;
  std::vector<Label> secrets_;
};

}  // namespace

Findings weigh(Facts facts, std::size_t files) {
  return Survey(std::move(facts)).run(files);
}

}  // namespace migrate::survey
