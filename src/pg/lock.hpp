#pragma once

#include <string>

namespace migrate::pg {

/// An expression: whether the session holds the lock of `lock`. A tenth of what a look into pg_locks costs.
std::string holds_lock();

}  // namespace migrate::pg
