#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/result.hpp>
#include <migrate/workspace.hpp>

#include <string>
#include <string_view>

namespace migrate::workflow {

/// Whether `path` is SQL in supabase/migrations, or in a folder below it, which is said and not used.
bool is_collected(const Workspace& workspace, std::string_view path);

/// The files of supabase/migrations.
FileTree read_collected(const Workspace& workspace);

/// By name or label; an error lists the names.
Result<const Service*> service_named(const Workspace& workspace, const std::string& name);

}  // namespace migrate::workflow
