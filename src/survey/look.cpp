#include "survey/findings.hpp"
#include "survey/judge.hpp"
#include "survey/shown.hpp"

#include "endpoint/parameters.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace migrate::survey {

namespace {

/// No config of a tool is larger.
constexpr std::size_t largest = std::size_t{1} << 20;

bool is_readable(const FileTree::File& file, std::vector<Diagnostic>& notes) {
  const auto& text = file.source->text;
  if (text.size() > largest) return notes.push_back(not_read(file.path, "it is larger than 1 MiB")), false;
  if (text.find('\0') != std::string::npos) return notes.push_back(not_read(file.path, "it is no text")), false;
  return true;
}

/// Every file that a reader wants, read.
Facts read_all(const FileTree& tree, std::size_t& files) {
  Facts facts;
  Context context;
  std::vector<std::pair<const Reader*, SourceRef>> found;
  for (const auto& file : tree.files) {
    if (!file.source || !wants(file.path) || !is_readable(file, facts.diagnostics)) continue;
    ++files;
    for (const auto* reader : readers()) {
      if (!reader->wants(file.path)) continue;
      found.emplace_back(reader, file.source);
      if (reader->prepare != nullptr) reader->prepare(file.source, context);
    }
  }
  for (const auto& [reader, source] : found) reader->read(source, context, facts);
  return facts;
}

bool lies_in(std::string_view folder, std::string_view path) {
  return folder.empty() || path == folder || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}
bool related(std::string_view a, std::string_view b) {
  return lies_in(a, b) || lies_in(b, a);
}

bool is_config(const Use& use) {
  return use.decides == Decides::place && use.purpose == Purpose::migration;
}

/// A schema.prisma below a prisma.config.ts that names its URL, an alembic.ini whose env.py does.
void overrule(std::vector<Use>& uses) {
  const auto speaks = [](const Use& use) { return is_config(use) && !use.yields; };
  for (auto& use : uses) {
    if (!use.yields || use.purpose != Purpose::migration) continue;
    const auto winner = std::find_if(uses.begin(), uses.end(), [&](const Use& other) {
      return speaks(other) && other.tool == use.tool && related(other.folder, use.folder);
    });
    if (winner == uses.end()) continue;
    use.purpose = Purpose::application;
    use.reason = fmt::format("{} decides for migrations", text::printable(winner->place.source->name));
  }
}

/// The configs whose word counts for a command: those about its folder, else all of its tool.
std::vector<const Use*> configs_of(const Use& run, const std::vector<Use>& uses) {
  std::vector<const Use*> all;
  std::vector<const Use*> near;
  for (const auto& use : uses) {
    if (!is_config(use) || use.tool != run.tool) continue;
    all.push_back(&use);
    if (!run.folder.empty() && related(run.folder, use.folder)) near.push_back(&use);
  }
  return near.empty() ? all : near;
}

bool sets_one_of(const Use& run, const std::vector<Secret>& given) {
  for (const auto& text : given) {
    for (const auto& name : references_in(text.reveal())) {
      const auto set = [&](const Setting& one) { return one.name == name; };
      if (std::any_of(run.around.begin(), run.around.end(), set)) return true;
    }
  }
  return false;
}

/// A command as its tool's config reads its surroundings.
Use with_config(const Use& run, const Use& config) {
  auto use = run;
  use.given = config.given;
  use.certain = config.certain;
  use.folder = config.folder;
  use.env_files.insert(use.env_files.end(), config.env_files.begin(), config.env_files.end());
  use.reason += fmt::format("{}{}:{} says which variable it takes", use.reason.empty() ? "" : "; ",
                            text::printable(config.place.source->name),
                            position_of(config.place.source->text, config.place.span.begin).line);
  return use;
}

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
    Masks masks;
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

  void add_migration(const Use& use) {
    for (const auto& candidate : candidates_of(use, facts_.settings)) {
      for (const auto& label : candidate.path) taken_.insert(place_of(label));
    }
    auto outcome = judge(use, facts_);
    if (outcome.verdict == Verdict::refused || outcome.verdict == Verdict::doubtful)
      found_.diagnostics.push_back(refused(use, outcome, facts_));
    keep(use, std::move(outcome));
  }

  void add_run(const Use& run, const std::vector<const Use*>& configs) {
    for (const auto* config : configs) {
      const bool decides = !run.env_files.empty() || sets_one_of(run, config->given);
      if (decides) return add_migration(with_config(run, *config));
    }
    // The config's own place has its finding.
    const auto as_config = run.beyond == Beyond::folder ? judge(with_config(run, *configs.front()), facts_) : Outcome();
    keep(run, as_config);
  }

  void add_application(const Use& use) {
    auto outcome = judge(use, facts_);
    if (outcome.deciding && outcome.deciding->variable.empty() && is_unfit(outcome.endpoint.mode)) {
      found_.diagnostics.push_back(application_only(spot_of(use, outcome).place, use.doer, outcome, use.reason));
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
    auto outcome = judge(use, facts_);
    if (!outcome.deciding || !is_unfit(outcome.endpoint.mode)) return;
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
};

}  // namespace

std::string_view name_of(Purpose purpose) {
  return purpose == Purpose::migration ? "migration" : purpose == Purpose::application ? "application" : "unknown";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::refused:
      return "refused";
    case Verdict::doubtful:
      return "doubtful";
    case Verdict::fit:
      return "fit";
    case Verdict::application:
      return "application";
    case Verdict::guarded:
      return "guarded";
    case Verdict::unknown:
      break;
  }
  return "not known";
}

bool wants(std::string_view path) {
  for (auto rest = folder_of(path); !rest.empty();) {
    const auto slash = rest.find('/');
    if (endpoint::matches("docs|doc|test|tests|__tests__|e2e|spec|fixtures|__fixtures__|testdata|vendor|third_party",
                          rest.substr(0, slash)))
      return false;
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  }
  const auto all = readers();
  return std::any_of(all.begin(), all.end(), [&](const Reader* reader) { return reader->wants(path); });
}

Findings look(const FileTree& tree) {
  std::size_t files = 0;
  auto facts = read_all(tree, files);
  return Survey(std::move(facts)).run(files);
}

}  // namespace migrate::survey
