#include "config/forms.hpp"
#include "config/labels.hpp"
#include "config/ranges.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::config {

using markup::Node;

namespace {

/// `node.key` where it is there and not null.
const Node* given(const Node& node, std::string_view key) {
  const auto* value = node.find(key);
  return value == nullptr || value->kind == Node::Kind::null ? nullptr : value;
}

bool is_other_database(std::string_view provider) {
  static constexpr std::string_view others[] = {"mysql",   "mariadb", "planetscale", "sqlite", "turso", "libsql",  "d1",
                                                "mongodb", "mssql",   "sqlserver",   "oracle", "redis", "dynamodb"};
  return std::find(std::begin(others), std::end(others), provider) != std::end(others);
}

void read_orm(Reader& reader, const Node& orm, Entry& entry) {
  static constexpr std::string_view keys[] = {"name", "schemaPath"};
  const auto name = text::printable(entry.name.value);
  if (orm.kind != Node::Kind::map) {
    entry.orm = reader.text(orm, fmt::format("`orm` of `{}`", name));
    return;
  }
  reader.unknown_keys(orm, keys, "`orm`");
  const auto* value = given(orm, "name");
  if (value == nullptr && orm.find("name") == nullptr) {
    reader.error("M0005", fmt::format("`orm` of `{}` has no `name`", name), orm.span, "an ORM is known by its `name`");
  }
  if (value != nullptr) entry.orm = reader.text(*value, fmt::format("`orm.name` of `{}`", name));
  if (const auto* path = given(orm, "schemaPath")) {
    entry.schema = reader.text(*path, fmt::format("`schemaPath` of `{}`", name));
  }
}

void read_strategy(Reader& reader, const Node& strategy, Entry& entry) {
  static constexpr std::string_view keys[] = {"type", "serviceRange"};
  const auto what = fmt::format("`migrationStrategy` of `{}`", text::printable(entry.name.value));
  if (!reader.map(strategy, what, "`type` and `serviceRange`")) {
    entry.range_given = true;
    return;
  }
  reader.unknown_keys(strategy, keys, "`migrationStrategy`");
  if (const auto* range = given(strategy, "serviceRange")) read_ranges(reader, *range, entry);
}

void read_database(Reader& reader, const Node& database, Entry& entry) {
  static constexpr std::string_view keys[] = {"provider", "orm",   "migrationStrategy", "label", "migrations",
                                              "python",   "ledger"};
  const auto name = text::printable(entry.name.value);
  reader.unknown_keys(database, keys, "`database`");
  const auto* orm = database.find("orm");
  entry.detect = orm == nullptr;
  if (orm != nullptr && orm->kind != Node::Kind::null) read_orm(reader, *orm, entry);
  if (const auto* strategy = given(database, "migrationStrategy")) read_strategy(reader, *strategy, entry);
  if (const auto* label = given(database, "label"))
    entry.label = reader.text(*label, fmt::format("`label` of `{}`", name));
  if (const auto* folder = given(database, "migrations")) {
    entry.migrations = reader.text(*folder, fmt::format("`migrations` of `{}`", name));
  }
  if (const auto* python = given(database, "python")) read_python(reader, *python, entry);
  if (const auto* ledger = given(database, "ledger")) read_ledger(reader, *ledger, entry);
}

/// A workspace of another kind of database is none of our services; with a range here it is a mistake.
bool is_foreign(Reader& reader, const Node& database, const Entry& entry) {
  const auto* provider = given(database, "provider");
  if (provider == nullptr || !is_other_database(lower(provider->text))) return false;
  if (entry.range_given) {
    reader.error("M0018",
                 fmt::format("`{}` has a number range, but no Postgres database", text::printable(entry.name.value)),
                 provider->span, "not Postgres");
  }
  return true;
}

/// A workspace; `database` says whether it is a service by itself.
struct Candidate {
  Entry entry;
  bool is_service = false;
};

Candidate read_workspace(Reader& reader, const Node::Member& member) {
  Candidate candidate{.entry = {.name = {.value = member.key, .span = member.key_span}}};
  auto& entry = candidate.entry;
  const auto& node = member.value;
  const auto name = text::printable(member.key);
  if (!reader.map(node, fmt::format("`{}`", name), "`language`, `path` and `database`")) return candidate;
  if (const auto* language = given(node, "language")) entry.language = lower(language->text);
  if (const auto* path = given(node, "path")) entry.path = reader.text(*path, fmt::format("`path` of `{}`", name));
  entry.detect = true;
  const auto* database = given(node, "database");
  if (database == nullptr) return candidate;
  if (!reader.map(*database, fmt::format("`database` of `{}`", name), "`provider`, `orm` and `migrationStrategy`"))
    return candidate;
  read_database(reader, *database, entry);
  candidate.is_service = !is_foreign(reader, *database, entry);
  return candidate;
}

/// One of sharedDatabase.serviceRanges, read as if it were a service.
std::vector<Entry> read_lanes(Reader& reader, const Node& shared) {
  static constexpr std::string_view keys[] = {"enabled", "provider", "serviceRanges"};
  std::vector<Entry> lanes;
  if (!reader.map(shared, "`sharedDatabase`", "`enabled`, `provider` and `serviceRanges`")) return lanes;
  reader.unknown_keys(shared, keys, "`sharedDatabase`");
  const auto* ranges = given(shared, "serviceRanges");
  if (ranges == nullptr || !reader.map(*ranges, "`serviceRanges`", "number ranges by their services")) return lanes;
  for (const auto& member : ranges->members) {
    Entry lane{.name = {.value = member.key, .span = member.key_span}};
    read_ranges(reader, member.value, lane);
    lanes.push_back(std::move(lane));
  }
  const auto* enabled = shared.find("enabled");
  if (enabled != nullptr && enabled->text == "false") lanes.clear();
  return lanes;
}

bool same_ranges(const Entry& a, const Entry& b) {
  return std::equal(a.ranges.begin(), a.ranges.end(), b.ranges.begin(), b.ranges.end(),
                    [](const auto& x, const auto& y) { return x.value == y.value; });
}

void join_range(Reader& reader, Entry& service, const Entry& lane) {
  if (!service.range_given) {
    service.ranges = lane.ranges;
    service.range_given = lane.range_given;
    return;
  }
  if (service.ranges.empty() || lane.ranges.empty() || same_ranges(service, lane)) return;
  const auto name = text::printable(service.name.value);
  const auto& here = service.ranges.front();
  const auto& there = lane.ranges.front();
  auto& found = reader.error("M0012", fmt::format("the number range of `{}` is given twice, and differently", name),
                             here.span, fmt::format("{} for `{}`", format_range(here.value), name));
  found.labels.push_back(reader.label(reader.visible(there.span), fmt::format("{} for `{}`", format_range(there.value),
                                                                              text::printable(lane.name.value))));
  found.helps.emplace_back("keep one of them");
}

Entry* find_entry(std::vector<Entry>& services, std::string_view name) {
  const auto it =
      std::find_if(services.begin(), services.end(), [&](const Entry& entry) { return entry.name.value == name; });
  if (it != services.end()) return &*it;
  const auto labelled = [&](const Entry& entry) { return label_of(entry, services) == name; };
  if (std::count_if(services.begin(), services.end(), labelled) != 1) return nullptr;
  return &*std::find_if(services.begin(), services.end(), labelled);
}

/// Workspaces with a database or a range of their own name, each with its range; the lanes that are no workspace's
/// after them.
std::vector<Entry> join(Reader& reader, std::vector<Candidate> candidates, std::vector<Entry> lanes) {
  std::vector<Entry> services;
  for (auto& candidate : candidates) {
    const bool named = std::any_of(lanes.begin(), lanes.end(),
                                   [&](const Entry& lane) { return lane.name.value == candidate.entry.name.value; });
    if (candidate.is_service || named) services.push_back(std::move(candidate.entry));
  }
  std::vector<Entry> others;
  for (auto& lane : lanes) {
    if (auto* service = find_entry(services, lane.name.value)) {
      join_range(reader, *service, lane);
    } else {
      others.push_back(std::move(lane));
    }
  }
  std::move(others.begin(), others.end(), std::back_inserter(services));
  return services;
}

}  // namespace

Written read_kodo(Reader& reader, const Node& root) {
  Written written;
  if (root.kind == Node::Kind::null || !reader.map(root, ".kodo/config.json", "`stack`")) return written;
  const auto* stack = given(root, "stack");
  if (stack == nullptr || !reader.map(*stack, "`stack`", "`workspaces` and `sharedDatabase`")) return written;
  std::vector<Candidate> candidates;
  if (const auto* workspaces = given(*stack, "workspaces");
      workspaces != nullptr && reader.map(*workspaces, "`workspaces`", "workspaces by their names")) {
    for (const auto& member : workspaces->members) candidates.push_back(read_workspace(reader, member));
  }
  std::vector<Entry> lanes;
  if (const auto* shared = given(*stack, "sharedDatabase")) lanes = read_lanes(reader, *shared);
  written.entries = join(reader, std::move(candidates), std::move(lanes));
  for (auto& entry : written.entries) {
    const bool plain = !entry.orm && !entry.detect;
    if (plain && !entry.range_given) entry.ranges.push_back({.value = bootstrap_range, .span = entry.name.span});
  }
  return written;
}

}  // namespace migrate::config
