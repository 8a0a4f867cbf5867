#include <migrate/doctor.hpp>

#include <fmt/core.h>

namespace migrate::doctor {

namespace {

constexpr std::chrono::milliseconds far{200};

std::vector<Finding> look(const Connection& connection, const Facts&) {
  const auto& seen = connection.seen;
  if (!seen.connected() || seen.latency.count() == 0) return {};
  const auto milliseconds = std::chrono::duration<double, std::milli>(seen.latency).count();
  std::vector<Finding> found{{.text = fmt::format("{:.{}f} ms", milliseconds,
                                                  milliseconds < 1    ? 2
                                                  : milliseconds < 10 ? 1
                                                                      : 0)}};
  if (seen.latency > far) {
    found.push_back({.state = State::warn,
                     .place = Finding::Place::detail,
                     .text = "each query waits that long: run migrations and the application near the database"});
  }
  return found;
}

}  // namespace

extern const Check latency_check;
const Check latency_check{
    .name = "latency", .rank = 5, .explain = "the median of some `select 1`", .of_connection = look};

}  // namespace migrate::doctor
