#include "workflow/local_stack.hpp"

#include <migrate/files.hpp>

#include <algorithm>
#include <cctype>

namespace migrate::workflow {

namespace {

using endpoint::Endpoint;
using endpoint::Mode;

constexpr std::string_view provider = "Supabase (local)";

std::string port_in(const markup::Node* table, std::string_view key, std::string otherwise) {
  const auto* node = table == nullptr ? nullptr : table->find(key);
  const bool number =
      node != nullptr && node->kind == markup::Node::Kind::number && !node->text.empty() &&
      std::all_of(node->text.begin(), node->text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return number ? node->text : otherwise;
}

bool is_this_machine(const endpoint::Host& host) {
  const auto& name = host.hostaddr.empty() ? host.host : host.hostaddr;
  return name == "localhost" || name == "::1" || name.starts_with("127.");
}

void become(Endpoint& endpoint, Mode mode) {
  endpoint.mode = mode;
  endpoint.certainty = endpoint::Certainty::certain;
  endpoint.provider = provider;
  endpoint.findings.clear();
}

/// `pgbouncer=true` speaks of a transaction pooler, whatever the port; a port of this machine alone is a presumption.
bool says_pooler(const Endpoint& endpoint) {
  return endpoint.mode == Mode::transaction && endpoint.certainty == endpoint::Certainty::certain;
}

/// Where the URL shows the port.
Span place_of(const Endpoint& endpoint, const std::string& port) {
  if (!endpoint.findings.empty()) return endpoint.findings[0].span;
  const auto text = endpoint::masked(endpoint.given.text.reveal());
  const auto written = endpoint.resolved.hosts[0].host + ":" + port;
  const auto at = text.find(written);
  return at == std::string::npos ? Span{} : Span{at + written.size() - port.size(), at + written.size()};
}

}  // namespace

LocalStack local_stack(const markup::Node& config) {
  const auto* db = config.find("db");
  const auto* pooler = db == nullptr ? nullptr : db->find("pooler");
  LocalStack stack;
  stack.port = port_in(db, "port", stack.port);
  stack.shadow_port = port_in(db, "shadow_port", stack.shadow_port);
  stack.pooler_port = port_in(pooler, "port", stack.pooler_port);
  const auto* mode = pooler == nullptr ? nullptr : pooler->find("pool_mode");
  if (mode == nullptr || (mode->text != "session" && mode->text != "transaction")) return stack;
  stack.pool_mode = mode->text == "session" ? Mode::session : Mode::transaction;
  stack.mode_is_given = true;
  return stack;
}

void refine(Endpoint& endpoint, const LocalStack& stack) {
  if (endpoint.resolved.hosts.size() != 1 || !is_this_machine(endpoint.resolved.hosts[0])) return;
  if (says_pooler(endpoint)) return;
  const auto& port = endpoint.resolved.hosts[0].port;
  if (port == stack.port || port == stack.shadow_port) return become(endpoint, Mode::direct);
  if (port != stack.pooler_port) return;
  const auto span = place_of(endpoint, port);
  become(endpoint, stack.pool_mode);
  if (!stack.mode_is_given) endpoint.certainty = endpoint::Certainty::presumed;
  if (stack.pool_mode == Mode::session) return;
  endpoint.findings.push_back({.span = span,
                               .text = stack.mode_is_given
                                           ? "the local stack's pooler: `pool_mode = \"transaction\"` in "
                                             "supabase/config.toml"
                                           : "the local stack's pooler, in transaction mode by default"});
}

void refine(Endpoint& endpoint, const std::string& root) {
  const auto file = files::read(root, "supabase/config.toml");
  if (!file) return;
  const auto parsed = markup::parse_toml(*file);
  if (!has_errors(parsed.diagnostics)) refine(endpoint, local_stack(parsed.root));
}

}  // namespace migrate::workflow
