#include <fmt/core.h>
#include <migrate/files.hpp>
#include <migrate/text.hpp>
#include <migrate/workflow.hpp>

#include <algorithm>
#include <optional>

#include "workflow/collected.hpp"
#include "workflow/render.hpp"

namespace migrate::workflow {

namespace {

/// What one adapter wants to read.
struct Reading {
  const sources::Adapter* adapter = nullptr;
  std::vector<std::string> folders;  ///< its paths are relative to these

  [[nodiscard]] bool wants(std::string_view path) const {
    return std::any_of(folders.begin(), folders.end(), [&](std::string_view folder) {
      if (folder.empty()) return adapter->reads(path);
      return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/' &&
             adapter->reads(path.substr(folder.size() + 1));
    });
  }
};

bool selected(const Workspace& workspace, const Service& service, const SyncOptions& options) {
  return options.service.empty() || find_service(workspace, options.service) == &service;
}

std::vector<Reading> readings(const Workspace& workspace, const SyncOptions& options) {
  std::vector<Reading> all;
  for (const auto& service : workspace.services) {
    const auto* adapter = sources::find(service.orm);
    if (adapter == nullptr || !selected(workspace, service, options)) continue;
    Reading reading{.adapter = adapter, .folders = {service.folder}};
    if (!service.migrations.empty()) reading.folders.push_back(service.migrations);
    for (const auto folder : adapter->folders) reading.folders.push_back(join(service.folder, folder));
    all.push_back(std::move(reading));
  }
  return all;
}

FileTree read_all(const Workspace& workspace, const SyncOptions& options) {
  const auto all = readings(workspace, options);
  std::vector<std::string> folders{workspace.migrations};
  for (const auto& reading : all) folders.insert(folders.end(), reading.folders.begin(), reading.folders.end());
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  return files::read_below(workspace.root, folders, [&](std::string_view path) {
    return is_collected(workspace, path) ||
           std::any_of(all.begin(), all.end(), [&](const Reading& reading) { return reading.wants(path); });
  });
}

std::vector<sources::Discovery> discover(const Workspace& workspace, const SyncOptions& options, const FileTree& tree) {
  std::vector<sources::Discovery> all;
  for (const auto& service : workspace.services) {
    const auto* adapter = sources::find(service.orm);
    const bool wanted = adapter != nullptr && selected(workspace, service, options);
    all.push_back(wanted ? adapter->discover(tree, service) : sources::Discovery{});
  }
  return all;
}

collect::Options collect_options(const Workspace& workspace, const SyncOptions& options) {
  collect::Options all{
      .service = options.service, .update = options.update, .names_only = options.mode == SyncMode::check};
  if (const auto applied = files::read(workspace.root, ".migrate/applied"))
    all.applied = collect::read_applied((*applied)->text);
  return all;
}

Diagnostic behind(std::size_t count) {
  return {.code = "M0302",
          .message = fmt::format("supabase/migrations is behind its sources: {} {} not collected",
                                 text::count(count, "migration"), count == 1 ? "is" : "are"),
          .helps = {"run `migrate sync` and commit supabase/migrations"}};
}

/// Whoever interrupts wants to find the workspace as it was.
Diagnostic interrupted() {
  return {
      .code = "M0257", .message = "interrupted: nothing was collected", .notes = {"no file was written or changed"}};
}

bool is_interrupted(const SyncOptions& options) {
  return options.interruption != nullptr && options.interruption->signal() != 0;
}

/// Either all files or none. A revision that cannot be rendered is no reason to hold the others back.
Result<void> write(SyncReport& report) {
  if (has_errors(report.plan.diagnostics)) {
    report.plan.writes.clear();
    for (auto& lane : report.plan.lanes) lane.added.clear();
    return {};
  }
  std::vector<files::NewFile> all;
  for (const auto& write : report.plan.writes) {
    const bool replaces = write.kind != collect::Write::Kind::added;
    all.push_back(
        {.path = write.path, .text = write.text, .overwrite = replaces ? files::Overwrite::yes : files::Overwrite::no});
  }
  const auto written = files::write(report.workspace.root, all, files::Overwrite::no);
  report.written = written.has_value();
  return written;
}

}  // namespace

Result<SyncReport> sync(const Workspace& workspace, const SyncOptions& options, Observer& observer) {
  const auto begin = std::chrono::steady_clock::now();
  SyncReport report{.workspace = workspace, .options = options};
  if (!options.service.empty()) {
    if (const auto service = service_named(workspace, options.service); !service) return fail(service);
  }
  std::optional<files::Lock> lock;
  if (options.mode == SyncMode::write) {
    auto locked = files::lock(workspace.root);
    if (!locked) return fail(locked);
    lock.emplace(std::move(*locked));
  }

  const auto tree = read_all(workspace, options);
  auto discoveries = discover(report.workspace, options, tree);
  const auto folder = collect::read_folder(tree, report.workspace);
  const auto settings = collect_options(workspace, options);
  std::vector<Diagnostic> unrendered;
  for (std::size_t i = 0; i < discoveries.size() && options.mode != SyncMode::check; ++i) {
    const auto& service = report.workspace.services[i];
    const auto* adapter = sources::find(service.orm);
    if (adapter == nullptr || adapter->render == nullptr) continue;
    const auto wanted = collect::wanted(report.workspace, service, discoveries[i], folder, settings);
    if (wanted.empty()) continue;
    append(unrendered, render(workspace, service, *adapter, discoveries[i], wanted, options.interruption, observer));
  }

  if (is_interrupted(options)) return fail(interrupted());
  report.plan = collect::plan(report.workspace, discoveries, folder, settings);
  report.plan.diagnostics.insert(report.plan.diagnostics.begin(), tree.diagnostics.begin(), tree.diagnostics.end());
  if (options.mode == SyncMode::write) {
    if (const auto written = write(report); !written) return fail(written);
  }
  const auto missing =
      static_cast<std::size_t>(std::count_if(report.plan.writes.begin(), report.plan.writes.end(),
                                             [](const auto& w) { return w.kind != collect::Write::Kind::down; }));
  if (options.mode == SyncMode::check && missing > 0) report.plan.diagnostics.push_back(behind(missing));
  append(report.plan.diagnostics, std::move(unrendered));
  report.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  return report;
}

}  // namespace migrate::workflow
