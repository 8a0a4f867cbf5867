#pragma once

#include "pg/wire.hpp"

#include <string_view>

namespace migrate::pg {

/// What is there of the tables that a run writes.
struct Tables {
  bool history = false;
  bool name = false;        ///< the history's column
  bool statements = false;  ///< the history's column
  bool journal = false;
  bool commit = false;  ///< the journal's column
  [[nodiscard]] bool all() const { return history && name && statements && journal && commit; }
};
/// Of a reply that has the columns of `tables_there` from `column` on.
inline Tables there(const Reply& reply, int column) {
  const auto has = [&](int at) { return reply.value(column + at) == "t"; };
  return {.history = has(0), .name = has(1), .statements = has(2), .journal = has(3), .commit = has(4)};
}

/// Five columns: the history table, its columns `name` and `statements`, our journal and its `git_commit` are there.
inline constexpr std::string_view tables_there = R"(
       pg_catalog.to_regclass('supabase_migrations.schema_migrations') is not null,
       exists (select from pg_catalog.pg_attribute where attname = 'name' and not attisdropped
                and attrelid = pg_catalog.to_regclass('supabase_migrations.schema_migrations')),
       exists (select from pg_catalog.pg_attribute where attname = 'statements' and not attisdropped
                and attrelid = pg_catalog.to_regclass('supabase_migrations.schema_migrations')),
       pg_catalog.to_regclass('migrate.journal') is not null,
       exists (select from pg_catalog.pg_attribute where attname = 'git_commit' and not attisdropped
                and attrelid = pg_catalog.to_regclass('migrate.journal')))";

}  // namespace migrate::pg
