#include <migrate/plan.hpp>

#include "plan/preflight.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace migrate::plan {

namespace {

/// "server_order_totals" of a row, split as file names are; the label of an unknown version cannot be known for sure.
Entry unknown(const HistoryRow& row) {
  const auto line = row.name.find('_');
  const bool ours = row.version.size() == 5 && line != std::string::npos;
  return {.state = State::unknown,
          .version = row.version,
          .label = ours ? row.name.substr(0, line) : std::string(),
          .name = ours ? row.name.substr(line + 1) : row.name,
          .migration = std::nullopt,
          .row = row,
          .mode = TransactionMode::inside,
          .statements = {}};
}

Entry known(const Migration& migration, const HistoryRow* row) {
  Entry entry{.state = State::pending,
              .version = migration.version,
              .label = migration.label,
              .name = migration.name,
              .migration = migration,
              .row = std::nullopt,
              .mode = TransactionMode::inside,
              .statements = {}};
  if (row == nullptr) return entry;
  entry.row = *row;
  entry.state = is_changed(migration, *row) ? State::changed : State::applied;
  return entry;
}

/// An earlier run began it, and neither a row nor a file knows it.
Entry begun(const HalfDone& half) {
  Entry entry{.state = State::unknown,
              .version = half.version,
              .label = {},
              .name = {},
              .migration = std::nullopt,
              .row = std::nullopt,
              .mode = TransactionMode::outside,
              .statements = {}};
  entry.half_done = half;
  return entry;
}

void add_half_done(std::vector<Entry>& entries, const std::vector<HalfDone>& all) {
  for (const auto& half : all) {
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& one) { return one.version == half.version; });
    if (entry == entries.end()) entries.push_back(begun(half));
    // Where it is recorded, somebody settled it by hand.
    else if (!entry->row)
      entry->half_done = half;
  }
}

bool is_selected(const Entry& entry, const Selection& selection) {
  if (!selection.to.empty() && entry.version > selection.to) return false;
  return selection.service.empty() || (entry.migration && entry.migration->service == selection.service);
}

Diagnostic no_such_version(const Selection& selection, const std::vector<Entry>& entries) {
  std::vector<std::string_view> versions;
  for (const auto& entry : entries) versions.push_back(entry.version);
  Diagnostic diagnostic{.code = "M0507",
                        .message = fmt::format("there is no migration `{}`", text::printable(selection.to)),
                        .labels = {},
                        .notes = {"`--to` takes a number as it stands in the file's name: five digits"},
                        .helps = {}};
  if (!versions.empty()) diagnostic.helps.push_back(fmt::format("the last migration is {}", versions.back()));
  return diagnostic;
}

/// `pending`: whether one of the files without a row may be the missing one.
Diagnostic describe_unknown(const std::vector<const Entry*>& entries, bool pending) {
  std::string versions;
  for (const auto* entry : entries) versions += (versions.empty() ? "" : ", ") + text::printable(entry->version);
  Diagnostic found{
      .code = "M0505",
      .severity = Severity::warning,
      .message = fmt::format("{} in the database without a file here",
                             entries.size() == 1 ? "an applied migration is" : "applied migrations are"),
      .labels = {},
      .notes = {versions, "another branch may have applied it; the Supabase CLI refuses to push meanwhile"},
      .helps = {"bring this checkout up to date: `git pull`"}};
  if (pending) found.helps.emplace_back("or, where files were renumbered: `migrate reconcile` pairs them by content");
  found.helps.push_back(fmt::format("or, where it was taken back by hand: `migrate repair {} --reverted --reason …`",
                                    text::printable(entries.front()->version)));
  return found;
}

/// Lanes interleave freely; inside one lane the order is the tool's own.
void warn_of_late_ones(const std::vector<Entry>& entries, std::vector<Diagnostic>& diagnostics) {
  std::map<std::string, const Entry*> last_applied;
  for (const auto& entry : entries) {
    if (entry.migration && entry.row) last_applied[entry.migration->service] = &entry;
  }
  for (const auto& entry : entries) {
    if (entry.state != State::pending) continue;
    const auto applied = last_applied.find(entry.migration->service);
    if (applied == last_applied.end() || applied->second->version < entry.version) continue;
    diagnostics.push_back({.code = "M0506",
                           .severity = Severity::warning,
                           .message = fmt::format("{} comes before {} of the same service, which is applied",
                                                  entry.version, applied->second->version),
                           .labels = {{.source = entry.migration->source, .span = {}, .text = "pending"}},
                           .notes = {"it runs late here, and in the order of the numbers on an empty database"},
                           .helps = {}});
  }
}

}  // namespace

std::string_view name_of(State state) {
  constexpr std::string_view names[] = {"applied", "pending", "changed", "unknown"};
  return names[static_cast<std::size_t>(state)];
}

std::vector<const Entry*> Plan::pending() const {
  std::vector<const Entry*> found;
  for (const auto& entry : entries) {
    if (entry.state == State::pending) found.push_back(&entry);
  }
  return found;
}

std::size_t Plan::count(State state) const {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.state == state; }));
}

Plan make(const std::vector<Migration>& migrations, const History& history, const Selection& selection) {
  std::map<std::string_view, const HistoryRow*> rows;
  for (const auto& row : history.rows) rows.emplace(row.version, &row);
  Plan plan;
  for (const auto& [version, row] : rows) plan.recorded.emplace_back(version);
  for (const auto& migration : migrations) {
    const auto row = rows.find(migration.version);
    plan.entries.push_back(known(migration, row == rows.end() ? nullptr : row->second));
    if (row != rows.end()) rows.erase(row);
  }
  for (const auto& [version, row] : rows) plan.entries.push_back(unknown(*row));
  add_half_done(plan.entries, history.half_done);
  std::stable_sort(plan.entries.begin(), plan.entries.end(),
                   [](const Entry& a, const Entry& b) { return a.version < b.version; });

  const auto is_wanted = [&](const Entry& entry) { return entry.migration && entry.version == selection.to; };
  if (!selection.to.empty() && std::none_of(plan.entries.begin(), plan.entries.end(), is_wanted)) {
    plan.diagnostics.push_back(no_such_version(selection, plan.entries));
  }
  const auto wanted = plan.count(State::pending);
  std::erase_if(plan.entries,
                [&](const Entry& entry) { return entry.state != State::unknown && !is_selected(entry, selection); });
  plan.not_selected = wanted - plan.count(State::pending);

  std::vector<const Entry*> unknown_ones;
  for (auto& entry : plan.entries) {
    if (entry.state == State::pending) prepare(entry, plan.diagnostics);
    if (entry.state == State::changed) plan.diagnostics.push_back(describe_change(*entry.migration, *entry.row));
    if (entry.state == State::unknown && entry.row) unknown_ones.push_back(&entry);
  }
  warn_of_late_ones(plan.entries, plan.diagnostics);
  if (!unknown_ones.empty()) plan.diagnostics.push_back(describe_unknown(unknown_ones, wanted > 0));
  return plan;
}

std::optional<Diagnostic> describe_push(const Plan& plan) {
  const Entry* highest = nullptr;
  for (const auto& entry : plan.entries) {
    // A row without a file stops the Supabase CLI anyway, and M0505 says so.
    if (entry.state == State::unknown) return std::nullopt;
    if (entry.row) highest = &entry;
  }
  const auto pending = plan.pending();
  if (highest == nullptr || pending.empty() || pending.front()->version > highest->version) return std::nullopt;
  return Diagnostic{.code = "M0509",
                    .severity = Severity::note,
                    .message = "`supabase db push` would need `--include-all` for this",
                    .labels = {},
                    .notes = {fmt::format("{} is pending below {}, which is applied; `migrate apply` takes both orders",
                                          pending.front()->version, highest->version)},
                    .helps = {}};
}

}  // namespace migrate::plan
