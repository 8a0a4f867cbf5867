#pragma once

#include <migrate/sources.hpp>

/// drizzle-kit writes two layouts: 0.x keeps a journal, 1.0 one folder for each migration.
namespace migrate::sources::drizzle {

/// Where drizzle-kit writes and keeps its books, from its own config where that can be read.
struct Place {
  std::string folder;  ///< empty: none was found
  std::string table;   ///< of the ledger, "drizzle.__drizzle_migrations"
};
Place find_place(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics);

/// True for drizzle.config.ts and its like.
bool is_config(std::string_view path);

/// What follows the number: `drizzle-kit up` gives 0003_add_users the folder 20250101120000_add_users.
std::string name_of_tag(std::string_view tag);

/// "20250101120000_add_users": the folder that `drizzle-kit up` makes for a tag and its time in milliseconds.
std::string upgraded_name(long long millis, std::string_view tag);

/// 0.x: meta/_journal.json names the migrations, in its order.
void read_journal(const FileTree& tree, const FileTree::File& journal, Discovery& found);

/// 1.0: every folder with a migration.sql, in the order of drizzle-orm's migrator.
void read_folders(const FileTree& tree, Discovery& found);

/// `text` with a `;` before each breakpoint that stands behind an open statement: drizzle's migrator splits there, and
/// to everybody else the breakpoint is a comment.
std::string with_ends(const std::string& text);

/// The order of String.localeCompare on the names that drizzle-kit makes.
bool sorts_before(std::string_view left, std::string_view right);

/// The statements that drizzle-orm's own migrator would run for its bookkeeping.
std::vector<LedgerStatement> ledger(const Provenance& provenance, std::string_view table);
std::vector<LedgerFinding> audit(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                 std::string_view table);
std::vector<LedgerStatement> take_back(const Provenance& migration, std::span<const LedgerMigration> left,
                                       std::string_view table);

}  // namespace migrate::sources::drizzle
