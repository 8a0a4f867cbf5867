#pragma once

#include "pg/wire.hpp"

#include <cstdint>
#include <string>

namespace migrate::pg {

/// Who holds an advisory lock of a session; nothing where nobody does.
struct Holder {
  std::string session;  ///< "process 4711, `migrate/1.0 run=… host=… user=…`"
  std::string since;    ///< "connected since 2025-11-20T15:24:31Z, active"
};
Holder holder_of(Wire& wire, std::int64_t key);

struct AdvisoryLock {
  std::int64_t key = 0;
  int times = 1;  ///< it is taken, one or two
};
/// Polls one such lock, so that no waiting session holds a snapshot; `waiting` hears of each holder.
struct Polled {
  Result<void> error = {};  ///< of the question, or a signal
  bool taken = false;
  Holder last;  ///< where it was not taken in time
};
Polled poll_lock(Wire& wire, AdvisoryLock lock, std::chrono::milliseconds wait,
                 const std::function<void(const std::string& holder)>& waiting);

}  // namespace migrate::pg
