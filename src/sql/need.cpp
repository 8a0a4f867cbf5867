#include "sql/parse.hpp"
#include "sql/words.hpp"

namespace migrate::sql {

namespace {

Need alone_if(bool alone) {
  return alone ? Need::no_transaction : Need::transaction;
}

bool means_false(const Words& at) {
  return at.is_any({"false", "'false'", "off", "'off'", "0"});
}

/// The value of an option in the parentheses that begin here; `absent` where it is not named.
bool option(Words at, std::string_view name, bool absent) {
  if (!at.take("(")) return absent;
  while (!at.done() && !at.is(")")) {
    if (at.take(name)) {
      at.take("=");
      return !means_false(at);
    }
    at.skip();
  }
  return absent;
}

Need of_reindex(Words at) {
  if (option(at, "concurrently", false)) return Need::no_transaction;
  at.parenthesised();
  if (at.is_any({"database", "system", "schema"})) return Need::no_transaction;
  at.skip();
  return alone_if(at.is("concurrently"));
}

Need of_cluster(Words at) {
  at.parenthesised();
  at.take("verbose");
  return alone_if(at.done());
}

Need of_new_subscription(Words at) {
  if (!at.seek("with")) return Need::no_transaction;
  return alone_if(option(at, "create_slot", option(at, "connect", true)));
}

Need of_subscription(Words at) {
  at.name();
  if (at.is("refresh")) return Need::no_transaction;
  if (!at.is_any({"set", "add", "drop"})) return Need::transaction;
  at.skip();
  if (!at.take("publication")) return Need::transaction;
  return alone_if(!at.seek("with") || option(at, "refresh", true));
}

Need of_database(Words at) {
  at.name();
  at.take("set");
  at.take("with");
  return alone_if(at.seek("tablespace"));
}

Need of_alter_table(Words at) {
  while (at.seek("detach")) {
    if (!at.take("partition")) continue;
    at.name();
    if (at.is("concurrently")) return Need::no_transaction;
  }
  return Need::transaction;
}

Need of_create(Words at) {
  at.take("unique");
  if (at.take("index")) return alone_if(at.is("concurrently"));
  if (at.take("subscription")) return of_new_subscription(at);
  return alone_if(at.is_any({"database", "tablespace"}));
}

Need of_drop(Words at) {
  if (at.take("index")) return alone_if(at.is("concurrently"));
  return alone_if(at.is_any({"database", "tablespace", "subscription"}));
}

Need of_alter(Words at) {
  if (at.is("system")) return Need::no_transaction;
  if (at.take("database")) return of_database(at);
  if (at.take("subscription")) return of_subscription(at);
  return at.take("table") ? of_alter_table(at) : Need::transaction;
}

Need of_rollback(Words at) {
  if (!at.take("work")) at.take("transaction");
  return at.is("to") ? Need::transaction : Need::transaction_control;
}

}  // namespace

Need need_by_words(std::string_view statement) {
  Words at(statement);
  if (at.take("create")) return of_create(at);
  if (at.take("drop")) return of_drop(at);
  if (at.take("alter")) return of_alter(at);
  if (at.take("reindex")) return of_reindex(at);
  if (at.take("cluster")) return of_cluster(at);
  if (at.is("vacuum")) return Need::no_transaction;
  if (at.take("discard")) return alone_if(at.is("all"));
  if (at.take("rollback")) return of_rollback(at);
  if (at.take("start") || at.take("prepare")) {
    return at.is("transaction") ? Need::transaction_control : Need::transaction;
  }
  return at.is_any({"begin", "commit", "end", "abort"}) ? Need::transaction_control : Need::transaction;
}

}  // namespace migrate::sql
