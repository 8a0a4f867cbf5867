#include <migrate/doctor.hpp>

namespace migrate::doctor {

endpoint::Mode mode_of(const Connection& connection) {
  using endpoint::Mode;
  if (!connection.endpoint) return Mode::unknown;
  const auto seen = connection.seen.evidence.seen;
  // A standby behind a pooler is both; that it cannot be written to is what matters.
  if (seen != Mode::unknown) return seen;
  return connection.endpoint->mode;
}

}  // namespace migrate::doctor
