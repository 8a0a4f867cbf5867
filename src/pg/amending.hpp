#pragma once

#include "pg/wire.hpp"

#include <optional>
#include <string>
#include <vector>

namespace migrate::pg {

/// A question of a transaction that changes the history.
struct Step {
  Question question;
  std::optional<std::string> expected = {};  ///< its first value; with another the history is not as it was read
};
/// All of them, in one transaction that holds the history table, or nothing.
Result<void> run_steps(Wire& wire, const std::vector<Step>& steps);

/// Whether `migrate.repairs` is there.
Result<bool> has_repairs(Wire& wire);

}  // namespace migrate::pg
