#include <migrate/amend.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace migrate::amend {

namespace {

using plan::Entry;
using plan::State;

/// A row without a file of its content, or a file without a row of it.
struct Loose {
  const Entry* entry;
  std::string exact;   ///< its statements, one behind the other
  std::string tokens;  ///< without comments and white space
};

std::string joined(const std::vector<std::string>& statements) {
  std::string text;
  for (const auto& statement : statements) text += statement + "\n;\n";
  return text;
}

/// Nothing where there is no statement to know it by.
std::optional<Loose> loose(const Entry& entry, const std::vector<std::string>& statements) {
  const auto text = joined(statements);
  if (sql::split(text).statements.empty()) return std::nullopt;
  return Loose{.entry = &entry, .exact = text, .tokens = sql::fingerprint(text)};
}

std::vector<Loose> loose_rows(const plan::Plan& plan) {
  std::vector<Loose> found;
  for (const auto& entry : plan.entries) {
    if (!entry.row || entry.state == State::applied || !entry.row->statements) continue;
    if (auto one = loose(entry, *entry.row->statements)) found.push_back(std::move(*one));
  }
  return found;
}

std::vector<Loose> loose_files(const plan::Plan& plan) {
  std::vector<Loose> found;
  for (const auto& entry : plan.entries) {
    if (!entry.migration || entry.state == State::applied) continue;
    const auto& text = entry.migration->source->text;
    if (auto one = loose(entry, sql::history_statements(text, sql::split(text)))) found.push_back(std::move(*one));
  }
  return found;
}

struct Pair {
  const Entry* row;
  const Entry* file;
  std::string_view by;
};

/// Those of equal content.
struct Group {
  std::vector<const Entry*> rows, files;
};

/// One row and one file of a content are a pair; what is left over goes on to the next, weaker comparison.
void pair_by(std::string Loose::*content, std::string_view by, std::vector<Loose>& rows, std::vector<Loose>& files,
             std::vector<Pair>& pairs, std::vector<Group>& unclear) {
  std::map<std::string_view, Group> groups;
  for (const auto& row : rows) groups[row.*content].rows.push_back(row.entry);
  for (const auto& file : files) groups[file.*content].files.push_back(file.entry);
  std::set<const Entry*> settled;
  for (auto& [text, group] : groups) {
    if (group.rows.empty() || group.files.empty()) continue;
    settled.insert(group.rows.begin(), group.rows.end());
    settled.insert(group.files.begin(), group.files.end());
    if (group.rows.size() == 1 && group.files.size() == 1)
      pairs.push_back({.row = group.rows.front(), .file = group.files.front(), .by = by});
    else
      unclear.push_back(std::move(group));
  }
  const auto is_settled = [&](const Loose& one) { return settled.contains(one.entry); };
  std::erase_if(rows, is_settled);
  std::erase_if(files, is_settled);
}

/// Takes out those whose number is another row's that stays; what stays then may hold a number, too.
std::vector<Pair> take_blocked(const plan::Plan& plan, std::vector<Pair>& pairs) {
  std::vector<Pair> blocked;
  for (bool again = true; again;) {
    again = false;
    std::set<std::string_view> held;
    for (const auto& entry : plan.entries) {
      const auto moves = [&](const Pair& pair) { return pair.row == &entry; };
      if (entry.row && std::none_of(pairs.begin(), pairs.end(), moves)) held.insert(entry.version);
    }
    const auto free = std::stable_partition(pairs.begin(), pairs.end(),
                                            [&](const Pair& pair) { return !held.contains(pair.file->version); });
    again = free != pairs.end();
    blocked.insert(blocked.end(), free, pairs.end());
    pairs.erase(free, pairs.end());
  }
  return blocked;
}

std::string list(const std::vector<const Entry*>& entries) {
  std::string text;
  for (const auto* entry : entries) text += (text.empty() ? "" : ", ") + text::printable(entry->version);
  return text;
}

Diagnostic ambiguous(const Group& group) {
  return {.code = "M0671",
          .severity = Severity::warning,
          .message = fmt::format("{} left as {}: several have the same statements",
                                 group.rows.size() == 1 ? "a row is" : "rows are",
                                 group.rows.size() == 1 ? "it is" : "they are"),
          .labels = {},
          .notes = {"in the history: " + list(group.rows), "files: " + list(group.files)},
          .helps = {fmt::format("settle them one by one: `migrate repair {} --reverted --reason …` and "
                                "`migrate repair {} --applied --reason …`",
                                text::printable(group.rows.front()->version),
                                text::printable(group.files.front()->version))}};
}

Diagnostic taken(const Pair& pair) {
  return {
      .code = "M0672",
      .severity = Severity::warning,
      .message = fmt::format("{} cannot become {}: that number has a row with other statements",
                             text::printable(pair.row->version), pair.file->version),
      .labels = {{.source = pair.file->migration->source, .span = {}, .text = "has the statements of the first"}},
      .notes = {},
      .helps = {fmt::format("look what the row is: `migrate plan`; where it is wrong, `migrate repair {} --reverted "
                            "--reason …`",
                            pair.file->version)}};
}

Diagnostic without_partner(const std::vector<const Entry*>& rows) {
  return {.code = "M0674",
          .severity = Severity::note,
          .message = fmt::format("no file has the statements of {}", rows.size() == 1 ? "this row" : "these rows"),
          .labels = {},
          .notes = {list(rows)},
          .helps = {}};
}

}  // namespace

Proposal reconcile(const plan::Plan& plan) {
  auto rows = loose_rows(plan), files = loose_files(plan);
  std::vector<Pair> pairs;
  std::vector<Group> unclear;
  pair_by(&Loose::exact, "the same statements", rows, files, pairs, unclear);
  pair_by(&Loose::tokens, "the same statements, comments and white space aside", rows, files, pairs, unclear);
  const auto blocked = take_blocked(plan, pairs);
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.row->version < b.row->version; });

  Proposal proposal;
  for (const auto& pair : pairs) {
    proposal.changes.push_back({.version = pair.file->version,
                                .from = pair.row->version,
                                .row = Row{.name = row_of(*pair.file->migration, proposal.diagnostics).name},
                                .file = text::printable(pair.row->version + " " + pair.row->row->name),
                                .service = tool_service(*pair.file),
                                .what = fmt::format("{}: {}", shown(*pair.file), pair.by)});
  }
  std::set<const Entry*> told;
  for (const auto& pair : pairs) told.insert(pair.row);
  for (const auto& group : unclear) {
    told.insert(group.rows.begin(), group.rows.end());
    proposal.diagnostics.push_back(ambiguous(group));
  }
  for (const auto& pair : blocked) {
    told.insert(pair.row);
    proposal.diagnostics.push_back(taken(pair));
  }
  std::vector<const Entry*> alone;
  for (const auto& entry : plan.entries) {
    if (entry.state == State::unknown && entry.row && !told.contains(&entry)) alone.push_back(&entry);
  }
  if (!alone.empty()) proposal.diagnostics.push_back(without_partner(alone));
  return proposal;
}

}  // namespace migrate::amend
