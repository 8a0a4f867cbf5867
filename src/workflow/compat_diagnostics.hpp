#pragma once

#include <migrate/compat.hpp>
#include <migrate/file_tree.hpp>
#include <migrate/workspace.hpp>

#include <optional>
#include <vector>

namespace migrate::workflow {

/// The same reason is given once, for the first command that meets it.
std::vector<Diagnostic> diagnostics_of(const Workspace& workspace, const compat::Findings& findings);

/// Rows that `apply` would write for what `push` runs, and the Supabase CLI does not.
std::optional<Diagnostic> forgotten_ledgers(const Workspace& workspace, const FileTree& tree,
                                            const compat::Answer& push);

}  // namespace migrate::workflow
