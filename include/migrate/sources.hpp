#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/migration.hpp>
#include <migrate/result.hpp>
#include <migrate/workspace.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One file of src/sources/adapters/ = one ORM. An adapter is pure: it sees a FileTree and answers with values.
namespace migrate::sources {

struct Discovery {
  std::string folder = {};                      ///< where the tool writes, relative to the workspace
  std::vector<SourceMigration> migrations = {}; ///< in the tool's order
  std::string config = {};                      ///< the tool's own config file, relative to the workspace; or empty
  std::string ledger_table = {};                ///< "drizzle.__drizzle_migrations", from the tool's own config, else its default
  std::vector<Diagnostic> diagnostics = {};
};

/// One statement that keeps an ORM's bookkeeping true; `$1`… in `sql` stand for the values.
struct LedgerStatement {
  std::string sql = {};
  std::vector<std::string> values = {};
};

/// A program that turns source migrations into SQL: what to run, with what on its standard input.
struct Invocation {
  std::vector<std::string> command = {};  ///< the config's own words, then ours
  std::string folder = {};                ///< working folder, relative to the workspace
  std::string input = {};
  std::vector<std::string> without = {};  ///< names that are taken out of the environment
};
/// The answer of a rendering for one source migration.
struct Rendered {
  std::string id = {};
  std::string sql = {};
  std::string down = {};
  TransactionMode mode = TransactionMode::inside;
  std::optional<Diagnostic> problem = {};  ///< this one could not be rendered; the others were
};

struct Adapter {
  std::string_view orm;                        ///< the name in the config: "drizzle"
  std::span<const std::string_view> aliases;   ///< "drizzle-orm", "drizzle-kit"
  std::span<const std::string_view> folders;   ///< where its tool writes, relative to the service, the likeliest first
  std::span<const std::string_view> marks;     ///< file names that show the tool, `*` = anything: "drizzle.config.*",
                                               ///< paths' ends, or two of one folder: "Cargo.toml & migrations/*.sql"
  /// Whether `path` (relative to the service's folder or to its migrations folder) is a file that discover needs.
  bool (*reads)(std::string_view path);
  Discovery (*discover)(const FileTree&, const Service&);
  /// The statements for one migration that was just applied; `table` as Discovery::ledger_table. Null: the tool has none.
  std::vector<LedgerStatement> (*ledger)(const Provenance&, std::string_view table) = nullptr;
  /// Where the SQL is not on disk: how to render those of `wanted`, and how to read the answer. Null: it is on disk.
  Invocation (*render)(const Service&, const Discovery&, std::span<const SourceMigration> wanted) = nullptr;
  Result<std::vector<Rendered>> (*read_rendered)(std::string_view output, std::span<const SourceMigration> wanted) = nullptr;
};

/// Every adapter, by name.
std::span<const Adapter* const> adapters();
/// By name or alias, else null.
const Adapter* find(std::string_view orm);
/// "alembic, drizzle, prisma, sql, sqlx"
std::string known_names();
/// The folder in which the tool of `service` writes: its `migrations`, else the first of the adapter's folders that exists.
std::string folder_of(const Adapter& adapter, const Service& service, const FileTree& listing);

}  // namespace migrate::sources
