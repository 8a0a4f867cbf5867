#include "endpoint/refusal.hpp"

#include <migrate/endpoint.hpp>

namespace migrate::endpoint {

namespace {

bool is_fit(Mode mode) {
  return mode == Mode::direct || mode == Mode::session;
}

/// A named service's own word for its connections is the better one: Neon's proxy hands each client one server process.
bool knows_better(const Endpoint& endpoint) {
  return is_fit(endpoint.mode) && !endpoint.provider.empty();
}

}  // namespace

Result<void> allow_dialling(const Endpoint& endpoint, Assume assume) {
  if (is_fit(endpoint.mode)) return {};
  if (endpoint.certainty == Certainty::presumed && assume == Assume::session) return {};
  return fail(refusal(endpoint, {}));
}

Result<MigrationEndpoint> guard(Endpoint endpoint, const Evidence& evidence, Assume assume) {
  // What the text shows to be a transaction pooler stays one: on an idle pool, a look at it says "session".
  if (!is_fit(endpoint.mode) && endpoint.certainty == Certainty::certain) return fail(refusal(endpoint, {}));

  const bool looked = evidence.depth != Evidence::Depth::none;
  if (looked && evidence.seen != Mode::unknown && !is_fit(evidence.seen)) {
    endpoint.mode = evidence.seen;
    return fail(refusal_of_seen(endpoint, evidence));
  }
  if (!is_fit(endpoint.mode) && (assume == Assume::nothing || !is_fit(evidence.seen)))
    return fail(refusal(endpoint, evidence));
  if (evidence.depth == Evidence::Depth::whole && evidence.seen == Mode::unknown && assume == Assume::nothing)
    return fail(refusal_of_unsettled(endpoint, evidence));

  if (is_fit(evidence.seen) && !knows_better(endpoint)) endpoint.mode = evidence.seen;
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
