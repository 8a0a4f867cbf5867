#include <migrate/doctor.hpp>

#include <cstdlib>

namespace migrate::doctor {

namespace {

constexpr long oldest = 12;

std::vector<Finding> look(const Connection& connection, const Facts&) {
  const auto& version = connection.seen.version;
  if (version.empty()) return {};
  std::vector<Finding> found{{.text = "Postgres " + version}};
  if (std::strtol(version.c_str(), nullptr, 10) < oldest && connection.seen.evidence.seen != endpoint::Mode::foreign) {
    found.push_back({.state = State::warn,
                     .place = Finding::Place::detail,
                     .text = "this release gets no fixes any more, and migrations are tested with 12 and later"});
  }
  return found;
}

}  // namespace

extern const Check version_check;
const Check version_check{.name = "version", .rank = 6, .explain = "the server's release", .of_connection = look};

}  // namespace migrate::doctor
