#pragma once

#include <migrate/endpoint.hpp>

namespace migrate::endpoint {

/// Why `endpoint` may not be migrated, and the corrected connection string. `seen`: what a live probe saw, if it
/// decided.
Diagnostic refusal(const Endpoint& endpoint, const Evidence& evidence);

}  // namespace migrate::endpoint
