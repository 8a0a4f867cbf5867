#include <migrate/doctor.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <numeric>

namespace migrate::doctor {

namespace {

/// The connection through which the most is known of the database that is migrated.
const Connection* best_of(const Facts& facts) {
  const Connection* best = nullptr;
  for (const auto& connection : facts.connections) {
    if (connection.seen.max_connections == 0) continue;
    if (best == nullptr || connection.chosen) best = &connection;
  }
  return best;
}

std::vector<Row> look(const Facts& facts) {
  const auto* connection = best_of(facts);
  if (connection == nullptr) return {};
  const auto& seen = connection->seen;
  const int taken = std::accumulate(seen.holders.begin(), seen.holders.end(), 0,
                                    [](int sum, const Holder& holder) { return sum + holder.count; });
  Row row{.section = Section::database,
          .state = State::ok,
          .name = "connections",
          .text = fmt::format("{} of {}", taken, seen.max_connections),
          .details = {}};
  constexpr std::size_t shown = 4;
  int others = taken;
  for (std::size_t i = 0; i < seen.holders.size() && i < shown; ++i) {
    const auto& [who, count] = seen.holders[i];
    row.text += fmt::format("{} {} {}", i == 0 ? ":" : ",", count, who);
    others -= count;
  }
  if (others > 0) row.text += fmt::format(", {} {}", others, others == 1 ? "other" : "others");

  const int free = seen.max_connections - seen.reserved - taken;
  if (taken > advice::largest_pool(seen.max_connections)) {
    row.state = free <= 2 ? State::fail : State::warn;
    row.details.push_back(
        fmt::format("{} left, and a migration takes two", free == 1 ? "1 is" : fmt::format("{} are", free)));
  }
  const auto* tier = connection->endpoint && connection->endpoint->provider == "Supabase"
                         ? advice::find_tier(seen.max_connections)
                         : nullptr;
  if (tier != nullptr) row.text += fmt::format(" (as on compute size {})", tier->name);
  return {row};
}

}  // namespace

extern const Check slots_check;
const Check slots_check{.name = "slots",
                        .rank = 30,
                        .explain = "the server's connections: how many are taken, and by whom",
                        .of_all = look};

}  // namespace migrate::doctor
