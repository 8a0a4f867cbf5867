#pragma once

#include <migrate/preflight.hpp>

#include <string>
#include <vector>

namespace migrate::preflight {

/// "42 s", "5 min", "3 h", "2 days"
std::string shown(seconds age);
/// "process 4711, `psql` as `app`, idle in transaction, for 5 min: `select …`"
std::string shown(const Session& session);
/// "`public.orders`, `public.items` and 3 more"
std::string shown(const std::vector<std::string>& names);

/// Longer than a lock is waited for: shorter ones end by themselves meanwhile.
bool lasts(const Session& session);
bool is_dump(const Session& session);
bool is_vacuum(const Session& session);

}  // namespace migrate::preflight
