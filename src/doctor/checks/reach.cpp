#include <migrate/doctor.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::doctor {

namespace {

std::vector<Finding> explained(const Diagnostic& reason, const std::string& part) {
  std::vector<Finding> found{{.state = State::fail, .text = part}};
  const auto add = [&](const std::string& text) {
    found.push_back({.state = State::fail, .place = Finding::Place::detail, .text = text});
  };
  add(reason.code.empty() ? reason.message : reason.code + ": " + reason.message);
  for (const auto& note : reason.notes) add(note);
  for (const auto& help : reason.helps) add(help);
  return found;
}

std::string part_for(const std::string& code) {
  if (code == "M0111") return "login refused";
  return code == "M0112" ? "no answer" : "no connection";
}

std::vector<Finding> look(const Connection& connection, const Facts&) {
  if (connection.problem) return explained(*connection.problem, "not usable");
  if (connection.seen.failure) return explained(*connection.seen.failure, part_for(connection.seen.failure->code));
  if (connection.seen.not_tried.empty()) return {};
  return {{.state = State::warn, .text = "not tried"},
          {.state = State::warn, .place = Finding::Place::detail, .text = connection.seen.not_tried}};
}

}  // namespace

extern const Check reach_check;
const Check reach_check{
    .name = "reach", .rank = 2, .explain = "whether a connection comes about", .of_connection = look};

}  // namespace migrate::doctor
