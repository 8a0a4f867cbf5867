#pragma once

#include "pg/wire.hpp"

#include <string>
#include <vector>

namespace migrate::pg {

/// A session that a statement waits for.
struct Blocker {
  std::string process;  ///< its id; "0": a prepared transaction
  std::string begun;    ///< when the process was: an id may be given away again; empty: not shown to us
  std::string shown;    ///< "process 4711 of `app` (`psql`), idle in transaction, …: `select …`"
  std::string spared;   ///< why it is never ended; empty: it may be
};

/// A statement on one line, without passwords, and not longer than a line is.
std::string excerpt(const Wire& wire, const std::string& statement);

/// Whom the session of server process `waiting` waits for, asked on another line.
std::vector<Blocker> blockers_of(Wire& wire, const std::string& waiting);

/// The end of that very session; empty, or why it goes on.
std::string end_session(Wire& wire, const Blocker& blocker);

}  // namespace migrate::pg
