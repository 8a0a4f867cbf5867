#include "endpoint/anatomy.hpp"
#include "endpoint/locate.hpp"
#include "endpoint/mask.hpp"
#include "endpoint/parameters.hpp"
#include "endpoint/rules.hpp"

#include <migrate/endpoint.hpp>

#include <algorithm>

namespace migrate::endpoint {

namespace {

struct Edit {
  Span span;  ///< in the masked text
  std::string text;
};

/// The parameter with the `&`, `?` or blank that goes with it.
Span with_separator(Span span, std::string_view text) {
  const bool others_follow = span.end < text.size();
  return others_follow ? Span{span.begin, span.end + 1} : Span{span.begin == 0 ? 0 : span.begin - 1, span.end};
}

std::string edited(std::string text, std::vector<Edit> edits) {
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.span.begin > b.span.begin; });
  for (const auto& [span, replacement] : edits) text.replace(span.begin, span.end - span.begin, replacement);
  return text;
}

bool names(const Rule& rule, std::string_view correction) {
  return rule.help[0].find(correction) != std::string::npos;
}

}  // namespace

std::string corrected(const Endpoint& endpoint) {
  if (endpoint.resolved.hosts.size() != 1) return {};
  const auto trimmed = trim(endpoint.given.text.reveal());
  const auto anatomy = dissect(trimmed);
  const auto masked = mask(trimmed);
  const auto located = locate(anatomy, trimmed, endpoint.resolved, 0);
  const auto& rule = *verdict_on(endpoint.resolved).rule;

  std::vector<Edit> edits;
  for (const auto& parameter : anatomy.parameters) {
    const auto* hint = find_hint(parameter.name, parameter.value);
    if (hint != nullptr && hint->decides)
      edits.push_back({.span = with_separator(masked.shown(parameter.whole), masked.text), .text = {}});
  }
  // `pgbouncer=true` alone decided: the place itself has no rule against it.
  const bool place_is_fit = rule.mode == Mode::session || rule.mode == Mode::direct;
  if (names(rule, "{unpooled}") && located.host) {
    const auto host = masked.shown(*located.host);
    const auto at = masked.text.find("-pooler", host.begin);
    if (at == std::string::npos || at >= host.end) return {};
    edits.push_back({.span = {at, at + std::string_view("-pooler").size()}, .text = {}});
  } else if (names(rule, "{changes}") && located.port) {
    edits.push_back({.span = masked.shown(*located.port), .text = "5432"});
  } else if (!place_is_fit) {
    return {};
  }
  return edits.empty() ? std::string() : edited(masked.text, std::move(edits));
}

}  // namespace migrate::endpoint
