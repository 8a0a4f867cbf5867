#include <migrate/advice.hpp>

#include <algorithm>

namespace migrate::advice {

namespace {

constexpr Tier rows[] = {
    {.name = "nano", .max_connections = 60, .pooler_clients = 200},
    {.name = "micro", .max_connections = 60, .pooler_clients = 200},
    {.name = "small", .max_connections = 90, .pooler_clients = 400},
    {.name = "medium", .max_connections = 120, .pooler_clients = 600},
    {.name = "large", .max_connections = 160, .pooler_clients = 800},
    {.name = "xl", .max_connections = 240, .pooler_clients = 1000},
    {.name = "2xl", .max_connections = 380, .pooler_clients = 1500},
    {.name = "4xl", .max_connections = 480, .pooler_clients = 3000},
    {.name = "8xl", .max_connections = 490, .pooler_clients = 6000},
    {.name = "12xl", .max_connections = 500, .pooler_clients = 9000},
    {.name = "16xl", .max_connections = 500, .pooler_clients = 12000},
};

}  // namespace

std::span<const Tier> tiers() {
  return rows;
}

const Tier* find_tier(int max_connections) {
  const auto* row = std::find_if(std::begin(rows), std::end(rows),
                                 [&](const Tier& tier) { return tier.max_connections == max_connections; });
  return row == std::end(rows) ? nullptr : row;
}

}  // namespace migrate::advice
