#pragma once

#include <migrate/amend.hpp>
#include <migrate/workflow.hpp>

/// The verbs that change the history itself and run nothing.
namespace migrate::workflow {

struct AmendOptions {
  std::string reason = {};
  bool dry_run = false;
  std::chrono::milliseconds wait{60000};  ///< for the lock
};
struct AmendReport {
  std::string verb;  ///< "repair"
  Place place = {};
  std::vector<amend::Change> changes = {};
  bool written = false;     ///< they are made; else it is what would be
  std::string undoes = {};  ///< the change that they take back: its verb, author, time and reason; or empty
  std::vector<Diagnostic> diagnostics = {};
};

// repair.cpp
struct RepairOptions {
  AmendOptions how = {};
  std::vector<std::string> versions = {};
  amend::Mark mark = amend::Mark::applied;
};
Result<AmendReport> repair(const Workspace& workspace, const Where& where, const RepairOptions& options,
                           const Surroundings& surroundings, Observer& observer);

// undo.cpp
/// The last change that was not undone, of whichever verb.
Result<AmendReport> undo_repair(const Workspace& workspace, const Where& where, const AmendOptions& options,
                                const Surroundings& surroundings, Observer& observer);

// baseline.cpp
struct BaselineOptions {
  AmendOptions how = {};
  std::string to = {};  ///< up to and with this version; empty = all
  bool verify = false;  ///< compare with what the migrations make on a scratch server
};
Result<AmendReport> baseline(const Workspace& workspace, const Where& where, const BaselineOptions& options,
                             const Surroundings& surroundings, Observer& observer);

// reconcile.cpp
/// A dry run shows the pairs.
Result<AmendReport> reconcile(const Workspace& workspace, const Where& where, const AmendOptions& options,
                              const Surroundings& surroundings, Observer& observer);

}  // namespace migrate::workflow
