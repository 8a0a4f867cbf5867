#include <migrate/doctor.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace migrate::doctor {

namespace {

using endpoint::Mode;

/// A parameter that a driver makes known in the URL itself, so that it can be seen whether it is set.
struct Parameter {
  std::string_view stack;
  std::string_view text;  ///< in the URL
  bool right;             ///< it must stand there; else it must not
  std::string_view says;
};
constexpr Parameter parameters[] = {
    {.stack = "prisma-6", .text = "pgbouncer=true", .right = true, .says = ""},
    {.stack = "drizzle",
     .text = "pgbouncer=true",
     .right = false,
     .says = "take `pgbouncer=true` out of the URL: postgres.js sends it to the server, which refuses it"},
};

/// A stack without its own fault on this URL has no finding; one whose settings stand in code has a reminder.
std::vector<Finding> on_shared(const Use& use, std::string_view url) {
  if (use.stack == nullptr) {
    return {{.state = State::warn,
             .place = Finding::Place::detail,
             .text = fmt::format("`{}`: prepared statements, `set` and advisory locks do not last here; `migrate url "
                                 "--for STACK --mode transaction` tells what its driver needs",
                                 text::printable(use.service))}};
  }
  const auto& settings = advice::settings_for(*use.stack, Mode::transaction);
  auto state = State::warn;
  std::vector<Finding> found;
  for (const auto& parameter : parameters) {
    if (parameter.stack != use.stack->name) continue;
    const bool there = url.find(parameter.text) != std::string_view::npos;
    if (parameter.right && there) return {};
    if (parameter.right || there) state = State::fail;
    if (!parameter.right && there)
      found.push_back({.state = state, .place = Finding::Place::detail, .text = std::string(parameter.says)});
  }
  found.insert(found.begin(), {.state = state,
                               .place = Finding::Place::detail,
                               .text = fmt::format("{} needs {}", use.stack->title, settings.needs)});
  return found;
}

std::vector<Finding> look(const Connection& connection, const Facts&) {
  if (!connection.endpoint || mode_of(connection) != Mode::transaction) return {};
  const auto keeps = connection.seen.keeps_prepared;
  std::vector<Finding> found;
  if (keeps && connection.uses.empty()) return {};
  if (keeps && *keeps)
    return {{.place = Finding::Place::detail, .text = "named prepared statements last through this pooler"}};
  if (keeps)
    found.push_back(
        {.place = Finding::Place::detail, .text = "named prepared statements do not last: tried on this pooler"});
  for (const auto& use : connection.uses) {
    for (auto& one : on_shared(use, connection.endpoint->given.text.reveal())) found.push_back(std::move(one));
  }
  return found;
}

}  // namespace

extern const Check driver_check;
const Check driver_check{.name = "driver",
                         .rank = 9,
                         .explain = "what the services' drivers need on a transaction pooler",
                         .of_connection = look};

}  // namespace migrate::doctor
