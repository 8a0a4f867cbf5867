#pragma once

#include <migrate/plan.hpp>
#include <migrate/workflow.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

/// The way back of what is applied, where its tool gave one.
namespace migrate::workflow {

/// One migration that is to be taken back.
struct WayBack {
  std::string version;
  std::string file;   ///< "00301_worker_runs.sql"
  std::string service;
  plan::Entry entry;  ///< the version, with the text and the statements of the way back
};
struct DownReport {
  Place place;
  std::vector<WayBack> ways;           ///< the last one first
  std::vector<std::string> reverted;   ///< files
  std::string failed;                  ///< file, or empty
  bool dry_run = false;
  std::vector<Diagnostic> diagnostics = {};
  bool needs_repair = false;
  int signal = 0;
};
struct DownOptions {
  std::string version = {};  ///< this one; empty: as `to` says, else the one that was applied last
  std::string to = {};       ///< what stands above it in its lane; itself stays
  bool dry_run = false;
  std::chrono::milliseconds wait{60000};  ///< for the lock
  /// Hears what is about to run, before anything is locked; an error where it shall not. Not set: nobody is asked.
  std::function<Result<void>(const DownReport&)> confirm = {};
};
Result<DownReport> down(const Workspace& workspace, const Where& where, const DownOptions& options,
                        const Surroundings& surroundings, Observer& observer);

}  // namespace migrate::workflow
