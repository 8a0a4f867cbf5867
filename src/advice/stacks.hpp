#pragma once

#include <migrate/advice.hpp>

#include <span>

namespace migrate::advice {

/// The rows of the settings, by language.
extern const std::span<const Settings> python_settings;
extern const std::span<const Settings> node_settings;
extern const std::span<const Settings> other_settings;

}  // namespace migrate::advice
