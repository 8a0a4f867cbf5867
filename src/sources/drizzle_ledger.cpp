#include "sources/drizzle.hpp"
#include "sources/ledger_values.hpp"
#include "sources/table_name.hpp"

#include <charconv>

namespace migrate::sources::drizzle {

namespace {

long long number_of(std::string_view digits) {
  long long number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string replace_table(std::string sql, const std::string& table) {
  for (std::size_t at = sql.find("{table}"); at != std::string::npos; at = sql.find("{table}", at + table.size())) {
    sql.replace(at, 7, table);
  }
  return sql;
}

// One statement for both forms of the table: a key that the table has no column for is left out. A table of 0.x must
// not get the columns of 1.0 here, since drizzle-orm 1.0 fills the names of the old rows when it adds them itself.
// Seconds, not milliseconds: `drizzle-kit up` cuts them.
constexpr std::string_view insert_row = R"(INSERT INTO {table}
SELECT made.*
FROM jsonb_populate_record(NULL::{table}, jsonb_build_object(
  'id', nextval(pg_get_serial_sequence($4::text, 'id')),
  'hash', $1::text, 'created_at', $2::bigint, 'name', $3::text, 'applied_at', now())) AS made
WHERE NOT EXISTS (
  SELECT FROM {table} AS old
  WHERE old.hash = $1::text AND old.created_at / 1000 = $2::bigint / 1000
    AND coalesce(to_jsonb(old) ->> 'name', $3::text) = $3::text))";

}  // namespace

std::vector<LedgerStatement> ledger(const Provenance& provenance, std::string_view table) {
  const auto quoted = quoted_table(table);
  const auto millis = value_of(provenance.ledger, "created_at");
  const auto folder = value_of(provenance.ledger, "name");
  const auto columns = folder.empty() ? "" : ", name text, applied_at timestamp with time zone DEFAULT now()";
  // A migration that 0.x wrote can meet a table that 1.0 has taken over: there it goes by its later name.
  const auto name = folder.empty() ? upgraded_name(number_of(millis), provenance.id) : folder;
  std::vector<LedgerStatement> statements;
  if (auto schema = create_schema(table); !schema.empty()) statements.push_back({std::move(schema), {}});
  statements.push_back({"CREATE TABLE IF NOT EXISTS " + quoted +
                            " (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint" + columns + ")",
                        {}});
  statements.push_back({replace_table(std::string(insert_row), quoted), {provenance.sha256, millis, name, quoted}});
  return statements;
}

}  // namespace migrate::sources::drizzle
