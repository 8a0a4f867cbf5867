#pragma once

#include <migrate/diagnostic.hpp>
#include <migrate/plan.hpp>
#include <migrate/touch.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What speaks against a run before its first write. Pure: what the plan touches and what the server said in,
/// diagnostics out; one file of src/preflight/checks/ = one check. Errors stop the run, warnings are said once.
namespace migrate::preflight {

/// What the pending statements need of the database.
struct Scope {
  struct Table {
    sql::Name name;
    sql::Lock lock = sql::Lock::none;  ///< the strongest of them
    bool owned = false;                ///< only its owner may do what is pending
    std::string version = {};          ///< of the first migration that touches it
  };
  struct Schema {
    std::string name = {};     ///< empty: the first of the search path
    std::string version = {};  ///< of the first migration that makes something there
  };
  std::vector<Table> tables = {};       ///< that are not made by what is pending itself
  std::vector<Schema> schemas = {};     ///< in which something is made
  std::vector<sql::Name> indexes = {};  ///< that are made
  std::string concurrent = {};          ///< the first migration that waits for every older transaction, or empty
  bool certain = true;                  ///< nothing pending makes another role, search path or other rights of it
};
Scope scope_of(const plan::Plan& plan);

using std::chrono::seconds;

/// Somebody else's session; of other users' an ordinary role sees neither age nor query.
struct Session {
  std::string process = {};
  std::string application = {};
  std::string user = {};
  std::string state = {};                ///< "idle in transaction"
  std::optional<seconds> age = {};       ///< of its transaction
  std::string query = {};                ///< without literals of passwords, cut
  std::vector<std::string> tables = {};  ///< of the scope, where its locks stand against ours: "public.orders"
};
struct Facts {
  std::string role = {};
  std::string database = {};
  std::string schema = {};  ///< the first one of the search path that exists
  bool makes_schemas = true;
  enum class Record { missing, closed, open };
  Record history = Record::missing;  ///< closed: there, and the role may not write it
  Record journal = Record::missing;
  std::vector<std::string> records_closed =
      {};  ///< schemas of the two records that are there without their table, and closed
  int most_connections = 0;
  int reserved_connections = 0;
  int connections = 0;
  long long transaction_age = 0;  ///< of the oldest row that is not frozen: age(datfrozenxid)
  struct Schema {
    std::string name = {};
    std::string owner = {};
  };
  std::vector<Schema> closed = {};  ///< of the scope: in which the role may make nothing
  struct Table {
    std::string name = {};
    std::string owner = {};
  };
  std::vector<Table> foreign = {};  ///< of the scope: that belong to a role which ours is no member of
  struct Index {
    std::string name = {};
    std::string table = {};
  };
  std::vector<Index> invalid = {};
  struct Prepared {
    std::string id = {};
    std::string owner = {};
    seconds age{0};
    std::vector<std::string> tables = {};  ///< of the scope
  };
  std::vector<Prepared> prepared = {};
  std::vector<Session> holders = {};  ///< of locks on the scope's tables, the oldest first
  std::vector<Session> oldest = {};   ///< with a snapshot, the oldest first; where something waits for all of them
};

struct Check {
  std::string_view name;
  int rank;                  ///< the order of what is said
  std::string_view explain;  ///< what it looks at
  void (*look)(const Facts&, const Scope&, std::vector<Diagnostic>& found);
};
std::span<const Check* const> checks();

/// What every check says.
std::vector<Diagnostic> judge(const Facts& facts, const Scope& scope);

}  // namespace migrate::preflight
