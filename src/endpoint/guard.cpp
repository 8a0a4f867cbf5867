#include "endpoint/refusal.hpp"

#include <migrate/endpoint.hpp>

namespace migrate::endpoint {

Result<MigrationEndpoint> guard(Endpoint endpoint, const Evidence& evidence) {
  // What the text shows to be a transaction pooler stays one: on an idle pool, a look at it says "session".
  const bool looked = evidence.seen != Mode::unknown && endpoint.mode != Mode::transaction;
  if (looked && evidence.seen != endpoint.mode) {
    endpoint.mode = evidence.seen;
    endpoint.findings.clear();
  }
  if (endpoint.mode != Mode::direct && endpoint.mode != Mode::session) return fail(refusal(endpoint, evidence));
  return MigrationEndpoint(std::move(endpoint));
}

MigrationEndpoint scratch(Resolved resolved) {
  Endpoint endpoint;
  endpoint.given.origin = "--scratch";
  endpoint.resolved = std::move(resolved);
  endpoint.mode = Mode::direct;
  return MigrationEndpoint(std::move(endpoint));
}

}  // namespace migrate::endpoint
