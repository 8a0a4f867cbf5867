#include <migrate/touch.hpp>

#include "sql/summary.hpp"
#include "sql/words.hpp"

namespace migrate::sql {

namespace {

/// `"My".t` in its parts; a name that words() has cut or escaped finds nothing, which is all that can happen.
Name name_of(std::string_view shown) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    if (c == '"' && quoted && i + 1 < shown.size() && shown[i + 1] == '"') {
      parts.back() += shown[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '.' && !quoted) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() == 1) return {.schema = {}, .name = std::move(parts[0])};
  return {.schema = std::move(parts[parts.size() - 2]), .name = std::move(parts.back())};
}

Name take_name(Words& at) {
  at.take_all("if exists");
  at.take("only");
  return name_of(at.name());
}

/// Ownership is asked of tables; an index goes with its table.
void touch(Touched& found, Name name, Lock lock, bool owned = true) {
  if (!name.name.empty()) found.relations.push_back({.name = std::move(name), .lock = lock, .owned = owned});
}

/// `a, b, c`
void touch_all(Words& at, Touched& found, Lock lock, bool owned) {
  do {
    touch(found, take_name(at), lock, owned);
    at.take("*");
  } while (at.take(","));
}

/// A foreign key locks the table that it points to.
void add_references(Words at, Touched& found) {
  while (!at.done()) {
    if (at.take("references")) {
      touch(found, name_of(at.name()), Lock::share, false);
    } else {
      at.skip();
    }
  }
}

void of_alter_table(Words& at, Touched& found) {
  auto name = take_name(at);
  at.take("*");
  const bool gentle = at.take_all("validate constraint");
  touch(found, std::move(name), gentle ? Lock::gentle : Lock::exclusive);
  add_references(at, found);
  found.changes_rights |= at.seek("owner");
}

void of_index(Words& at, Touched& found) {
  const bool concurrently = at.take("concurrently");
  at.take_all("if not exists");
  auto index = at.is("on") ? Name{} : name_of(at.name());
  if (!at.take("on")) return;
  auto table = take_name(at);
  if (!index.name.empty()) found.indexes.push_back({.schema = table.schema, .name = index.name});
  touch(found, std::move(table), concurrently ? Lock::gentle : Lock::share);
  found.waits_for_all = concurrently;
}

/// `… on TABLE`
void of_part(Words& at, Touched& found, Lock lock, std::string_view before = "on") {
  // A trigger may be made by who has the right to, a policy and a rule by the owner.
  if (at.seek(before)) touch(found, take_name(at), lock, lock == Lock::exclusive);
}

bool is_made_in_a_schema(std::string_view kind) {
  return kind == "table" || kind == "view" || kind == "materialized view" || kind == "sequence" || kind == "type" ||
         kind == "function" || kind == "procedure" || kind == "domain" || kind == "foreign table";
}

void of_create(Words& at, Touched& found) {
  at.take_all("or replace");
  bool temporary = false;
  while (at.is_any({"temp", "temporary", "unlogged", "global", "local", "constraint", "recursive"})) {
    temporary |= at.is("temp") || at.is("temporary");
    at.skip();
  }
  const auto kind = object_kind(at);
  if (kind == "index" || kind == "unique index") return of_index(at, found);
  if (kind == "trigger") return of_part(at, found, Lock::share);
  if (kind == "policy") return of_part(at, found, Lock::exclusive);
  if (kind == "rule") return of_part(at, found, Lock::exclusive, "to");
  at.take_all("if not exists");
  if (kind == "schema") {
    found.schemas.push_back(at.is("authorization") ? std::string() : name_of(at.name()).name);
    return;
  }
  if (kind == "extension") found.changes_rights = true;
  if (!is_made_in_a_schema(kind) || temporary) return;
  found.made.push_back(name_of(at.name()));
  if (kind == "table") add_references(at, found);
}

void of_drop(Words& at, Touched& found) {
  const auto kind = object_kind(at);
  if (kind == "trigger" || kind == "policy" || kind == "rule") return of_part(at, found, Lock::exclusive);
  const bool concurrently = at.take("concurrently");
  found.waits_for_all = concurrently;
  if (kind == "table" || kind == "view" || kind == "materialized view" || kind == "foreign table" || kind == "index")
    touch_all(at, found, concurrently ? Lock::gentle : Lock::exclusive, true);
}

void of_alter(Words& at, Touched& found) {
  const auto kind = object_kind(at);
  if (kind == "table" || kind == "foreign table" || kind == "view" || kind == "materialized view")
    return of_alter_table(at, found);
  if (kind == "index") return touch(found, take_name(at), Lock::gentle);
  if (kind == "policy" || kind == "trigger") return of_part(at, found, Lock::exclusive);
  found.changes_rights = true;
}

void of_reindex(Words& at, Touched& found) {
  at.parenthesised();
  const bool index = at.take("index");
  if (!index && !at.take("table")) return;
  const bool concurrently = at.take("concurrently");
  found.waits_for_all = concurrently;
  touch(found, take_name(at), concurrently ? Lock::gentle : Lock::exclusive);
}

}  // namespace

Touched touched(std::string_view statement) {
  Touched found;
  Words at(statement);
  if (at.take("create")) {
    of_create(at, found);
  } else if (at.take("alter")) {
    of_alter(at, found);
  } else if (at.take("drop")) {
    of_drop(at, found);
  } else if (at.take("truncate")) {
    at.take("table");
    touch_all(at, found, Lock::exclusive, false);
  } else if (at.take("reindex")) {
    of_reindex(at, found);
  } else if (at.take("cluster")) {
    touch(found, take_name(at), Lock::exclusive);
  } else if (at.take_all("refresh materialized view")) {
    touch(found, take_name(at), Lock::exclusive);
  } else if (at.is_any(
                 {"set", "reset", "grant", "revoke", "do", "call", "security", "select", "reassign", "discard"})) {
    // `select set_config('search_path', …)`, and functions that do anything.
    found.changes_rights = !at.is("select") || statement.find("set_config") != std::string_view::npos;
  }
  return found;
}

}  // namespace migrate::sql
