#include "sql/summary.hpp"
#include "sql/words.hpp"

namespace migrate::sql {

namespace {

/// "add constraint x", "add primary key", "add column x" (the word COLUMN may be left out).
std::string addition(Words& at) {
  if (at.take("constraint")) return "add constraint " + at.name();
  if (at.take_all("primary key")) return "add primary key";
  if (at.take_all("foreign key")) return "add foreign key";
  if (at.is_any({"unique", "check", "exclude"})) return "add " + at.word();
  if (at.take("value")) return "add value";
  if (at.is_any({"generated", "attribute", "table", "tables", "publication"})) return "add " + phrase(at, 2);
  at.take("column");
  at.take_all("if not exists");
  return "add column " + at.name();
}

std::string removal(Words& at) {
  std::string kind = "column";
  if (at.is_any({"constraint", "attribute", "table", "tables", "publication"})) {
    kind = at.word();
  } else if (at.is_any({"default", "not", "identity", "expression"})) {
    return "drop " + phrase(at, 2);
  } else {
    at.take("column");
  }
  at.take_all("if exists");
  return "drop " + kind + " " + at.name();
}

std::string column_change(Words& at) {
  if (at.take("constraint")) return "alter constraint " + at.name();
  at.take("column");
  auto text = "alter column " + at.name();
  at.take_all("set data");
  if (at.take("type")) return text + " type";
  if (at.take("set")) return text + " set " + (at.take_all("not null") ? "not null" : at.word());
  if (at.take("drop")) return text + " drop " + (at.take_all("not null") ? "not null" : at.word());
  return text;
}

std::string renaming(Words& at) {
  if (at.take("value")) return "rename value";
  std::string text = "rename ";
  if (at.is_any({"constraint", "attribute"})) {
    text += at.word() + " ";
  } else if (!at.is("to")) {
    at.take("column");
    text += "column ";
  }
  const auto from = at.is("to") ? std::string{} : at.name();
  if (!from.empty()) text += from + " ";
  return at.take("to") ? text + "to " + at.name() : text + "to";
}

}  // namespace

std::string alteration(Words& at) {
  std::string text;
  if (at.take("add")) {
    text = addition(at);
  } else if (at.take("drop")) {
    text = removal(at);
  } else if (at.take("alter")) {
    text = column_change(at);
  } else if (at.take("rename")) {
    return renaming(at);
  } else {
    text = phrase(at, 4);
  }
  return text + and_more(at);
}

}  // namespace migrate::sql
