#pragma once

#include <migrate/endpoint.hpp>

namespace migrate::endpoint {

/// Why the text alone stands against `endpoint`, and the corrected connection string. `evidence`: what a look at a
/// presumed pooler saw.
Diagnostic refusal(const Endpoint& endpoint, const Evidence& evidence);
/// Why what was seen, `endpoint.mode`, stands against it.
Diagnostic refusal_of_seen(const Endpoint& endpoint, const Evidence& evidence);
/// The probe came to no end.
Diagnostic refusal_of_unsettled(const Endpoint& endpoint, const Evidence& evidence);

}  // namespace migrate::endpoint
