#pragma once

#include <migrate/endpoint.hpp>
#include <migrate/interruption.hpp>
#include <migrate/plan.hpp>
#include <migrate/result.hpp>
#include <migrate/sources.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
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
  std::string run;  ///< an id of this run: "5f0c2a91"
};
struct Options {
  Author author;
  const Interruption* interruption = nullptr;
  std::chrono::milliseconds connect_timeout{15000};
  std::chrono::milliseconds lock_timeout{4000};  ///< for each lock a statement waits for
  int attempts = 4;                              ///< of a transaction that met a lock timeout or a deadlock
};

struct Server {
  std::string version;          ///< "15.8"
  endpoint::Evidence evidence;  ///< replica (also: read-only) or foreign, with what was seen; else direct or unknown
};

struct Wire;
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
/// M0603 where the lock was not ours any more.
Result<void> unlock(Connection& connection);

struct Progress {
  std::function<void(std::size_t number, std::size_t of, const std::string& what)> live;  ///< statement `number` runs
  std::function<void(const std::string& sql)> statement;                                  ///< before each is sent
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

}  // namespace migrate::pg
