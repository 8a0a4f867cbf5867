#pragma once

#include "pg/wire.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::pg {

/// The session advisory lock of another migrator.
struct Peer {
  std::string_view name;
  std::string_view orm = {};  ///< Adapter::orm; empty: none that is collected
  std::int64_t (*key)(std::string_view database);
};

struct PeerLocks {
  std::vector<Peer> wanted;
  std::string database;
  std::chrono::milliseconds wait{0};
  std::function<void(const std::string& holder)> waiting;
  bool held = false;
};

/// Takes what is wanted and not held; M0621 after the wait.
Result<void> hold_peers(Wire& wire);
/// Around what waits for every snapshot, as CREATE INDEX CONCURRENTLY does: a migrator that waits for its lock holds
/// one, and each would wait for the other.
void release_peers(Wire& wire);

}  // namespace migrate::pg
