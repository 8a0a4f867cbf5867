#include <migrate/amend.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::amend {

namespace {

using plan::Entry;

bool is_begun(const Entry& entry) {
  return entry.row || entry.half_done;
}

Diagnostic not_the_beginning(const plan::Plan& plan) {
  const auto count = static_cast<std::size_t>(std::count_if(plan.entries.begin(), plan.entries.end(), is_begun));
  const auto first = std::find_if(plan.entries.begin(), plan.entries.end(), is_begun);
  Diagnostic found{.code = "M0668",
                   .message = "this database has a history already: it cannot begin here",
                   .labels = {},
                   .notes = {fmt::format("it has {}, the first is {}", text::count(count, "migration"), shown(*first))},
                   .helps = {}};
  const auto pending = plan.pending();
  if (!pending.empty()) {
    found.helps.push_back(fmt::format("record single ones: `migrate repair {} --applied --reason …`",
                                      text::printable(pending.front()->version)));
  }
  if (plan.count(plan::State::unknown) > 0)
    found.helps.emplace_back("where its rows are these migrations under other numbers: `migrate reconcile`");
  return found;
}

Diagnostic no_such_version(const std::string& to, const plan::Plan& plan) {
  Diagnostic found{.code = "M0507",
                   .message = fmt::format("there is no migration `{}`", text::printable(to)),
                   .labels = {},
                   .notes = {"`--to` takes a number as it stands in the file's name: five digits"},
                   .helps = {}};
  if (!plan.entries.empty())
    found.helps.push_back(fmt::format("the last migration is {}", plan.entries.back().version));
  return found;
}

}  // namespace

Proposal baseline(const plan::Plan& plan, const std::string& to) {
  Proposal proposal;
  if (std::any_of(plan.entries.begin(), plan.entries.end(), is_begun)) {
    proposal.diagnostics.push_back(not_the_beginning(plan));
    return proposal;
  }
  const auto is_last = [&](const Entry& entry) { return entry.version == to; };
  if (!to.empty() && std::none_of(plan.entries.begin(), plan.entries.end(), is_last)) {
    proposal.diagnostics.push_back(no_such_version(to, plan));
    return proposal;
  }
  for (const auto& entry : plan.entries) {
    if (!to.empty() && entry.version > to) break;
    proposal.changes.push_back({.version = entry.version,
                                .from = {},
                                .row = row_of(*entry.migration, proposal.diagnostics),
                                .file = shown(entry),
                                .service = tool_service(entry),
                                .what = "applied"});
  }
  return proposal;
}

}  // namespace migrate::amend
