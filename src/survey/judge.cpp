#include "survey/judge.hpp"

#include "survey/references.hpp"

#include "endpoint/anatomy.hpp"
#include "endpoint/classify_text.hpp"
#include "endpoint/parameters.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

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

/// The text with the password as plain letters, where drivers do not agree on its end; nothing where they do.
std::optional<Secret> mended(const Secret& given) {
  auto text = given.reveal();
  const auto trimmed = endpoint::trim(text);
  const auto anatomy = endpoint::dissect(endpoint::neutral(trimmed));
  if (!anatomy.flaw || anatomy.netlocs.empty()) return std::nullopt;
  const auto [begin, end] = anatomy.flaw->span;
  const auto& last = anatomy.netlocs.back();
  if (begin >= (last.port ? last.port->end : last.host.end)) return std::nullopt;
  const auto offset = static_cast<std::size_t>(trimmed.data() - text.data());
  if (text[offset + begin - 1] == ':' && text.substr(offset + end).starts_with('@'))
    text.replace(offset + begin, end - begin, end - begin, 'x');
  return Secret(std::move(text));
}

endpoint::Endpoint classified(const Secret& text, const Facts& facts) {
  auto found = endpoint::classify_text({.text = text, .origin = {}, .target_name = {}});
  if (const auto* port = published(found, facts);
      port != nullptr && port->database && found.certainty == endpoint::Certainty::presumed) {
    found.mode = Mode::direct;
    found.findings.clear();
  }
  return found;
}

Judgement judge(Candidate& candidate, const Facts& facts) {
  auto found = classified(candidate.text, facts);
  if (const auto text = mended(candidate.text)) {
    auto read = classified(*text, facts);
    const bool agree = is_unfit(found.mode) && is_unfit(read.mode);
    if (!agree && candidate.doubt.empty())
      candidate.doubt = "a character of the password ends it for some drivers: percent-encode it";
    found = std::move(read);
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

}  // namespace migrate::survey
