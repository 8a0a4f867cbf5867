#include "workflow/given.hpp"
#include "workflow/local_stack.hpp"

#include <migrate/doctor.hpp>
#include <migrate/pg.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using endpoint::Endpoint;

doctor::Site site_of(const tl::expected<Opened, std::vector<Diagnostic>>& opened, Observer& observer) {
  if (!opened) {
    // Without a config there is nothing to say of it; a config with faults is no workspace either.
    const bool none = opened.error().size() == 1 && opened.error().front().code == "M0008";
    return {.config = none ? "" : "the config", .services = 0, .problems = opened.error(), .faults = {}};
  }
  const auto& workspace = opened->workspace;
  doctor::Site site{.config = workspace.config, .services = workspace.services.size(), .problems = opened->diagnostics};
  const auto report = sync(workspace, {.mode = SyncMode::check}, observer);
  if (!report) {
    site.problems.push_back(report.error());
    return site;
  }
  site.folder = workspace.migrations;
  site.files = report->plan.kept;
  site.uncollected = static_cast<std::size_t>(
      std::count_if(report->plan.writes.begin(), report->plan.writes.end(),
                    [](const collect::Write& write) { return write.kind != collect::Write::Kind::down; }));
  for (const auto& one : report->plan.diagnostics) {
    if (one.code != "M0302" && one.severity != Severity::note) site.faults.push_back(one);
  }
  return site;
}

/// "$DIRECT_URL" of "$DIRECT_URL, set in .env:3"
std::string name_in(const std::string& origin) {
  return origin.substr(0, origin.find(','));
}

doctor::Connection connection_of(const endpoint::ConnectionString& string, const std::string& root,
                                 const Observer& observer) {
  doctor::Connection one{.name = name_in(string.origin), .origin = string.origin, .endpoint = {}, .problem = {}};
  auto classified = classify(string, observer);
  if (classified) {
    refine(*classified, root);
    one.endpoint = *std::move(classified);
  } else {
    one.problem = classified.error();
  }
  return one;
}

/// In a checkout, the targets of the pipeline have no variables: those are left out.
std::vector<endpoint::ConnectionString> targets_of(const Workspace& workspace, const endpoint::Found& found,
                                                   const Surroundings& surroundings) {
  std::vector<endpoint::ConnectionString> strings;
  for (const auto& target : workspace.targets) {
    const auto environment = environment_of(workspace.root, target.name, surroundings);
    const auto string = environment ? endpoint::of_target(target, *environment) : fail(environment);
    const auto is_same = [&](const auto& one) { return one.origin == string->origin && one.text == string->text; };
    if (string && std::none_of(found.strings.begin(), found.strings.end(), is_same)) strings.push_back(*string);
  }
  return strings;
}

std::vector<doctor::Connection> connections_in(const endpoint::Found& found, const std::string& chosen,
                                               const Workspace& workspace, const Surroundings& surroundings,
                                               const Observer& observer) {
  std::vector<std::string> variables;
  for (const auto& string : found.strings) variables.push_back(name_in(string.origin).substr(1));
  std::vector<doctor::Connection> connections;
  for (std::size_t i = 0; i < found.strings.size(); ++i) {
    const auto& string = found.strings[i];
    auto one = connection_of(string, workspace.root, observer);
    one.uses = doctor::uses_of(variables[i], variables, string.text.reveal(), workspace.services);
    one.chosen = string.origin == chosen;
    connections.push_back(std::move(one));
  }
  for (const auto& string : targets_of(workspace, found, surroundings)) {
    connections.push_back(connection_of(string, workspace.root, observer));
  }
  return connections;
}

bool is_same_place(const Endpoint& a, const Endpoint& b) {
  const auto same = [](const endpoint::Host& x, const endpoint::Host& y) {
    return x.host == y.host && x.hostaddr == y.hostaddr && x.port == y.port;
  };
  const auto &x = a.resolved, &y = b.resolved;
  return std::equal(x.hosts.begin(), x.hosts.end(), y.hosts.begin(), y.hosts.end(), same) && x.user == y.user &&
         x.database == y.database && x.password == y.password && x.sslmode == y.sslmode && x.rest == y.rest &&
         a.mode == b.mode;
}

/// Of several variables that lead to the same place one is dialled.
void look_at(std::vector<doctor::Connection>& connections, const pg::Options& options,
             std::chrono::milliseconds deadline, const Observer& observer) {
  std::vector<Endpoint> places;
  std::vector<doctor::Connection*> first;  // the one of each place
  std::vector<std::size_t> place_of(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    auto& one = connections[i];
    if (!one.endpoint) continue;
    const auto known = std::find_if(places.begin(), places.end(),
                                    [&](const Endpoint& place) { return is_same_place(place, *one.endpoint); });
    place_of[i] = static_cast<std::size_t>(known - places.begin());
    if (known == places.end()) {
      places.push_back(*one.endpoint);
      first.push_back(&one);
    } else {
      one.same_as = first[place_of[i]]->name;
    }
  }
  const auto tell = [&](std::size_t done) {
    observer.live({.role = Role::success,
                   .verb = "Examining",
                   .text = {{Role::plain, fmt::format("{} of {}", done, text::count(places.size(), "connection"))}}});
  };
  tell(0);
  const auto seen = pg::inspect(places, options, deadline, tell);
  for (std::size_t i = 0; i < connections.size(); ++i) {
    if (connections[i].endpoint) connections[i].seen = seen[place_of[i]];
  }
}

}  // namespace

std::size_t DoctorReport::count(doctor::State state) const {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const doctor::Row& row) { return row.state == state; }));
}

DoctorReport doctor(const std::string& start, const tl::expected<Opened, std::vector<Diagnostic>>& opened,
                    std::chrono::milliseconds deadline, const Surroundings& surroundings, Observer& observer) {
  DoctorReport report;
  report.facts.site = site_of(opened, observer);
  Workspace workspace;
  workspace.root = start;
  if (opened) workspace = opened->workspace;
  const auto environment = environment_of(workspace.root, {}, surroundings);
  if (environment) {
    const auto found = endpoint::find_all(*environment);
    report.facts.unusable = found.problems;
    const auto chosen = endpoint::choose(*environment);
    report.facts.connections =
        connections_in(found, chosen ? chosen->origin : std::string(), workspace, surroundings, observer);
  } else {
    report.facts.unusable.push_back(environment.error());
  }
  if (!report.facts.connections.empty()) {
    look_at(report.facts.connections, options_of(surroundings), deadline, observer);
  }
  report.rows = doctor::diagnose(report.facts);
  return report;
}

}  // namespace migrate::workflow
