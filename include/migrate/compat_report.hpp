#pragma once

#include <migrate/compat.hpp>
#include <migrate/workflow.hpp>

#include <optional>

namespace migrate::workflow {

struct CompatReport {
  std::optional<Place> place;  ///< nothing: the answer for an empty database
  compat::Findings findings;
  bool tried = false;  ///< the files ran on a scratch server, up to the first that fails
  std::vector<Diagnostic> diagnostics;
};
enum class Ask { database, nobody };
/// With `Ask::nobody`, and where no database is named anywhere, the answer is for an empty one. Nothing is written, but
/// to a scratch server.
Result<CompatReport> compat(const Workspace& workspace, const Where& where, Ask ask, const Surroundings& surroundings,
                            Observer& observer);

}  // namespace migrate::workflow
