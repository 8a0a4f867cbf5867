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
  [[nodiscard]] bool all() const { return history && name && statements && journal; }
};
/// Of a reply that has the columns of `tables_there` from `column` on.
inline Tables there(const Reply& reply, int column) {
  const auto has = [&](int at) { return reply.value(column + at) == "t"; };
  return {.history = has(0), .name = has(1), .statements = has(2), .journal = has(3)};
}

/// Four columns: the history table, its columns `name` and `statements`, and our journal are there.
inline constexpr std::string_view tables_there = R"(
       pg_catalog.to_regclass('supabase_migrations.schema_migrations') is not null,
       exists (select from pg_catalog.pg_attribute where attname = 'name' and not attisdropped
                and attrelid = pg_catalog.to_regclass('supabase_migrations.schema_migrations')),
       exists (select from pg_catalog.pg_attribute where attname = 'statements' and not attisdropped
                and attrelid = pg_catalog.to_regclass('supabase_migrations.schema_migrations')),
       pg_catalog.to_regclass('migrate.journal') is not null)";

}  // namespace migrate::pg
