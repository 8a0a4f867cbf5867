#include "cli/duration.hpp"

#include <charconv>
#include <cstdint>

namespace migrate::cli {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};
constexpr Unit units[] = {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"min", 60'000}, {"h", 3'600'000}, {"", 1000}};
constexpr std::int64_t day = 24 * 3'600'000;

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::uint32_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc()) return std::nullopt;
  const auto rest = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  for (const auto& unit : units) {
    if (unit.name != rest) continue;
    const auto total = count * unit.milliseconds;
    return total <= day ? std::optional(std::chrono::milliseconds(total)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace migrate::cli
