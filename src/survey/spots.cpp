#include "survey/spots.hpp"

#include "endpoint/anatomy.hpp"
#include "endpoint/classify_text.hpp"
#include "endpoint/mask.hpp"

#include <algorithm>
#include <optional>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;

bool holds(Span outer, Span inner) {
  return outer.begin <= inner.begin && inner.end <= outer.end;
}
bool overlap(Span a, Span b) {
  return a.begin < b.end && b.begin < a.end;
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

/// What the first finding is about, in bytes of the candidate's text; nothing where no finding has a place.
const endpoint::Finding* placed(const std::vector<endpoint::Finding>& findings) {
  const auto it = std::find_if(findings.begin(), findings.end(),
                               [](const endpoint::Finding& one) { return one.span.begin < one.span.end; });
  return it == findings.end() ? nullptr : &*it;
}
Span raw_of(const Candidate& candidate, Span shown) {
  const auto& text = candidate.text.reveal();
  const auto trimmed = endpoint::trim(text);
  const auto raw = unmasked(endpoint::mask(endpoint::neutral(trimmed)), shown);
  const auto offset = static_cast<std::size_t>(trimmed.data() - text.data());
  return {offset + raw.begin, offset + raw.end};
}

/// The innermost variable that holds all of these bytes, else null.
const Part* part_at(const Candidate& candidate, Span raw) {
  const Part* found = nullptr;
  for (const auto& part : candidate.parts) {
    if (!part.path.empty() && holds(part.span, raw)) found = &part;
  }
  return found;
}

/// The same bytes before the parts were put in; nothing where only a piece of a part is meant.
std::optional<Span> as_written(const Candidate& candidate, Span raw) {
  Span written = raw;
  for (const auto& part : candidate.parts) {
    if (part.written.end == 0) continue;
    if (overlap(part.span, raw) && !holds(raw, part.span)) return std::nullopt;
    const auto move = [&](std::size_t& to, std::size_t from) {
      if (from >= part.span.end) to = part.written.end + (from - part.span.end);
    };
    move(written.begin, raw.begin);
    move(written.end, raw.end);
  }
  return written;
}

/// A part as the file of its variable holds it, byte for byte; nothing where it does not.
std::optional<std::size_t> verbatim(const Label& place, std::string_view value) {
  const std::string_view file = place.source->text;
  const auto at = file.substr(0, place.span.end).find(value, place.span.begin);
  return at == npos || value.empty() ? std::nullopt : std::optional(at);
}

}  // namespace

Spot spot_of(const Use& use, const Outcome& outcome) {
  const auto& candidate = *outcome.deciding;
  const auto& findings = outcome.endpoint.findings;
  auto place = candidate.path.empty() ? use.place : candidate.path.back();
  const auto* finding = placed(findings);
  place.text = finding != nullptr ? finding->text : findings.empty() ? "" : findings.front().text;
  if (finding == nullptr) return {.place = std::move(place), .elsewhere = !candidate.path.empty()};

  const auto raw = raw_of(candidate, finding->span);
  if (const auto* part = part_at(candidate, raw)) {
    auto there = part->path.back();
    const auto value = candidate.text.reveal().substr(part->span.begin, part->span.end - part->span.begin);
    if (const auto at = verbatim(there, value))
      there.span = {*at + raw.begin - part->span.begin, *at + raw.end - part->span.begin};
    there.text = finding->text;
    return {.place = std::move(there), .elsewhere = true};
  }
  const auto& written = candidate.written.reveal();
  const std::string_view file = place.source->text;
  // A literal stands at its place or a little behind the name that it belongs to.
  const auto at = file.substr(0, place.span.end + written.size() + 400).find(written, place.span.begin);
  if (const auto span = as_written(candidate, raw); span && at != npos && !written.empty())
    place.span = {at + span->begin, at + span->end};
  return {.place = std::move(place), .elsewhere = !candidate.path.empty()};
}

std::vector<Label> secrets_of(const Candidate& candidate) {
  std::vector<Label> all;
  if (candidate.parts.empty()) return all;
  const auto& text = candidate.text.reveal();
  const auto trimmed = endpoint::trim(text);
  const auto offset = static_cast<std::size_t>(trimmed.data() - text.data());
  for (const auto& masked : {endpoint::mask(trimmed), endpoint::mask(endpoint::neutral(trimmed))}) {
    for (const auto secret : masked.secrets) {
      const Span raw{offset + secret.begin, offset + secret.end};
      for (const auto& part : candidate.parts) {
        if (part.path.empty() || !overlap(part.span, raw)) continue;
        auto place = part.path.back();
        const auto at =
            verbatim(place, std::string_view(text).substr(part.span.begin, part.span.end - part.span.begin));
        const auto moved = [&](std::size_t byte) {
          return *at + std::clamp(byte, part.span.begin, part.span.end) - part.span.begin;
        };
        // An escaped value, or one of several variables: all of it, to the end of its line.
        const auto end = std::min(place.source->text.find('\n', place.span.end), place.source->text.size());
        place.span = at ? Span{moved(raw.begin), moved(raw.end)} : Span{place.span.begin, end};
        all.push_back(std::move(place));
      }
    }
  }
  return all;
}

}  // namespace migrate::survey
