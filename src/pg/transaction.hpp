#pragma once

#include "pg/record.hpp"

#include <optional>
#include <set>
#include <string>

namespace migrate::pg {

/// A transaction that holds the history table, begun after looking whether `version` is recorded.
struct Begun {
  Reply reply;
  std::string xid;
  bool recorded = false;
  std::string process = {};  ///< which server process it was
  bool ours = false;         ///< the session is the one that was probed, and holds our advisory lock
};
Begun begin(Wire& wire, const std::string& version);
/// What a session that is not ours any more says of it.
Diagnostic session_lost(const Wire& wire, const plan::Entry& entry, const Begun& begun);

/// A transaction for one statement of a migration that runs outside of one. Fails where another server process answers.
Reply begin_alone(Wire& wire);

/// The same as `begin`, and as `restore` and `clean`, for a pipeline: statements that fail where something is not so.
std::vector<std::string> beginning(const Wire& wire, const std::string& version);
std::vector<std::string> restoring(const Wire& wire);

/// Inside the transaction: constraints checked, role and settings of the session as they were. `same` = the transaction
/// is still the one that was begun.
struct Restored {
  Reply reply;
  bool same = false;
};
Restored restore(Wire& wire, const std::string& xid);

/// Good only where the server says COMMIT.
Reply commit(Wire& wire);
void roll_back(Wire& wire);

/// Nothing of one migration's session reaches the next: what DISCARD ALL does, without giving our lock away.
void clean(Wire& wire);

/// What became of a transaction whose COMMIT got no answer, by a new connection that takes the lock (so the old session
/// is gone) and asks for its status.
enum class Verdict { committed, rolled_back, unknown };
/// What the transaction did to the history's row.
enum class Wrote { row, nothing_left };
Verdict settle(const Wire& wire, const std::string& xid, const std::string& version, Wrote wrote = Wrote::row);
/// The versions that this run has recorded, by a new connection in the same way; nothing where none could ask.
std::optional<std::set<std::string>> settle_run(const Wire& wire);

/// In one transaction, or in two where the migration has a first part; goes on behind that where an earlier run kept
/// it.
Outcome apply_inside(Wire& wire, const Task& task, const Progress& progress,
                     const std::optional<Unfinished>& unfinished);
/// Whether `apply_inside` can go on where that run was stopped.
bool is_between_parts(const plan::Entry& entry, const Unfinished& unfinished);
/// Goes on behind what an earlier run kept.
Outcome apply_outside(Wire& wire, const Task& task, const Progress& progress,
                      const std::optional<Unfinished>& unfinished);

/// The bytes of a statement that are sent.
std::string text_of(const plan::Entry& entry, std::size_t index);
/// What the journal keeps of a finished part, so that a rerun can tell whether it is still the same.
std::string checksum_of_first(const plan::Entry& entry, std::size_t statements);
std::string_view copy_data_of(const plan::Entry& entry, std::size_t index);
/// A lock timeout or a deadlock: the same again may succeed.
bool is_worth_a_retry(const Reply& reply);
/// Twice as long each time, up to 32 s; `percent` of it, so that those who met do not meet again.
std::chrono::milliseconds pause_after(int attempt, int percent);
/// Between the attempts; false: a signal.
bool pause_before(const Wire& wire, int attempt);

/// A splitter's mistake, or a statement that nobody thought of.
Outcome ended_its_transaction(const plan::Entry& entry);

/// The end of every transaction: restore, rows, COMMIT; and what is to be said where that fails.
struct Ended {
  bool committed = false;
  bool lost = false;  ///< committed, but no connection is left
  std::optional<Diagnostic> diagnostic;
  bool needs_repair = false;
};
struct End {
  std::string xid;
  std::string journal;  ///< id of a running row, or empty
  std::chrono::milliseconds took{0};
};
Ended end(Wire& wire, const Task& task, const End& how);

}  // namespace migrate::pg
