#pragma once

#include <migrate/pg.hpp>

#include <string>
#include <vector>

namespace migrate::pg {

/// What one question on a fresh line tells.
struct Look {
  std::string process = {};  ///< `pg_backend_pid()`
  bool in_recovery = false;
  bool read_only = false;
  std::string version = {};                 ///< `version()`
  std::vector<std::string> inherited = {};  ///< session state that nobody can have made on a fresh line: "2 settings"
  std::chrono::milliseconds round_trip{0};
};
Result<Look> look(Wire& wire);

/// Why the server is no place for migrations, whatever stands in front of it; else `unknown`.
endpoint::Evidence judge(const Look& look);

}  // namespace migrate::pg
