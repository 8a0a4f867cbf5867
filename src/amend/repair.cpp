#include <migrate/amend.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace migrate::amend {

namespace {

using plan::Entry;
using plan::State;

Diagnostic no_such_migration(const plan::Plan& plan, const std::string& version) {
  Diagnostic found{
      .code = "M0662",
      .message = fmt::format("there is no migration `{}`, neither here nor in the database", text::printable(version)),
      .labels = {},
      .notes = {"a version is the number in front of a file's name, as text: five digits"},
      .helps = {}};
  const auto padded = fmt::format("{:0>5}", version);
  std::vector<std::string_view> versions;
  for (const auto& entry : plan.entries) versions.push_back(entry.version);
  const bool short_form = std::find(versions.begin(), versions.end(), padded) != versions.end();
  const auto similar = short_form ? std::string_view(padded) : text::similar(version, versions);
  if (!similar.empty()) found.helps.push_back(fmt::format("a similar one: `{}`", text::printable(similar)));
  return found;
}

Diagnostic no_file(const Entry& entry) {
  return {.code = "M0663",
          .message = fmt::format("{} cannot be marked as applied: it has no file here", text::printable(entry.version)),
          .labels = {},
          .notes = {"its row of the history holds the file's name and statements"},
          .helps = {"bring this checkout up to date: `git pull`"}};
}

Diagnostic already(const Entry& entry, std::string state) {
  return {.code = "M0664",
          .severity = Severity::note,
          .message = fmt::format("{} is {}", text::printable(entry.version), std::move(state)),
          .labels = {},
          .notes = {},
          .helps = {}};
}

void mark_applied(const Entry& entry, Proposal& proposal) {
  if (!entry.migration) {
    proposal.diagnostics.push_back(entry.row ? already(entry, "in the history already, and has no file here")
                                             : no_file(entry));
    return;
  }
  if (entry.state == State::applied && entry.row->statements) {
    proposal.diagnostics.push_back(already(entry, "applied already, and its file is as it was"));
    return;
  }
  Change change{.version = entry.version,
                .from = entry.row ? entry.version : std::string(),
                .row = row_of(*entry.migration, proposal.diagnostics),
                .file = shown(entry),
                .service = tool_service(entry),
                .what = "applied"};
  if (entry.state == State::applied) change.what = "applied, with the statements of its file, which its row lacked";
  if (entry.state == State::changed) change.what = "applied as the file is today, in place of what its row had";
  if (entry.half_done) change.what = fmt::format("applied; it was {}", plan::progress(entry));
  proposal.changes.push_back(std::move(change));
}

void mark_reverted(const Entry& entry, Proposal& proposal) {
  if (!entry.row && !entry.half_done) {
    proposal.diagnostics.push_back(already(entry, "not applied: the history has no row of it"));
    return;
  }
  Change change{.version = entry.version,
                .from = entry.row ? entry.version : std::string(),
                .row = std::nullopt,
                .file = shown(entry),
                .service = tool_service(entry),
                .what = "not applied: `migrate apply` would run it again"};
  if (!entry.migration) change.what = "forgotten; it has no file here";
  if (entry.half_done && entry.migration)
    change.what =
        fmt::format("not begun; it was {}, and `migrate apply` would begin at statement 1", plan::progress(entry));
  proposal.changes.push_back(std::move(change));
}

}  // namespace

Proposal repair(const plan::Plan& plan, const std::vector<std::string>& versions, Mark mark) {
  Proposal proposal;
  for (const auto& version : std::set<std::string>(versions.begin(), versions.end())) {
    const auto entry = std::find_if(plan.entries.begin(), plan.entries.end(),
                                    [&](const Entry& one) { return one.version == version; });
    if (entry == plan.entries.end())
      proposal.diagnostics.push_back(no_such_migration(plan, version));
    else if (mark == Mark::applied)
      mark_applied(*entry, proposal);
    else
      mark_reverted(*entry, proposal);
  }
  return proposal;
}

}  // namespace migrate::amend
