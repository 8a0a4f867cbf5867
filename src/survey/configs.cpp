#include "survey/configs.hpp"

#include "survey/references.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::survey {

namespace {

bool lies_in(std::string_view folder, std::string_view path) {
  return folder.empty() || path == folder || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}
bool related(std::string_view a, std::string_view b) {
  return lies_in(a, b) || lies_in(b, a);
}

bool is_config(const Use& use) {
  return use.decides == Decides::place && use.purpose == Purpose::migration && !use.command;
}

}  // namespace

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

bool surrounds(const Use& run, const Use& config) {
  const auto is_set = [&](const std::string& name) {
    return std::any_of(run.around.begin(), run.around.end(), [&](const Setting& one) { return one.name == name; });
  };
  return std::any_of(config.given.begin(), config.given.end(), [&](const Secret& text) {
    const auto names = references_in(text.reveal());
    return std::any_of(names.begin(), names.end(), is_set);
  });
}

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

}  // namespace migrate::survey
