#include "sources/sqlx.hpp"
#include "sources/table_name.hpp"

namespace migrate::sources::sqlx {

// execution_time -1 is what SQLx itself writes while it has not measured.
std::vector<LedgerStatement> ledger(const Provenance& provenance, std::string_view table) {
  const auto quoted = quoted_table(table);
  const auto key = [&](const std::string& name) {
    const auto it = provenance.ledger.find(name);
    return it == provenance.ledger.end() ? std::string() : it->second;
  };
  std::vector<LedgerStatement> statements;
  if (auto schema = create_schema(table); !schema.empty()) statements.push_back({std::move(schema), {}});
  statements.push_back({"CREATE TABLE IF NOT EXISTS " + quoted +
                            " (version BIGINT PRIMARY KEY, description TEXT NOT NULL,"
                            " installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL,"
                            " checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL)",
                        {}});
  statements.push_back({"INSERT INTO " + quoted +
                            " AS old (version, description, success, checksum, execution_time)"
                            " VALUES ($1::bigint, $2::text, true, decode($3::text, 'hex'), -1)"
                            " ON CONFLICT (version) DO UPDATE SET success = true, checksum = excluded.checksum"
                            " WHERE NOT old.success OR old.checksum <> excluded.checksum",
                        {key("version"), key("description"), key("checksum")}});
  return statements;
}

}  // namespace migrate::sources::sqlx
