#pragma once

#include <migrate/endpoint.hpp>

#include <string_view>

namespace migrate::endpoint {

/// One row: hosts, ports and users that make a mode. Patterns as in `matches` (parameters.hpp); "" matches any.
struct Rule {
  std::string_view host = {};
  std::string_view port = {};
  std::string_view user = {};
  Mode mode = Mode::unknown;
  std::string_view provider = {};
  Certainty certainty = Certainty::certain;
  std::string_view why = {};  ///< the label at the text that decided
  /// May name {changes}, {direct}, {unpooled} (refusal.cpp); one whose value is unknown is left out.
  std::string_view help[2] = {};
};

/// The first row that matches; the last row matches everything.
const Rule& rule_for(std::string_view host, std::string_view port, std::string_view user);

/// A host and the rule that it met.
struct Verdict {
  const Rule* rule = nullptr;
  std::size_t host = 0;  ///< index into Resolved::hosts
};
/// Of a host list: the worst member. A host's name and its `hostaddr` are both asked.
Verdict verdict_on(const Resolved& resolved);

/// How bad, so that the worst of several can be taken.
int badness(Mode mode);

}  // namespace migrate::endpoint
