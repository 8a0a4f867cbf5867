#include <migrate/endpoint.hpp>
#include <migrate/text.hpp>

namespace migrate::endpoint {

std::string_view name_of(Mode mode) {
  switch (mode) {
    case Mode::direct:
      return "direct";
    case Mode::session:
      return "session pooler";
    case Mode::transaction:
      return "transaction pooler";
    case Mode::statement:
      return "statement pooler";
    case Mode::replica:
      return "read replica";
    case Mode::read_only:
      return "read-only";
    case Mode::foreign:
      return "not Postgres";
    case Mode::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string address(const Endpoint& endpoint) {
  std::string out;
  for (const auto& [host, hostaddr, port] : endpoint.resolved.hosts) {
    if (!out.empty()) out += ',';
    const auto& name = host.empty() ? hostaddr : host;
    const bool version_6 = name.find(':') != std::string::npos && !name.starts_with('/');
    out += version_6 ? "[" + text::printable(name) + "]" : text::printable(name);
    if (!port.empty()) out += ":" + text::printable(port);
  }
  return out;
}

}  // namespace migrate::endpoint
