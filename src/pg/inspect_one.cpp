#include "pg/addresses.hpp"
#include "pg/deadline.hpp"
#include "pg/inspection.hpp"
#include "pg/reached.hpp"

#include <migrate/advice.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::pg {

namespace {

using doctor::Inspection;
using endpoint::Endpoint;
using endpoint::Mode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int questions = 5;  // for the median of the latency

bool is_socket(const endpoint::Host& host) {
  return host.hostaddr.empty() && (host.host.empty() || host.host.starts_with('/') || host.host.starts_with('@'));
}

Diagnostic out_of_time(const Endpoint& to, milliseconds deadline) {
  return {.code = "M0112",
          .message = fmt::format("`{}` did not answer within {} s", endpoint::address(to), deadline.count() / 1000),
          .labels = {},
          .notes = {},
          .helps = {"look at it alone and longer: `migrate doctor --deadline 60s`"}};
}

/// No address answers, so libpq would not fare better.
std::optional<Diagnostic> unreachable(const Endpoint& to, const endpoint::Host& host, const Addresses& addresses) {
  std::string said;
  for (const auto& one : addresses.all) {
    if (one.said.empty()) return std::nullopt;
    said += fmt::format("{}\"{}\" ({}), port {}: {}", said.empty() ? "" : "; ",
                        host.host.empty() ? one.text : host.host, one.text, host.port, one.said);
  }
  if (addresses.all.empty())
    said = fmt::format("could not translate host name \"{}\" to address: {}", host.host, addresses.said);
  Diagnostic diagnostic{.code = "M0110",
                        .message = fmt::format("`{}` could not be reached", endpoint::address(to)),
                        .labels = {},
                        .notes = {text::printable(said)},
                        .helps = {}};
  const auto help = advice::for_fault({.sqlstate = "", .message = said});
  if (!help.empty()) diagnostic.helps.emplace_back(help);
  return diagnostic;
}

std::chrono::microseconds latency_of(Wire& wire) {
  std::vector<std::chrono::microseconds> took;
  for (int i = 0; i < questions; ++i) {
    const auto begin = steady_clock::now();
    if (!ask(wire, std::string("select 1")).good()) return std::chrono::microseconds(0);
    took.push_back(std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin));
  }
  std::nth_element(took.begin(), took.begin() + questions / 2, took.end());
  return took[questions / 2];
}

/// What the text is sure of needs no second connection.
endpoint::Evidence::Depth depth_for(const Endpoint& to) {
  using Depth = endpoint::Evidence::Depth;
  const bool pooled = to.mode == Mode::transaction || to.mode == Mode::statement;
  return pooled && to.certainty == endpoint::Certainty::certain ? Depth::cheap : Depth::whole;
}

void examine_line(Line& line, const Endpoint& to, const Options& options, Inspection& seen) {
  auto& wire = line.wire();
  const auto text_of = [](const char* text) { return std::string(text == nullptr ? "" : text); };
  seen.version = line.server().version;
  seen.reached = text_of(PQhostaddr(wire.link.get()));
  seen.local = std::all_of(to.resolved.hosts.begin(), to.resolved.hosts.end(), is_local);
  // First, while the line is fresh.
  auto evidence = examine(line, depth_for(to));
  if (!evidence) {
    seen.failure = evidence.error();
    return;
  }
  seen.evidence = *std::move(evidence);
  seen.latency = latency_of(wire);
  seen.tls = tls_of(wire, options);
  if (seen.evidence.seen == Mode::foreign) return;
  ask_about_rights(wire, seen);
  ask_about_slots(wire, seen);
  if (seen.evidence.depth == endpoint::Evidence::Depth::whole && seen.evidence.seen == Mode::transaction)
    seen.keeps_prepared = keeps_prepared(wire, options);
}

/// The address that answered, so that libpq looks nothing up: that would have no deadline.
Endpoint pinned(Endpoint to, const Addresses& addresses) {
  to.resolved.rest.erase("connect_timeout");
  auto& host = to.resolved.hosts.front();
  const auto answered = std::find_if(addresses.all.begin(), addresses.all.end(),
                                     [](const doctor::Address& one) { return one.said.empty(); });
  if (to.resolved.hosts.size() != 1 || answered == addresses.all.end() || !host.hostaddr.empty()) return to;
  auto here = host;
  here.hostaddr = answered->text;
  // A name that leads to this machine is encrypted as any other.
  if (is_local(here) == is_local(host)) host = here;
  return to;
}

}  // namespace

Inspection inspect_one(const Endpoint& to, Options options, milliseconds time) {
  const Deadline deadline(time, options.interruption);
  options.interruption = &deadline;
  options.connect_timeout = time;
  Inspection seen;
  Addresses first;
  for (const auto& host : to.resolved.hosts) {
    if (is_socket(host)) continue;
    auto addresses = reach(host, deadline.until());
    const auto reason = to.resolved.hosts.size() == 1 ? unreachable(to, host, addresses) : std::nullopt;
    seen.addresses.insert(seen.addresses.end(), addresses.all.begin(), addresses.all.end());
    if (reason) {
      seen.failure = deadline.is_over() && !addresses.all.empty() ? out_of_time(to, time) : *reason;
      return seen;
    }
    if (first.all.empty()) first = std::move(addresses);
  }
  const auto there = to.resolved.hosts.empty() ? to : pinned(to, first);
  auto line = dial(there, options);
  if (!line) {
    seen.failure = line.error();
  } else {
    examine_line(*line, there, options, seen);
  }
  if (seen.failure && deadline.is_over()) seen.failure = out_of_time(to, time);
  return seen;
}

}  // namespace migrate::pg
