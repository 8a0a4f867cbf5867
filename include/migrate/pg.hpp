#pragma once

#include <migrate/doctor.hpp>
#include <migrate/endpoint.hpp>
#include <migrate/interruption.hpp>
#include <migrate/plan.hpp>
#include <migrate/result.hpp>
#include <migrate/sources.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// The connection to Postgres: the only place that knows libpq and libpqxx.
namespace migrate::pg {

/// What libpq would dial, by libpq itself: URL, service file, environment and defaults together; nothing is dialled.
/// `origin` names the string in messages.
Result<endpoint::Resolved> resolve(const Secret& conninfo, const std::string& origin);

/// Who migrates: in application_name and in the journal.
struct Author {
  std::string user;
  std::string host;
  std::string run;          ///< an id of this run: "5f0c2a91"
  std::string commit = {};  ///< of git, where the files come from; or empty
};
struct Options {
  Author author;
  const Interruption* interruption = nullptr;
  std::chrono::milliseconds connect_timeout{15000};
  std::chrono::milliseconds lock_timeout{4000};  ///< for each lock a statement waits for
  int attempts = 4;                              ///< of a transaction that met a lock timeout or a deadlock
  std::chrono::milliseconds statement_timeout{0};  ///< for each statement; 0 = none
  std::chrono::milliseconds answer_timeout{0};     ///< for each question that has no deadline of its own; 0 = none
  std::string role = {};  ///< becomes the session's with SET ROLE, for migrations and their rows alike; empty: none
};

struct Server {
  std::string version;  ///< "15.8"
};

struct Wire;
class WithoutEnvironment;
/// One socket that logged in and did nothing else: it may be examined, and opened where the guard allows it.
class Line {
 public:
  explicit Line(std::unique_ptr<Wire> wire);
  Line(Line&&) noexcept;
  Line& operator=(Line&&) noexcept;
  ~Line();
  [[nodiscard]] Wire& wire() const { return *wire_; }
  [[nodiscard]] std::unique_ptr<Wire> take();  ///< leaves nothing here
  [[nodiscard]] const Server& server() const;
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const;  ///< notes: a raised sslmode

 private:
  std::unique_ptr<Wire> wire_;
};
/// Dials the resolved values and no others. A wrong password is tried once. Several may be dialled at the same time, from
/// threads: see `Undisturbed`.
Result<Line> dial(const endpoint::Endpoint& to, const Options& options);

/// Whoever dials from several threads holds one of these around them: libpq's PG* variables stay hidden all the while,
/// and nothing changes the environment meanwhile. What is resolved, is resolved before.
class Undisturbed {
 public:
  Undisturbed();
  ~Undisturbed();
  Undisturbed(const Undisturbed&) = delete;
  Undisturbed& operator=(const Undisturbed&) = delete;

 private:
  std::unique_ptr<WithoutEnvironment> hidden_;
};

/// What the server shows of itself. `whole` dials a second line to the same place for a moment: while that one holds a
/// transaction, the first must keep its server process, and a notification must reach it. Leaves nothing behind.
/// An error where the line is lost, or a signal asked to stop.
Result<endpoint::Evidence> examine(Line& line, endpoint::Evidence::Depth depth);

/// One socket. There is no second one and no reconnecting: what is lost is lost, and said.
class Connection {
 public:
  explicit Connection(std::unique_ptr<Wire> wire);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();
  [[nodiscard]] Wire& wire() const { return *wire_; }
  [[nodiscard]] const Server& server() const;
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const;  ///< notes: a raised sslmode

 private:
  std::unique_ptr<Wire> wire_;
};
/// `line` was dialled to this endpoint.
Result<Connection> open(const endpoint::MigrationEndpoint& endpoint, Line line);
/// Dials, too: for a server that this program started, and for one that was examined a moment ago.
Result<Connection> open(const endpoint::MigrationEndpoint& endpoint, const Options& options);

/// What is applied; a missing table is an empty history. Writes nothing.
Result<plan::History> read_history(Connection& connection);
/// Makes the history table, as the Supabase CLI makes it, and our journal, where they are missing. Under the lock.
Result<void> prepare_history(Connection& connection);

/// The session advisory lock under which migrations run: "migrate!" in ASCII.
inline constexpr std::int64_t lock_key = 0x6D69'6772'6174'6521;
/// Polls, so that no waiting session holds a snapshot; `waiting` hears who holds it. M0602 after `wait`.
Result<void> lock(Connection& connection, std::chrono::milliseconds wait,
                  const std::function<void(const std::string& holder)>& waiting);
/// The locks under which the migrators of these ORMs (Adapter::orm) run by themselves, taken in the same way: a service
/// that migrates when it boots waits until we have done. M0621 after `wait`. Warns of other migrators that are at work.
Result<std::vector<Diagnostic>> lock_peers(Connection& connection, const std::vector<std::string>& orms,
                                           std::chrono::milliseconds wait,
                                           const std::function<void(const std::string& holder)>& waiting);
/// Gives all of them back. M0603 where the lock was not ours any more.
Result<void> unlock(Connection& connection);

/// A statement that lasts.
struct Running {
  std::size_t number = 0;
  std::size_t of = 0;
  std::string what;
  std::chrono::seconds since{0};
  std::string doing = {};  ///< "building index: scanning table, 41 %", "waits for process 4711, …"; or empty
};
struct Progress {
  std::function<void(std::size_t number, std::size_t of, const std::string& what)> live;  ///< statement `number` runs
  std::function<void(const std::string& sql)> statement;                                  ///< before each is sent
  std::function<void(const Running& running)> running = {};      ///< now and then while one lasts
  std::function<void(const std::string& blocker)> blocked = {};  ///< whose lock was not free in time
  std::function<void(const std::string& blocker)> ended = {};    ///< a blocker that was ended for it
};
struct Task {
  const plan::Entry* entry = nullptr;  ///< pending
  std::vector<sources::LedgerStatement> ledger;
};
struct Outcome {
  enum class Kind {
    applied,
    already,  ///< another run had recorded it
    failed,
    stopped,  ///< committed, but the connection is lost: nothing further can run
  };
  Kind kind = Kind::applied;
  std::size_t statements = 0;
  std::size_t failed_at = 0;  ///< number of the statement, from 1; 0: outside of them
  std::chrono::milliseconds took{0};
  std::vector<Diagnostic> diagnostics = {};
  bool needs_repair = false;
  int signal = 0;
};
/// One migration with its history, ledger and journal rows.
Outcome apply(Connection& connection, const Task& task, const Progress& progress);

struct Watch {
  std::function<Progress(std::size_t task)> progress;
  std::function<void(std::size_t task, Outcome)> finished;  ///< in order; nothing follows one that failed or stopped
  bool kill_blockers = false;  ///< sessions whose locks are not free in time are ended before the next attempt
};
/// Each in its own transaction. With a pipeline those that can are sent without waiting for answers, so that the network
/// is crossed about once.
void apply_all(Connection& connection, std::span<const Task> tasks, plan::Pipelining pipelining, const Watch& watch);

/// The tools' own tables, in the order of `tables` (each as Discovery::ledger_table); one that is not there is empty.
/// Writes nothing.
Result<std::vector<sources::LedgerTable>> read_ledgers(Connection& connection, const std::vector<std::string>& tables);
/// Reads them, keeps others from writing into them, and runs what `mend` answers: one transaction. Under the lock.
using Mend = std::function<std::vector<sources::LedgerStatement>(const std::vector<sources::LedgerTable>& read)>;
Result<void> mend_ledgers(Connection& connection, const std::vector<std::string>& tables, const Mend& mend);

/// The way back of one applied migration.
struct Reversal {
  const plan::Entry* entry = nullptr;  ///< the version, with the text and the statements of its way back
  std::vector<sources::LedgerStatement> ledger;
};
/// Runs it in one transaction, in which the history row and the ledger's go, and the journal gets a row. Under the lock.
Outcome revert(Connection& connection, const Reversal& reversal, const Progress& progress);

/// What can be seen of each, all at the same time; each has `deadline`, and one that fails hides no other. Those of the
/// same user and host come one after the other, and after a refused login no more. Writes nothing. `tell` hears how many
/// are done.
std::vector<doctor::Inspection> inspect(const std::vector<endpoint::Endpoint>& all, const Options& options,
                                        std::chrono::milliseconds deadline,
                                        const std::function<void(std::size_t done)>& tell);

}  // namespace migrate::pg
