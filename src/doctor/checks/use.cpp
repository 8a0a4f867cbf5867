#include <migrate/doctor.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::doctor {

namespace {

std::vector<Finding> look(const Connection& connection, const Facts&) {
  std::vector<Finding> found;
  const auto add = [&](std::string text) { found.push_back({.place = Finding::Place::use, .text = std::move(text)}); };
  if (connection.chosen) add("`migrate` uses this one");
  std::string services;
  for (const auto& use : connection.uses) {
    const auto* between = &use == &connection.uses.front() ? "" : &use == &connection.uses.back() ? " and " : ", ";
    services += fmt::format("{}`{}`", between, text::printable(use.service));
  }
  if (!services.empty()) add(services + (connection.uses.size() == 1 ? " uses it" : " use it"));
  if (!connection.same_as.empty()) add("the same as " + connection.same_as);
  return found;
}

}  // namespace

extern const Check use_check;
const Check use_check{.name = "use",
                      .rank = 8,
                      .explain = "who takes this URL: `migrate`, and the services by the names of the variables",
                      .of_connection = look};

}  // namespace migrate::doctor
