#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace migrate::sources {

/// A ledger table. Names are what the catalog holds: neither quoted nor folded.
struct TableName {
  std::string schema;  ///< empty: the first schema of the search path
  std::string table;
  friend bool operator==(const TableName&, const TableName&) = default;
};

/// Reads `table`, `schema.table` and their quoted forms by Postgres' rules: what is not quoted is folded to lower case.
/// Nothing where the text is anything else.
std::optional<TableName> parse_table(std::string_view text);

/// As parse_table reads it, quoted only where that is needed: `drizzle.__drizzle_migrations`, `"My"."t"`.
std::string format_table(const TableName& name);

/// Safe in a statement: each part quoted, `"` doubled. Text that is no name is quoted as one whole.
std::string quoted_table(std::string_view text);

/// One name in quotes, `"` doubled.
std::string quoted_name(std::string_view name);

/// "CREATE SCHEMA IF NOT EXISTS …" for the schema of `text`; empty where none is named or it is `public`, which is
/// always there and whose creation would ask for a right on the database.
std::string create_schema(std::string_view text);

}  // namespace migrate::sources
