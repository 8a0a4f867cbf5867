#include "config/labels.hpp"
#include "config/marks.hpp"
#include "config/paths.hpp"

#include <migrate/config.hpp>
#include <migrate/sources.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace migrate::config {

namespace {

struct Found {
  const sources::Adapter* adapter;
  std::string folder;
  std::string name;
  NumberRange range;
};

/// By custom 001xx is TypeScript's, 002xx Python's, 003xx Rust's.
int rank(const sources::Adapter& adapter) {
  static constexpr std::string_view order[] = {"drizzle", "prisma", "alembic", "sqlx"};
  return static_cast<int>(std::find(std::begin(order), std::end(order), adapter.orm) - std::begin(order));
}

bool is_alone(const sources::Adapter& adapter, const std::string& folder, const std::vector<Found>& all) {
  return std::none_of(all.begin(), all.end(),
                      [&](const Found& one) { return one.adapter == &adapter && one.folder == folder; });
}

std::string free_name(const Found& service, std::set<std::string>& names) {
  std::string stem = label_stem(name_of(service.folder));
  if (stem.empty() || stem == "bootstrap" || stem == "shared") stem = label_stem(service.adapter->orm);
  auto name = stem;
  if (names.contains(name)) name = fmt::format("{}_{}", stem, service.adapter->orm);
  for (int n = 2; names.contains(name); ++n) name = fmt::format("{}_{}", stem, n);
  names.insert(name);
  return name;
}

std::vector<Found> find_services(const FileTree& listing) {
  std::vector<Found> all;
  for (const auto* adapter : sources::adapters()) {
    if (adapter->orm == "sql") continue;
    for (auto& place : places_of(*adapter, listing)) {
      const bool usable = check_path(place).fault.empty() && listing.has_folder(place);
      if (usable && is_alone(*adapter, place, all))
        all.push_back({.adapter = adapter, .folder = std::move(place), .name = {}, .range = {}});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    return rank(*a.adapter) != rank(*b.adapter) ? rank(*a.adapter) < rank(*b.adapter) : a.folder < b.folder;
  });
  return all;
}

/// A path as YAML text: plain where nothing in it means anything there.
std::string scalar(std::string_view path) {
  if (path.empty()) return ".";
  const auto harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '/';
  };
  const auto is_plain =
      harmless(path.front()) && std::all_of(path.begin(), path.end(), [&](char c) { return harmless(c) || c == '-'; });
  if (is_plain) return std::string(path);
  std::string quoted = "'";
  for (const char c : path) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + '\'';
}

constexpr std::string_view head =
    "# Who may use which numbers of supabase/migrations: `migrate sync` collects what each service's ORM wrote there,\n"
    "# as NNNNN_<label>_<name>.sql. A full range is continued with `ranges: [00100-00199, 01100-01199]`.\n"
    "services:\n"
    "  bootstrap:                # plain SQL before everything else: extensions, roles\n"
    "    range: 00000-00099\n";

constexpr std::string_view example =
    "\n"
    "  # No files of a known ORM were found. A service looks like this:\n"
    "  # server:\n"
    "  #   orm: drizzle          # or alembic, prisma, sqlx\n"
    "  #   path: packages/server\n"
    "  #   range: 00100-00199\n";

constexpr std::string_view targets =
    "\n"
    "# Where `migrate apply --target production` applies to; `env` names the variable that holds the URL.\n"
    "# targets:\n"
    "#   production:\n"
    "#     env: DIRECT_URL       # the direct or the session connection, never a transaction pooler\n";

std::string service_text(const Found& service) {
  auto text = fmt::format("\n  {}:\n    orm: {}\n    path: {}\n    range: {}\n", service.name, service.adapter->orm,
                          scalar(service.folder), format_range(service.range));
  if (service.adapter->render != nullptr) {
    text += "    # python: uv run python    # the command that renders new revisions; python3 by default\n";
  }
  return text;
}

NumberRange shared_range(const std::vector<NumberRange>& taken) {
  static constexpr NumberRange usual{400, 499};
  const bool is_free =
      std::none_of(taken.begin(), taken.end(), [](NumberRange range) { return overlap(range, usual); });
  return is_free ? usual : free_range(taken);
}

}  // namespace

Proposal propose(const FileTree& listing) {
  auto services = find_services(listing);
  std::set<std::string> names{"bootstrap", "shared"};
  std::vector<NumberRange> taken;
  Proposal proposal;
  proposal.yaml = head;
  for (auto& service : services) {
    service.range = free_range(taken);
    taken.push_back(service.range);
    service.name = free_name(service, names);
    proposal.yaml += service_text(service);
  }
  if (services.empty()) proposal.yaml += example;
  proposal.yaml += fmt::format(
      "\n  shared:                   # plain SQL that needs the tables of several services\n    range: {}\n",
      format_range(shared_range(taken)));
  proposal.yaml += targets;

  auto draft = read(std::make_shared<const Source>(Source{.name = "migrate.yaml", .text = proposal.yaml}), {}, listing);
  proposal.services = std::move(draft.workspace.services);
  proposal.diagnostics = std::move(draft.diagnostics);
  return proposal;
}

}  // namespace migrate::config
