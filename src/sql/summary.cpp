#include "sql/summary.hpp"

#include "sql/words.hpp"

#include <fmt/core.h>

namespace migrate::sql {

std::string phrase(Words& at, int most) {
  std::string text;
  for (int i = 0; i < most && at.is_name(); ++i) {
    if (i > 0) text += ' ';
    text += at.name();
  }
  return text;
}

std::string and_more(Words& at) {
  std::size_t more = 0;
  while (at.seek(",")) ++more;
  return more == 0 ? std::string{} : fmt::format(" and {} more", more);
}

std::string object_kind(Words& at) {
  static constexpr std::string_view of_several_words[] = {
      "materialized view",         "foreign data wrapper",   "foreign table",      "unique index",  "event trigger",
      "text search configuration", "text search dictionary", "text search parser", "access method", "operator class",
      "text search template",      "operator family",        "default privileges", "user mapping",  "large object"};
  for (const auto kind : of_several_words) {
    if (at.take_all(kind)) return std::string(kind);
  }
  return at.word();
}

namespace {

void add_word(std::string& text, std::string_view word) {
  if (word.empty()) return;
  text += ' ';
  text += word;
}

bool lives_on_a_table(std::string_view kind) {
  return kind == "policy" || kind == "trigger" || kind == "rule";
}

/// "… on orders": of a rule the table stands behind TO.
void add_table(std::string& text, Words& at, std::string_view kind, std::string_view verb) {
  if (!lives_on_a_table(kind)) return;
  if (at.seek(kind == "rule" && verb == "create" ? "to" : "on")) add_word(text, "on " + at.name());
}

void skip_modifiers(Words& at) {
  at.take_all("or replace");
  while (at.is_any(
      {"temp", "temporary", "unlogged", "global", "local", "constraint", "recursive", "trusted", "procedural"})) {
    at.skip();
  }
}

std::string creation(Words& at) {
  skip_modifiers(at);
  const auto kind = object_kind(at);
  std::string text = "create " + kind;
  if (at.take("concurrently")) text += " concurrently";
  at.take_all("if not exists");
  if (at.is("on") || at.is("for") || at.is("authorization")) {
    add_word(text, phrase(at, 2));
  } else {
    add_word(text, at.name());
  }
  add_table(text, at, kind, "create");
  return text;
}

std::string dropping(Words& at) {
  const auto kind = object_kind(at);
  std::string text = "drop " + kind;
  if (at.take("concurrently")) text += " concurrently";
  at.take_all("if exists");
  add_word(text, at.name());
  if (lives_on_a_table(kind)) {
    add_table(text, at, kind, "drop");
    return text;
  }
  return text + and_more(at);
}

std::string altering(Words& at) {
  const auto kind = object_kind(at);
  std::string text = "alter " + kind;
  if (kind == "system") {
    add_word(text, phrase(at, 2));
    return text;
  }
  if (kind == "default privileges") return text;
  at.take_all("if exists");
  at.take("only");
  add_word(text, at.name());
  at.take("*");
  at.parenthesised();
  if (lives_on_a_table(kind)) {
    add_table(text, at, kind, "alter");
    return text;
  }
  add_word(text, alteration(at));
  return text;
}

/// "grant select on orders to app"
std::string privileges(Words& at, std::string text) {
  add_word(text, at.is("all") ? "all" : at.name());
  if (!at.seek("on")) return text;
  text += " on";
  const bool kind_named = at.is_any({"table", "all", "schema", "sequence", "function", "database", "type", "routine"});
  add_word(text, kind_named ? phrase(at, at.is("all") ? 4 : 2) : at.name());
  if (at.seek(text.starts_with("grant") ? "to" : "from")) {
    add_word(text, text.starts_with("grant") ? "to" : "from");
    add_word(text, at.name());
  }
  return text;
}

std::string on_table(Words& at, std::string text) {
  at.take("only");
  at.take("table");
  at.take("only");
  add_word(text, at.name());
  return text;
}

std::string truncation(Words& at) {
  const auto text = on_table(at, "truncate");
  return text + and_more(at);
}

std::string maintenance(Words& at, std::string text) {
  at.parenthesised();
  while (at.is_any({"full", "freeze", "verbose", "analyze", "analyse"})) add_word(text, at.word());
  if (at.is_any({"index", "table", "schema", "database", "system"})) add_word(text, at.word());
  at.parenthesised();
  if (at.take("concurrently")) text += " concurrently";
  add_word(text, at.name());
  return text;
}

std::string selection(Words& at) {
  const auto function = at.name();
  return function.empty() || !at.is("(") ? "select" : "select " + function;
}

std::string copying(Words& at) {
  if (at.is("(")) return "copy";
  at.take("binary");
  std::string text = "copy";
  add_word(text, at.name());
  at.parenthesised();
  if (at.is_any({"from", "to"})) add_word(text, phrase(at, 2));
  return text;
}

std::string refreshing(Words& at) {
  at.take_all("materialized view");
  std::string text = "refresh materialized view";
  if (at.take("concurrently")) text += " concurrently";
  add_word(text, at.name());
  return text;
}

/// The statement behind WITH … AS (…), or what else it begins with.
void skip_common_tables(Words& at) {
  while (!at.done() && !at.is_any({"select", "insert", "update", "delete", "merge"})) {
    if (at.is("(")) {
      at.parenthesised();
    } else {
      at.skip();
    }
  }
}

std::string commenting(Words& at) {
  at.take("on");
  const auto kind = object_kind(at);
  auto text = "comment on " + kind;
  add_word(text, at.name());
  if ((lives_on_a_table(kind) || kind == "constraint") && at.take("on")) add_word(text, "on " + at.name());
  return text;
}

}  // namespace

Summary summarise(std::string_view statement) {
  Words at(statement);
  while (at.take("(")) {
  }
  if (at.take("with")) skip_common_tables(at);
  if (at.take("create")) return {Effect::add, creation(at)};
  if (at.take("alter")) return {Effect::change, altering(at)};
  if (at.take("drop")) return {Effect::remove, dropping(at)};
  if (at.take_all("insert into")) return {Effect::add, on_table(at, "insert into")};
  if (at.take("update")) return {Effect::change, on_table(at, "update")};
  if (at.take_all("delete from")) return {Effect::remove, on_table(at, "delete from")};
  if (at.take_all("merge into")) return {Effect::change, on_table(at, "merge into")};
  if (at.take("truncate")) return {Effect::remove, truncation(at)};
  if (at.take("lock")) return {Effect::other, on_table(at, "lock")};
  if (at.take("grant")) return {Effect::change, privileges(at, "grant")};
  if (at.take("revoke")) return {Effect::change, privileges(at, "revoke")};
  if (at.take("comment")) return {Effect::change, commenting(at)};
  if (at.take("copy")) return {Effect::add, copying(at)};
  if (at.take("refresh")) return {Effect::change, refreshing(at)};
  if (at.take("reindex")) return {Effect::change, maintenance(at, "reindex")};
  if (at.take("vacuum")) return {Effect::other, maintenance(at, "vacuum")};
  if (at.take("analyze") || at.take("analyse")) return {Effect::other, maintenance(at, "analyze")};
  if (at.take("cluster")) return {Effect::change, maintenance(at, "cluster")};
  if (at.take("select")) return {Effect::other, selection(at)};
  if (at.take("do")) return {Effect::other, "do block"};
  if (at.is("set") || at.is("call") || at.is("reset")) return {Effect::other, phrase(at, 2)};
  const auto text = phrase(at, 3);
  return {Effect::other, text.empty() ? "statement" : text};
}

}  // namespace migrate::sql
