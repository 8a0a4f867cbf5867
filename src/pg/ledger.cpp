#include "pg/explain.hpp"
#include "pg/transaction.hpp"

#include "sources/table_name.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::pg {

namespace {

struct Column {
  std::string name;
  std::string type;
};

/// The columns of a table; none where it is not there.
Result<std::vector<Column>> columns_of(Wire& wire, const std::string& table) {
  const auto reply = ask(wire, {.sql = "select a.attname, t.typname from pg_catalog.pg_attribute a join "
                                       "pg_catalog.pg_type t on t.oid = a.atttypid where a.attrelid = "
                                       "pg_catalog.to_regclass($1) and a.attnum > 0 and not a.attisdropped order by "
                                       "a.attnum",
                                .values = {sources::quoted_table(table)}});
  if (!reply.good()) return fail(explain_other(wire, reply, fmt::format("`{}` could not be read", table)));
  std::vector<Column> columns;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row)
    columns.push_back({.name = reply.value(0, row), .type = reply.value(1, row)});
  return columns;
}

std::string list_of(const std::vector<Column>& columns) {
  std::string list;
  for (const auto& column : columns) {
    const auto name = "l." + sources::quoted_name(column.name);
    if (!list.empty()) list += ", ";
    list += column.type == "bytea" ? fmt::format("pg_catalog.encode({}, 'hex')", name) : name + "::text";
  }
  return list;
}

Result<sources::LedgerTable> read(Wire& wire, const std::string& table) {
  const auto columns = columns_of(wire, table);
  if (!columns) return fail(columns);
  sources::LedgerTable found{.exists = !columns->empty()};
  if (!found.exists) return found;
  const auto reply = ask(wire, fmt::format("select {} from {} l", list_of(*columns), sources::quoted_table(table)));
  if (!reply.good()) return fail(explain_other(wire, reply, fmt::format("`{}` could not be read", table)));
  for (const auto& column : *columns) found.columns.push_back(column.name);
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) {
    auto& values = found.rows.emplace_back();
    for (int column = 0; column < PQnfields(reply.rows.get()); ++column) {
      if (PQgetisnull(reply.rows.get(), row, column) == 0)
        values.emplace(found.columns[static_cast<std::size_t>(column)], reply.value(column, row));
    }
  }
  return found;
}

/// A service that boots with its own migrator waits meanwhile, and reads what is true then.
Result<void> keep_others_out(Wire& wire, const std::string& table) {
  const auto columns = columns_of(wire, table);
  if (!columns) return fail(columns);
  if (columns->empty()) return {};
  const auto reply =
      ask(wire, fmt::format("lock table {} in share row exclusive mode", sources::quoted_table(table)));
  if (reply.good()) return {};
  return fail(explain_other(wire, reply, fmt::format("`{}` could not be locked", table)));
}

Result<void> mend_inside(Connection& connection, const std::vector<std::string>& tables, const Mend& mend) {
  auto& wire = connection.wire();
  for (const auto& table : tables) {
    if (const auto locked = keep_others_out(wire, table); !locked) return fail(locked);
  }
  const auto read = read_ledgers(connection, tables);
  if (!read) return fail(read);
  for (const auto& statement : mend(*read)) {
    const auto reply = ask(wire, {.sql = statement.sql, .values = statement.values});
    if (!reply.good()) return fail(explain_other(wire, reply, "a ledger could not be mended"));
  }
  const auto committed = commit(wire);
  if (committed.good()) return {};
  auto diagnostic = explain_other(wire, committed, "a ledger could not be mended");
  if (committed.kind == Reply::Kind::lost) diagnostic.helps.emplace_back("`migrate ledger` tells what was kept");
  return fail(std::move(diagnostic));
}

}  // namespace

Result<std::vector<sources::LedgerTable>> read_ledgers(Connection& connection, const std::vector<std::string>& tables) {
  std::vector<sources::LedgerTable> all;
  for (const auto& table : tables) {
    auto found = read(connection.wire(), table);
    if (!found) return fail(found);
    all.push_back(std::move(*found));
  }
  return all;
}

Result<void> mend_ledgers(Connection& connection, const std::vector<std::string>& tables, const Mend& mend) {
  auto& wire = connection.wire();
  const auto begun = begin_alone(wire);
  if (!begun.good()) return fail(explain_other(wire, begun, "the ledgers could not be mended"));
  auto done = mend_inside(connection, tables, mend);
  if (done) return done;
  roll_back(wire);
  done.error().notes.emplace_back("the transaction was rolled back, no ledger was changed");
  return done;
}

}  // namespace migrate::pg
