#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What a statement does to tables that are there already, as far as its words tell. No grammar: what is not recognised
/// touches nothing, so this serves what is said before a run and never decides how it runs.
namespace migrate::sql {

enum class Lock {
  none,
  gentle,     ///< SHARE UPDATE EXCLUSIVE: lets reads and writes pass (CREATE INDEX CONCURRENTLY, VALIDATE)
  share,      ///< SHARE, SHARE ROW EXCLUSIVE: lets reads pass (CREATE INDEX, triggers, foreign keys)
  exclusive,  ///< ACCESS EXCLUSIVE: lets nothing pass (ALTER, DROP, TRUNCATE)
};

struct Name {
  std::string schema;  ///< empty: found by the search path
  std::string name;    ///< as the catalog holds it
  friend bool operator==(const Name&, const Name&) = default;
  friend auto operator<=>(const Name&, const Name&) = default;
};

struct Touch {
  Name name;  ///< of a table, a view or an index
  Lock lock = Lock::none;
  bool owned = false;  ///< only its owner may do this
};

struct Touched {
  std::vector<Touch> relations;
  std::vector<Name> made;            ///< tables, views, sequences, types and functions that are made
  std::vector<Name> indexes;         ///< made by CREATE INDEX
  std::vector<std::string> schemas;  ///< made by CREATE SCHEMA
  bool waits_for_all = false;        ///< CONCURRENTLY: waits for every transaction that is older
  bool changes_rights =
      false;  ///< role, search path, rights or owners are others behind it, or its words hide what it does
};
Touched touched(std::string_view statement);

}  // namespace migrate::sql
