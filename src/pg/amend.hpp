#pragma once

#include <migrate/amend.hpp>
#include <migrate/pg.hpp>

#include <optional>
#include <string>
#include <vector>

/// The history itself is changed, and nothing else runs. Under the lock.
namespace migrate::pg {

struct Cause {
  std::string verb;  ///< "repair"
  std::string reason;
};
/// All of them or none, in one transaction. `migrate.repairs` keeps who did it, why, and what was there before.
Result<void> amend(Connection& connection, const std::vector<amend::Change>& changes, const Cause& cause);

/// The last amendment that was not undone.
struct Amended {
  std::string run;  ///< the id of its run
  Cause cause = {};
  std::string made;    ///< ISO 8601 UTC
  std::string author;  ///< "ci@runner-7"
  struct Row {
    std::string version;
    std::string before;    ///< version of the row that was there; empty: there was none
    std::string after;     ///< version of the row that it wrote; empty: none
    bool journal = false;  ///< it took rows of the journal out, or moved them
    std::string obstacle;  ///< why it cannot be undone any more, or empty
  };
  std::vector<Row> rows = {};
};
Result<std::optional<Amended>> last_amended(Connection& connection);
/// Every row of history and journal as it was before.
Result<void> undo(Connection& connection, const Amended& amended);

}  // namespace migrate::pg
