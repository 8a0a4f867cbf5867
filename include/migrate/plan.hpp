#pragma once

#include <migrate/migration.hpp>
#include <migrate/result.hpp>
#include <migrate/sql.hpp>

#include <optional>
#include <string>
#include <vector>

/// Which migrations are applied, pending, changed, unknown. Pure: files and history in, plan out.
namespace migrate::plan {

/// A row of supabase_migrations.schema_migrations, with what our own journal knows of it.
struct HistoryRow {
  std::string version;
  std::string name;
  std::optional<std::vector<std::string>> statements;  ///< NULL is accepted
  std::string applied_at;  ///< ISO 8601 UTC, from the journal; or empty
  std::string applied_by;  ///< "ci@runner-7", from the journal; or empty
};
/// What our journal keeps of a migration outside a transaction that did not come to its end.
struct HalfDone {
  std::string version;
  std::size_t statements = 0;  ///< that ran and are kept
  std::string since;           ///< ISO 8601 UTC
  std::string by;              ///< "ci@runner-7"
};
/// A set, never a high-water mark.
struct History {
  bool exists = false;  ///< the table is there
  std::vector<HistoryRow> rows;
  std::vector<HalfDone> half_done = {};
};

enum class State { applied, pending, changed, unknown };
std::string_view name_of(State state);

struct PlannedStatement {
  sql::Statement statement;
  sql::Meaning meaning;
};
struct Entry {
  State state = State::pending;
  std::string version;
  std::string label;
  std::string name;
  std::optional<Migration> migration;  ///< nothing for unknown
  std::optional<HistoryRow> row;       ///< nothing for pending, nor where only the journal knows it
  TransactionMode mode = TransactionMode::inside;  ///< of a pending one
  std::vector<PlannedStatement> statements;        ///< of a pending one
  std::optional<HalfDone> half_done = {};          ///< it has no row, and an earlier run began it
  std::size_t first_part = 0;  ///< statements that are committed before the others run: they add values to an enum
  bool in_one_text = false;    ///< sent as it is: the server splits it, not our splitter
};
struct Plan {
  std::vector<Entry> entries;  ///< by version
  std::vector<Diagnostic> diagnostics;
  std::size_t not_selected = 0;  ///< pending, too, but not among the entries: the selection leaves them out
  std::vector<std::string> recorded;  ///< every version of the history, ascending
  [[nodiscard]] std::vector<const Entry*> pending() const;
  [[nodiscard]] std::size_t count(State state) const;
};

/// Whether statements are sent before the answers to those in front of them have come.
enum class Pipelining { on, off };

struct Selection {
  std::string to;       ///< up to and with this version; empty = all
  std::string service;  ///< only this service's; empty = all
};

/// Every migration's state; pending ones are split and classified, with a diagnostic for each reason not to run them.
Plan make(const std::vector<Migration>& migrations, const History& history, const Selection& selection);

/// "half done: 1 of 3 statements"; empty where no earlier run began it.
std::string progress(const Entry& entry);
/// Of each that an earlier run left half done: where `apply` goes on, and how it is settled by hand.
std::vector<Diagnostic> describe_half_done(const Plan& plan);

/// A note where plain `supabase db push` would refuse what is pending: a number below the highest applied one.
std::optional<Diagnostic> describe_push(const Plan& plan);

// saved.cpp
/// A plan that was reviewed: what `apply --plan-file` may run, and nothing else. No secret is in it.
struct Saved {
  struct Database {
    std::string target;   ///< "production", or empty
    std::string address;  ///< "db.abcdefghij.supabase.co:5432"
    std::string project;  ///< Supabase's reference: the same by every address; or empty
    std::string name;
    friend bool operator==(const Database&, const Database&) = default;
  };
  struct File {
    std::string version;
    std::string path;      ///< relative to the workspace
    std::string checksum;  ///< of the LF-normalised text
    std::vector<std::string> statements = {};  ///< for who reads it; the checksum decides
  };
  Database database;
  std::string made;  ///< ISO 8601 UTC
  Selection selection;
  std::vector<std::string> history;  ///< every version that was applied, ascending
  std::vector<File> migrations;
};
Saved save(const Plan& plan, const Selection& selection, Saved::Database database, std::string made);
/// JSON with a versioned schema, and back.
std::string print(const Saved& saved);
Result<Saved> read_saved(const SourceRef& source);
/// M0642 with everything that is not as it was in `reviewed`; what of it was applied meanwhile, as it stands there, does
/// no harm. `name`: "the plan in plan.json".
std::optional<Diagnostic> compare(const Saved& reviewed, const Saved& now, const Plan& plan, std::string_view name);

}  // namespace migrate::plan
