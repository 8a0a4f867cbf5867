#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/migration.hpp>
#include <migrate/result.hpp>
#include <migrate/workspace.hpp>

#include <map>
#include <optional>
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

/// An ORM's bookkeeping as it was read.
struct LedgerTable {
  bool exists = false;
  std::vector<std::string> columns = {};
  std::vector<std::map<std::string, std::string>> rows = {};  ///< column → value; NULL is left out, bytes are hex
};
/// One migration, as its tool's ledger is to know it.
struct LedgerMigration {
  Provenance provenance = {};
  std::string version = {};  ///< "00106"; empty: a source that is not collected
  bool applied = false;      ///< the history has it
};
/// Where a ledger and the history disagree.
struct LedgerFinding {
  enum class Kind {
    missing,     ///< an applied migration has no row
    differs,     ///< … has a row that says something else: another hash
    unfinished,  ///< a row that says of itself that it failed, or did not end
    surplus,     ///< a row that an applied migration should not have: a second one, one of an ancestor
    not_ours,    ///< a row of a migration that the history does not have: the tool ran it itself
    unknown,     ///< a row of nothing that is here
  };
  Kind kind = Kind::missing;
  std::string id = {};                         ///< as the tool names it
  std::optional<std::size_t> migration = {};   ///< which of those given
  std::string seen = {};                       ///< what the row says: "hash 3f2a91c07d55, not 9bc1…"; or empty
  std::vector<LedgerStatement> mend = {};      ///< empty: nothing here may decide that
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
  /// What of the table is not as `migrations`, in the tool's order, want it. The table has the columns below.
  std::vector<LedgerFinding> (*audit)(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                      std::string_view table) = nullptr;
  std::span<const std::string_view> ledger_columns = {};  ///< those that `audit` and `take_back` go by
  /// The statements that take the row of one migration back; `left`: those that stay applied.
  std::vector<LedgerStatement> (*take_back)(const Provenance&, std::span<const LedgerMigration> left,
                                            std::string_view table) = nullptr;
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
