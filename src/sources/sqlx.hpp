#pragma once

#include <migrate/sources.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace migrate::sources::sqlx {

/// `[migrate]` of sqlx.toml, or SQLx' defaults.
struct Settings {
  std::string folder;  ///< `migrations-dir` as written; empty: not set
  Label folder_place;
  std::string table = "_sqlx_migrations";  ///< as format_table writes it
  std::string ignored;                     ///< characters that do not count in the checksum
};
Settings read_settings(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics);

/// A file name as SQLx reads it.
struct FileName {
  enum class Kind { simple, up, down };
  std::string_view version;  ///< before the first `_`
  std::string_view stem;     ///< what follows it, without the ending
  Kind kind = Kind::simple;
};
/// Nothing for the names that SQLx ignores: without `_`, or not ending in `.sql`.
std::optional<FileName> read_name(std::string_view name);

/// SHA-384 (hex) of `text` without the bytes of the `ignored` characters.
std::string checksum(std::string_view text, std::string_view ignored);

std::vector<LedgerStatement> ledger(const Provenance& provenance, std::string_view table);
std::vector<LedgerFinding> audit(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                 std::string_view table);
std::vector<LedgerStatement> take_back(const Provenance& migration, std::span<const LedgerMigration> left,
                                       std::string_view table);

}  // namespace migrate::sources::sqlx
