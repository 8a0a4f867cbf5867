#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/result.hpp>
#include <migrate/workspace.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The workspace config: `migrate.yaml`, else `.kodo/config.json`. Pure; finding and reading the file is the caller's.
namespace migrate::config {

/// The names in the order in which they are looked for.
inline constexpr std::string_view file_names[] = {"migrate.yaml", ".kodo/config.json"};

/// What a config says, with everything that is wrong with it. The workspace is fit for use only where no error was found.
struct Draft {
  Workspace workspace;
  std::vector<Diagnostic> diagnostics;  ///< all of them, never only the first
};

/// Reads the config. `root` becomes Workspace::root. `tree` is a listing of the workspace (folders and the paths of the
/// files, texts need not be read): folders that do not exist are errors, folders that are not named are found by it.
Draft read(const SourceRef& source, std::string root, const FileTree& listing);

/// What `migrate init` found and would write.
struct Proposal {
  std::vector<Service> services;
  std::string yaml;  ///< commented text of migrate.yaml; config::read accepts it without a warning
  std::vector<Diagnostic> diagnostics;
};
/// Finds services by their tools' files (Adapter::marks).
Proposal propose(const FileTree& listing);

/// The first block of 100 numbers (from 00100) that overlaps none of `taken`.
NumberRange free_range(const std::vector<NumberRange>& taken);

}  // namespace migrate::config
