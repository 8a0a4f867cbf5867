#pragma once

#include <migrate/sources.hpp>

#include <string>
#include <vector>

namespace migrate::sources::alembic {

inline constexpr std::string_view usual_table = "alembic_version";

/// Where one Alembic environment has its files; paths relative to the workspace.
struct Place {
  std::string config;                 ///< alembic.ini or pyproject.toml, or empty
  std::string script;                 ///< the folder of env.py
  std::vector<std::string> versions;  ///< the folders of the revision files
  bool recursive = false;             ///< folders below them count, too
};
/// Whether Python files of `folder` (relative to the service's folder or to its `migrations`) are read: an
/// application's other files stay unread.
bool promises_revisions(std::string_view folder);

/// From alembic.ini or pyproject.toml, the service's `migrations`, or the usual folders. Without versions folders, with
/// a diagnostic, where there are none.
Place find_place(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics);
/// An error for every versions folder whose files are not read: they must not look like revisions that are not there.
/// `said`: where the folders are named.
void check_read(const FileTree& tree, const Service& service, const Place& place, const Label& said,
                std::vector<Diagnostic>& diagnostics);

/// The table of `version_table` and `version_table_schema` in env.py, as parse_table reads it.
std::string version_table(const FileTree& tree, const Place& place, std::vector<Diagnostic>& diagnostics);

Discovery discover(const FileTree& tree, const Service& service);
std::vector<LedgerStatement> ledger(const Provenance& provenance, std::string_view table);
std::vector<LedgerFinding> audit(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                 std::string_view table);
std::vector<LedgerStatement> take_back(const Provenance& migration, std::span<const LedgerMigration> left,
                                       std::string_view table);
Invocation render(const Service& service, const Discovery& discovery, std::span<const SourceMigration> wanted);
Result<std::vector<Rendered>> read_rendered(std::string_view output, std::span<const SourceMigration> wanted);

/// The text of alembic_render.py, embedded by CMake.
extern const std::string_view render_script;

}  // namespace migrate::sources::alembic
