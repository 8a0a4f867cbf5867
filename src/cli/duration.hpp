#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace migrate::cli {

/// "500ms", "30s", "5m", "1h"; a number alone means seconds. At most a day.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace migrate::cli
