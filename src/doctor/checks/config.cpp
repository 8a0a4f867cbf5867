#include <migrate/doctor.hpp>
#include <migrate/text.hpp>

#include <algorithm>

namespace migrate::doctor {

namespace {

std::vector<Row> look(const Facts& facts) {
  const auto& site = facts.site;
  Row row{.section = Section::workspace, .state = State::ok, .name = site.config, .text = {}, .details = {}};
  if (site.config.empty()) row.name = "migrate.yaml";
  for (const auto& problem : site.problems) {
    row.state = std::max(row.state, problem.severity == Severity::error ? State::fail : State::warn);
    row.details.push_back(problem.code + ": " + problem.message);
  }
  const bool wrong = has_errors(site.problems);
  if (site.config.empty()) {
    row.state = State::warn;
    row.text = "no workspace here";
  } else {
    row.text = wrong ? "cannot be used" : text::count(site.services, "service") + ", ranges do not overlap";
  }
  return {row};
}

}  // namespace

extern const Check config_check;
const Check config_check{
    .name = "config", .rank = 20, .explain = "the workspace config can be read and holds together", .of_all = look};

}  // namespace migrate::doctor
