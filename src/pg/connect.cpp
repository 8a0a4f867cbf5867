#include "pg/wire.hpp"

#include <stdexcept>

namespace migrate::pg {

Connection::Connection(std::unique_ptr<Wire> wire) : wire_(std::move(wire)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;
const Server& Connection::server() const {
  return wire_->server;
}
const std::vector<Diagnostic>& Connection::diagnostics() const {
  return wire_->diagnostics;
}

Result<Connection> open(const endpoint::MigrationEndpoint& endpoint, Line line) {
  auto wire = line.take();
  const auto& allowed = endpoint.endpoint();
  if (allowed.given.text != wire->to.given.text || endpoint::address(allowed) != endpoint::address(wire->to))
    throw std::logic_error("a line to one endpoint was to be opened for another");
  wire->allowed = endpoint;
  if (const auto ready = set_up(*wire); !ready) return fail(ready);
  return Connection(std::move(wire));
}

Result<Connection> open(const endpoint::MigrationEndpoint& endpoint, const Options& options) {
  auto line = dial(endpoint.endpoint(), options);
  if (!line) return fail(line);
  return open(endpoint, std::move(*line));
}

}  // namespace migrate::pg
