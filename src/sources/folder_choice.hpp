#pragma once

#include <migrate/sources.hpp>

#include <string>
#include <string_view>
#include <vector>

/// Which folder a tool writes to, and what is said where that cannot be known.
namespace migrate::sources {

/// The line for the config that names a folder: "say which one: `migrations: drizzle`".
std::string say_which(const Service& service, std::string_view folder);

/// The folder that a tool's config names by `relative`, as seen from `from`. Empty, with an error at `place`, where it
/// leads out of the workspace or was not read.
std::string configured(const FileTree& tree, const Service& service, Label place, std::string_view from,
                       std::string_view relative, std::vector<Diagnostic>& diagnostics);

/// The one of `written`, else the first of the adapter's folders that exists. Empty, with a diagnostic, where there is
/// none or more than one.
std::string the_only_one(const Adapter& adapter, const Service& service, const FileTree& tree,
                         const std::vector<std::string>& written, std::vector<Diagnostic>& diagnostics);

}  // namespace migrate::sources
