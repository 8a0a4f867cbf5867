#pragma once

#include "pg/wire.hpp"

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace migrate::pg {

/// SHA-256 of the LF-normalised text: what the journal knows a migration by.
std::string checksum_of(const Migration& migration);

/// What the journal says of a migration that ran outside a transaction and did not come to its end.
struct Unfinished {
  std::string id;
  std::size_t done = 0;
  std::string done_checksum;
  std::string begun = {};  ///< print of an index build that was sent and got no answer, or empty
  friend bool operator==(const Unfinished&, const Unfinished&) = default;
};
/// As one column of the journal keeps them, written and read.
std::string prints_of(const Unfinished& state);
Unfinished read_prints(std::string_view prints, Unfinished state);

Result<std::optional<Unfinished>> find_unfinished(Wire& wire, const std::string& version);

/// Of which of them it says so.
Result<std::set<std::string>> versions_unfinished(Wire& wire);

/// A `running` row; its id.
Reply begin_journal(Wire& wire, const plan::Entry& entry);
/// Inside the caller's transaction, and as the role of the run, whatever role the migration took.
Reply update_journal(Wire& wire, const Unfinished& state);

/// PostgREST keeps the schema in memory, until it is told.
inline constexpr std::string_view tell_postgrest =
    "select pg_catalog.pg_notify('pgrst', 'reload schema') "
    "where exists (select from pg_catalog.pg_roles where rolname = 'authenticator')";

/// Of a transaction that has lasted as long as the migration. `state`: "done", "reverted".
Question journal_row(const Wire& wire, const plan::Entry& entry, std::string_view state);

/// The rows that a migration leaves, in its own transaction.
struct Recording {
  Question question;
  std::string what;  ///< which one it is: "ledger", "history", "journal"
};
std::vector<Recording> rows_of(const Wire& wire, const Task& task);

/// The history row, the ledger rows and the journal's `done` row: inside the caller's transaction.
/// `journal`: the id of a running row, or empty.
struct Recorded {
  Reply reply;
  std::string what;  ///< which row it was that failed
};
Recorded record(Wire& wire, const Task& task, const std::string& journal, std::chrono::milliseconds took);

}  // namespace migrate::pg
