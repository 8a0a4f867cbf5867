#include <migrate/doctor.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::doctor {

namespace {

using endpoint::Mode;

std::string port_of(const endpoint::Endpoint& endpoint) {
  return endpoint.resolved.hosts.size() == 1 ? text::printable(endpoint.resolved.hosts.front().port) : std::string();
}

std::string shown(const Connection& connection, Mode mode) {
  const auto port = port_of(*connection.endpoint);
  const bool pooled = mode == Mode::transaction || mode == Mode::statement;
  const std::string name(endpoint::name_of(mode));
  return pooled && !port.empty() ? fmt::format("{} (port {})", name, port) : name;
}

bool is_fit(Mode mode) {
  return mode == Mode::direct || mode == Mode::session;
}

/// What a look at the server told otherwise than the text of the URL.
void compare(const Connection& connection, Mode mode, std::vector<Finding>& found) {
  const auto& [depth, seen, notes] = connection.seen.evidence;
  const auto by_text = connection.endpoint->mode;
  const bool looked = depth == endpoint::Evidence::Depth::whole;
  if (looked && seen == Mode::unknown) {
    found.push_back({.state = State::warn,
                     .place = Finding::Place::detail,
                     .text = "whether it keeps its server process could not be settled"});
  } else if (looked && is_fit(by_text) && !is_fit(mode)) {
    found.push_back({.state = State::warn,
                     .place = Finding::Place::detail,
                     .text = fmt::format("the URL looks like a {} connection, and the server behaves like a {}",
                                         by_text == Mode::direct ? "direct" : "session", endpoint::name_of(mode))});
  } else {
    return;
  }
  for (const auto& note : notes) found.push_back({.place = Finding::Place::detail, .text = note});
}

std::vector<Finding> look(const Connection& connection, const Facts&) {
  if (!connection.endpoint) return {};
  const auto mode = mode_of(connection);
  std::vector<Finding> found{{.text = shown(connection, mode)}};
  compare(connection, mode, found);
  if (!connection.chosen) return found;
  // Whether the guard would refuse it, the guard knows.
  const auto refused = endpoint::guard(*connection.endpoint, connection.seen.evidence);
  if (refused) return found;
  found.push_back({.state = State::fail,
                   .place = Finding::Place::detail,
                   .text = fmt::format("{}: {}", refused.error().code, refused.error().message)});
  for (const auto& help : refused.error().helps) found.push_back({.place = Finding::Place::detail, .text = help});
  return found;
}

}  // namespace

extern const Check class_check;
const Check class_check{.name = "class",
                        .rank = 1,
                        .explain = "direct, session pooler, transaction pooler, replica, …: by the URL and by a probe",
                        .of_connection = look};

}  // namespace migrate::doctor
