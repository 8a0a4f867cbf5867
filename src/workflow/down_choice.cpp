#include "workflow/down_choice.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

namespace migrate::workflow {

namespace {

using Entries = std::vector<const plan::Entry*>;

bool is_applied(const plan::Entry& entry) {
  return entry.migration && entry.row && (entry.state == plan::State::applied || entry.state == plan::State::changed);
}

std::string file_of(const plan::Entry& entry) {
  return text::printable(file_name(*entry.migration));
}

const plan::Entry* find(const plan::Plan& plan, const std::string& version) {
  const auto found = std::find_if(plan.entries.begin(), plan.entries.end(),
                                  [&](const plan::Entry& entry) { return entry.version == version; });
  return found == plan.entries.end() ? nullptr : &*found;
}

Diagnostic nothing_to_take(std::string message) {
  return {.code = "M0685",
          .message = std::move(message),
          .labels = {},
          .notes = {"nothing was changed"},
          .helps = {"`migrate status` shows what is applied"}};
}

/// By the journal; of one second, the higher number.
Result<const plan::Entry*> applied_last(const plan::Plan& plan) {
  const plan::Entry* last = nullptr;
  bool some = false;
  for (const auto& entry : plan.entries) {
    some = some || is_applied(entry);
    if (!is_applied(entry) || entry.row->applied_at.empty()) continue;
    if (last == nullptr || std::tie(last->row->applied_at, last->version) < std::tie(entry.row->applied_at, entry.version))
      last = &entry;
  }
  if (last != nullptr) return last;
  if (!some) return fail(nothing_to_take("no migration is applied that has a file here"));
  auto unclear = nothing_to_take("it is not known which migration was applied last");
  unclear.notes.emplace_back("another program applied all of them; only the journal of `migrate apply` keeps the time");
  unclear.helps.emplace_back("name it: `migrate down NNNNN`");
  return fail(std::move(unclear));
}

Result<const plan::Entry*> applied_one(const plan::Plan& plan, const std::string& version) {
  const auto* entry = find(plan, version);
  if (entry != nullptr && is_applied(*entry)) return entry;
  const auto shown = text::printable(version);
  if (entry == nullptr) return fail(nothing_to_take(fmt::format("there is no migration `{}`", shown)));
  if (!entry->migration) return fail(nothing_to_take(fmt::format("{} has no file here", shown)));
  return fail(nothing_to_take(fmt::format("{} is not applied", file_of(*entry))));
}

/// Applied ones of the same lane with a higher number, the highest first.
Entries above(const plan::Plan& plan, const plan::Entry& entry) {
  Entries found;
  for (const auto& one : plan.entries) {
    if (is_applied(one) && one.migration->service == entry.migration->service && one.version > entry.version)
      found.insert(found.begin(), &one);
  }
  return found;
}

Diagnostic stands_below(const plan::Entry& entry, const Entries& higher) {
  Diagnostic diagnostic{.code = "M0686",
                        .message = fmt::format("{} stands above {} in the lane of `{}`", file_of(*higher.front()),
                                               entry.version, text::printable(entry.migration->service)),
                        .labels = {},
                        .notes = {"each migration of a lane builds on those before it; nothing was changed"},
                        .helps = {fmt::format("take that one back first: `migrate down {}`", higher.front()->version)}};
  if (higher.size() > 1)
    diagnostic.notes.insert(diagnostic.notes.begin(), fmt::format("{} of them are applied", higher.size()));
  return diagnostic;
}

}  // namespace

Result<Entries> choose(const plan::Plan& plan, const DownOptions& options) {
  if (!options.to.empty()) {
    const auto stays = applied_one(plan, options.to);
    if (!stays) return fail(stays);
    auto found = above(plan, **stays);
    if (found.empty()) return fail(nothing_to_take(fmt::format("nothing stands above {}", file_of(**stays))));
    return found;
  }
  const auto entry = options.version.empty() ? applied_last(plan) : applied_one(plan, options.version);
  if (!entry) return fail(entry);
  if (const auto higher = above(plan, **entry); !higher.empty()) return fail(stands_below(**entry, higher));
  return Entries{*entry};
}

Entries applied_after(const plan::Plan& plan, const plan::Entry& entry) {
  Entries found;
  for (const auto& one : plan.entries) {
    if (!is_applied(one) || one.migration->service == entry.migration->service) continue;
    const auto &then = entry.row->applied_at, &at = one.row->applied_at;
    const bool timed = !then.empty() && !at.empty() && then != at;
    if (timed ? at > then : one.version > entry.version) found.push_back(&one);
  }
  return found;
}

}  // namespace migrate::workflow
