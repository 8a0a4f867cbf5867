#include "sources/prisma.hpp"
#include "sources/table_name.hpp"

namespace migrate::sources::prisma {

/// A row of a failed run would block `prisma migrate deploy` (P3009): it is marked as `prisma migrate resolve` does.
std::vector<LedgerStatement> ledger(const Provenance& provenance, std::string_view table) {
  const auto quoted = quoted_table(table);
  const auto name = provenance.ledger.find("name");
  const auto folder = name == provenance.ledger.end() ? provenance.id : name->second;
  std::vector<LedgerStatement> statements;
  if (auto schema = create_schema(table); !schema.empty()) statements.push_back({std::move(schema), {}});
  statements.push_back({"CREATE TABLE IF NOT EXISTS " + quoted +
                            " (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,"
                            " finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT,"
                            " rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(),"
                            " applied_steps_count INTEGER NOT NULL DEFAULT 0)",
                        {}});
  statements.push_back({"UPDATE " + quoted +
                            " SET rolled_back_at = now() WHERE migration_name = $1::text AND finished_at IS NULL"
                            " AND rolled_back_at IS NULL",
                        {folder}});
  statements.push_back(
      {"INSERT INTO " + quoted +
           " (id, checksum, finished_at, migration_name, applied_steps_count)"
           " SELECT gen_random_uuid()::text, $2::text, now(), $1::text, 1 WHERE NOT EXISTS (SELECT FROM " +
           quoted + " WHERE migration_name = $1::text AND finished_at IS NOT NULL AND rolled_back_at IS NULL)",
       {folder, provenance.sha256}});
  return statements;
}

}  // namespace migrate::sources::prisma
