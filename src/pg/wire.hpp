// Everything in src/pg/ reaches libpq through this file.
#pragma once

#include <migrate/pg.hpp>

#include "pg/redact.hpp"

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::pg {

struct CloseLink {
  void operator()(PGconn* link) const { PQfinish(link); }
};
using Link = std::unique_ptr<PGconn, CloseLink>;
struct ClearRows {
  void operator()(PGresult* rows) const { PQclear(rows); }
};
using Rows = std::unique_ptr<PGresult, ClearRows>;

class Lookout;
struct PeerLocks;

struct Wire {
  Link link = nullptr;
  endpoint::Endpoint to = {};
  std::optional<endpoint::MigrationEndpoint> allowed = std::nullopt;  ///< since it was opened
  Options options = {};
  Redactor redactor = {};
  Server server = {};
  std::string process = {};   ///< `pg_backend_pid()`, since somebody asked
  bool inherited = false;     ///< somebody else's session state was found on it
  std::string settings = {};  ///< one statement: gives the session our settings again after RESET ALL
  bool has_history = false;   ///< the history with all its columns, and our journal, were seen
  std::vector<Diagnostic> diagnostics = {};
  std::vector<std::string> warnings = {};  ///< what the server warned of since they were last taken
  std::shared_ptr<PeerLocks> peers = nullptr;  ///< locks of other migrators that we want to hold
  const Task* last = nullptr;  ///< of the run: PostgREST is told with it
  Lookout* lookout = nullptr;  ///< hears that an answer is being waited for
  bool winding_down = false;  ///< a signal was heard: what is asked from here on is not cancelled, but must be quick
};

/// What the server (or libpq) said about a failure; no secret is in it.
struct Failure {
  std::string sqlstate = {};  ///< empty: the connection itself
  std::string message = {};
  std::string detail = {};
  std::string hint = {};
  std::string context = {};
  std::size_t position = 0;  ///< in characters of the statement, from 1; 0: none
};

struct Reply {
  enum class Kind {
    good,
    failed,
    lost,
    interrupted,
    late,  ///< no answer within the question's deadline; the line can only be closed
  };
  Kind kind = Kind::good;
  Rows rows = nullptr;
  Failure failure = {};
  [[nodiscard]] bool good() const { return kind == Kind::good; }
  /// "" where there is no such row, and for NULL.
  [[nodiscard]] std::string value(int column, int row = 0) const;
};

struct Question {
  std::string sql;
  std::vector<std::string> values = {};               ///< `$1`…
  std::string_view copy_data = {};                    ///< what COPY … FROM stdin gets
  enum class Form { one, several } form = Form::one;  ///< several statements in one text; the last result counts
  std::chrono::milliseconds deadline{0};              ///< 0 = none
};

/// The one exchange with the server. A signal cancels what runs there.
Reply ask(Wire& wire, const Question& question);
inline Reply ask(Wire& wire, std::string sql) {
  return ask(wire, Question{.sql = std::move(sql)});
}
inline Reply ask_all(Wire& wire, std::string sql) {
  return ask(wire, Question{.sql = std::move(sql), .form = Question::Form::several});
}

/// The parts of an exchange, for who cannot wait for one answer at a time.
bool send_question(Wire& wire, const Question& question);
Failure failure_of(const Wire& wire, const PGresult* rows);
/// Asks the server to end what runs for us; does not wait.
void cancel(const Wire& wire);

/// What the server told about itself while logging in, or "".
std::string parameter(const PGconn* link, const char* name);

/// Waits, unless a signal asks to stop: then false.
bool pause(const Wire& wire, std::chrono::milliseconds time);
int signal_of(const Wire& wire);

/// `'text'`, for texts that cannot be parameters.
std::string literal(const Wire& wire, std::string_view text);
/// `"name"`
std::string identifier(const Wire& wire, std::string_view name);
/// A `text[]` as its input function reads it.
std::string array(const std::vector<std::string>& items);

/// The session as we want it, with everything read back.
Result<void> set_up(Wire& wire);

}  // namespace migrate::pg
