#include "survey/judge.hpp"

#include "survey/references.hpp"

#include "endpoint/anatomy.hpp"
#include "endpoint/classify_text.hpp"
#include "endpoint/mask.hpp"
#include "endpoint/parameters.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace migrate::survey {

namespace {

using endpoint::Mode;

bool is_local(const endpoint::Endpoint& endpoint) {
  const auto& hosts = endpoint.resolved.hosts;
  return std::all_of(hosts.begin(), hosts.end(), [](const endpoint::Host& host) {
    return endpoint::matches("localhost|127.*|::1|0.0.0.0|host.docker.internal|", host.host);
  });
}

/// What a compose file of the repository leads this port to, else null.
const Published* published(const endpoint::Endpoint& endpoint, const Facts& facts) {
  if (!is_local(endpoint) || endpoint.resolved.hosts.empty()) return nullptr;
  const auto& port = endpoint.resolved.hosts.front().port;
  const auto it =
      std::find_if(facts.ports.begin(), facts.ports.end(), [&](const Published& one) { return one.port == port; });
  return it == facts.ports.end() ? nullptr : &*it;
}

/// One value of a use.
struct Judgement {
  Verdict verdict = Verdict::unknown;
  endpoint::Endpoint endpoint = {};
};

Judgement judge(const Candidate& candidate, const Facts& facts) {
  auto found = endpoint::classify_text({.text = candidate.text, .origin = {}, .target_name = {}});
  if (const auto* port = published(found, facts);
      port != nullptr && port->database && found.certainty == endpoint::Certainty::presumed) {
    found.mode = Mode::direct;
    found.findings.clear();
  }
  const bool sure = candidate.doubt.empty();
  if (is_unfit(found.mode)) {
    // A port alone says little about a server on this machine.
    const bool by_port = found.certainty == endpoint::Certainty::presumed && is_local(found);
    return {sure && !by_port ? Verdict::refused : Verdict::doubtful, std::move(found)};
  }
  const bool fit = found.mode == Mode::direct || found.mode == Mode::session;
  return {fit && sure ? Verdict::fit : Verdict::unknown, std::move(found)};
}

int gravity(Verdict verdict) {
  return verdict == Verdict::refused ? 3 : verdict == Verdict::doubtful ? 2 : verdict == Verdict::fit ? 1 : 0;
}

/// Where `shown`, a span of the masked text, stands in the text itself.
Span unmasked(const endpoint::Masked& masked, Span shown) {
  constexpr std::size_t stars = 3;
  const auto move = [&](std::size_t byte) {
    std::size_t longer = 0;  // by how much the text is longer than the masked one so far
    for (const auto secret : masked.secrets) {
      if (byte + longer <= secret.begin) break;
      longer += secret.end - secret.begin;
      longer -= stars;
    }
    return byte + longer;
  };
  return {move(shown.begin), move(shown.end)};
}

}  // namespace

bool is_unfit(Mode mode) {
  return mode == Mode::transaction || mode == Mode::statement || mode == Mode::replica;
}

std::string kind_of(const endpoint::Endpoint& endpoint) {
  if (endpoint.mode == Mode::replica) return "a read replica";
  return fmt::format("a {}", endpoint::name_of(endpoint.mode));
}

Outcome judge(const Use& use, const Facts& facts) {
  Outcome worst;
  for (auto& candidate : candidates_of(use, facts.settings)) {
    if (candidate.text.empty() || candidate.text.reveal().size() > longest_value) continue;
    auto found = judge(candidate, facts);
    if (worst.deciding && gravity(found.verdict) <= gravity(worst.verdict)) continue;
    worst = {.verdict = found.verdict, .endpoint = std::move(found.endpoint), .deciding = std::move(candidate)};
  }
  return worst;
}

Spot spot_of(const Use& use, const Outcome& outcome) {
  const auto& candidate = *outcome.deciding;
  auto place = candidate.path.empty() ? use.place : candidate.path.back();
  const auto& text = candidate.text.reveal();
  const std::string_view file = place.source->text;
  // A literal stands at its place or a little behind the name that it belongs to.
  const auto at = file.substr(0, place.span.end + text.size() + 400).find(text, place.span.begin);
  const auto trimmed = endpoint::trim(text);
  for (const auto& finding : outcome.endpoint.findings) {
    if (at == std::string_view::npos || text.empty() || finding.span.begin == finding.span.end) continue;
    const auto raw = unmasked(endpoint::mask(endpoint::neutral(trimmed)), finding.span);
    const auto offset = at + static_cast<std::size_t>(trimmed.data() - text.data());
    place.span = {offset + raw.begin, offset + raw.end};
    place.text = finding.text;
    return {.place = std::move(place), .exact = true};
  }
  place.text = outcome.endpoint.findings.empty() ? "" : outcome.endpoint.findings.front().text;
  return {.place = std::move(place), .exact = false};
}

}  // namespace migrate::survey
