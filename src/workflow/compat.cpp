#include <migrate/compat_report.hpp>

#include "workflow/compat_diagnostics.hpp"
#include "workflow/connect.hpp"

#include <migrate/files.hpp>
#include <migrate/markup.hpp>

namespace migrate::workflow {

namespace {

bool is_enabled(const markup::Node* table) {
  const auto* enabled = table == nullptr ? nullptr : table->find("enabled");
  return enabled == nullptr || enabled->text != "false";
}

/// `[db.seed] sql_paths`, relative to supabase/; files that are not there are left out, patterns stay as they are
/// written.
std::vector<std::string> seeds_of(const std::string& root, const markup::Node* seed) {
  if (!is_enabled(seed)) return {};
  std::vector<std::string> written{"./seed.sql"};
  if (const auto* paths = seed == nullptr ? nullptr : seed->find("sql_paths")) {
    written.clear();
    for (const auto& path : paths->items) written.push_back(path.text);
  }
  std::vector<std::string> seeds;
  for (const auto& path : written) {
    const auto below = join("supabase", path.starts_with("./") ? std::string_view(path).substr(2) : path);
    if (path.find_first_of("*?[") != std::string::npos || files::read(root, below)) seeds.push_back(below);
  }
  return seeds;
}

compat::Folder read_folder(const Workspace& workspace, FileTree& tree) {
  tree = files::read_below(workspace.root, {workspace.migrations},
                           [&](std::string_view path) { return folder_of(path) == workspace.migrations; });
  const auto config = files::read(workspace.root, "supabase/config.toml");
  const auto parsed = config ? markup::parse_toml(*config) : markup::Parsed{};
  const auto* db = parsed.root.find("db");
  return {.files = tree.files,
          .migrations = is_enabled(db == nullptr ? nullptr : db->find("migrations")),
          .seeds = seeds_of(workspace.root, db == nullptr ? nullptr : db->find("seed"))};
}

/// As `db reset` and a first push would run them: does each find what it needs?
void try_out(CompatReport& report, const compat::Folder& folder, const Workspace& workspace, const Where& where,
             const Surroundings& surroundings) {
  Observer silent;
  const auto tried = apply(workspace, where, {}, surroundings, silent);
  if (!tried) return report.diagnostics.push_back(tried.error());
  report.tried = tried->not_tried == 0 || !tried->failed.empty();
  for (const auto& found : tried->diagnostics) {
    constexpr std::string_view server = "Postgres: ";
    if (tried->failed.empty() || found.severity != Severity::error || found.labels.empty()) continue;
    const auto& label = found.labels.front();
    const auto state = label.text.starts_with(server) ? label.text.substr(server.size(), 5) : std::string();
    compat::fail_at(report.findings, folder,
                    {.file = tried->failed, .span = label.span, .sqlstate = state, .what = found.message});
  }
}

}  // namespace

Result<CompatReport> compat(const Workspace& workspace, const Where& where, Ask ask, const Surroundings& surroundings,
                            Observer& observer) {
  CompatReport report;
  std::vector<std::string> versions;
  if (ask == Ask::database && !where.scratch) {
    auto connected = connect(workspace, where, endpoint::Evidence::Depth::cheap, surroundings, observer);
    if (!connected && connected.error().code != "M0107") return fail(connected);
    if (connected) {
      const auto history = pg::read_history(connected->connection);
      if (!history) return fail(history);
      for (const auto& row : history->rows) versions.push_back(row.version);
      report.place = connected->place;
      report.diagnostics = connected->diagnostics;
    }
  }
  FileTree tree;
  const auto folder = read_folder(workspace, tree);
  report.findings = compat::examine(folder, versions);
  if (where.scratch) try_out(report, folder, workspace, where, surroundings);
  append(report.diagnostics, tree.diagnostics);
  append(report.diagnostics, diagnostics_of(workspace, report.findings));
  if (auto ledgers = forgotten_ledgers(workspace, tree, report.findings.answers.front()))
    report.diagnostics.push_back(std::move(*ledgers));
  return report;
}

}  // namespace migrate::workflow
