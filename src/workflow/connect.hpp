#pragma once

#include <migrate/pg.hpp>
#include <migrate/scratch.hpp>
#include <migrate/workflow.hpp>

#include <optional>

namespace migrate::workflow {

/// A connection fit for migrations. The server, where it is a scratch one, outlives the connection.
struct Connected {
  std::optional<scratch::Server> server;
  pg::Connection connection;
  Place place;
  std::vector<Diagnostic> diagnostics;  ///< what was noted on the way: parameters left out, a raised sslmode
};
/// `depth`: of the look at the server; who writes takes `whole`.
Result<Connected> connect(const Workspace& workspace, const Where& where, endpoint::Evidence::Depth depth,
                          const Surroundings& surroundings, Observer& observer);

/// "Connected to production, …": for a verb whose result does not begin with the place.
Step connected_to(const Place& place, std::chrono::microseconds took);

/// The lock under which migrations run; the story tells who is waited for.
Result<void> lock(pg::Connection& connection, std::chrono::milliseconds wait, Observer& observer);

/// "0.3 ms", "83 ms", "4.02 s", "12.8 s"
std::string duration(std::chrono::microseconds time);

}  // namespace migrate::workflow
