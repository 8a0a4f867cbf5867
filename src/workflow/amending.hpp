#pragma once

#include <migrate/history.hpp>

#include "workflow/connect.hpp"

#include <functional>

/// What `repair`, `baseline` and `reconcile` share.
namespace migrate::workflow {

/// Connects and, unless nothing shall be written, takes the lock; both are told. `work` fills the report under it.
Result<AmendReport> under_lock(const Workspace& workspace, const Where& where, const AmendOptions& options,
                               const Surroundings& surroundings, Observer& observer,
                               const std::function<Result<void>(Connected&, AmendReport&)>& work);

/// Makes the report's changes and tells each with `verb`, unless an error stands against them or it is a dry run.
Result<void> write(Connected& connected, const Workspace& workspace, const AmendOptions& options,
                   const std::string& verb, Observer& observer, AmendReport& report);

/// The lines of the story, one for each change.
void tell(const std::vector<amend::Change>& changes, const std::string& verb, Observer& observer);

}  // namespace migrate::workflow
